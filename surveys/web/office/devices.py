"""Shared tablets of an organization: their addresses are made here, shown once, and switched off."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from models import Organization
from surveys.extensions import db
from surveys.files import qr
from surveys.settings import Settings
from surveys.store import devices, organizations
from surveys.web import language
from surveys.web.office.access import open_to
from surveys.web.office.forms import OfficeForm
from surveys.web.office.organizations import unknown
from surveys.web.office.session import the_user

pages = Blueprint("devices", __name__, url_prefix="/office/organizations/<code>/devices")


class DeviceForm(OfficeForm):
    """What a tablet is called, so that it is known among several."""

    title = StringField(
        lazy_gettext("Where the tablet stands"),
        [
            DataRequired(lazy_gettext("Write where the tablet stands, so that you know it among others.")),
            Length(max=devices.LONGEST_TITLE, message=lazy_gettext("Write it shorter: up to 200 characters.")),
        ],
        filters=[lambda text: " ".join((text or "").split())],
    )


@pages.route("", methods=["GET", "POST"])
@open_to("operator")
def listing(code: str) -> ResponseReturnValue:
    """The tablets of an organization; make one, and show its address, once."""
    found = organizations.by_code(db.session, code)
    if found is None:
        return unknown(code)
    form = DeviceForm()
    if not form.is_submitted():
        return _page(found, form)
    if not form.validate():
        return _page(found, form), 422
    made = devices.make(db.session, found.code, form.title.data, the_user().email)
    if not isinstance(made, str):
        form.refuse(form.title, language.translated(made))
        return _page(found, form), 422
    return _shown_once(found, form.title.data, made)


@pages.route("/<int:device_id>/revoke", methods=["GET", "POST"])
@open_to("operator")
def revoke(code: str, device_id: int) -> ResponseReturnValue:
    """Switch a tablet off, after asking once more."""
    found = organizations.by_code(db.session, code)
    device = devices.one(db.session, found.id, device_id) if found else None
    if found is None or device is None:
        return unknown(code) if found is None else redirect(url_for("devices.listing", code=found.code), 303)
    form = OfficeForm()
    if not form.is_submitted():
        return render_template("office/device_revoke.html", organization=found, device=device)
    title = device.title
    devices.revoke(db.session, found.code, device_id, the_user().email)
    flash(_("The tablet “%(title)s” is switched off: its address has no limits of its own any longer.", title=title))
    return redirect(url_for("devices.listing", code=found.code), 303)


def _page(found: Organization, form: DeviceForm) -> str:
    known = devices.of(db.session, found.id)
    settings: Settings = current_app.extensions["settings"]
    return render_template(
        "office/devices.html", organization=found, form=form, devices=known, idle=settings.kiosk_idle_seconds
    )


def _shown_once(found: Organization, title: str, key: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    before = f"{settings.address}{url_for('questionnaire.kiosk', code=found.code)}?k="
    picture = qr.svg(qr.of_parts(before, key), _("QR code of the tablet's address"))
    return render_template(
        "office/device_made.html", organization=found, title=title, address=before + key, picture=picture
    )
