"""What ``grade submit`` says and does in a student's copy: under whose name, to where, and what happens next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from grader.cli.options import Settings
from grader.cli.terminal import shorten
from grader.errors import UserError

if TYPE_CHECKING:
    from grader.attempts import Attempt
    from grader.attempts.handing_in import HandedIn
    from grader.course import Course, Exercise
    from grader.submission import Submission

_NEXT = {
    "file": "Upload this file where your instructor asks for it; nothing was sent anywhere.",
    "inbox": "Your instructor grades it from there. Hand in again whenever you have something better.",
    "exchange": "Your instructor collects it from there. Hand in again whenever you have something better.",
}


class Desk:
    """Where one student hands in one exercise; made before anything is graded, so that a bad name costs no wait.

    Raises:
        UserError: nothing can be handed in under this name.

    """

    def __init__(self, settings: Settings, course: Course, exercise: Exercise, named: str | None) -> None:
        from grader.attempts.handing_in import student_of

        self._settings, self._course, self._exercise = settings, course, exercise
        self._student = student_of(course, named)

    def hand_in(self, submission: Submission, attempt: Attempt | None, tell: Callable[[str], None]) -> None:
        """Hand in and say what happens next.

        Args:
            submission: the file.
            attempt: as which it is kept; None: it is not.
            tell: is given what the student should know.

        Raises:
            UserError: it cannot be handed in; the attempt stays.

        """
        from grader.attempts.handing_in import hand_in

        try:
            done = hand_in(self._course, self._exercise, self._student, submission.data, submission.filename)
        except UserError as error:
            kept = f" Attempt {attempt.number} stays: {shorten(attempt.submission)}" if attempt is not None else ""
            raise UserError(error.message, hint=f"{error.hint or ''}{kept}".strip()) from error
        if not self._settings.quiet:
            tell(self._about(done))

    def _about(self, done: HandedIn) -> str:
        ready = "Ready to hand in" if done.kind == "file" else "Handed in"
        lines = [f"{ready} as {self._student.name} ({self._student.source}): {shorten(done.path)}", _NEXT[done.kind]]
        if done.earlier is not None:
            lines.append(f"What you had handed in before is kept as {done.earlier.name}.")
        if done.open_to_all:
            lines.append("Everybody who can enter the inbox can read it: its owner has not given it the setgid bit.")
        return "\n".join(lines)
