"""Means of forms of service, of municipalities and of all, and legal entities with branches: for several documents."""

from collections.abc import Iterator, Sequence

from surveys.domain import rating
from surveys.domain.methodology import TOTAL
from surveys.domain.rating import Assessed
from surveys.domain.registry import FORM_NAMES, Form
from surveys.files.documents.blocks import Block, Cell, Column, Heading, Number, Row, Table
from surveys.files.documents.facts import Shown

ALL = "Все организации"
WITHOUT_FORM, WITHOUT_PLACE = "форма обслуживания не указана", "Муниципальное образование не указано"


def blocks(shown: Shown) -> Iterator[Block]:
    """The means of groups, and the legal entities if there are any."""
    if not shown.organizations:
        return
    yield Heading("Средние значения")
    yield means(shown)
    if entities := rating.legal_entities(shown.organizations):
        yield Heading("Юридические лица с филиалами")
        yield _legal_entities(shown, entities)


def form_name(form: Form | None) -> str:
    """What the group of a form is called."""
    if form is None:
        return WITHOUT_FORM
    return "форма на дому" if form is Form.AT_HOME else f"{FORM_NAMES[form]} форма"


def means(shown: Shown) -> Table:
    """The mean criteria and totals of all organizations, of each form and of each municipality."""
    criteria = shown.method.methodology.criteria
    columns = [
        Column("Группа организаций", 52, "left"),
        Column("Организаций", 25),
        Column("С итоговой оценкой", 22),
        *(Column(f"К{one.number}", 14, group="Среднее значение критерия, баллов") for one in criteria),
        Column("Средняя итоговая оценка", 22),
    ]
    rows = [_mean_row(shown, ALL, shown.organizations, strong=True)]
    if any(form is not None for form in shown.members):
        for form, members in shown.members.items():
            rows.append(_mean_row(shown, form_name(form).capitalize(), [one for _place, one in members]))
    by_place = _by_municipality(shown.organizations)
    if len(by_place) > 1:
        rows += [_mean_row(shown, name, members) for name, members in by_place.items()]
    return Table(
        "Средние", "Средние значения критериев и итоговой оценки по группам организаций", columns, rows, fixed=1
    )


def _by_municipality(organizations: Sequence[Assessed]) -> dict[str, list[Assessed]]:
    found: dict[str, list[Assessed]] = {}
    for one in organizations:
        found.setdefault(one.municipality or WITHOUT_PLACE, []).append(one)
    return dict(sorted(found.items(), key=lambda group: (group[0] == WITHOUT_PLACE, group[0])))


def _mean_row(shown: Shown, name: str, members: Sequence[Assessed], *, strong: bool = False) -> Row:
    figures = [*(one.id for one in shown.method.methodology.criteria), TOTAL]
    told = rating.mean_score(members, figures)
    counted = sum(one.total.value is not None for one in members)
    cells = [shown.points(told[figure], figure) for figure in figures]
    return Row([name, Number(len(members)), Number(counted), *cells], strong)


def _legal_entities(shown: Shown, entities: Sequence[rating.LegalEntity]) -> Table:
    columns = [
        Column("Юридическое лицо и его филиалы", 100, "left"),
        Column("Муниципальное образование", 40, "left"),
        Column("Итоговая оценка филиала, баллов", 25),
        Column("Оценка юридического лица, баллов", 27),
    ]
    rows: list[Row] = []
    for entity in entities:
        whole: list[Cell] = [
            f"ИНН {entity.inn}, филиалов: {len(entity.branches)}",
            "",
            "",
            shown.points(entity.mean, TOTAL),
        ]
        rows.append(Row(whole, strong=True))
        rows += [Row([one.name, one.municipality, shown.cell(one, TOTAL), ""]) for one in entity.branches]
    title = "Юридические лица, филиалы которых оценены отдельно: среднее итоговых оценок филиалов"
    return Table("Юридические лица", title, columns, rows, fixed=1, filtered=False)
