"""The definitions: read once from the shipped folder and the operator's own, checked, found by key."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from surveys.domain.checklist import Checklist
from surveys.domain.definition import Definition
from surveys.domain.methodology import Method, MethodError, Methodology
from surveys.domain.questionnaire import Questionnaire

SHIPPED = Path(__file__).parent


class DefinitionError(Exception):
    """A definition that cannot be used; the text names the file, the id and the reason."""


@dataclass(frozen=True)
class Since:
    """What has become of a file since the start: with `problem`, the next start will not get past it."""

    path: Path
    problem: str = ""


D = TypeVar("D", bound=Definition)


class Definitions(Generic[D]):
    """All definitions of a sort by key, from the sort's folder in each root.

    Files of the operator's root stand beside those that are shipped.
    """

    folder: ClassVar[str]
    model: type[D]

    def __init__(self, *roots: Path) -> None:
        self.folders = tuple(root / self.folder for root in roots)
        self._by_key: dict[str, D] = {}
        self._files: dict[str, Path] = {}
        for path in self._paths():
            found = self.load(path)
            if found.key in self._files:
                raise _twice(path, found.key, self._files[found.key])
            self._files[found.key] = path
            self._by_key[found.key] = found

    @classmethod
    def load(cls, path: Path) -> D:
        """Read and check one file. Raises DefinitionError with file, id of the part and reason."""
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise DefinitionError(f"{path}: {error}") from None
        try:
            return cls.model.model_validate(data)
        except ValidationError as error:
            said = (f"{path}: {_in_words(problem, data)}" for problem in error.errors())
            raise DefinitionError("\n".join(said)) from None

    def get(self, key: str) -> D | None:
        """The definition with this key (`675n.1`), None if there is none."""
        return self._by_key.get(key)

    def in_force(self, name: str, day: date) -> D:
        """The newest version of the definition `name` that is in force on `day`.

        Raises DefinitionError if there is none.
        """
        versions = [one for one in self._by_key.values() if one.id == name and one.in_force_from <= day]
        if not versions:
            raise DefinitionError(f"{name}: no version of it is in force on {day.isoformat()} ({self.folder})")
        return max(versions, key=lambda one: (one.in_force_from, one.version))

    def file(self, key: str) -> Path:
        """The file of a definition."""
        return self._files[key]

    def is_shipped(self, key: str) -> bool:
        """Whether a definition came with the service."""
        return self._files[key].parent.parent == SHIPPED

    def since_the_start(self) -> list[Since]:
        """Files that are new, changed, gone or broken by now: the service goes on with what it read at its start."""
        found: list[Since] = []
        now: dict[str, Path] = {}
        for path in self._paths():
            try:
                definition = self.load(path)
                if definition.key in now:
                    raise _twice(path, definition.key, now[definition.key])
            except DefinitionError as error:
                found.append(Since(path, str(error)))
                continue
            now[definition.key] = path
            if definition != self.get(definition.key):
                found.append(Since(path))
        told = {one.path for one in found}
        gone = (path for key, path in self._files.items() if key not in now and path not in told)
        return [*found, *(Since(path) for path in gone)]

    def all(self) -> list[D]:
        """Every definition, by key."""
        return [self._by_key[key] for key in sorted(self._by_key)]

    def _paths(self) -> list[Path]:
        return [path for folder in self.folders for path in sorted(folder.glob("*.toml"))]


class Questionnaires(Definitions[Questionnaire]):
    """What recipients are asked."""

    folder = "questionnaires"
    model = Questionnaire


class Checklists(Definitions[Checklist]):
    """What an inspection looks at."""

    folder = "checklists"
    model = Checklist


class Methodologies(Definitions[Methodology]):
    """How indicators are counted. Each counts by a checklist that there is."""

    folder = "methodologies"
    model = Methodology

    def __init__(self, *roots: Path) -> None:
        super().__init__(*roots)
        self.checklists = Checklists(*roots)
        for one in self.all():
            self._method(one)

    def method(self, key: str) -> Method | None:
        """The methodology with this key and its checklist, None if there is none."""
        found = self.get(key)
        return self._method(found) if found else None

    def _method(self, one: Methodology) -> Method:
        checklist = self.checklists.get(one.checklist)
        if checklist is None:
            raise DefinitionError(f"{self.file(one.key)}: checklist: there is no checklist {one.checklist}")
        try:
            return Method(one, checklist)
        except MethodError as error:
            raise DefinitionError(f"{self.file(one.key)}: {error}") from None


def _twice(path: Path, key: str, other: Path) -> DefinitionError:
    return DefinitionError(f"{path}: {key} is already defined by {other}")


def _in_words(problem: ErrorDetails, data: dict[str, Any]) -> str:
    said = problem["msg"].removeprefix("Value error, ")
    where = ".".join(_place(problem["loc"], data))
    return f"{where}: {said}" if where and not said.startswith(f"{where}:") else said


def _place(location: tuple[int | str, ...], data: Any) -> list[str]:
    """Where it is, with the ids of parts instead of their numbers."""
    place: list[str] = []
    for step in location:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(step, int) and place:
            id_ = data.get("id") if isinstance(data, dict) else None
            place[-1] = str(id_ or f"{place[-1]} {step + 1}")
        else:
            place.append(str(step))
    return place
