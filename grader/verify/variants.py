"""What an exercise is tried on: its stub, its solution many times, its bank, and generated mutants of its solution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.course import Exercise
from grader.course.table import read_toml
from grader.verify.mutations import mutants

BANK = ("misconceptions", "mutants", "accepted")
SECRET = "verify"  # the first of the secrets, the same in every run: a result can be had again


@dataclass(frozen=True)
class Variant:
    """Code to be graded.

    ``name`` is "stub", "solution", "misconceptions/sign", … or "generated/" and a mutant's key.
    """

    name: str
    source: str
    secret: str = SECRET
    function: str = ""  # of a generated mutant: what was changed

    @property
    def kind(self) -> str:
        """What sort of variant it is."""
        return self.name.partition("/")[0]

    @property
    def stem(self) -> str:
        """The name of its file in the bank; "" for the others."""
        return self.name.partition("/")[2] if self.kind in BANK else ""

    @property
    def generated(self) -> bool:
        """Whether it is one of many: it is enough to know whether it fails anywhere."""
        return bool(self.function)


def variants_of(exercise: Exercise, *, repeat: int, generated: bool, right: bool = False) -> Iterator[Variant]:
    """Yield what the exercise is tried on, the solution first.

    Args:
        exercise: an exercise with its solution.
        repeat: how many times the solution is graded, each time with another secret.
        generated: whether mutants are generated.
        right: only what is right, the accepted variants as many times as the solution.

    """
    assert exercise.solution_path is not None
    solution = exercise.solution_path.read_text(encoding="utf-8")
    if right:
        accepted = [(f"accepted/{path.stem}", path.read_text(encoding="utf-8")) for path in bank(exercise, "accepted")]
        for secret in (SECRET, *(f"{SECRET} {number}" for number in range(2, repeat + 1))):
            yield Variant("solution", solution, secret=secret)
            yield from (Variant(name, f"{solution}\n\n{text}", secret=secret) for name, text in accepted)
        return
    yield Variant("solution", solution)
    yield Variant("stub", exercise.stub_path.read_text(encoding="utf-8"))
    for kind in BANK:
        for path in bank(exercise, kind):
            yield Variant(f"{kind}/{path.stem}", f"{solution}\n\n{path.read_text(encoding='utf-8')}")
    for number in range(2, repeat + 1):
        yield Variant("solution", solution, secret=f"{SECRET} {number}")
    for mutant in mutants(solution, exercise.file) if generated else ():
        yield Variant(f"generated/{mutant.key}", mutant.source, function=mutant.function)


def bank(exercise: Exercise, kind: str) -> list[Path]:
    """Return the files of one folder of the bank, by name."""
    folder = exercise.solution_folder
    return sorted((folder / kind).glob("[!_.]*.py")) if folder is not None else []


def survivors(exercise: Exercise) -> dict[str, str]:
    """Return the generated mutants that the author has declared to be right: key -> reason.

    Raises:
        CourseError: survivors.toml is no TOML.

    """
    folder = exercise.solution_folder
    path = folder / "survivors.toml" if folder is not None else None
    if path is None or not path.is_file():
        return {}
    table = read_toml(path, f"solutions/{exercise.name}/survivors.toml")
    return {str(key): reason.strip() if isinstance(reason, str) else "" for key, reason in table.items()}


def in_toml(key: str) -> str:
    """Return a mutant's key as it is written in survivors.toml."""
    if "'" not in key:
        return f"'{key}'"
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
