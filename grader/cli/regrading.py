"""The command regrade."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import click

from grader.cli import options, terminal
from grader.cli.batching import INTERRUPTED, Watch, cores, pool_for
from grader.cli.exercises import open_course
from grader.cli.options import Settings
from grader.cli.terminal import say, show
from grader.language import told

if TYPE_CHECKING:
    from grader.regrade import Change, Effect, Turn

MOST_CHECKS = 3  # that are named in a student's line


@click.command(
    epilog="""\b
Examples:
  grade regrade -n               what the checks of now would change, and for whom
  grade regrade exercise03       show it, then write it; no mark is lowered
  grade regrade exercise03 --allow-lower

\b
Exit codes: 0 all of it was graded; 2 some cannot be; 3 our fault; 130 stopped.
"""
)
@click.argument("names", metavar="[EXERCISE]...", nargs=-1)
@options.dry_run
@click.option("--allow-lower", is_flag=True, help="Lower marks, too, where the checks of now give fewer points.")
@options.jobs
@options.cluster
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form of the result.")
@options.no_sandbox
@options.everywhere
@click.pass_obj
def regrade(
    settings: Settings,
    names: tuple[str, ...],
    jobs: int | None,
    cluster: str | None,
    form: str,
    *,
    dry_run: bool,
    allow_lower: bool,
    no_sandbox: bool,
) -> int:
    """Grade again what was graded before its checks were mended.

    It shows who gains and who loses, and through which checks, before anything is written. A mark that would be lower
    is held back. What was graded before is kept; points that you gave by hand stay.
    """
    from grader import regrade as grading
    from grader.batch import gradable

    make_pool = pool_for(cluster, jobs)
    course = open_course(settings, remember=False)
    order = grading.Order(dry_run, allow_lower, jobs or cores(), not no_sandbox)
    if no_sandbox:
        say("No sandbox (--no-sandbox): what students have written can read and change whatever you can.")
    watch, shown = Watch(settings), []

    def show_it(effect: Effect) -> None:
        watch.clear()
        shown.append(effect)
        if form == "text":
            show(told_lines(effect_text(effect, quiet=settings.quiet)))

    try:
        effect = grading.regrade(course, gradable(course, names), order, watch, show_it, make_pool)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the second Ctrl-C of someone in a hurry
        watch.clear()
        kept = "What is written is right." if shown and not dry_run else "Nothing was written."
        say(f"Stopped. {kept} Go on with the same command.")
        return INTERRUPTED
    finally:
        watch.clear()
    if form == "json":
        terminal.show_bytes(effect.to_json().encode("utf-8", "replace"))
    else:
        show(told_lines(ending(effect, quiet=settings.quiet)))
    return effect.exit_code


def effect_text(effect: Effect, *, quiet: bool = False) -> str:
    """Return what would change: by exercise its numbers and checks, then a line for each student."""
    blocks = []
    for tally in effect.summary.tallies.values():
        if not tally.found:
            continue
        changes = [change for change in effect.changes if change.exercise == tally.exercise]
        lines = [_heading(effect, tally.exercise, changes)]
        if not quiet:
            lines += _by_check(effect, tally.exercise)
        for title, some in (
            ("Gain", [change for change in changes if change.after > change.before]),
            ("Lose" if effect.allow_lower else "Would lose", [each for each in changes if each.after < each.before]),
        ):
            lines += [f"  {title}:", *_students(some)] if some else []
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks) or "Nothing of this was ever graded.\n"


def told_lines(text: str) -> str:
    """Return lines as they are shown, each told on its own: together they are longer than any sentence."""
    return "\n".join(map(told, text.split("\n")))


def _heading(effect: Effect, exercise: str, changes: list[Change]) -> str:
    tally = effect.summary.tallies[exercise]
    if not tally.graded and not tally.problems:
        return f"{exercise}: all {tally.found} were graded with the checks of now."
    counted = [f"{tally.graded} of {tally.found} graded again"]
    counted += [f"{tally.problems} could not be"] if tally.problems else []
    gain = sum(1 for change in changes if change.after > change.before)
    students = f"{gain} gain, {len(changes) - gain} lose, {effect.unchanged.get(exercise, 0)} keep their points"
    return f"{exercise}: {', '.join(counted)}. Students: {students}."


def _by_check(effect: Effect, exercise: str) -> list[str]:
    checks = list(effect.checks.get(exercise, {}).values())
    if not checks:
        return []
    wide = max(len(check.check) for check in checks)
    lines = [f"  {'check':{wide}}  more  fewer  other   (points, in submissions; other: verdict only)"]
    for check in checks:
        mark = "  new" if check.new else "  gone" if check.gone else ""
        lines.append(f"  {check.check:{wide}}  {check.more:4}  {check.fewer:5}  {check.other:5}{mark}")
    return lines


def _students(changes: list[Change]) -> list[str]:
    from grader.batch.found import short

    names = [short(change.student) for change in changes]
    wide = max(map(len, names))
    lines = []
    for name, change in zip(names, changes, strict=True):
        reasons = [_reason(turn) for turn in change.turns if turn.points_before != turn.points_after]
        left = len(reasons) - MOST_CHECKS
        reasons = reasons[:MOST_CHECKS] + ([f"and {left} more"] if left > 0 else [])
        lines.append(f"    {name:{wide}}  {change.before:g} → {change.after:g}   {'; '.join(reasons)}".rstrip())
    return lines


def _reason(turn: Turn) -> str:
    if turn.before is None:
        what = f"new, {turn.after}"
    elif turn.after is None:
        what = f"gone, was {turn.before}"
    elif turn.before == turn.after:
        what = f"{turn.after} as before"
    else:
        what = f"{turn.before} → {turn.after}"
    return f"{turn.check}: {what} ({turn.points_after - turn.points_before:+g})"


def ending(effect: Effect, *, quiet: bool) -> str:
    """Return what was written."""
    held = len(effect.held)
    marks = f"{held} mark{'' if held == 1 else 's'}"
    if any(change.held and change.reshaped for change in effect.changes):
        note = "In the gradebook, what checks gave that are no more stands in a cell of its own: earlier-checks."
    else:
        note = ""
    if effect.dry_run:
        lines = ["Nothing was written (-n)."]
        lines += [f"{marks} would be held back; --allow-lower would lower them."] if held else []
    else:
        lines = [f"{effect.written} graded again and kept." if effect.written else "Nothing was to be written."]
        lines += [f"{marks} held back: --allow-lower lowers them."] if held else []
        lines += [effect.summary.gradebook] if effect.summary.gradebook and not quiet else []
    return "\n" + "\n".join([*lines, note] if note else lines) + "\n"


COMMANDS = (regrade,)
