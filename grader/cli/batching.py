"""The command batch."""

from __future__ import annotations

import os
import signal
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options, terminal
from grader.cli.exercises import open_course
from grader.cli.options import Settings
from grader.cli.terminal import say, shorten, show
from grader.language import current, told

if TYPE_CHECKING:
    from grader.batch import MakePool, Problem, Summary
    from grader.course import Course

INTERRUPTED = 130
SUBMITTED = "submitted"
LINE_SECONDS = 15.0  # how often a line is printed where none can be rewritten
REWRITE_SECONDS = 0.1
MOST_SHOWN = 200  # problems that are printed one by one


@click.command(
    epilog="""\b
Examples:
  grade batch                                  all that is new in submitted/
  grade batch exercise03 -n                    what would be graded
  grade batch exercise03 --submissions canvas.zip
  grade batch exercise03 --submissions moodle/ -j 8
  grade batch --cluster tcp://127.0.0.1:8786   on the workers of a Dask cluster
  grade batch --pattern '(?P<student>\\w+)/(?P<file>.*)' --submissions in/

\b
Layouts of DIR, which may also be a zip archive (--pattern names one; it is
recognised without):
  nbgrader  STUDENT/EXERCISE/FILE, beside it timestamp.txt if there is one
  canvas    lastfirst_LATE_4711_90210_mse_gradient.py
  moodle    First Last_4711_assignsubmission_file_/mse_gradient.py
  REGEX     compared with a file's whole path below DIR; its groups: student,
            and if you like file, exercise, timestamp, id
FILE is called as the exercise asks, or is the only .py, .ipynb or .zip.

\b
Exit codes: 0 every submission was graded, whatever its marks; 2 some cannot
be; 3 our fault; 130 stopped: the same command goes on.
"""
)
@click.argument("names", metavar="[EXERCISE]...", nargs=-1)
@click.option(
    "--submissions",
    metavar="DIR",
    type=click.Path(exists=True, path_type=Path),
    help="Where they are: a folder or a zip archive (default: submitted/ in the course).",
)
@click.option("--pattern", metavar="REGEX", help="Their layout: nbgrader, canvas, moodle or a regular expression.")
@options.jobs
@options.cluster
@click.option(
    "--force", is_flag=True, help="Grade what is graded already, too, whatever it does to marks; all is kept."
)
@click.option("--pictures", is_flag=True, help="Draw pictures in the reports of what is graded now: takes longer.")
@options.dry_run
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form of the summary.")
@options.no_sandbox
@options.everywhere
@click.pass_obj
def batch(
    settings: Settings,
    names: tuple[str, ...],
    submissions: Path | None,
    pattern: str | None,
    jobs: int | None,
    cluster: str | None,
    form: str,
    *,
    force: bool,
    pictures: bool,
    dry_run: bool,
    no_sandbox: bool,
) -> int:
    """Grade a class: everything that was handed in and is not graded yet.

    Reports go to graded/STUDENT/EXERCISE/, grades into the gradebook. What has not changed is not graded again, under
    changed checks neither: see `grade regrade`.
    """
    from grader import batch as grading

    make_pool = pool_for(cluster, jobs)
    course = open_course(settings, remember=False)
    exercises = grading.gradable(course, names)
    folder = submissions or _default_folder(course)
    order = grading.Order(folder, pattern, force, dry_run, jobs or cores(), not no_sandbox, pictures)
    if no_sandbox and not dry_run:
        say("No sandbox (--no-sandbox): what students have written can read and change whatever you can.")
    watch = Watch(settings)
    try:
        summary = grading.batch(course, exercises, order, watch, make_pool)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the second Ctrl-C of someone in a hurry
        watch.clear()
        say(f"Stopped. {watch.so_far()} Go on with the same command.")
        return INTERRUPTED
    finally:
        watch.clear()
    if form == "json":
        terminal.show_bytes(summary.to_json().encode("utf-8", "replace"))
    else:
        show(summary_text(summary, course, dry_run=dry_run, quiet=settings.quiet))
    return summary.exit_code


def _default_folder(course: Course) -> Path:
    from grader.errors import UserError

    folder = course.root / SUBMITTED
    if not folder.is_dir():
        raise UserError(f"There is no folder {shorten(folder)}.", hint="Name the folder or archive with --submissions.")
    return folder


