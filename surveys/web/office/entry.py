"""Signing in, with a code where the account has a second factor, and signing out."""

import time

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import User
from surveys.extensions import db
from surveys.store import accounts
from surveys.web.office import attempts, passwords
from surveys.web.office.access import ANYONE, home, open_to, ours
from surveys.web.office.attempts import Attempts
from surveys.web.office.codes import LoginCodes
from surveys.web.office.forms import CodeForm, LoginForm
from surveys.web.office.session import sign_in, sign_out, signed_in, the_user

CODE_SECONDS = 10 * 60
"""How long after the password the code may be entered."""

pages = Blueprint("entry", __name__, url_prefix="/office")


def _login_again() -> ResponseReturnValue:
    """The login form again, with the e-mail kept: its session, which protects it, has run out."""
    advice = _("The page was open for too long, or this browser keeps no cookies for this site. Please sign in again.")
    return _login_page(LoginForm(), advice), 400


@pages.route("/login", methods=["GET", "POST"])
@open_to(ANYONE, when_expired=_login_again)
def login() -> ResponseReturnValue:
    """Ask for e-mail and password. What is wrong with them is never said."""
    form = LoginForm()
    user = signed_in()
    if request.method == "GET" and user is not None:
        return redirect(ours(request.args.get("next")) or home(user), 303)
    if request.method == "GET":
        form.next.data = ours(request.args.get("next"))
        return _login_page(form, _("Sign in to open this page.") if form.next.data else "")
    if not form.validate():
        return _login_page(form), 422
    return _try_password(form)


def _try_password(form: LoginForm) -> ResponseReturnValue:
    attempt = Attempts(attempts.PASSWORD, form.email.data)
    if seconds := attempt.refused_for():
        return attempts.too_many(_login_page(form, attempts.wait_message(seconds)), seconds)
    user = accounts.by_email(db.session, form.email.data)
    if not passwords.right(user, form.password.data) or user is None:
        accounts.note_failed_login(db.session, user)
        form.refuse(form.email, _("The e-mail or the password is wrong."))
        return _login_page(form), 422
    attempt.take_back()
    if user.tf_totp_secret:
        session.clear()
        session["halfway"] = {"mark": user.fs_uniquifier, "at": time.time(), "next": ours(form.next.data)}
        return redirect(url_for("entry.code"), 303)
    return _enter(user, form.next.data)


@pages.route("/login/code", methods=["GET", "POST"])
@open_to(ANYONE)
def code() -> ResponseReturnValue:
    """Ask for the code of the second factor, after the password."""
    user = _halfway()
    if user is None:
        return redirect(url_for("entry.login"), 303)
    form = CodeForm()
    if request.method == "GET":
        return _code_page(form)
    if not form.validate():
        return _code_page(form), 422
    attempt = Attempts(attempts.CODE, user.email)
    if seconds := attempt.refused_for():
        return attempts.too_many(_code_page(form, attempts.wait_message(seconds)), seconds)
    codes: LoginCodes = current_app.extensions["login_codes"]
    step = codes.step(form.code.data, user.tf_totp_secret or "")
    if step is None or not accounts.spend_step(db.session, user, step):
        accounts.note_failed_login(db.session, user)
        form.refuse(form.code, _("The code is wrong or was used already. Wait for the next one and enter it."))
        return _code_page(form), 422
    attempt.take_back()
    return _enter(user, session["halfway"]["next"])


@pages.post("/logout")
@open_to(*accounts.ROLES, with_one_time_password=True)
def logout() -> ResponseReturnValue:
    """End all sessions of the account: a cookie that somebody has copied is worth nothing after this."""
    accounts.end_sessions(db.session, the_user())
    sign_out()
    return redirect(url_for("entry.login"), 303)


def _enter(user: User, wanted: str) -> ResponseReturnValue:
    accounts.note_login(db.session, user)
    sign_in(user)
    return redirect(ours(wanted) or home(user), 303)


def _halfway() -> User | None:
    """Whose password was right a moment ago, and whose code is asked for."""
    waiting = session.get("halfway")
    if not waiting or time.time() - waiting["at"] > CODE_SECONDS:
        return None
    user = accounts.by_uniquifier(db.session, waiting["mark"])
    return user if user is not None and user.active and user.tf_totp_secret else None


def _login_page(form: LoginForm, advice: str = "") -> str:
    return render_template("office/login.html", form=form, advice=advice)


def _code_page(form: CodeForm, advice: str = "") -> str:
    return render_template("office/code.html", form=form, advice=advice)
