"""What the page's template needs: plain text, numbers and anchors, cleaned and bounded.

Anchors are made of numbers only (``check-3``, ``L12``): no attribute of the page ever holds a stranger's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.figures.data import read
from grader.language import current, told
from grader.render import outline
from grader.render.drawing import drawings
from grader.render.source import Line, Note, listing
from grader.render.text import listed, number, one_line, shown, source_lines, spans, visible
from grader.results import CheckResult, Frame, Misconception, Problem, Report, Verdict

if TYPE_CHECKING:
    from grader.submission.notebook import Cell

KIND = {Verdict.PASSED: "passed", Verdict.SKIPPED: "open", Verdict.INTERNAL_ERROR: "ours"}
SYMBOL = {"passed": "✓", "failed": "✗", "partly": "✗", "open": "○", "ours": "!", "notice": "!"}


@dataclass(frozen=True)
class Room:
    """How much of everything goes onto the page."""

    characters: int = 6000  # of a message or an output
    lines: int = 80
    frames: int = 12
    parts: int = 20  # of a check
    items: int = 120  # checks, problems, notices …
    source_lines: int = 800
    pictures: int = 6

    def halved(self) -> Room:
        """Return half as much room."""
        return Room(*(max(1, size // 2) for size in vars(self).values()))


def view(report: Report, source: str, cells: Sequence[Cell], room: Room) -> dict[str, Any]:
    """Return the variables of the template."""
    return _View(report, source, cells, room).variables()


class _View:
    """Builds the variables; every method returns what one part of the page needs."""

    def __init__(self, report: Report, source: str, cells: Sequence[Cell], room: Room) -> None:
        self.report = report
        self.room = room
        self.first_lines = {cell.number: cell.first for cell in cells}
        self.checks = report.checks[: room.items]
        self.problems = outline.problems(report)[: room.items]
        self.groups = [] if outline.never_ran(report) else outline.groups(report)[: room.items]
        self.numbers = {id(check): number for number, check in enumerate(report.checks)}
        self.group_by_check = {id(check): group for group in self.groups for check in group.checks}
        self.source = source_lines(source) if source else []
        self.misconceptions = report.misconceptions[: room.items]
        self.pictures = drawings(read(report.figures), room.pictures)
        self.lines: list[Line] = listing(source, self.notes(), cells, room.source_lines) if source else []
        self.anchors = {line.anchor for line in self.lines}

    def variables(self) -> dict[str, Any]:
        report = self.report
        sentence, command = outline.next_step(report)
        facts = [report.student, report.exercise, report.file, f"attempt {report.attempt}" if report.attempt else ""]
        return {
            "title": self.line(report.title or report.exercise),
            "language": "zh-Hans" if current() == "zh" else "en",
            "result": told(outline.result(report)),
            "done": bool(report.checks) and len(outline.passed(report)) == len(report.checks),
            "facts": [self.line(fact) for fact in [*facts, _moment(report.submitted_at), report.late] if fact],
            "bar": [self.segment(check) for check in self.checks if check.max_points or not outline.has_points(report)],
            "problems": [self.problem(problem, index) for index, problem in enumerate(self.problems)],
            "misconceptions": [self.misconception(item, index) for index, item in enumerate(self.misconceptions)],
            "rows": [self.row(check) for check in self.checks],
            "more_checks": len(report.checks) - len(self.checks),
            "has_points": outline.has_points(report),
            "points": (report.points, report.max_points),
            "groups": [self.group(group) for group in self.groups if not group.open],
            "pictures": [figure for figure in self.pictures if self.tells(figure)],
            "alike": [figure for figure in self.pictures if not self.tells(figure)],
            "passed": [self.detail(check) for check in self.checks if check.verdict is Verdict.PASSED],
            "notices": [
                self.blocks(text) for text in [outline.our_fault(report), *report.notices[: self.room.items]] if text
            ],
            "sentence": told(sentence),
            "command": self.line(command),
            "lines": self.lines,
            "environment": [(told(name), self.line(value)) for name, value in outline.environment(report)],
        }

    def tells(self, figure: dict[str, Any]) -> bool:
        """Return whether a picture is shown at once: of a report with failures, one that shows no failure is not."""
        return figure["differs"] is not False or not self.groups

    def line(self, text: str, characters: int = 300) -> str:
        return one_line(told(text), characters=min(characters, self.room.characters))

    def spans(self, text: str, characters: int = 500) -> list[tuple[bool, str]]:
        """Split a line at its `code` in backticks."""
        return spans(self.line(text, characters))

    def blocks(self, text: str, characters: int = 6000) -> list[dict[str, Any]]:
        """Split text into paragraphs and indented, preformatted blocks."""
        return _blocks(shown(told(text), characters=min(characters, self.room.characters), lines=self.room.lines))

    def anchor_of(self, line: int | None, cell: int | None) -> int | None:
        """Return the line of the source that is meant, if there is one."""
        if line is None or (cell is not None and cell not in self.first_lines):
            return None
        anchor = line if cell is None else self.first_lines[cell] + line - 1
        return anchor if 0 < anchor <= len(self.source) else None

    def where(self, line: int | None, cell: int | None) -> dict[str, Any]:
        anchor = self.anchor_of(line, cell)
        return {"text": told(outline.place(line, cell)), "anchor": anchor if anchor in self.anchors else None}

    def notes(self) -> dict[int, list[Note]]:
        """Return what is to be said beside the lines of the source, and where on the page more is said."""
        notes: dict[int, list[Note]] = {}
        for anchor, note in [*self.problem_notes(), *self.frame_notes(), *self.diagnosis_notes()]:
            if anchor is not None:
                notes.setdefault(anchor, []).append(note)
        return notes

    def problem_notes(self) -> Iterator[tuple[int | None, Note]]:
        for index, problem in enumerate(self.problems):
            text = self.line(problem.message.partition(". ")[0])
            note = Note(self.line(text, 120), f"problem-{index}", explains=problem.kind in ("notice", "unfinished"))
            yield self.anchor_of(problem.line, problem.cell), note

    def frame_notes(self) -> Iterator[tuple[int | None, Note]]:
        """Note at the last line of each traceback what was raised there; those that led to it are only marked."""
        for group in self.groups:
            frames = [] if group.open else outline.telling_frames(group.first, self.room.frames)[0]
            for frame in frames[:-1]:
                yield self.anchor_of(frame.line, frame.cell), Note()
            for frame in frames[-1:]:
                text = self.line(outline.verdict_word(group.first), 80)
                yield self.anchor_of(frame.line, frame.cell), Note(text, self.check_anchor(group.first))

    def diagnosis_notes(self) -> Iterator[tuple[int | None, Note]]:
        for index, item in enumerate(self.misconceptions):
            note = Note(told("what happened here"), f"misconception-{index}", explains=True)
            yield self.definition(item.function), note

    def definition(self, function: str) -> int | None:
        """Return the line on which a function or class of this name is defined last."""
        pattern = re.compile(rf"(def|class) {re.escape(function[:200])}\b")
        found = [number for number, line in enumerate(self.source, 1) if pattern.match(line)]
        return found[-1] if found and function else None

    def check_anchor(self, check: CheckResult) -> str:
        return f"check-{self.numbers[id(check)]}"

    def segment(self, check: CheckResult) -> dict[str, Any]:
        share = check.points / check.max_points if check.max_points else float(check.verdict is Verdict.PASSED)
        size = check.max_points if outline.has_points(self.report) else 1.0
        return {"size": number(size), "share": number(100 * min(max(share, 0.0), 1.0)), "kind": self.kind(check)}

    def kind(self, check: CheckResult) -> str:
        group = self.group_of(check)
        if outline.never_ran(self.report) or (group and group.open):
            return "open"
        kind = KIND.get(check.verdict, "failed")
        return "partly" if kind == "failed" and check.points > 0 else kind

    def verdict(self, check: CheckResult) -> dict[str, str]:
        kind = self.kind(check)
        words = {"ours": "our fault", "partly": "partly right", "open": self.word_for_open(check)}
        word = words.get(kind) or outline.verdict_word(check)
        return {"kind": kind, "symbol": SYMBOL[kind], "word": self.line(word, 80)}

    def word_for_open(self, check: CheckResult) -> str:
        group = self.group_of(check)
        function = outline.waits_for(self.report, group) if group else ""
        return f"waits for {function}" if function else "to do" if group and group.open else "not run"

    def row(self, check: CheckResult) -> dict[str, Any]:
        group = self.group_of(check)
        target = self.check_anchor(group.first) if group and not group.open else ""
        points = told(outline.points(check)) or ("–" if outline.has_points(self.report) else "")
        return self.verdict(check) | {
            "title": self.spans(check.title or check.name),
            "target": target,
            "points": points,
        }

    def group_of(self, check: CheckResult) -> outline.Group | None:
        return self.group_by_check.get(id(check))

    def problem(self, problem: Problem, index: int) -> dict[str, Any]:
        kind = {"unfinished": "open", "notice": "notice"}.get(problem.kind, "failed")
        code = problem.code
        if not code and problem.cell is None and problem.line and 0 < problem.line <= len(self.source):
            code = self.source[problem.line - 1]
        return {
            "anchor": f"problem-{index}",
            "kind": kind,
            "symbol": SYMBOL[kind],
            "where": self.where(problem.line, problem.cell),
            "said": outline.says_where(problem),
            "blocks": self.blocks(problem.message),
            "code": self.code(code, problem.column) if problem.line is not None else None,
        }

    def code(self, code: str, column: int | None) -> dict[str, str] | None:
        """Split a line of code at the column that is meant; what is far away from it is left out."""
        if not code.strip():
            return None
        before, after = code[: (column or 1) - 1], code[(column or 1) - 1 :]
        half = min(120, self.room.characters)
        before, after = visible(before[-half:]).lstrip(), visible(after[:half]).rstrip()
        mark = after[:1] if column else ""
        return {"before": before.replace("\n", " "), "mark": mark, "after": after[len(mark) :].replace("\n", " ")}

    def group(self, group: outline.Group) -> dict[str, Any]:
        check = group.first
        frames, left_out = outline.telling_frames(check, self.room.frames)
        telling = outline.told_parts(self.report, check)
        return {
            "anchor": self.check_anchor(check),
            "checks": [self.row(each) for each in group.checks[: self.room.items]],
            "shared": told(outline.shared(group)),
            "reason": self.blocks(outline.reason(self.report, check)),
            "difference": self.spans(outline.difference(check)),
            "parts_summary": self.spans(outline.parts_summary(check) if len(group.checks) == 1 else ""),
            "parts": [self.part(names, message) for names, message in telling[: self.room.parts]],
            "more_parts": max(0, len(telling) - self.room.parts),
            "frames": [self.frame(frame) for frame in frames],
            "left_out": left_out,
            "misconceptions": list(self.named(check)),
            "output": self.output(check),
            "script": self.script(group),
        }

    def script(self, group: outline.Group) -> dict[str, str]:
        lines, sentence = outline.script(self.report, group)
        return {"sentence": told(sentence), "lines": shown(lines, characters=min(2000, self.room.characters), lines=12)}

    def named(self, check: CheckResult) -> Iterable[dict[str, str]]:
        for index, item in enumerate(self.misconceptions):
            if check.name in item.checks or item.name in check.misconceptions:
                yield {"anchor": f"misconception-{index}", "function": self.line(item.function, 80)}

    def part(self, names: list[str], message: str) -> dict[str, Any]:
        return {"name": listed([self.line(name, 80) for name in names], 12), "blocks": self.blocks(message, 1000)}

    def frame(self, frame: Frame) -> dict[str, Any]:
        function = self.line(frame.function, 80)
        return {
            "where": self.where(frame.line, frame.cell),
            "function": "" if function == "<module>" else function,
            "code": shown(frame.code.strip(), characters=min(300, self.room.characters), lines=3),
        }

    def output(self, check: CheckResult) -> str:
        if not check.public:
            return ""
        return shown(check.output, characters=self.room.characters, lines=self.room.lines)

    def detail(self, check: CheckResult) -> dict[str, Any]:
        return {
            "title": self.spans(check.title or check.name),
            "points": told(outline.points(check)),
            "seconds": f"{check.seconds:.2f} s",
            "parts": len(check.parts),
            "functions": [self.line(name, 80) for name in check.functions[:6]],
            "output": self.output(check),
        }

    def misconception(self, item: Misconception, index: int) -> dict[str, Any]:
        line = self.definition(item.function)
        explained = [self.row(check) for check in self.checks if check.name in item.checks]
        return {
            "anchor": f"misconception-{index}",
            "function": self.line(item.function, 80),
            "where": line if line in self.anchors else None,
            "blocks": self.blocks(outline.reflowed(item.diagnosis)),
            "checks": explained,
            "together": outline.comes_with_another(self.report, item),
        }


def _moment(text: str) -> str:
    """Return an ISO date and time to the minute, as people read it."""
    found = re.match(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)", text)
    return f"{found[1]} {found[2]}" if found else ""


def _blocks(text: str) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for line in text.split("\n"):
        if line.startswith("  "):
            if blocks and blocks[-1]["code"]:
                blocks[-1]["text"] += "\n" + line
            else:
                blocks.append({"code": True, "text": line, "spans": []})
        elif line.strip():
            blocks.append({"code": False, "text": "", "spans": spans(line)})
    for block in blocks:
        block["text"] = _dedented(block["text"])
    return blocks


def _dedented(text: str) -> str:
    lines = text.split("\n")
    least = min(len(line) - len(line.lstrip(" ")) for line in lines)
    return "\n".join(line[least:] for line in lines)
