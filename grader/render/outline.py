"""What a report has to say, in plain language and in order, before it is set for a terminal or a page.

Nothing here is cleaned: whoever sets these sentences passes them through ``text`` first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.render.text import listed, number, plural
from grader.results import CheckResult, Frame, Misconception, Part, Problem, Report, Verdict

WORDS = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "not right yet",
    Verdict.ERROR: "raised an exception",
    Verdict.TIMEOUT: "ran out of time",
    Verdict.MEMORY: "ran out of memory",
    Verdict.FORBIDDEN: "not allowed here",
    Verdict.SKIPPED: "not run",
    Verdict.INTERNAL_ERROR: "could not be graded (our fault, no points lost)",
}
PROBLEMS_IN_ORDER = ("syntax", "missing", "forbidden", "unfinished", "notice")
NOTHING_YET = "Nothing is filled in yet."

_EXCEPTION = re.compile(r"((?:[a-z_]\w*\.)*[A-Z]\w*)(?=:|$)")
_RAISED = re.compile(r"raised ((?:[a-z_]\w*\.)*[A-Z]\w*)")
_UNFINISHED = re.compile(r"`([\w.]+)` is not filled in yet\.$")


@dataclass(frozen=True)
class Group:
    """Checks that share one fate and one explanation; most groups hold a single check."""

    checks: tuple[CheckResult, ...]
    open: bool = False  # they wait for a function that is not filled in yet

    @property
    def first(self) -> CheckResult:
        """The check that speaks for the group."""
        return self.checks[0]


def has_points(report: Report) -> bool:
    """Say whether the checks carry points (public checks carry none)."""
    return report.max_points > 0


def passed(report: Report) -> tuple[CheckResult, ...]:
    """Return the checks that passed."""
    return tuple(check for check in report.checks if check.verdict is Verdict.PASSED)


def result(report: Report) -> str:
    """Return the outcome: "62 of 100 points", or "2 of 3 checks passed" where there are no points."""
    if has_points(report):
        return (
            f"{number(report.points)} of {number(report.max_points)} {'point' if report.max_points == 1 else 'points'}"
        )
    if not report.checks:
        return "not run"
    return f"{len(passed(report))} of {plural(len(report.checks), 'check')} passed"


def points(check: CheckResult) -> str:
    """Return "10", "6 of 8" or nothing for a check without points."""
    if not check.max_points:
        return ""
    if check.verdict is Verdict.INTERNAL_ERROR:
        return f"– of {number(check.max_points)}"
    if check.verdict is Verdict.PASSED and check.points == check.max_points:
        return number(check.points)
    return f"{number(check.points)} of {number(check.max_points)}"


def short_name(report: Report) -> str:
    """Return what the student types for the exercise: "exercise03"."""
    return report.exercise[:100].partition("_")[0]


def problems(report: Report) -> list[Problem]:
    """Return the remarks about the file, worst first; an untouched stub's are one."""
    rank = {kind: place for place, kind in enumerate(PROBLEMS_IN_ORDER)}
    shown = [problem for problem in report.problems if problem.kind != "flag"]  # those are for the instructor
    found = sorted(shown, key=lambda problem: (rank.get(problem.kind, len(rank)), problem.line or 0))
    if not untouched(report):
        return found
    others = [problem for problem in found if problem.kind != "unfinished" and problem.message != NOTHING_YET]
    return [Problem("unfinished", NOTHING_YET), *others]


def untouched(report: Report) -> bool:
    """Say whether no function is filled in yet."""
    if any(problem.message == NOTHING_YET for problem in report.problems):
        return True
    unfinished = _unfinished(report)
    return bool(report.checks) and all(_waits_for(check, unfinished) is not None for check in report.checks)


def _unfinished(report: Report) -> frozenset[str]:
    return frozenset(problem.function or "" for problem in report.problems if problem.kind == "unfinished")


