"""The command ``grade``: parses, calls, prints. All exit codes are decided here.

0 done (``check``, ``submit``: every check passed), 1 a check failed, 2 your input, 3 our fault, 130 Ctrl-C.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from grader import __version__, language
from grader.cli import (
    author,
    authoring,
    batching,
    dashboard,
    doctor,
    exercises,
    exporting,
    gradebook,
    listing,
    quizzing,
    regrading,
    releasing,
    reporting,
    similarity,
    submitting,
    terminal,
    watching,
)
from grader.cli.help import in_language, wished_language
from grader.cli.options import Settings, everywhere
from grader.errors import GraderError

SECTIONS = {
    "Students": ("list", "check", "watch", "submit", "hint", "reset", "report", "quiz"),
    "Instructors": ("doctor", "batch", "regrade", "gradebook", "dashboard", "export", "similar"),
    "Authors": ("init", "new", "verify", "release"),
}
EPILOG = """\b
Examples:
  grade check                     check the exercise that you are working on
  grade submit exercise03         hand it in
  grade report exercise03 --open  read the last report in a browser

Exit codes: 0 done and right, 1 a check failed, 2 your input, 3 our fault, 130 stopped.
"""
INTERRUPTED = 130


class Program(click.Group):
    """The command with its subcommands in sections, its errors and its exit codes."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the commands in the order of the help."""
        order = [name for names in SECTIONS.values() for name in names]
        return sorted(self.commands, key=lambda name: order.index(name) if name in order else len(order))

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by who uses them."""
        for section, names in SECTIONS.items():
            commands = [(name, found) for name in names if (found := self.get_command(context, name)) is not None]
            if commands:
                with formatter.section(language.told(section)):
                    formatter.write_dl([(name, command.get_short_help_str(limit=300)) for name, command in commands])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return a command with its help in the language that is shown."""
        command = super().get_command(context, name)
        return command if command is None else in_language(command)

    def format_help(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the language that is shown."""
        super(Program, in_language(self)).format_help(context, formatter)

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = "grade", **extra: Any
    ) -> NoReturn:
        """Run the command and end with its exit code."""
        settings = Settings()
        settings.lang = wished_language(sys.argv[1:] if args is None else args) or language.asked_for()
        language.use(settings.lang or language.of_the_system())
        code = self._exit_code(settings, args, prog_name, **extra | {"obj": settings, "standalone_mode": False})
        gc.freeze()  # nothing is left to be found; ending takes a quarter of a second without this
        sys.exit(code)

    def _exit_code(self, settings: Settings, *arguments: Any, **extra: Any) -> int:
        try:
            return super().main(*arguments, **extra) or 0
        except click.ClickException as error:
            vars(error)["message"] = language.told(error.message)  # click tells its own words, but knows none of ours
            error.show()
            return 2
        except (click.Abort, KeyboardInterrupt):
            terminal.say("Stopped; nothing was lost.")
            return INTERRUPTED
        except GraderError as error:
            terminal.say_error(error, verbose=settings.verbose)
            return error.exit_code
        except BrokenPipeError:
            terminal.silence(sys.stdout)
            terminal.silence(sys.stderr)
            return 0
        except Exception as error:
            terminal.say_fault(error, verbose=settings.verbose)
            return GraderError.exit_code


@click.group(
    "grade",
    cls=Program,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": terminal.WIDEST},
)
@everywhere
@click.version_option(__version__, "-V", "--version", prog_name="torch-grader", message="%(prog)s %(version)s")
def program() -> None:
    """Check, hand in and grade the exercises of a deep-learning course.

    EXERCISE is a name or any beginning of it that fits only one: exercise03.
    """


for each in (
    *listing.COMMANDS,
    *quizzing.COMMANDS,
    *exercises.COMMANDS,
    *submitting.COMMANDS,
    *watching.COMMANDS,
    *reporting.COMMANDS,
    *batching.COMMANDS,
    *doctor.COMMANDS,
    *regrading.COMMANDS,
    *gradebook.COMMANDS,
    *dashboard.COMMANDS,
    *exporting.COMMANDS,
    *similarity.COMMANDS,
    *author.COMMANDS,
    *authoring.COMMANDS,
    *releasing.COMMANDS,
):
    program.add_command(each)


def main() -> NoReturn:
    """Run ``grade``."""
    program.main()
