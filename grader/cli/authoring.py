"""The commands with which an exercise is written: verify, new."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from grader.cli import options, terminal
from grader.cli.exercises import open_course
from grader.cli.options import Settings
from grader.cli.terminal import say, shorten, show
from grader.language import told

if TYPE_CHECKING:
    from grader.course import Course, Exercise
    from grader.verify import Verified


@click.command(
    epilog="""\b
Examples:
  grade verify                        all exercises
  grade verify exercise03             one of them
  grade verify exercise03 --no-generated --repeat 3
  grade verify exercise03 -k 'misconceptions/ and not sign'
  grade verify --flaky --repeat 200   does chance ever cost a point?
"""
)
@click.argument("names", metavar="[EXERCISE]...", nargs=-1)
@click.option(
    "-j",
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 256),
    help="Processes side by side (default: one for each core).",
)
@click.option(
    "--repeat",
    metavar="N",
    type=click.IntRange(1, 10_000),
    default=20,
    show_default=True,
    help="How many times the solution is graded, with other inputs each time.",
)
@click.option("--no-generated", is_flag=True, help="Generate no mutants of the solution.")
@click.option("--flaky", is_flag=True, help="Only what is right, accepted variants as often as --repeat says, too.")
@click.option(
    "-k", "select", metavar="EXPR", help="Only variants whose names fit: -k 'accepted/ or misconceptions/sign'."
)
@click.option("--sandbox", is_flag=True, help="Shut the variants in, as what a student hands in (slower).")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form of the result.")
@options.everywhere
@click.pass_obj
def verify(
    settings: Settings,
    names: tuple[str, ...],
    jobs: int | None,
    repeat: int,
    select: str | None,
    form: str,
    *,
    no_generated: bool,
    flaky: bool,
    sandbox: bool,
) -> int:
    """Prove that exercises hold together: their checks tell right from wrong.

    Grades the stub, the solution, the misconceptions, the mutants, the accepted variants, and mutants that are made
    from the solution. The exit code is 1 if anything does not hold.
    """
    from grader import verify as verifying
    from grader.verify.findings import to_json
    from grader.verify.table import to_text

    course = open_course(settings, remember=False)
    exercises = chosen(course, names)
    plan = verifying.Plan(repeat, not no_generated, select, jobs or _cores(), sandbox, flaky)
    watch = Watch(settings)
    with watch:
        results = verifying.verify(course, exercises, plan, progress=watch.progress, done=watch.done)
    if form == "json":
        terminal.show_bytes(to_json(results).encode("utf-8", "replace"))
    else:
        unicode = terminal.can_show(terminal.SIGNS + "→", sys.stdout)
        color = terminal.uses_color(sys.stdout)
        show(to_text(results, width=terminal.width(), color=color, unicode=unicode, quiet=settings.quiet))
    if select is not None and not settings.quiet:
        say("Only some variants were graded (-k): that every check has a variant that fails it was not looked at.")
    return 0 if all(result.holds for result in results) else 1


def chosen(course: Course, names: tuple[str, ...]) -> list[Exercise]:
    """Return the exercises of these names, all of the course if there are none."""
    from grader.errors import CourseError

    if names:
        return list(dict.fromkeys(course.find(name) for name in names))
    if course.broken:
        raise course.broken[0].error
    if not course.exercises:
        raise CourseError("This course has no exercises.", hint="`grade new NAME` begins one.")
    return list(course.exercises)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Watch(terminal.Progress):
    """Says on stderr how far it is: one line that is rewritten, and one that stays for each exercise."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(wanted=not settings.quiet)
        self._wanted = not settings.quiet

    def progress(self, name: str, done: int, total: int) -> None:
        """Say how many variants are behind us."""
        self._rewrite(f"{name}: {done}/{total} variants …")

    def done(self, result: Verified) -> None:
        """Say how an exercise came out."""
        self._rewrite("")
        if self._wanted:
            failures = sum(not finding.is_warning for finding in result.findings)
            outcome = f"{failures} failure{'' if failures == 1 else 's'}" if failures else "holds"
            say(f"{result.exercise}: {outcome} ({result.seconds:.0f} s)")


@click.command(
    epilog="""\b
Examples:
  grade new mean_of_squares            exercises/exercise17_mean_of_squares, after exercise16
  grade new mean_of_squares -n         only say what would be written
"""
)
@click.argument("name", metavar="NAME")
@options.dry_run
@options.everywhere
@click.pass_obj
def new(settings: Settings, name: str, *, dry_run: bool) -> int:
    """Begin an exercise: a small one that is complete, to be rewritten."""
    from grader.verify.beginning import begin

    course = open_course(settings, remember=False)
    paths = begin(course, name, dry_run=dry_run)
    folder = paths[0].parent
    verb = told("Would write" if dry_run else "Wrote")
    show("".join(f"{verb} {shorten(path)}\n" for path in paths))
    if not settings.quiet and not dry_run:
        say(f"It holds as it is: `grade verify {folder.name}`. Now rewrite it, the solution's docstring first.")
    return 0


COMMANDS = (verify, new)
