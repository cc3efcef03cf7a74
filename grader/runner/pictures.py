"""The pictures of a report: drawn after the checks from what the student's code and the solution return.

They cost no point and no verdict: a picture that fails, is too slow or cannot be drawn is left out.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import torch

from grader.client.code import Code
from grader.client.raised import Unbegun
from grader.course import Exercise
from grader.figures.data import Figure
from grader.figures.making import Ask, declared, drawn
from grader.limits import Limits

FILE = "pictures.py"
SEED = 5  # of every picture: what it shows is the same for all, and none of a hidden check's inputs
CPU_SECONDS = 1.5  # for each picture
ALL_SECONDS = 3.0  # after which nothing more is asked
LARGEST = 64 * 1024  # bytes of JSON that the pictures of one report may have

logger = logging.getLogger(__name__)


class Pictures:
    """The pictures of an exercise: the file is loaded once, and the solution is asked once for each.

    Args:
        exercise: whose ``solutions/<exercise>/pictures.py`` declares them; without that file there are none.
        solution: the reference.

    """

    def __init__(self, exercise: Exercise, solution: Code) -> None:
        self._declared = declared(module) if (module := _load(exercise)) is not None else {}
        self._solution = solution
        self._expected: dict[Ask, Any] = {}

    def of(self, submission: Code, begin: Callable[[], None], begin_solution: Callable[[], None]) -> dict[str, Figure]:
        """Return the pictures that can be drawn of a submission.

        Args:
            submission: the student's code.
            begin: starts afresh with the student's code; called before each picture.
            begin_solution: the same for the solution.

        """
        found: dict[str, Figure] = {}
        answers: dict[Ask, Any] = {}
        spent, size = 0.0, 0
        for name, (title, ask, draw) in self._declared.items():
            try:
                if ask not in answers:
                    if spent > ALL_SECONDS:
                        continue
                    started = time.monotonic()
                    answers[ask] = self._ask(ask, submission, begin)
                    spent += time.monotonic() - started
                if isinstance(answers[ask], BaseException):
                    continue
                if ask not in self._expected:
                    self._expected[ask] = self._ask(ask, self._solution, begin_solution)
                figure = drawn(title, draw, answers[ask], self._expected[ask])
                size += len(json.dumps(figure.to_json()))
                if size < LARGEST:
                    found[name] = figure
            except Exception as error:
                logger.debug("%s is left out: %s: %s", name, type(error).__name__, error)
        return found

    def _ask(self, ask: Ask, code: Code, begin: Callable[[], None]) -> Any:
        """Return what is to be drawn of a code; the exception, if asking raises one."""
        try:
            begin()
            torch.default_generator.manual_seed(SEED)
            return ask(code)
        except (Exception, Unbegun) as error:
            logger.debug("%s: %s: %s", ask.__name__, type(error).__name__, error)
            return error


def within_limits(limits: Limits) -> Limits:
    """Return the limits for a picture: nobody waits long for what earns no point."""
    cpu = min(limits.cpu_seconds, CPU_SECONDS)
    return replace(limits, cpu_seconds=cpu, idle_seconds=min(limits.idle_seconds, 1.0), wall_seconds=8.0)


def _load(exercise: Exercise) -> ModuleType | None:
    path = exercise.solution_folder / FILE if exercise.solution_folder is not None else None
    if path is None or not path.is_file():
        return None
    name = f"pictures_of_{exercise.name}"
    specification = importlib.util.spec_from_file_location(name, path)
    if specification is None or specification.loader is None:
        return None
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module  # probes are sought by the name of their module
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        specification.loader.exec_module(module)
    except Exception as error:
        logger.debug("%s cannot be loaded: %s: %s", path, type(error).__name__, error)
        return None
    finally:
        sys.dont_write_bytecode = writes
    return module
