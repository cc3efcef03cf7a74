"""One submission's way through the checks of its exercise."""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import hmac
import platform
import random
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

import torch

import grader
from grader import checks, sandbox
from grader.checks import Check, Outcome
from grader.client import spawn
from grader.client.code import Code, Conversation, Local, Tracing
from grader.client.process import Shared, Warm
from grader.client.raised import StudentError
from grader.client.remote import Remote
from grader.client.spawn import Started
from grader.course import Exercise
from grader.diagnosis import Bank, Observed, Rerun, uses
from grader.errors import GraderError, SandboxError, WorkerError
from grader.reproduction import kept
from grader.reproduction.functions import parameters
from grader.results import Environment, Misconception, Report, Stopped, Verdict
from grader.runner.digest import checks_digest
from grader.runner.judging import Circumstances, Judgement, judge, our_fault, plain, unusable
from grader.runner.pictures import SEED, Pictures, within_limits
from grader.runner.scripts import script_for
from grader.runner.summary import Run, check_results
from grader.submission import Submission

Progress = Callable[[int, int, str], None]
RELOAD_SECONDS = 0.25  # a file that loads faster than this is loaded afresh for every check


class Grader:
    """What the submissions of one exercise have in common; a context manager that ends the student's processes.

    Args:
        exercise: what is graded.
        secret: of the course.
        hidden: whether the hidden checks run beside the public ones.
        progress: is told checks done, checks in all, and the title of the next.
        pictures: whether the report gets the exercise's pictures; they take longer, and need the solution.

    """

    def __init__(
        self,
        exercise: Exercise,
        *,
        secret: bytes,
        hidden: bool,
        progress: Progress | None = None,
        pictures: bool = False,
    ) -> None:
        self.exercise = exercise
        self.secret = secret
        self.hidden = hidden
        self.progress = progress
        self.sandboxed = True
        self.restarted = False
        self._bank: Bank | None = None
        self.source: Warm | Shared | None = None
        self.reference = Reference(exercise) if hidden else None
        self.pictures = Pictures(exercise, self.reference.code) if self.reference is not None and pictures else None
        self.names, self.parameters = _stub_names(exercise)
        self.checks_digest = checks_digest(exercise, hidden=hidden)
        torch.set_num_threads(1)
        if hidden:
            sandbox.protect_trusted()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.source is not None:
            self.source.close()

    def connect(self, started: Started | None, *, sandbox: bool) -> None:
        """Use a warm process that was started, or fork the student's side from this process."""
        self.source = Warm(started) if started is not None else Shared(self.exercise.warm, sandbox=sandbox)
        self.sandboxed = sandbox

    def restart(self) -> Warm | Shared | None:
        """Replace a warm process that failed by a new one; None where that happened already for this submission."""
        if self.restarted or not isinstance(self.source, Warm):
            return None
        self.restarted = True
        self.source.close()
        self.source = Warm(spawn.start(self.exercise.warm, sandbox=self.sandboxed))
        return self.source

    def bank(self) -> Bank:
        """Return the misconceptions of the exercise, loaded when they are first needed."""
        if self._bank is None:
            load = functools.partial(code_message, self.exercise)
            self._bank = Bank(self.exercise, lambda source, name: load(source, name) | {"operations": []}, self.names)
        return self._bank

    def grade_each(
        self,
        submissions: Iterable[Submission],
        deliver: Callable[[Submission, Report], None],
        select: str | None = None,
    ) -> None:
        """Run every submission through the checks and deliver its report."""
        hidden = self.exercise.hidden_checks if self.hidden else None
        root = self.exercise.folder.parent.parent
        with contextlib.closing(self._jobs(submissions, deliver)) as jobs:
            checks.run(root, self.exercise.public_checks, hidden, jobs, select)

    def _jobs(
        self, submissions: Iterable[Submission], deliver: Callable[[Submission, Report], None]
    ) -> Generator[checks.Job, None, None]:
        assert self.source is not None
        for submission in submissions:
            remote, self.restarted = Remote(self.source, self.exercise.limits), False
            grading = Grading(self, submission, remote)
            try:
                yield grading
            except BaseException:  # we were interrupted, perhaps in the middle of asking: ask nothing more
                remote.abandon()
                raise
            report = grading.report()
            remote.stop()
            deliver(submission, report)


class Reference:
    """The solution, loaded in this process."""

    def __init__(self, exercise: Exercise) -> None:
        path = exercise.solution_path
        if path is None:
            raise GraderError(f"{exercise.name} has no solution here, so its hidden checks cannot run.")
        self.conversation = Conversation(_Unconnected(), frozenset())
        self.local = Local("solution", self.conversation.answer)
        self.conversation.transport = self.local
        self.code = Code(self.conversation)
        try:
            message = code_message(exercise, path.read_text(encoding="utf-8"), path.name)
            self.conversation.ask(message | {"op": "begin", "seed": 0, "operations": []}, path.name)
        except (StudentError, OSError) as error:
            raise GraderError(f"The solution of {exercise.name} cannot be loaded: {error}") from error

    def begin(self, seed: int) -> None:
        """Start a check: if it never asks the solution, that costs nothing."""
        self.conversation.forget()
        self.conversation.first = {"op": "begin", "seed": seed}


