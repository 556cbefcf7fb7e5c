"""The invented region's organizations."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from random import Random

from surveys.commands.demo import words
from surveys.commands.demo.chance import chance
from surveys.commands.demo.words import Sort
from surveys.domain import codes
from surveys.domain.registry import Record, inn_fits

_LATIN = str.maketrans("абвгдеёзийклмнопрстуфхцыэ", "abvgdeeziyklmnoprstufhcye") | str.maketrans(
    {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)


@dataclass(frozen=True)
class Invented:
    """An invented organization: what the registry is told, its code, and what sort it is of."""

    code: str
    record: Record
    sort: Sort


@dataclass(frozen=True)
class _Place:
    town: str
    municipality: str


def region(seed: int, number: int, taken: set[str]) -> list[Invented]:
    """So many organizations, in as many municipalities as suit them; none has a code that is `taken`.

    Every municipality has a centre for all its people before it has anything else.
    """
    random = chance(seed, "region")
    places = _places(random, number)
    sorts = [words.CENTRE] * len(places) + _others(random, number - len(places))
    new_codes, names, addresses = _codes(random, taken), set[tuple[str, str]](), set[str]()
    found = []
    for position, sort in enumerate(sorts):
        place = places[position] if position < len(places) else random.choice(places)
        record = _organization(random, sort, place, names, addresses, f"00{position + 1:07d}")
        found.append(Invented(next(new_codes), record, sort))
    return found


def _others(random: Random, number: int) -> list[Sort]:
    return random.choices(words.SORTS, weights=[sort.often for sort in words.SORTS], k=number)


def _places(random: Random, organizations: int) -> list[_Place]:
    towns = [begin + end for begin, end in product(words.TOWNS_BEGIN, words.TOWNS_END)]
    random.shuffle(towns)
    count = min(max(organizations // 5, 1), len(towns))
    return [_Place(town, _municipality(random, town)) for town in towns[:count]]


def _municipality(random: Random, town: str) -> str:
    return random.choice(words.MUNICIPALITIES).format(of=_of(town), town=town)


def _of(town: str) -> str:
    """The adjective of a town's name, masculine: Верхнелипск, Верхнелипский."""
    return f"{town}ий"


def _codes(random: Random, taken: set[str]) -> Iterator[str]:
    while True:
        code = "".join(random.choice(codes.ALPHABET) for _ in range(codes.LENGTH))
        if code not in taken:
            taken.add(code)
            yield code


def _organization(  # noqa: PLR0913, PLR0917
    random: Random, sort: Sort, place: _Place, names: set[tuple[str, str]], addresses: set[str], number: str
) -> Record:
    told = {"of": _of(place.town), "nick": random.choice(sort.nicknames)}
    nth = 1
    while (title := sort.title.format(number=_nth(nth), **told), place.municipality) in names:
        nth += 1
    names.add((title, place.municipality))
    house = f"ул. {random.choice(words.STREETS)}, д. {random.randint(1, 90)}"
    low, high = sort.recipients
    return Record(
        name=f"{sort.owner} «{title}»",
        short_name=sort.short.format(number=_nth(nth), **told),
        inn=next(number + digit for digit in "0123456789" if inn_fits(number + digit)),
        form_of_service=sort.forms,
        municipality=place.municipality,
        site="" if random.random() < 0.08 else _site(sort, place.town, addresses),
        recipients=round(low * (high / low) ** random.betavariate(2, 2.4)),
        address=f"{words.REGION}, г. {place.town}, {house}",
    )


def _nth(number: int) -> str:
    return f" № {number}" if number > 1 else ""


def _site(sort: Sort, town: str, taken: set[str]) -> str:
    host = f"{sort.slug}-{town.lower().translate(_LATIN)}"
    nth = 1
    while (address := f"https://{host}{nth if nth > 1 else ''}.example/") in taken:
        nth += 1
    taken.add(address)
    return address
