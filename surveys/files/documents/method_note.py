"""A note on the method with the settings in force: how figures come about, and what of it is not confirmed."""

from collections.abc import Iterator
from fractions import Fraction

from surveys.domain.definition import Definition, said
from surveys.domain.indicators import State
from surveys.domain.methodology import (
    Denominator,
    Empty,
    Indicator,
    MeanOfShares,
    Methodology,
    PointsPerCondition,
    Ranking,
    ShareOfAnswers,
    ShareOfMarks,
)
from surveys.domain.publication import LEAST
from surveys.files.documents import unconfirmed, words
from surveys.files.documents.blocks import (
    Block,
    Column,
    Document,
    Heading,
    Items,
    Number,
    Pairs,
    Row,
    Table,
    Text,
)
from surveys.files.documents.facts import Facts
from surveys.files.documents.indicators import weight

YES, NO = "да", "не подтверждено"

DENOMINATORS = {
    Denominator.ANSWERED: "доля считается от ответивших на вопрос; пустой ответ – не «Нет»",
    Denominator.ALL: "доля считается от всех, кому вопрос был задан",
}
EMPTIES = {
    Empty.EXCLUDE: "показатель не рассчитывается (н/д), веса остальных показателей критерия приводятся к 1",
    Empty.ZERO: "показатель принимается равным 0",
    Empty.HUNDRED: "показатель принимается равным 100",
}
RANKINGS = {
    Ranking.DENSE: "равные оценки делят место, за ним идёт следующее по порядку (1, 2, 2, 3)",
    Ranking.STANDARD: "равные оценки делят место, следующие места пропускаются (1, 2, 2, 4)",
}


def document(facts: Facts) -> Document:
    """The document."""
    return Document(
        kind="Записка",
        subject="о методике расчёта показателей независимой оценки качества условий оказания услуг и действующих "
        "настройках",
        lines=facts.about,
        mark=facts.mark,
        day=facts.day,
        author=facts.operator,
        blocks=list(_blocks(facts)),
        told_first=True,
    )


def _blocks(facts: Facts) -> Iterator[Block]:
    rules = facts.method.methodology
    yield Heading("1. Определения, по которым проведена оценка")
    yield _definitions(facts)
    yield Heading("2. Порядок расчёта")
    yield from _order(rules)
    yield Heading("3. Критерии и показатели")
    yield _indicators(facts)
    yield Heading("4. Настройки, которых акты не определяют")
    yield Text("Акты оставляют эти правила открытыми; они заданы в файле методики и действуют для всей оценки.")
    yield Pairs(list(_settings(rules)))
    yield Heading("5. Оценка словом")
    yield Text("Итоговая оценка округляется до целого, половина – вверх, и по ней определяется слово.")
    yield _bands(rules)
    yield Heading("6. Выборка и публикация малых чисел")
    yield from _sample(facts)
    yield Heading("7. Что не подтверждено официальной публикацией")
    told = unconfirmed.listed(facts)
    yield Items(told) if told else Text("Все определения сверены с официальными публикациями.")


def _definitions(facts: Facts) -> Table:
    parts: list[tuple[str, Definition]] = [
        ("Методика", facts.method.methodology),
        ("Чек-лист", facts.method.checklist),
        *([("Анкета", facts.questionnaire)] if facts.questionnaire else []),
    ]
    columns = [
        Column("Что", 20, "left"),
        Column("Версия", 19),
        Column("Наименование и источник", 70, "left"),
        Column("Действует с", 24),
        Column("Подтверждено", 32),
    ]
    rows = []
    for name, part in parts:
        told = [f"{said(part.title, 'ru')}. {part.source}", f"{part.in_force_from:%d.%m.%Y}"]
        rows.append(Row([name, part.key, *told, confirmed(is_so=part.confirmed)]))
    title = "Определения, по которым проведена оценка"
    return Table("Определения", title, columns, rows, size=10, filtered=False, captioned=False)


def confirmed(*, is_so: bool) -> str:
    """Whether something was compared with the official publication, in words."""
    return YES if is_so else NO