def _waits_for(check: CheckResult, unfinished: frozenset[str]) -> str | None:
    """Return the function at which the check ended because it is not filled in yet ("" if we cannot tell which)."""
    if check.verdict not in (Verdict.ERROR, Verdict.SKIPPED):
        return None
    if (said := _UNFINISHED.match(check.message)) is not None:
        return said[1]
    if check.frames:
        return check.frames[-1].function if check.frames[-1].function in unfinished else None
    if not check.functions and unfinished:
        return ""
    return next((name for name in check.functions if name in unfinished), None)


def groups(report: Report) -> list[Group]:
    """Return the checks that did not pass, those with the same explanation together; those that wait come last."""
    unfinished = _unfinished(report)
    nothing_yet = untouched(report)
    found: dict[tuple[object, ...], list[CheckResult]] = {}
    for check in report.checks:
        if check.verdict is not Verdict.PASSED:
            waits = nothing_yet and check.verdict is not Verdict.INTERNAL_ERROR
            found.setdefault(("open", "") if waits else _fate(check, unfinished), []).append(check)
    result = [Group(tuple(checks), open=fate[0] == "open") for fate, checks in found.items()]
    return sorted(result, key=lambda group: group.open)


def never_ran(report: Report) -> bool:
    """Say whether Python cannot even read the file (of a notebook only the broken cells are left out)."""
    broken = any(problem.kind == "syntax" and problem.cell is None for problem in report.problems)
    return broken and not passed(report)


def waits_for(report: Report, group: Group) -> str:
    """Return the name of the one function that checks wait for, or nothing."""
    return "" if not group.open or untouched(report) else _waits_for(group.first, _unfinished(report)) or ""


def lead_in(report: Report, group: Group) -> str:
    """Return a line that announces checks of functions that are not filled in yet, or nothing."""
    if not group.open:
        return ""
    function = waits_for(report, group)
    return f"Waiting for {function}:" if function else "What will be checked:"


def shared(group: Group) -> str:
    """Return a line that says for how many checks an explanation holds, or nothing."""
    count = len(group.checks)
    return {1: "", 2: "Both for the same reason:"}.get(count, f"All {count} for the same reason:")


def _fate(check: CheckResult, unfinished: frozenset[str]) -> tuple[object, ...]:
    """Return what checks must have in common to be explained together."""
    if (function := _waits_for(check, unfinished)) is not None:
        return "open", function
    explained = check.message or check.difference or check.verdict is not Verdict.FAILED
    if not explained or check.output:
        return "alone", id(check)
    parts = tuple((part.name, part.verdict, part.message) for part in telling_parts(check))
    if check.verdict is Verdict.TIMEOUT:  # as above: not every message says the same
        return check.verdict, check.functions[:1], parts
    message = _without_numbers(check.message) if check.frames else check.message
    return check.verdict, check.functions[:1], message, check.difference, check.frames[-1:], parts


def _without_numbers(message: str) -> str:
    """Return what messages of one kind have in common: "shapes (#x#) and (#x#) cannot be multiplied"."""
    return re.sub(r"\d+", "#", message)


def reason(report: Report, check: CheckResult) -> str:
    """Return what happened as sentences: the verdict in words, then the check's message.

    Nothing, if the parts tell it.
    """
    if telling_parts(check):
        return ""
    message = check.message.strip("\n").rstrip()
    if message and check.verdict is not Verdict.FAILED:
        message = _refer(report, message)
    if check.verdict in (Verdict.FAILED, Verdict.PASSED):
        return message
    if check.verdict is Verdict.ERROR:
        return _raised(check, message)
    words = WORDS[check.verdict]
    sentence = words[0].upper() + words[1:] + "."
    said = words.partition(" (")[0] in message.lower() or (check.verdict is Verdict.FORBIDDEN and "allow" in message)
    return message if said else f"{sentence} {message}".rstrip()