def code_message(exercise: Exercise, source: str, filename: str) -> dict[str, Any]:
    """Return the part of a request that loads code the way this exercise wants it."""
    rules = exercise.rules
    return {
        "source": source, "filename": filename, "mode": exercise.mode,
        "removed": list(rules.taken_away), "operations": list(rules.operations), "reason": rules.reason,
    }  # fmt: skip


class Grading:
    """One submission on its way through the checks (the job that ``checks`` runs)."""

    def __init__(self, grader: Grader, file: Submission, remote: Remote) -> None:
        self.grader = grader
        self.exercise = grader.exercise
        self.file = file
        self.remote = remote
        self.conversation = Conversation(remote, grader.names)
        self.submission = Code(self.conversation)
        self.solution = grader.reference.code if grader.reference is not None else None
        remote.serve = self.conversation.answer
        message = f"{self.exercise.name}:{file.sha256}".encode()
        self.seed = hmac.new(grader.secret, message, hashlib.sha256).digest()
        if self.exercise.rules.operations:
            self.conversation.tracing = Tracing(random.Random(self.seed))
        self.load_error: BaseException | None = None
        self.load_seconds = 0.0
        self.loaded = False
        self.retried = False
        self.runs: list[Run] = []
        self.observed: list[Observed] = []
        self.misconceptions: tuple[Misconception, ...] = ()
        self.figures: dict[str, Any] = {}
        self.started = time.perf_counter()

    def report(self) -> Report:
        """Return the report on the checks that have run."""
        return Report(
            exercise=self.exercise.name,
            title=self.exercise.title,
            file=self.file.filename,
            checks=check_results(self.runs, self.misconceptions),
            misconceptions=self.misconceptions,
            environment=self._environment(),
            problems=self.file.problems,
            notices=self._notices(),
            figures=self.figures,
            seconds=round(time.perf_counter() - self.started, 3),
        )

    # The job interface of ``checks``

    def begin(self, check: Check) -> BaseException | None:
        """Prepare both codes for a check."""
        if not self.file.runnable:
            return Stopped(Verdict.ERROR, "Python cannot read your file because of a syntax error.")
        if self.load_error is not None:
            return self.load_error
        seed = self._seed_of(check)
        self.conversation.recorder = kept if check.public else None
        self.conversation.forget()
        first = None
        try:
            first = self._prepare_submission(seed)
        except (Stopped, StudentError) as error:
            again = self.remote.starved and not self.retried  # it was not the code's doing: `finish` asks once more
            self.load_error = None if self.loaded or again else error
            return error
        except WorkerError as error:
            source = self.grader.restart()
            if source is None:
                raise
            self.remote.source, self.remote.spawned = source, None
            return error
        finally:
            self.conversation.forget()
        self.conversation.first = first
        if self.grader.reference is not None:
            self.grader.reference.begin(seed)
        torch.default_generator.manual_seed(seed)
        return None

    def finish(self, outcome: Outcome) -> bool:
        """Judge the outcome; ask for a second run where the first one failed through no fault of the student's."""
        functions = tuple(dict.fromkeys(name for call in self.conversation.calls for name in call.functions))
        judgement = self._judge(outcome)
        if judgement.message or judgement.difference:
            judgement = replace(judgement, message=plain(judgement.message), difference=plain(judgement.difference))
        again = not self.retried and (judgement.verdict == Verdict.INTERNAL_ERROR or self.remote.starved)
        self.retried = again
        self.remote.starved = False
        if not again:
            seed, calls, seconds = self._seed_of(outcome.check), tuple(self.conversation.calls), outcome.seconds
            self.observed.append(Observed(outcome.check, seed, judgement.verdict, calls, seconds))
            output = self.remote.output.text() if outcome.check.public else ""
            parameters = self.grader.parameters
            lines = script_for(outcome, judgement.verdict, self.file, self.conversation, seed, parameters)
            self.runs.append(Run(outcome.check, judgement, functions, output, seconds, lines))
        return again

    def progress(self, done: int, total: int, check: Check | None) -> None:
        """Pass on how far it is."""
        if self.grader.progress is not None:
            self.grader.progress(done, total, check.title if check is not None else "")

    def alternative(self) -> Code | None:
        """Return the code to run a check on when it is in doubt whose fault an exception is."""
        return self.solution

    def explain(self, rerun: Rerun) -> None:
        """Look in the bank for the mistakes that explain what failed."""
        failed = any(run.verdict in (Verdict.FAILED, Verdict.ERROR) and not run.check.public for run in self.observed)
        if failed and self.loaded and self.grader.hidden:
            used = uses(self.file.source, self.grader.names)
            self.misconceptions = self.grader.bank().explain(self.observed, rerun, used)
        self._draw()

    def _draw(self) -> None:
        """Draw the pictures of code that ran to the end of every check and returned something in one of them."""
        pictures, reference = self.grader.pictures, self.grader.reference
        if pictures is None or reference is None:
            return
        if not self.loaded or self.remote.spawned is None or self.remote.last_stop is not None:
            return
        verdicts = {run.judgement.verdict for run in self.runs}
        if not verdicts & {Verdict.PASSED, Verdict.FAILED} or verdicts & {Verdict.INTERNAL_ERROR}:
            return
        self.remote.limits = within_limits(self.remote.limits)
        figures = pictures.of(self.submission, self._begin_picture, lambda: reference.begin(SEED))
        self.figures = {name: figure.to_json() for name, figure in figures.items()}

    def _begin_picture(self) -> None:
        if self.remote.last_stop is not None:
            raise self.remote.last_stop
        self.conversation.forget()
        self.conversation.first = self._prepare_submission(SEED)

    def _prepare_submission(self, seed: int) -> dict[str, Any] | None:
        """Begin a check, or return the request that will; a file that was never loaded here is loaded now."""
        fresh = self.remote.start()
        self.remote.begin_check()
        message: dict[str, Any] = {"op": "begin", "seed": seed}
        if self.loaded and not fresh:
            return message | {"again": self.load_seconds < RELOAD_SECONDS}
        message |= code_message(self.exercise, self.file.source, self.file.filename)
        started = time.perf_counter()
        self.conversation.ask(message, self.file.filename)
        self.loaded, self.load_seconds = True, time.perf_counter() - started
        return None

    def _seed_of(self, check: Check) -> int:
        """Return the seed of a check's inputs, which nobody can foretell who does not know the course's secret."""
        keyed = hashlib.blake2b(check.full_name.encode(), key=self.seed, digest_size=6)  # a tenth of what HMAC costs
        return int.from_bytes(keyed.digest())

    # Judging

    def _judge(self, outcome: Outcome) -> Judgement:
        if outcome.skipped:
            return Judgement(Verdict.SKIPPED)
        first = self.conversation.calls[0].functions if self.conversation.calls else ()  # what the check is about
        if (broken := self._rule_broken(first)) is not None:
            return Judgement(Verdict.FORBIDDEN, broken)
        last = self.conversation.calls[-1].functions if self.conversation.calls else (self.file.filename,)
        circumstances = Circumstances(
            last, outcome.check.public, self.exercise.limits, self.file.locate, self.file.line_text
        )
        judgement = judge(outcome.error, circumstances)
        if judgement is None and outcome.error is not None:
            blame = our_fault(outcome.error) if outcome.check_is_broken else unusable(outcome.error, circumstances)
            return blame
        return judgement or Judgement(Verdict.PASSED)

    def _rule_broken(self, functions: tuple[str, ...]) -> str | None:
        """Return what to say if a called function breaks a rule, by its source or by the operators that ran."""
        for name in functions:
            if (problem := self.file.forbidden.get(name)) is not None:
                return problem.message
        if self.conversation.operations:
            names = ", ".join(f"`{name}`" for name in sorted(self.conversation.operations))
            return (
                f"Your code runs {names}, which is not allowed in this exercise. {self.exercise.rules.reason}".strip()
            )
        return None

    # The report

    def _environment(self) -> Environment:
        return Environment(
            torch=str(torch.__version__),
            grader=grader.__version__,
            python=platform.python_version(),
            checks=self.grader.checks_digest,
            submission=f"sha256:{self.file.sha256}",
            seed=self.seed.hex(),
            sandbox=self.remote.layers if self.grader.sandboxed else (),
        )

    def _notices(self) -> tuple[str, ...]:
        if not self.grader.sandboxed:
            return ("The code ran without a sandbox (--no-sandbox), with the rights of whoever called the grader.",)
        layers, notices = " ".join(self.remote.layers), []
        if layers and "landlock" not in layers:
            notices.append("This machine has no Landlock: the code could not open any file, not even a temporary one.")
        if layers and "namespaces" not in layers and isinstance(self.remote.source, Warm):
            notices.append("This machine gives no namespaces: Landlock, seccomp and limits alone shut the code in.")
        return tuple(notices)


class _Unconnected:
    """Stands in until a transport is there."""

    def request(self, message: dict[str, Any], where: str) -> dict[str, Any]:
        """Refuse."""
        raise SandboxError("The code is not connected.")


def _stub_tree(exercise: Exercise) -> ast.Module:
    """Return the stub; where the student has written into it, and made it no Python, the one that was remembered."""
    for path in (exercise.stub_path, exercise.remembered_stub):
        with contextlib.suppress(OSError, ValueError, SyntaxError, RecursionError, MemoryError):
            return ast.parse(path.read_text(encoding="utf-8-sig"))
    return ast.Module([], [])


def _stub_names(exercise: Exercise) -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """Return the names that a submission has to define, and the names of their parameters."""
    tree = _stub_tree(exercise)
    names = frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return names, parameters(tree)