def _order(rules: Methodology) -> Iterator[Block]:
    count = len(rules.criteria)
    equal = len({one.weight for one in rules.criteria}) == 1
    symbols = " + ".join(f"К{one.number}" for one in rules.criteria)
    weighed = " + ".join(f"{weight(one.weight)} × К{one.number}" for one in rules.criteria)
    yield Items(
        [
            "Показатель рассчитывается в баллах от 0 до 100 по ответам на анкету или по отметкам проверки.",
            "Критерий – сумма его показателей, умноженных на их веса.",
            f"Итоговая оценка организации: S = ({symbols}) / {count}." if equal else f"Итоговая оценка: S = {weighed}.",
            "Среднее группы организаций (форма обслуживания, муниципальное образование, все) – простое среднее.",
            "Филиалы оцениваются отдельно; оценка юридического лица – простое среднее оценок его филиалов.",
            "Ответ на вопрос, который закрыт правилом перехода, не учитывается.",
            "Пункт чек-листа, который ещё не отмечен, оставляет показатель, критерий и итоговую оценку пустыми.",
        ]
    )


def _indicators(facts: Facts) -> Table:
    rules = facts.method.methodology
    columns = [
        Column("№", 10),
        Column("Показатель", 48, "left"),
        Column("Вес", 11),
        Column("Как рассчитывается", 48, "left"),
        Column("Источник", 24, "left"),
        Column("Подтверждено", 28),
    ]
    rows: list[Row] = []
    for criterion in rules.criteria:
        of_criterion = [f"К{criterion.number}", said(criterion.title, "ru"), weight(criterion.weight), "", "", ""]
        rows.append(Row(of_criterion, strong=True))
        for one in criterion.indicators:
            name = said(one.title, "ru") + (f" ({one.symbol})" if one.symbol else "")
            rows.append(
                Row(
                    [
                        one.number,
                        name,
                        weight(one.weight),
                        _measure(facts, one),
                        one.source,
                        confirmed(is_so=one.confirmed),
                    ]
                )
            )
    title = "Критерии и показатели: вес критерия – в итоговой оценке, показателя – в критерии"
    return Table("Показатели", title, columns, rows, filtered=False)


def _measure(facts: Facts, indicator: Indicator) -> str:
    """How an indicator is counted, in words."""
    match indicator.measure:
        case ShareOfAnswers(question=question):
            return f"доля «Да» в ответах на вопрос\xa0{facts.number_of(question)}, ×\xa0100"
        case MeanOfShares(questions=questions):
            named = ", ".join(map(facts.number_of, questions))
            return f"среднее долей «Да» в ответах на вопросы {named}, ×\xa0100; вопрос без ответов не участвует"
        case ShareOfMarks(groups=groups):
            return "сумма отметок (1; 0,5; 0) к числу применимых пунктов, ×\xa0100" + (
                f"; среднее по {len(groups)} перечням" if len(groups) > 1 else ""
            )
        case PointsPerCondition(points=points, enough=enough):
            return f"{weight(points)} баллов за каждое условие, {enough} и больше – 100"


def _settings(rules: Methodology) -> Iterator[tuple[str, str]]:
    yield "Знаменатель доли", DENOMINATORS[rules.denominator]
    yield "Если никто не ответил", EMPTIES[rules.empty_denominator]
    yield "Места", RANKINGS[rules.ranking]
    digits = (rules.rounding.indicator, rules.rounding.criterion, rules.rounding.total)
    for name, number in zip(("показателей", "критериев", "итоговой оценки"), digits, strict=True):
        told = "не округляются" if number is None else f"знаков после запятой: {number}, половина – вверх"
        yield f"Округление {name}", told
    carried = "по округлённым значениям" if rules.rounding.carried else "по точным значениям"
    yield "Следующий уровень считается", carried


def _bands(rules: Methodology) -> Table:
    columns = [Column("Оценка", 70, "left"), Column("Баллы", 45), Column("Подтверждено", 50)]
    rows, highest = [], 100
    for band in rules.bands:
        name, told = said(band.title, "ru"), confirmed(is_so=band.confirmed)
        rows.append(Row([name, f"{band.lowest}–{highest}", told]))
        highest = band.lowest - 1
    return Table("Оценки", "Границы оценок", columns, rows, size=10, filtered=False)


def _sample(facts: Facts) -> Iterator[Block]:
    sample = facts.questionnaire.sample if facts.questionnaire else None
    if sample:
        percent = Number(Fraction(sample.share) * 100)
        yield Text(
            f"Требуемая выборка: {percent} % получателей услуг организации за прошлый год с округлением вверх, но не "
            f"больше {sample.most} респондентов. Источник: {sample.source}. Подтверждено: "
            f"{confirmed(is_so=sample.confirmed)}."
        )
    yield Text(
        f"В открытых документах не приводятся значения, за которыми ответы менее чем {LEAST} человек, и те, по которым "
        "такие значения можно вычислить. Правило одно для страниц, диаграмм и файлов."
    )
    yield Text(f"Слово «{words.STATES[State.NOBODY]}» означает, что данных нет; это не 0 баллов.")
