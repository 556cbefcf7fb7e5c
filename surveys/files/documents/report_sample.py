"""What the report says of the collection: ways, required sample, and how many respondents suggested something."""

from collections.abc import Iterator
from fractions import Fraction

from surveys.domain.rating import Assessed
from surveys.files.documents import notes, words
from surveys.files.documents.blocks import Block, Cell, Column, Number, Row, Table, Text
from surveys.files.documents.facts import Facts


def blocks(facts: Facts) -> Iterator[Block]:
    """How responses came, and whether they are as many as are required."""
    collected = sum(count for _name, count in facts.channels)
    if not collected:
        yield Text("Анкет не собрано.")
    else:
        yield Text(f"Всего: {words.counted(collected, words.RESPONSES)}. Опрос анонимный.")
        yield _channels(facts, collected)
    yield Text(_sample(facts))
    below = [one for one in facts.organizations if notes.is_below(one)]
    if below:
        yield _below(below)


def share(part: int, whole: int) -> Cell:
    """A share in per cent with one decimal."""
    return Number(Fraction(100 * part, whole), 1) if whole else words.NONE


def suggestions(facts: Facts) -> Iterator[Block]:
    """How many respondents wrote a suggestion, by organization. What they wrote is not told here."""
    total = sum(facts.suggestions.values())
    if not total:
        yield Text("Предложений нет.")
        return
    collected = sum(one.inputs.responses for one in facts.organizations)
    yield Text(
        f"Предложения по улучшению условий оказания услуг оставили респонденты в {words.counted(total, IN_RESPONSES)} "
        f"({share(total, collected)} % собранных). Тексты предложений в отчёт не включены: оператор читает их в "
        "кабинете службы, убирая из них персональные данные."
    )
    columns = [
        Column("Организация", 88, "left"),
        Column("Анкет с предложениями", 33),
        Column("Собрано анкет", 22),
        Column("Доля, %", 22),
    ]
    given = [(one, facts.suggestions.get(one.code, 0)) for one in facts.organizations]
    given = sorted((pair for pair in given if pair[1]), key=lambda pair: (-pair[1], pair[0].called))
    rows = [
        Row([one.called, Number(count), Number(one.inputs.responses), share(count, one.inputs.responses)])
        for one, count in given
    ]
    yield Table("Предложения", "Предложения получателей услуг по организациям", columns, rows, size=10, fixed=1)


IN_RESPONSES = ("анкете", "анкетах", "анкетах")


def _channels(facts: Facts, collected: int) -> Table:
    columns = [Column("Как получены анкеты", 85, "left"), Column("Анкет", 40), Column("Доля, %", 40)]
    rows = [Row([name, Number(count), share(count, collected)]) for name, count in facts.channels]
    rows.append(Row(["Всего", Number(collected), share(collected, collected)], strong=True))
    return Table("Способы сбора", "Анкеты по способам сбора", columns, rows, size=10, filtered=False)


def _sample(facts: Facts) -> str:
    known = [one for one in facts.organizations if one.required is not None]
    reached = [one for one in known if not notes.is_below(one)]
    sample = facts.questionnaire.sample if facts.questionnaire else None
    rule = "Выборка: правило неизвестно. "
    if sample:
        percent = Number(Fraction(sample.share) * 100)
        confirmed = "" if sample.confirmed else " (не сверено с официальной публикацией)"
        rule = f"Выборка: {percent} % получателей услуг за прошлый год, но не больше {sample.most}{confirmed}. "
    number = words.counted(len(reached), words.IN_ORGANIZATIONS)
    told = f"Выборка достигнута в {number} из {Number(len(known))}, для которых она известна."
    return rule + (told if known else "Ни для одной организации она не известна: численность получателей не указана.")


def _below(organizations: list[Assessed]) -> Table:
    columns = [
        Column("Организация", 85, "left"),
        Column("Собрано", 20),
        Column("Требуется", 22),
        Column("Не хватает", 20),
        Column("Собрано, %", 18),
    ]
    ordered = sorted(organizations, key=lambda one: (one.inputs.responses - (one.required or 0), one.called))
    rows = [_below_row(one, one.required or 0) for one in ordered]
    return Table("Выборка", "Организации, в которых выборка не достигнута", columns, rows, size=10, fixed=1)


def _below_row(one: Assessed, required: int) -> Row:
    collected = one.inputs.responses
    return Row(
        [one.called, Number(collected), Number(required), Number(required - collected), share(collected, required)]
    )
