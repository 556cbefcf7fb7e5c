"""One organization's passport: what it got, against the mean, how each indicator was counted, what was not found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from surveys.domain.checklist import Group, Mark
from surveys.domain.definition import said
from surveys.domain.indicators import State, unmarked
from surveys.domain.methodology import TOTAL
from surveys.domain.publication import LEAST, is_hidden
from surveys.domain.rating import Assessed
from surveys.domain.working import working
from surveys.files import points
from surveys.files.documents import groups, notes, words
from surveys.files.documents.blocks import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Items,
    Number,
    Pairs,
    Picture,
    Row,
    Table,
    Text,
)
from surveys.files.documents.facts import Facts, Shown
from surveys.files.documents.rating import band

LONGEST_NAME = 250
PICTURE_WIDTH = 110
"""In millimetres."""

MOST_MISSING = 600
"""How many characters of what was not found a passport has room for: it is two pages at most."""

WITHOUT_WORKING = {
    State.NOBODY: "ответов нет",
    State.UNMARKED: "проверка не завершена",
    State.WITHHELD: "не публикуется",
}


@dataclass(frozen=True)
class Peers:
    """Those whom an organization is compared with, in words, and the mean of each figure among them."""

    name: str
    means: Mapping[str, Fraction | None]


def document(facts: Facts, code: str, chart: bytes | None = None) -> Document:
    """The passport of the organization with this code; `chart` is its profile against the mean, as PNG."""
    shown = facts.public
    one = shown.by_code[code]
    return Document(
        kind="Паспорт",
        subject="результатов независимой оценки качества условий оказания услуг",
        lines=facts.about,
        mark=facts.mark,
        day=facts.day,
        author=facts.operator,
        blocks=list(_blocks(facts, shown, one, chart)),
        in_one=True,
    )


def peers_of(shown: Shown, one: Assessed) -> Peers:
    """Those of an organization's first form of service; where it is alone among them, all organizations."""
    for form in one.forms[:1]:
        if len(members := shown.members[form]) > 1:
            number = words.counted(len(members), words.ORGANIZATIONS)
            return Peers(f"{groups.form_name(form)} ({number})", shown.mean(form))
    return Peers(f"все организации ({len(shown.organizations)})", shown.mean())


def _blocks(facts: Facts, shown: Shown, one: Assessed, chart: bytes | None) -> Iterator[Block]:
    peers = peers_of(shown, one)
    yield Heading(one.name if len(one.name) <= LONGEST_NAME else one.called[:LONGEST_NAME])
    yield Pairs([*_about(facts, one), *_result(shown, one)])
    yield _figures(shown, one, peers)
    if chart:
        yield Heading("Показатели в сравнении со средним", 2)
        said = f"Диаграмма: показатели организации «{one.called}» и средние ({peers.name})"
        yield Picture(chart, said, PICTURE_WIDTH)
    yield Heading("Чего не обнаружила проверка", 2)
    yield from _missing(shown, one)


def _about(facts: Facts, one: Assessed) -> Iterator[tuple[str, str]]:
    if one.municipality:
        yield "Муниципальное образование", one.municipality
    if one.forms:
        yield "Форма обслуживания", words.form_list(one.forms)
    if one.inn:
        yield "ИНН", one.inn
    required = "требуемое число неизвестно" if one.required is None else f"требуется {notes.required(one)}"
    collected = str(notes.responses(one)).replace(words.BELOW, "")
    below = "; выборка не достигнута" if notes.is_below(one) else ""
    yield "Собрано анкет", f"{collected}, {required}{below}"
    yield "Результаты в сети «Интернет»", f"{facts.address}/o/{one.code}"


def _result(shown: Shown, one: Assessed) -> Iterator[tuple[str, str]]:
    total = shown.cell(one, TOTAL)
    told = f"{total} – {band(shown.method, one)}" if one.total.value is not None else str(total)
    yield "Итоговая оценка, баллов из 100", told
    places = [f"{one.place} из {shown.placed()} среди всех"] if one.place is not None else []
    for form, number in zip(one.forms, one.places, strict=True):
        if number is not None:
            places.append(f"{number} из {shown.placed(form)} ({groups.form_name(form)})")
    if places:
        yield "Место", "; ".join(places)


