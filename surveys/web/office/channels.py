"""By which ways responses come, in words."""

from flask_babel import gettext as _


def channel_name(channel: str) -> str:
    """By which way responses came, in words."""
    names: dict[str, str] = {
        "link": _("by link"),
        "qr": _("by QR code"),
        "embed": _("on the institution's site"),
        "kiosk": _("on a shared tablet"),
        "paper": _("on paper"),
        "interview": _("in an interview"),
        "phone": _("by telephone"),
    }
    return names.get(channel, channel)
