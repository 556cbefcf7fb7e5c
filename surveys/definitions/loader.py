"""The questionnaires: read once from the shipped folder and the operator's own, checked, found by key."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from surveys.domain.questionnaire import Questionnaire

SHIPPED = Path(__file__).parent / "questionnaires"


class DefinitionError(Exception):
    """A definition that cannot be used; the text names the file, the id and the reason."""


@dataclass(frozen=True)
class Since:
    """What has become of a file since the start: with `problem`, the next start will not get past it."""

    path: Path
    problem: str = ""


class Questionnaires:
    """All questionnaires by key. Files of the operator's folder stand beside those that are shipped."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self._by_key: dict[str, Questionnaire] = {}
        self._files: dict[str, Path] = {}
        for path in _paths(folders):
            questionnaire = load(path)
            if questionnaire.key in self._files:
                raise _twice(path, questionnaire.key, self._files[questionnaire.key])
            self._files[questionnaire.key] = path
            self._by_key[questionnaire.key] = questionnaire

    def get(self, key: str) -> Questionnaire | None:
        """The questionnaire with this key (`675n.1`), None if there is none."""
        return self._by_key.get(key)

    def in_force(self, name: str, day: date) -> Questionnaire:
        """The newest version of the questionnaire `name` that is in force on `day`.

        Raises DefinitionError if there is none.
        """
        versions = [q for q in self._by_key.values() if q.id == name and q.in_force_from <= day]
        if not versions:
            raise DefinitionError(f"{name}: no version of this questionnaire is in force on {day.isoformat()}")
        return max(versions, key=lambda q: (q.in_force_from, q.version))

    def file(self, key: str) -> Path:
        """The file that defines a questionnaire."""
        return self._files[key]

    def since_the_start(self) -> list[Since]:
        """Files that are new, changed, gone or broken by now: the service goes on with what it read at its start."""
        found: list[Since] = []
        now: dict[str, Path] = {}
        for path in _paths(self.folders):
            try:
                questionnaire = load(path)
                if questionnaire.key in now:
                    raise _twice(path, questionnaire.key, now[questionnaire.key])
            except DefinitionError as error:
                found.append(Since(path, str(error)))
                continue
            now[questionnaire.key] = path
            if questionnaire != self.get(questionnaire.key):
                found.append(Since(path))
        told = {one.path for one in found}
        gone = (path for key, path in self._files.items() if key not in now and path not in told)
        return [*found, *(Since(path) for path in gone)]

    def all(self) -> list[Questionnaire]:
        """Every questionnaire, by key."""
        return [self._by_key[key] for key in sorted(self._by_key)]


def _paths(folders: tuple[Path, ...]) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.glob("*.toml"))]


def _twice(path: Path, key: str, other: Path) -> DefinitionError:
    return DefinitionError(f"{path}: {key} is already defined by {other}")


def load(path: Path) -> Questionnaire:
    """Read and check one file. Raises DefinitionError with file, id of the question and reason."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DefinitionError(f"{path}: {error}") from None
    try:
        return Questionnaire.model_validate(data)
    except ValidationError as error:
        raise DefinitionError("\n".join(f"{path}: {_in_words(problem, data)}" for problem in error.errors())) from None


def _in_words(problem: ErrorDetails, data: dict[str, Any]) -> str:
    said = problem["msg"].removeprefix("Value error, ")
    place = list(problem["loc"])
    if len(place) > 1 and place[0] == "question" and isinstance(place[1], int):
        question = data["question"][place[1]]
        id_ = question.get("id") if isinstance(question, dict) else None
        place[:2] = [id_ or f"question {place[1] + 1}"]
    where = ".".join(str(part) for part in place)
    return f"{where}: {said}" if where and not said.startswith(f"{where}:") else said
