"""One's own account: the password, and the second factor."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import User
from surveys.extensions import db
from surveys.store import accounts
from surveys.web.office import attempts, passwords, roles
from surveys.web.office.access import home, open_to
from surveys.web.office.attempts import Attempts
from surveys.web.office.codes import LoginCodes
from surveys.web.office.forms import ChangePasswordForm, NewPasswordForm, SecondFactorOffForm, SecondFactorOnForm
from surveys.web.office.session import sign_in, the_user

pages = Blueprint("account", __name__, url_prefix="/office/account")


@pages.get("/")
@open_to(*accounts.ROLES)
def own() -> ResponseReturnValue:
    """What one's account is and what can be done with it."""
    user = the_user()
    names = roles.names(role.name for role in user.roles)
    return render_template("office/account.html", user=user, roles=names, operator=accounts.is_operator(user))


@pages.route("/password", methods=["GET", "POST"])
@open_to(*accounts.ROLES, with_one_time_password=True)
def password() -> ResponseReturnValue:
    """Choose a new password; the first time instead of the one-time password, which is not asked for again."""
    user = the_user()
    form = NewPasswordForm(user.email) if user.must_change_password else ChangePasswordForm(user.email)
    if request.method == "GET":
        return _page("password", form)
    if not form.validate():
        return _page("password", form, 422)
    if isinstance(form, ChangePasswordForm) and (refusal := _wrong_password(user, form, "password")):
        return refusal
    if passwords.right(user, form.new_password.data):
        form.refuse(form.new_password, _("The new password is the present one. Choose another one."))
        return _page("password", form, 422)
    accounts.change_password(db.session, user, passwords.hashed(form.new_password.data))
    sign_in(user)
    flash(_("The password is changed. Other sessions of this account have ended."))
    return redirect(home(user), 303)


@pages.route("/second-factor", methods=["GET", "POST"])
@open_to(*accounts.ROLES)
def second_factor() -> ResponseReturnValue:
    """Switch the second factor on: a key for the phone, and its first code as a proof that it has arrived."""
    user = the_user()
    if user.tf_totp_secret:
        return _page("second_factor_off", SecondFactorOffForm())
    key = session.setdefault("new_key", _codes().generate_totp_secret())
    form = SecondFactorOnForm()
    if request.method == "GET":
        return _page("second_factor_on", form, key=_codes().get_totp_pretty_key(key))
    shown = {"key": _codes().get_totp_pretty_key(key)}
    if not form.validate():
        return _page("second_factor_on", form, 422, **shown)
    if refusal := _wrong_password(user, form, "second_factor_on", **shown):
        return refusal
    step = _codes().step(form.code.data, key)
    if step is None:
        form.refuse(form.code, _("The code does not fit the key. Wait for the next one and enter it."))
        return _page("second_factor_on", form, 422, **shown)
    accounts.switch_second_factor_on(db.session, user, key, step)
    sign_in(user)
    flash(_("From now on a code is asked for when you sign in. Other sessions of this account have ended."))
    return redirect(url_for("account.own"), 303)


@pages.post("/second-factor/off")
@open_to(*accounts.ROLES)
def second_factor_off() -> ResponseReturnValue:
    """Switch the second factor off."""
    user = the_user()
    form = SecondFactorOffForm()
    if not form.validate():
        return _page("second_factor_off", form, 422)
    if refusal := _wrong_password(user, form, "second_factor_off"):
        return refusal
    accounts.switch_second_factor_off(db.session, user)
    sign_in(user)
    flash(_("A code is not asked for any longer. Other sessions of this account have ended."))
    return redirect(url_for("account.own"), 303)


@pages.get("/second-factor/key.svg")
@open_to(*accounts.ROLES)
def key_picture() -> ResponseReturnValue:
    """The key that waits to be switched on, as a QR code."""
    if "new_key" not in session:
        abort(404)
    return Response(_codes().picture(the_user().email, session["new_key"]), mimetype="image/svg+xml")


def _wrong_password(user: User, form: Any, page: str, **shown: str) -> ResponseReturnValue | None:
    """The form again if the present password in it is wrong, or was tried too often; None if it is right."""
    attempt = Attempts(attempts.PASSWORD, user.email)
    if seconds := attempt.refused_for():
        wait = attempts.wait_message(seconds)
        return *_page(page, form, 429, advice=wait, **shown), {"Retry-After": str(seconds)}
    if not passwords.right(user, form.password.data):
        accounts.note_wrong_password(db.session, user)
        form.refuse(form.password, _("The present password is wrong."))
        return _page(page, form, 422, **shown)
    attempt.take_back()
    return None


def _page(name: str, form: Any, status: int = 200, advice: str = "", **shown: str) -> tuple[str, int]:
    return render_template(f"office/{name}.html", form=form, user=the_user(), advice=advice, **shown), status


def _codes() -> LoginCodes:
    codes: LoginCodes = current_app.extensions["login_codes"]
    return codes