def _figures(shown: Shown, one: Assessed, peers: Peers) -> Table:
    """Criteria with their indicators beneath them, and the total."""
    columns = [
        Column("№", 9),
        Column("Критерий, показатель", 68, "left"),
        Column("Расчёт", 46, "left"),
        Column("Баллы", 14),
        Column("Среднее", 14.5),
        Column("Разница", 14.5),
    ]
    rows: list[Row] = []
    for criterion in shown.method.methodology.criteria:
        rows.append(_row(shown, one, peers, (criterion.number, said(criterion.title, "ru"), criterion.id), strong=True))
        rows += [
            _row(shown, one, peers, (part.number, said(part.title, "ru"), part.id)) for part in criterion.indicators
        ]
    rows.append(_row(shown, one, peers, ("", "Итоговая оценка", TOTAL), strong=True))
    about = [f"Среднее – {peers.name}.", *notes.of_figures(shown, [one], shown.method.methodology.figures)]
    return Table("Паспорт", "", columns, rows, about, size=8, filtered=False, captioned=False)


def _row(shown: Shown, one: Assessed, peers: Peers, told: tuple[str, str, str], *, strong: bool = False) -> Row:
    """A figure with how it was counted."""
    number, name, figure = told
    return Row([number, name, _working(shown, one, figure), *_compared(shown, one, figure, peers)], strong)


def _compared(shown: Shown, one: Assessed, figure: str, peers: Peers) -> list[Cell]:
    """An organization's points, the mean of those whom it is compared with, and how far it is from that."""
    own, mean = shown.cell(one, figure), peers.means[figure]
    value = one.score[figure].value if isinstance(own, Number) else None
    difference = None if value is None or mean is None else value - mean
    return [own, shown.points(mean, figure), shown.points(difference, figure, signed=True)]


def _working(shown: Shown, one: Assessed, figure: str) -> str:
    told = points.formula(working(shown.method, figure, one.inputs, one.score), "ru")
    return told or WITHOUT_WORKING.get(one.score[figure].state, words.NONE)


def _missing(shown: Shown, one: Assessed) -> Iterator[Block]:
    """What the inspection did not find, by groups, as far as there is room for it."""
    checklist, marks = shown.method.checklist, one.inputs.marks
    if is_hidden(one):
        yield Text(f"Данные проверки не приводятся: собрано менее {LEAST} анкет.", indent=False)
        return
    if left := len(unmarked(checklist, marks)):
        yield Text(f"Проверка не завершена, не отмечено пунктов: {left} из {len(checklist.by_id)}.", indent=False)
    lacking = [(group, texts) for group in checklist.groups if (texts := _lacking(group, marks))]
    room = MOST_MISSING / max(sum(len("; ".join(texts)) for _group, texts in lacking), MOST_MISSING)
    if lacking:
        yield Items([_told(group, texts, room) for group, texts in lacking], small=True)
    elif not left:
        yield Text("Всё, что предусмотрено чек-листом, есть.", indent=False)


def _lacking(group: Group, marks: Mapping[str, str]) -> list[str]:
    """The items of a group that are not there, and then those that are half there."""
    missing = [said(item.text, "ru") for item in group.items if marks.get(item.id) == Mark.NO]
    half = [f"{said(item.text, 'ru')} (частично)" for item in group.items if marks.get(item.id) == Mark.HALF]
    return [*missing, *half]


def _told(group: Group, texts: list[str], room: float) -> str:
    """What is missing of a group; `room` is what part of it there is room for, of one item there always is."""
    kept, length = 1, len(texts[0])
    while kept < len(texts) and (length := length + len(texts[kept])) <= room * len("; ".join(texts)):
        kept += 1
    more = f"; и ещё {len(texts) - kept}" if kept < len(texts) else ""
    return f"{said(group.title, 'ru')} – {len(texts)} из {len(group.items)}: {'; '.join(texts[:kept])}{more}."
