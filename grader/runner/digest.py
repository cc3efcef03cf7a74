"""The digest of everything that a submission's points depend on beside the submission. Quick: torch is not needed."""

from __future__ import annotations

import dataclasses
import hashlib
import json

from grader.course import Exercise


def checks_digest(exercise: Exercise, *, hidden: bool) -> str:
    """Return the digest of an exercise's checks as it stands in a report's environment: ``sha256:…``.

    It covers the check files, the solution, and of exercise.toml what grading looks at: a better hint, or another
    question in the quiz, is no reason to grade a class again. Misconceptions are left out, too: they change what is
    said about a mistake and never its points.
    """
    paths = [exercise.public_checks]
    if hidden:
        paths += [path for path in (exercise.hidden_checks, exercise.solution_path) if path is not None]
    settings = {
        "file": exercise.file,
        "mode": exercise.mode,
        "limits": dataclasses.asdict(exercise.limits),
        "rules": dataclasses.asdict(exercise.rules),
    }
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for path in paths:
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{path.name}:{len(content)}:".encode() + content)
    return f"sha256:{digest.hexdigest()}"
