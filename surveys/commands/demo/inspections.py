"""What the operator's inspections find in the invented region."""

from collections.abc import Iterator
from random import Random

from surveys.commands.demo.chance import chance
from surveys.commands.demo.region import Invented
from surveys.domain.checklist import Checklist, Group, Mark
from surveys.domain.inspection import Finding
from surveys.domain.registry import Form

INSPECTED, BEGUN = 0.6, 0.8
"""The parts of the organizations that are inspected whole, and at least in part, in a round that still collects."""

REASONS = (
    "Такой деятельности организация не ведёт.",
    "Лицензируемых видов деятельности нет.",
    "Филиалов нет.",
    "Предписаний за последний год не было.",
)
WISHES = (
    "Сведения за прошлый год.",
    "Документ не открывается.",
    "Висит высоко, читать трудно.",
    "Указан старый номер.",
)
EASY = {"remote_phone": 0.5, "remote_email": 0.5, "comfort_toilets": 0.3, "comfort_cleanliness": 0.3}
RARE = {"equal_braille": -0.35, "equal_interpreter": -0.3, "access_lift": -0.15, "remote_faq": -0.2}
"""How much more, or less, often than others an item is there."""


def found(seed: int, one: Invented, checklist: Checklist, *, earlier: bool) -> Iterator[Finding]:
    """What was found of an organization in a round; in one that still collects, not everything is looked at yet."""
    random = chance(seed, one.code, "inspection", earlier)
    order = chance(seed, one.code, "diligence").random()
    quality = min(max(chance(seed, one.code, "condition").gauss(0.78, 0.13), 0.3), 0.98) - (0.06 if earlier else 0)
    groups = checklist.groups if earlier or order < INSPECTED else checklist.groups[:2] if order < BEGUN else ()
    for group in groups:
        for item in group.items:
            yield _finding(random, one, group, item.id, quality)


def _finding(random: Random, one: Invented, group: Group, item: str, quality: float) -> Finding:
    at_home = one.record.form_of_service == (Form.AT_HOME,)
    if random.random() < (0.08 if at_home and not group.halves else 0.03 if group.halves else 0):
        return Finding(item, Mark.NOT_APPLICABLE, random.choice(REASONS))
    likely = min(quality + EASY.get(item, 0) + RARE.get(item, 0), 0.99)
    if random.random() < likely:
        return Finding(item, Mark.YES)
    if group.halves and random.random() < 0.5:
        return Finding(item, Mark.HALF, random.choice(WISHES))
    return Finding(item, Mark.NO)
