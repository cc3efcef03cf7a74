"""What a submission may use. The client and the sandbox enforce it, exercise.toml may change it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on the student's code.

    CPU time is the limit that matters. Idle time (neither computing nor waiting for a processor) catches code that
    sleeps or waits for input; it does not grow on a loaded machine. Wall time is a far larger precaution.
    """

    cpu_seconds: float = 5.0  # CPU time of one check, loading the file included
    idle_seconds: float = 5.0  # time of one check in which the code neither computes nor waits for a processor
    wall_seconds: float = 120.0  # of one check
    submission_cpu_seconds: float = 60.0  # CPU time of all checks together
    memory_mb: int = 1024  # MiB beyond what Python and torch need
    output_kb: int = 64  # KiB of printed text that are kept: the first and the last half
    output_limit_mb: int = 64  # MiB of printed text after which the code is stopped
    file_mb: int = 16  # MiB in the scratch folder
    open_files: int = 64
