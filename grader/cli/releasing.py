"""The command that packs the students' copy: release."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options, terminal
from grader.cli.authoring import chosen
from grader.cli.options import Settings
from grader.cli.terminal import say, shorten, show
from grader.language import told

if TYPE_CHECKING:
    from grader.course import Course, Exercise
    from grader.release import Released


def _url(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"https?://[!-~]+", text):
        raise click.BadParameter("it is no URL: https://HOST/PATH", context, parameter)
    return text


@click.command(
    epilog="""\b
Examples:
  grade release                               all exercises, into the folder students
  grade release -o week1.zip exercise01 exercise02
  grade release --format git -o deep-learning
  grade release --notebooks -o students.zip   each exercise as a notebook, too
  grade release --nbgrader ~/course101        source/, release/ and settings for nbgrader
  grade release --github --format git         with a workflow for GitHub Classroom
  grade release -n                            only prove it, write nothing
  grade release --gradescope exercise03       the autograder for Gradescope: for you alone
"""
)
@click.argument("names", metavar="[EXERCISE]...", nargs=-1)
@click.option(
    "-o", "--output", "target", metavar="PATH", type=click.Path(path_type=Path),
    help="The folder or archive (default: students or students.zip, here).",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(("folder", "zip", "git", "notebook")),
    help="A folder, a zip archive, a git repository with one commit, or notebooks in a folder or an archive"
    " (default: by the name given with -o).",
)  # fmt: skip
@click.option("--notebooks", is_flag=True, help="Each exercise as a notebook, too, in any of these forms.")
@click.option(
    "--nbgrader", metavar="DIR", type=click.Path(path_type=Path),
    help="A course for nbgrader in DIR, or anew in one that is there: notebooks and settings.",
)  # fmt: skip
@click.option("--github", is_flag=True, help="With a workflow for GitHub Classroom: a self-check at every push.")
@click.option("--gradescope", is_flag=True, help="Gradescope's autograder of one exercise, solution and all, as a zip.")
@click.option(
    "--torch-index", metavar="URL", callback=_url,
    help="For these two: where pip finds PyTorch's CPU builds; without it they install the one with CUDA.",
)  # fmt: skip
@options.dry_run
@click.option("-f", "--force", is_flag=True, help="Write also where something is; that is kept under another name.")
@options.everywhere
@click.pass_obj
def release(
    settings: Settings,
    names: tuple[str, ...],
    target: Path | None,
    form: str | None,
    nbgrader: Path | None,
    torch_index: str | None,
    *,
    notebooks: bool,
    github: bool,
    gradescope: bool,
    dry_run: bool,
    force: bool,
) -> int:
    """Pack the students' copy, and prove first that it holds no solution.

    The exit code is 1 if something in it may not be given out; then nothing is written.
    """
    from grader import release as releasing
    from grader.cli.exercises import open_course
    from grader.release.writing import default_target, form_of

    _refuse_what_does_not_fit(
        nbgrader=nbgrader is not None and bool(target or form or notebooks or github or gradescope),
        gradescope=gradescope and (notebooks or github or form not in (None, "zip")),
        torch_index=torch_index is not None and not (gradescope or github),
    )
    course = open_course(settings, remember=False)
    exercises = chosen(course, names)
    if gradescope:
        return _gradescope(settings, course, exercises, target, torch_index, force=force, dry_run=dry_run)
    if nbgrader is not None:
        return _nbgrader(settings, course, exercises, nbgrader, force=force, dry_run=dry_run)
    notebooks, form = notebooks or form == "notebook", form_of(None if form == "notebook" else form, target)
    target = target if target is not None else default_target(form)
    watch = Watch(wanted=not settings.quiet)
    with watch:
        done = releasing.release(
            course, exercises, target, form, notebooks=notebooks, classroom=github, torch_index=torch_index,
            force=force, dry_run=dry_run, progress=watch.progress,
        )  # fmt: skip
    if not _may_be_given_out(settings, done):
        return 1
    show(told(_result(len(exercises), len(done.files), target, unchanged=done.unchanged, dry_run=dry_run)))
    if not settings.quiet and not dry_run:
        if done.kept is not None:
            say(f"What was there is kept as {shorten(done.kept)}.")
        if form == "git" and not done.unchanged:
            git = f"git -C {shorten(target)}"
            say(f"Push it: `{git} remote add origin URL`, then `{git} push -u origin main`.")
    return 0


def _refuse_what_does_not_fit(*, nbgrader: bool, gradescope: bool, torch_index: bool) -> None:
    """Refuse options that have nothing to say beside the others; each argument says whether that is so."""
    if nbgrader:
        raise click.UsageError("--nbgrader DIR says where and in which form: leave out the other options.")
    if gradescope:
        raise click.UsageError("--gradescope writes a zip archive for you: leave out what makes a students' copy.")
    if torch_index:
        raise click.UsageError("--torch-index goes with --gradescope or --github.")


def _nbgrader(
    settings: Settings, course: Course, exercises: Sequence[Exercise], folder: Path, *, force: bool, dry_run: bool
) -> int:
    from grader.release import release_to_nbgrader

    watch = Watch(wanted=not settings.quiet)
    with watch:
        done = release_to_nbgrader(course, exercises, folder, force=force, dry_run=dry_run, progress=watch.progress)
    if not _may_be_given_out(settings, done):
        return 1
    show(told(_result(len(exercises), len(done.files), folder, unchanged=done.unchanged, dry_run=dry_run)))
    if not settings.quiet and not dry_run:
        if done.kept is not None:
            say(f"What was there is kept in {shorten(done.kept)}.")
        say(f"How to go on is in {shorten(folder / 'NBGRADER.md')}.")
    return 0


def _may_be_given_out(settings: Settings, done: Released) -> bool:
    """Tell the notes and the findings; say whether there are none of these."""
    if not settings.quiet:
        for note in done.notes:
            say(note)
    if done.findings:
        show("".join(f"{told(str(finding))}\n" for finding in done.findings))
        count = f"{len(done.findings)} place{'' if len(done.findings) == 1 else 's'}"
        say(f"Nothing was written: {count} may not be given out. Mend them in the course, then run this again.")
    return not done.findings


def _result(exercises: int, files: int, target: Path, *, unchanged: bool, dry_run: bool) -> str:
    what = f"{exercises} exercise{'' if exercises == 1 else 's'} in {files} files"
    if unchanged:
        return f"{shorten(target)} is this copy already: {what}.\n"
    proven = "no solution is in it, and the stubs earn nothing"
    return f"{'Would write' if dry_run else 'Wrote'} {shorten(target)}: {what}; {proven}.\n"


def _gradescope(
    settings: Settings,
    course: Course,
    exercises: Sequence[Exercise],
    target: Path | None,
    torch_index: str | None,
    *,
    force: bool,
    dry_run: bool,
) -> int:
    from grader.release.gradescope import pack

    if len(exercises) != 1:
        raise click.UsageError("--gradescope is for one exercise at a time: name it.")
    target = target if target is not None else Path("autograder.zip")
    done = pack(course, exercises[0], target, torch_index=torch_index, force=force, dry_run=dry_run)
    verb = "Is there already:" if done.unchanged else "Would write" if dry_run else "Wrote"
    show(told(f"{verb} {shorten(target)}: the autograder of {exercises[0].name}, {done.size / 1e6:.1f} MB.\n"))
    if settings.quiet:
        return 0
    if done.kept is not None:
        say(f"What was there is kept as {shorten(done.kept)}.")
    say("It holds the solution and the hidden checks: upload it to Gradescope, and give it to no student.")
    points = f"{exercises[0].points:g}"
    if torch_index is None:
        say("PyTorch will come with CUDA there, which takes some gigabytes: --torch-index URL names its CPU builds.")
    say(f"Set the assignment's autograder points to {points} and its container to 2 GB of memory or more.")
    return 0


class Watch(terminal.Progress):
    """Says on stderr which stub is tried."""

    def progress(self, name: str, done: int, total: int) -> None:
        """Say how many exercises are behind us."""
        self._rewrite(f"trying the stub of {name}: {done}/{total} …")


COMMANDS = (release,)