def _refer(report: Report, message: str) -> str:
    """Do not repeat what the remarks about the file have said."""
    said = next((problem for problem in report.problems if message in problem.message), None)
    if said is None:
        return message
    return f"See the remark about {place(said.line, said.cell) or 'the file'} above."


def _raised(check: CheckResult, message: str) -> str:
    if not message:
        return f"{_culprit(check)} raised an exception."
    return f"{_culprit(check)} raised {message}" if _EXCEPTION.match(message) else message


def _culprit(check: CheckResult) -> str:
    outermost = check.frames[0].function if check.frames else ""
    return outermost if outermost.replace(".", "_").isidentifier() else "Your code"


def script(report: Report, group: Group) -> tuple[str, str]:
    """Return lines of Python that show a failure without the grader, and a sentence on where to run them."""
    found = next((check.reproduction for check in group.checks if check.public and check.reproduction), "")
    if report.file.endswith(".ipynb"):
        return found, "To see it without the grader, run this in a new cell at the end of your notebook:"
    return found, "To see it without the grader, run this where your file is:"


def verdict_word(check: CheckResult) -> str:
    """Return the verdict in a few words, with the exception's name if there is one."""
    message = check.message.strip()
    name = _EXCEPTION.match(message) or _RAISED.search(message)
    if check.verdict is Verdict.ERROR:
        return f"raised {name[1]}" if name else "stopped with an error"
    return WORDS[check.verdict]


def difference(check: CheckResult) -> str:
    """Return how the result differs as a sentence, unless the message has said so."""
    phrase = check.difference.strip().rstrip(".").removeprefix("the result ").removeprefix("The result ")
    if not phrase or phrase in check.message:
        return ""
    sentence = check.difference.strip().rstrip(".")
    return f"{sentence[:1].upper()}{sentence[1:]}."


def parts_summary(check: CheckResult) -> str:
    """Return such as "3 of 4 cases pass; it fails for square X." for a parametrized check that failed."""
    failing = _failing_parts(check)
    passing = len(check.parts) - len(failing)
    if not failing:
        return ""
    if not passing:
        return f"It fails in all {len(failing)} cases." if len(failing) > 1 else ""
    count = f"{passing} of {len(check.parts)} cases {'passes' if passing == 1 else 'pass'}"
    if telling_parts(check):
        return f"{count}."
    return f"{count}; it fails for {listed([_part_name(check, part) for part in failing])}."


def telling_parts(check: CheckResult) -> list[Part]:
    """Return the failing parts, if they have more to say than the check itself."""
    failing = _failing_parts(check)
    own = _without_numbers(check.message)
    if check.verdict is Verdict.TIMEOUT and all(part.verdict is Verdict.TIMEOUT for part in failing):
        return []  # the first one says how long it took, the others that they were not run again
    return failing if any(part.message and _without_numbers(part.message) != own for part in failing) else []


def told_parts(report: Report, check: CheckResult) -> list[tuple[list[str], str]]:
    """Return what the failing parts have to say: names of those that say the same, and what the first of them says."""
    told: dict[str, tuple[list[str], str]] = {}
    for part in telling_parts(check):
        message = _refer(report, part.message.strip()) if part.message else ""
        words = WORDS[part.verdict]
        message = message or f"{words[0].upper()}{words[1:]}."
        told.setdefault(_without_numbers(message), ([], message))[0].append(part.name)
    return list(told.values())


def _failing_parts(check: CheckResult) -> list[Part]:
    return [part for part in check.parts if part.verdict is not Verdict.PASSED]


def _part_name(check: CheckResult, part: Part) -> str:
    words = WORDS[part.verdict]
    return part.name if part.verdict is check.verdict else f"{part.name} ({words.partition(' (')[0]})"


def place(line: int | None, cell: int | None) -> str:
    """Return "line 4", "cell 3, line 4" or nothing."""
    names = [f"cell {cell}"] * (cell is not None) + [f"line {line}"] * (line is not None)
    return ", ".join(names)