def pool_for(cluster: str | None, jobs: int | None) -> MakePool | None:
    """Return what starts those who grade on a cluster, None for processes on this machine."""
    if cluster is None:
        return None
    if jobs is not None:
        raise click.UsageError("-j is about this machine; how many work on a cluster is decided there.")
    from grader.batch.addresses import checked
    from grader.batch.cluster import ClusterPool

    checked(cluster)
    return lambda setting: ClusterPool(cluster, setting)


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Watch(terminal.Progress):
    """Says on stderr how it goes: one line that is rewritten, one that stays for each problem."""

    def __init__(self, settings: Settings) -> None:
        self._wanted = not settings.quiet
        super().__init__(wanted=self._wanted)
        self._done = self._total = self._problems = 0
        self._next = 0.0

    def planning(self, looked_at: int) -> None:
        """Say how many submissions have been looked at."""
        if self._due(rewritten_only=True):
            self._rewrite(f"looking at submissions: {looked_at} …")

    def grading(self, done: int, total: int, seconds: float) -> None:
        """Say how many are graded, how fast, and when it will be over."""
        self._done, self._total = done, total
        if self._wanted and (done == 0 or self._due()):
            text = f"graded {done}/{total}"
            if done:
                rate = done / max(seconds, 1e-3)
                text += f", {rate:.1f}/s, {_duration((total - done) / rate)} left"
            self._rewrite(text) if self._shown else say(text)

    def problem(self, problem: Problem) -> None:
        """Say what could not be graded, and what to do."""
        self._problems += 1
        if self._wanted and self._problems <= MOST_SHOWN:
            self._rewrite("")
            where = str(problem).removesuffix(problem.what)
            say(f"{where}{told(problem.what)} {told(problem.hint)}".rstrip())
        elif self._wanted and self._problems == MOST_SHOWN + 1:
            say("There are more problems like these; --format json lists them.")

    def doing(self, what: str) -> None:
        """Say what else is being done."""
        self._rewrite(f"{what} …")

    def clear(self) -> None:
        """Take the rewritten line away."""
        self._rewrite("")

    def so_far(self) -> str:
        """Say what is behind us."""
        return f"{self._done} of {self._total} are graded and kept." if self._total else "Nothing was lost."

    def _due(self, *, rewritten_only: bool = False) -> bool:
        """Say whether it is time for the next line."""
        now = time.monotonic()
        if now < self._next or (rewritten_only and not self._shown):
            return False
        self._next = now + (REWRITE_SECONDS if self._shown else LINE_SECONDS)
        return True


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"


def summary_text(summary: Summary, course: Course, *, dry_run: bool, quiet: bool) -> str:
    """Return the summary for people: a sentence for each exercise, then what was written."""
    shown = [tally for tally in summary.tallies.values() if tally.found] or list(summary.tallies.values())
    lines = []
    for tally in shown:
        counted = [f"{tally.to_do} to grade" if dry_run else f"{tally.graded} graded"]
        counted += [f"{tally.unchanged} unchanged"] if tally.unchanged else []
        counted += [f"{tally.older} graded with other checks"] if tally.older else []
        counted += [f"{tally.problems} not graded"] if tally.problems else []
        text = f"{tally.exercise}: {_plural(tally.found, 'submission')}: {', '.join(counted)}."
        if tally.median is not None:
            text += f" Median of {_plural(tally.students, 'student')}: {tally.median:g} of {tally.max_points:g} points."
        lines.append(text)
    older = [tally.exercise for tally in shown if tally.older]
    if older:
        command = f"grade regrade {older[0]}" if len(older) == 1 else "grade regrade"
        lines.append(f"Checks have changed: `{command} -n` shows what that does.")
    if not quiet and not dry_run:
        if summary.graded:
            rate = summary.graded / max(summary.seconds, 1e-3)
            lines.append(f"{summary.graded} in {_duration(summary.seconds)}, {rate:.1f} per second.")
        lines += [f"Reports: {shorten(course.root / 'graded')}"] if summary.reports else []
        lines += [summary.gradebook] if summary.gradebook else []
    width = terminal.width()
    return "".join(f"{_filled(told(line), width)}\n" for line in lines)


def _filled(line: str, width: int) -> str:
    if current() == "en":
        return textwrap.fill(line, width, subsequent_indent="  ", break_on_hyphens=False)
    from grader.render.text import wrap

    return "\n  ".join(wrap(line, width - 2))


def _plural(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


COMMANDS = (batch,)
