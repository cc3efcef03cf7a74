"""The command watch: save the file, see the result."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import options, terminal
from grader.cli.exercises import hint_sentence, open_course
from grader.cli.options import Settings
from grader.cli.terminal import say
from grader.language import told

if TYPE_CHECKING:
    from grader.course import Course, Exercise
    from grader.watch.changes import Changes, Signature
    from grader.watch.jobs import Job

VANISHED_SECONDS = 0.7  # for which a file may be gone: some editors save by removing it first
TICK_SECONDS = 0.25  # how often the line below says how long a check has been running
RESIZE_SECONDS = 0.2
STOPPED = 128  # exit codes of a process that a signal ended


@click.command(
    epilog="""\b
Examples:
  grade watch                exercise that you are working on
  grade watch exercise03     its file in exercises/
"""
)
@click.argument("name", metavar="[EXERCISE]", required=False)
@options.select
@options.no_sandbox
@options.everywhere
@click.pass_obj
def watch(settings: Settings, name: str | None, select: str | None, *, no_sandbox: bool) -> int:
    """Check your file again whenever you save it."""
    return run(settings, name, select, no_sandbox=no_sandbox)


def run(settings: Settings, name: str | None, select: str | None, *, no_sandbox: bool) -> int:
    """Watch until the student ends it; return the exit code."""
    from grader.cli.submitting import current

    course = open_course(settings)
    exercise = course.find(name) if name else current(course, settings)[0]
    extra = [*(["-k", select] if select else []), *(["--no-sandbox"] if no_sandbox else [])]
    extra += ["-v"] * settings.verbose + ["-q"] * settings.quiet
    if no_sandbox:
        say("No sandbox (--no-sandbox): the code can read and change whatever you can.")
    return _Watch(settings, course, exercise, extra).run()


class _Watch:
    """One sitting."""

    def __init__(self, settings: Settings, course: Course, exercise: Exercise, extra: list[str]) -> None:
        from grader.cli.watch_page import WatchPage, is_capable
        from grader.watch.jobs import Jobs
        from grader.watch.keyboard import Keyboard
        from grader.watch.signals import Signals

        self.course, self.exercise, self.extra, self.lang = course, exercise, extra, settings.lang
        self.page = WatchPage(quiet=settings.quiet)
        self.keyboard = Keyboard(sys.stdin, single=is_capable(sys.stdout))
        self.signals = Signals()
        self.jobs = Jobs(self._environment())
        self.job: Job | None = None
        self.queue: list[tuple[str, list[str]]] = []
        self.changes: Changes | None = None
        self.seen: Signature = {}
        self.gone_since: float | None = None  # when the file was first missed
        self.resized_at: float | None = None
        self.code: int | None = None

    def run(self) -> int:
        """Go on until a key or a signal ends it."""
        with ExitStack() as stack:
            stack.callback(self.page.end)
            stack.callback(self.jobs.close)
            stack.callback(self._drop_job)
            stack.callback(self._unwatch)
            stack.enter_context(self.signals)
            stack.callback(self.keyboard.end)
            self.keyboard.begin()
            self.page.keys = self.keyboard.active
            self._turn_to(self.exercise)
            while self.code is None:
                self._step()
        return self.code

    def _step(self) -> None:
        for descriptor in self._ready():
            if descriptor == self.signals.fileno():
                self._heed_signals()
            elif self.keyboard.active and descriptor == self.keyboard.fileno():
                self._heed_keys()
            elif self.changes is not None and descriptor == self.changes.fileno():
                self.changes.drain()
                self._look()
            elif self.job is not None and descriptor in self.job.files:
                self.job.heed(descriptor)
        now = time.monotonic()
        if self.gone_since is not None and now > self.gone_since + VANISHED_SECONDS:
            self.gone_since = None
            self._check()
        if self.resized_at is not None and now > self.resized_at + RESIZE_SECONDS:
            self._resize()
        if self.job is not None and self.job.is_done:
            self._finish(self.job)
        if self.job is None and self.queue:
            self._start(*self.queue.pop(0))
        self._tick()

    def _ready(self) -> list[int]:
        poll = select.poll()
        files = [self.signals.fileno(), *(self.job.files if self.job is not None else [])]
        files += [self.keyboard.fileno()] if self.keyboard.active else []
        files += [self.changes.fileno()] if self.changes is not None else []
        for descriptor in files:
            poll.register(descriptor, select.POLLIN)
        busy = self.job is not None or self.gone_since is not None or self.resized_at is not None
        return [descriptor for descriptor, _ in poll.poll(1000 * TICK_SECONDS if busy else None)]

    def _environment(self) -> dict[str, str]:
        """Return the environment of the commands: they print into a pipe, and shall print as if here."""
        color = {"FORCE_COLOR": "1"} if terminal.uses_color(sys.stdout) else {"NO_COLOR": "1"}
        found = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
        lang = {"GRADE_LANG": self.lang} if self.lang else {}  # as --lang says; the course's own is found by all
        return found | color | lang | {"COLUMNS": str(terminal.width()), "GRADE_BACKGROUND": "0"}

    # The exercise and its files

    def _turn_to(self, exercise: Exercise) -> None:
        from grader.watch.changes import Changes, signature

        self._unwatch()
        self._drop_job()
        self.queue.clear()
        self.exercise = exercise
        self.page.exercise, self.page.hint = exercise.short, ""
        self.changes = Changes(str(exercise.folder))
        self.seen = signature(str(exercise.folder))
        if not self.page.full:
            end = "q ends." if self.page.keys else "Ctrl-C ends."
            say(f"Watching {terminal.shorten(exercise.stub_path)}; {end}")
        self._check()

    def _unwatch(self) -> None:
        if self.changes is not None:
            self.changes.close()
            self.changes = None

    def _look(self) -> None:
        """Check again if a file is another one than the last time."""
        from grader.watch.changes import signature

        now = signature(str(self.exercise.folder))
        if now == self.seen:
            return
        self.seen = now
        if self.exercise.file in now or Path(self.exercise.file).with_suffix(".ipynb").name in now:
            self.gone_since = None
            self._check()
        else:
            self.gone_since = time.monotonic()

    # Jobs

    def _check(self) -> None:
        """Check the file as it is now, whatever check is running."""
        self.queue = [job for job in self.queue if job[0] not in ("check", "list")]
        if self.job is not None and self.job.kind in ("check", "list"):
            self._drop_job()
        self.queue.insert(0, ("check", ["check", self.exercise.name, *self.extra]))
        self.queue.append(("list", ["list", "--format", "json"]))

    def _start(self, kind: str, arguments: list[str]) -> None:
        self.job = self.jobs.start(
            kind,
            [*arguments, "-C", str(self.course.root)],
            warm=self.exercise.warm,
            isolated=self.exercise.solution_folder is not None,
        )

    def _drop_job(self) -> None:
        if self.job is not None:
            self.job.close()
            self.job = None

    def _finish(self, job: Job) -> None:
        self.jobs.note(job)
        self.job = None
        try:
            if job.lost:  # the warm process is gone; once more with another one, or without
                self._start(job.kind, job.arguments[:-2])
            else:
                getattr(self, f"_finish_{job.kind}")(job, *job.printed)
        finally:
            job.close()

    def _finish_check(self, job: Job, result: str, said: str) -> None:
        self.page.heading(f"{self.exercise.short}, {time.strftime('%H:%M:%S')}")
        self.page.result, self.page.said = result, said
        self.page.state = f"{time.strftime('%H:%M:%S')}  {told(f'checked in {time.monotonic() - job.since:.2f} s')}"
        self.page.show()

    def _finish_list(self, job: Job, result: str, said: str) -> None:
        import json

        try:
            course: dict[str, Any] = json.loads(result)
        except ValueError:
            return  # the course cannot be read at the moment; the check has said so
        if course != self.page.course:
            self.page.course = course
            self.page.add("")

    def _finish_submit(self, job: Job, result: str, said: str) -> None:
        self.page.heading(f"{self.exercise.short}, {told('handing in')}")
        self.page.result, self.page.said, self.page.state = result, said, ""
        self.page.show()
        self.queue.append(("list", ["list", "--format", "json"]))

    def _finish_page(self, job: Job, result: str, said: str) -> None:
        page = self._page_path()
        if job.code in (0, 1) and page.is_file():
            opened = click.launch(str(page)) == 0
            said = f"{terminal.shorten(page)}{'' if opened else told(' (no browser could be started here)')}"
        self.page.hint = said
        self.page.add(said)

    def _page_path(self) -> Path:
        return self.course.root / ".grade" / "last-check.html"

    # Keys and signals

    def _heed_keys(self) -> None:
        from grader.watch.keyboard import END

        for key in self.keyboard.read():
            if key in ("q", END):
                self.code = 0
            elif key in "hnsor" and self.code is None:
                getattr(self, f"_key_{key}")()

    def _key_h(self) -> None:
        """Show the next hint at once, even while a check is running."""
        from grader.attempts import next_hint
        from grader.errors import UserError

        try:
            self.page.hint = told(hint_sentence(self.exercise, next_hint(self.course, self.exercise)))
        except UserError as error:
            self.page.hint = told(error.message)
        self.page.add(self.page.hint)

    def _key_n(self) -> None:
        """Go on to the next exercise in the list that is not finished; if all are, to the next."""
        found = self.course.exercises
        states = {row["name"]: row["state"] for row in self.page.course.get("exercises", [])}
        here = next((index for index, each in enumerate(found) if each.name == self.exercise.name), 0)
        others = [*found[here + 1 :], *found[:here]]
        left = [each for each in others if states.get(each.name) not in ("done", "submitted")]
        if others:
            self._turn_to((left or others)[0])

    def _key_s(self) -> None:
        """Hand in at once; a check that is running would only say the same."""
        if any(kind == "submit" for kind, _ in self.queue) or (self.job is not None and self.job.kind == "submit"):
            return
        if self.job is not None and self.job.kind in ("check", "list"):
            self._drop_job()
        self.page.tell(told("handing in …"))
        self.queue = [("submit", ["submit", self.exercise.name]), *self.queue]

    def _key_o(self) -> None:
        from grader.attempts.folder import grade_folder
        from grader.errors import UserError

        try:
            grade_folder(self.course)
        except UserError as error:
            self.page.add(told(error.message))
            return
        arguments = ["check", self.exercise.name, *self.extra, "-q", "-o", str(self._page_path())]
        self.queue.append(("page", arguments))

    def _key_r(self) -> None:
        self._check()

    def _heed_signals(self) -> None:
        heard = self.signals.heard()
        if signal.SIGTERM in heard or signal.SIGHUP in heard:
            self.code = STOPPED + (signal.SIGTERM if signal.SIGTERM in heard else signal.SIGHUP)
        if signal.SIGTSTP in heard:
            self.keyboard.end()
            self.page.end()
            self.signals.stop_here()
        if signal.SIGCONT in heard or signal.SIGTSTP in heard:
            self.keyboard.begin()
            self.page.keys = self.keyboard.active
            self.page.add("")
        if signal.SIGWINCH in heard:
            self.resized_at = time.monotonic()

    def _resize(self) -> None:
        """Fill the new width; a result is set for one width, so it is asked for again."""
        self.resized_at = None
        before, self.jobs.environment = self.jobs.environment, self._environment()
        if before["COLUMNS"] != self.jobs.environment["COLUMNS"]:
            self._check()
        self.page.add("")

    def _tick(self) -> None:
        if self.job is not None and self.job.kind in ("check", "submit"):
            seconds = time.monotonic() - self.job.since
            if seconds > TICK_SECONDS:
                what = "checking" if self.job.kind == "check" else "handing in"
                self.page.tell(told(f"{what} … {seconds:.0f} s"))


COMMANDS = (watch,)
