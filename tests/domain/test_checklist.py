"""What an inspection looks at, and the marks that its items can get."""

from surveys.domain import indicators
from surveys.domain.checklist import Mark
from tests.domain.figures import SOCIAL, marks

CHECKLIST = SOCIAL.checklist


def test_materials_can_be_there_by_half_and_conditions_cannot():
    halves = {group.id: Mark.HALF in group.marks for group in CHECKLIST.groups}
    assert halves == {
        "stand": True,
        "site": True,
        "remote": False,
        "comfort": False,
        "access": False,
        "equal": False,
    }
    assert all({Mark.YES, Mark.NO, Mark.NOT_APPLICABLE} <= set(group.marks) for group in CHECKLIST.groups)


def test_what_is_not_marked_yet_is_named_in_the_order_of_the_checklist():
    told = marks(SOCIAL, equal_site=None, stand_03=None, comfort_water="n/a")
    assert indicators.unmarked(CHECKLIST, told) == ["stand_03", "equal_site"]
    assert indicators.unmarked(CHECKLIST, {}) == list(CHECKLIST.by_id)
