"""The day where the service is: the machine's own clock may be in another zone, where it is still yesterday."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from surveys.settings import Settings

ZONE = ZoneInfo(str(Settings.model_fields["time_zone"].default))


def today() -> date:
    """The region's calendar day, by the settings that tests do not change."""
    return datetime.now(ZONE).date()
