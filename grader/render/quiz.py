"""The questions of a quiz in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from grader.render.page import Page
from grader.render.text import plural

WHOLE = 2000  # characters of a question, a choice or an explanation


class QuizPages:
    """Sets what a quiz says, as lines of at most ``width`` columns."""

    def __init__(self, *, width: int = 80, color: bool = False, unicode: bool = True) -> None:
        self.width, self.color, self.unicode = width, color, unicode

    def _page(self) -> Page:
        return Page(width=self.width, color=self.color, unicode=self.unicode)

    def question(self, heading: str, text: str, choices: Sequence[str]) -> str:
        """Return a question with its choices, numbered from 1."""
        page = self._page()
        page.put(page.line(heading, WHOLE), style="dim")
        page.paragraphs(page.shown(text, WHOLE, 40), style="bold")
        self._choices(page, choices)
        return page.text()

    def _choices(self, page: Page, choices: Sequence[str]) -> None:
        wide = len(str(len(choices)))
        for number, choice in enumerate(choices, 1):
            page.put(page.line(choice, WHOLE) or "-", lead=f"  {number:>{wide}}  ", lead_style="cyan")

    def judged(self, *, right: bool, chosen: int, number: int, choice: str, explanation: str) -> str:
        """Return whether the answer is right, which one is, and why.

        Args:
            right: whether it is.
            chosen: number of the student's choice.
            number: of the right choice, as it was shown.
            choice: the right choice.
            explanation: of the author; may be empty.

        """
        page = self._page()
        if right:
            page.put("Right.", lead="✓ ", lead_style="green")
        else:
            text = f"{chosen} is not it. Right is {number}: {page.line(choice, WHOLE)}"
            page.put(text, lead="✗ ", lead_style="red", style="bold")
        page.paragraphs(page.shown(explanation, WHOLE, 40), lead="  ")
        return page.text()

    def review(self, heading: str, entries: Sequence[tuple[str, str, str]]) -> str:
        """Return what was asked, the right answers and their explanations, to be read once more."""
        page = self._page()
        page.put(page.line(heading, WHOLE), style="bold")
        for question, choice, explanation in entries:
            page.blank()
            page.paragraphs(page.shown(question, WHOLE, 40))
            page.put(page.line(choice, WHOLE), lead="✓ ", lead_style="green", style="bold")
            page.paragraphs(page.shown(explanation, WHOLE, 40), lead="  ", style="dim")
        return page.text()

    def summary(self, right: int, questions: int, points: tuple[float, float], then: str) -> str:
        """Return how many are right by now, what that earns where it counts, and what to type next."""
        page = self._page()
        page.bar(right / questions if questions else 1.0)
        earned = f", {points[0]:.4g} of {points[1]:.4g} points" if points[1] else ""
        page.put(f"{right} of {plural(questions, 'question')} right{earned}. {then}".rstrip())
        return page.text()
