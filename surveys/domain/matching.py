"""Which organization of the registry a line of a list speaks of."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from surveys.domain.messages import N_, Message
from surveys.domain.registry import Record, Remark, inn_fits, match_key, plain


@dataclass(frozen=True, slots=True)
class Known:
    """An organization of the registry and what is known of it."""

    id: int
    code: str
    record: Record


@dataclass
class Matching:
    """The records that can be taken, each with the organization that it speaks of (None: a new one)."""

    pairs: list[tuple[Record, Known | None]] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


def match(records: Sequence[Record], known: Iterable[Known]) -> Matching:
    """Find each record's organization. The first rule that fits exactly one decides:

    1. the same name, municipality and INN;
    2. the same name and municipality, where one of the two has no INN;
    3. the same INN, borne by one organization and one line: it was renamed (branches share an INN);
    4. the same name and municipality, where one INN is wrong by its check digits: it was corrected;
    5. the same name and no other INN, where one of the two has no municipality and the name is unique on both sides.

    Otherwise it is new: different INNs are different organizations, also under one name. Two lines that speak of
    one organization are a problem of the second; so is a line that fits several organizations.
    """
    search, result = _Search(records, known), Matching()
    for record in records:
        organization = search.organization(record)
        problem = organization if isinstance(organization, Message) else search.taken(record, organization)
        if problem:
            result.problems.append(Remark(record.line, "", problem))
        elif not isinstance(organization, Message):
            result.pairs.append((record, organization))
            if doubt := search.doubt(record, organization):
                result.warnings.append(Remark(record.line, "", doubt))
    return result


class _Search:
    """What is known and what the list says, by what organizations are found by."""

    def __init__(self, records: Sequence[Record], known: Iterable[Known]) -> None:
        self.by_key: dict[str, list[Known]] = defaultdict(list)
        self.by_inn: dict[str, list[Known]] = defaultdict(list)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        for one in known:
            self.by_key[_key(one.record)].append(one)
            self.by_inn[one.record.inn or ""].append(one)
            self.by_name[plain(one.record.name)].append(one)
        self.lines_by_inn = Counter(record.inn for record in records)
        self.lines_by_name = Counter(plain(record.name) for record in records)
        self.matched: dict[int, Record] = {}
        self.added: dict[str, list[Record]] = defaultdict(list)

    def organization(self, record: Record) -> Known | Message | None:
        """The record's organization, None if it is new, or why that cannot be told."""
        same = self.by_key.get(_key(record), [])
        namesakes = self.by_name.get(plain(record.name), [])
        rules = (
            [one for one in same if record.inn and one.record.inn == record.inn],
            [one for one in same if not (record.inn and one.record.inn)],
            self.by_inn.get(record.inn, []) if record.inn and self.lines_by_inn[record.inn] == 1 else [],
            [one for one in same if not all(inn_fits(inn) for inn in (record.inn, one.record.inn) if inn)],
            namesakes if self._may_be_moved(record, namesakes) else [],
        )
        for candidates in rules:
            if len(candidates) == 1:
                return candidates[0]
        several = same or (namesakes if not record.municipality else [])
        if record.inn is None and len(several) > 1:
            codes = ", ".join(one.code for one in several[:5])
            return N_("Several organizations fit this line: %(codes)s. Give its INN and municipality.", codes=codes)
        return None

    def _may_be_moved(self, record: Record, namesakes: list[Known]) -> bool:
        return self.lines_by_name[plain(record.name)] == 1 and all(
            _agree(record.inn, one.record.inn) and not (record.municipality and one.record.municipality)
            for one in namesakes
        )

    def taken(self, record: Record, organization: Known | None) -> Message | None:
        """Why the record's organization cannot be taken: another line of the list has it. Remembers it otherwise."""
        if organization:
            first = self.matched.setdefault(organization.id, record)
        else:
            added = self.added[_key(record)]
            first = next((other for other in added if _agree(other.inn, record.inn)), record)
            if first is record:
                added.append(record)
        if first is record:
            return None
        return N_("This is the same organization as in line %(line)d.", line=first.line)

    def doubt(self, record: Record, organization: Known | None) -> Message | None:
        """What a person should look at, though the record can be taken."""
        if organization is None:
            for other in self.by_key.get(_key(record), []):
                values = {"code": other.code, "inn": other.record.inn or ""}
                return N_("Added as new: %(code)s has the same name, but the INN %(inn)s.", **values)
            return None
        before = organization.record
        if plain(before.name) != plain(record.name):
            values = {"code": organization.code, "before": before.name}
            return N_("Renamed: until now %(code)s with this INN was “%(before)s”.", **values)
        if not _agree(before.inn, record.inn):
            return N_("The INN was %(before)s until now.", before=before.inn)
        return None


def _key(record: Record) -> str:
    return match_key(record.name, record.municipality)


def _agree(one: str | None, other: str | None) -> bool:
    return not one or not other or one == other
