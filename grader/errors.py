"""What keeps us from grading. What is wrong with a submission is a verdict, never one of these.

GraderError                cannot go on; exit code 3
├── UserError              whoever is at the keyboard can mend it; exit code 2
│   ├── CourseError        the course folder, an exercise.toml or a name typed for an exercise
│   └── SubmissionError    no such file, not text, not a notebook, too large
├── SandboxError           this machine cannot shut the code in
├── WireError              a message that is not one of ours
└── WorkerError            the warm process ended or never answered: our fault, worth another try
"""


class GraderError(Exception):
    """Grading cannot go on.

    Args:
        message: one sentence that says what happened.
        hint: one line that says what to do next, if there is anything to do.

    """

    exit_code = 3

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UserError(GraderError):
    """Something that the person at the keyboard can mend."""

    exit_code = 2


class CourseError(UserError):
    """The course folder, one of its files or the name of an exercise is not right."""


class SubmissionError(UserError):
    """The submitted file cannot be read as Python or as a notebook."""


class SandboxError(GraderError):
    """Here the student's code cannot be shut in."""


class WireError(GraderError):
    """A message that is not one of ours came over the wire."""


class WorkerError(GraderError):
    """The warm process or a worker failed through no fault of the student's code."""