def telling_frames(check: CheckResult, limit: int) -> tuple[list[Frame], int]:
    """Return the student's lines of the traceback, at most ``limit``, and how many are left out after the first.

    The line of a function that is not filled in tells nothing.
    """
    if _UNFINISHED.match(check.message):
        return [], 0
    frames = [frame for frame, before in zip(check.frames, (None, *check.frames), strict=False) if frame != before]
    if len(frames) <= limit:
        return frames, 0
    return [frames[0], *frames[len(frames) - limit + 1 :]], len(frames) - limit


def says_where(problem: Problem) -> bool:
    """Say whether the message names the place itself."""
    return place(problem.line, problem.cell).replace(",", "") in problem.message[:2000].replace(",", "").lower()


def our_fault(report: Report) -> str:
    """Return a sentence about the checks that we could not run, or nothing."""
    count = sum(check.verdict is Verdict.INTERNAL_ERROR for check in report.checks)
    if not count:
        return ""
    sentence = f"{plural(count, 'check')} could not be graded: our fault, no points lost."
    return f"{sentence} Please run it again; if it stays like this, tell your instructor."


def next_step(report: Report) -> tuple[str, str]:
    """Return what to do next: a sentence, and the command that does it if there is one."""
    name = short_name(report)
    if any(problem.kind in ("syntax", "missing") for problem in report.problems):
        return "Mend the file first, then look again:", f"grade check {name}"
    if untouched(report):
        return "Read the exercise, fill in the first function, then look again:", f"grade check {name}"
    if all(check.verdict in (Verdict.PASSED, Verdict.INTERNAL_ERROR) for check in report.checks):
        return _nothing_failed(report, name)
    left = groups(report)
    if len(left) == 1 and (function := waits_for(report, left[0])):
        return f"Next comes {function}. If you are stuck, ask for a hint:", f"grade hint {name}"
    return "If you are stuck, ask for a hint:", f"grade hint {name}"


def _nothing_failed(report: Report, name: str) -> tuple[str, str]:
    if not report.checks:
        return "There was nothing to check.", ""
    if our_fault(report):
        return "Nothing is wrong with your code so far. Run it again:", f"grade {_command(report)} {name}"
    if report.attempt is not None:
        return "Well done. There is nothing left to mend.", ""
    if has_points(report):
        return "All checks pass. Hand it in with:", f"grade submit {name}"
    return "All of these pass. More checks run when you hand it in:", f"grade submit {name}"


def _command(report: Report) -> str:
    return "check" if report.attempt is None else "submit"


def comes_with_another(report: Report, mistake: Misconception) -> bool:
    """Return whether another mistake has a part in all that this one explains: to mend one of them changes no check."""
    others = [set(other.checks) for other in report.misconceptions if other is not mistake]
    return bool(mistake.checks) and any(set(mistake.checks) <= other for other in others)


def reflowed(text: str) -> str:
    """Join the lines of a docstring's paragraphs; indented lines, such as formulas, stay as they are."""
    lines: list[str] = []
    for line in re.split(r"\r?\n", text.strip()):
        joins = (
            lines and lines[-1].strip() and line.strip() and not line.startswith(" ") and not lines[-1].startswith(" ")
        )
        if joins:
            lines[-1] = f"{lines[-1].rstrip()} {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


def environment(report: Report) -> list[tuple[str, str]]:
    """Return what the grading ran on, as pairs of a name and a value."""
    ran_on = report.environment
    pairs = [("PyTorch", ran_on.torch), ("Python", ran_on.python), ("torch-grader", ran_on.grader)]
    pairs += [("checks", ran_on.checks), ("file", ran_on.submission), ("seed", ran_on.seed)]
    pairs += [("sandbox", ", ".join(ran_on.sandbox) or "none"), ("time", f"{report.seconds:.1f} s")]
    return [(name, value) for name, value in pairs if value]
