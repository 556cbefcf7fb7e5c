"""Who may use the office: accounts, their roles and one-time passwords. An operator looks after them here."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import User
from surveys.extensions import db
from surveys.store import accounts, journal
from surveys.web.office import passwords
from surveys.web.office.access import open_to
from surveys.web.office.roles import hints, names
from surveys.web.office.session import sign_in, the_user
from surveys.web.office.user_forms import AddUserForm, RolesForm

pages = Blueprint("users", __name__, url_prefix="/office/users")
pages.add_app_template_filter(names, "role_names")


@pages.get("")
@open_to("operator")
def listing() -> ResponseReturnValue:
    """Everybody who has an account."""
    return render_template(
        "office/users.html", users=accounts.everyone(db.session), last_logins=journal.last_logins(db.session)
    )


@pages.route("/add", methods=["GET", "POST"])
@open_to("operator")
def add() -> ResponseReturnValue:
    """Make an account and show its one-time password, once."""
    form = AddUserForm()
    if request.method == "GET":
        return _add(form)
    if not form.validate():
        return _add(form), 422
    password = passwords.one_time()
    try:
        user = accounts.create(
            db.session, form.email.data, form.role.data, passwords.hashed(password), actor=the_user().email
        )
    except accounts.AccountExists:
        form.refuse(form.email, _("There is an account with this e-mail already."))
        return _add(form), 422
    return render_template("office/user_password.html", person=user, password=password, made=True)


@pages.get("/<int:user_id>")
@open_to("operator")
def person(user_id: int) -> ResponseReturnValue:
    """One account, and what can be done with it."""
    return _person(_user(user_id), RolesForm())


@pages.post("/<int:user_id>/roles")
@open_to("operator")
def change_roles(user_id: int) -> ResponseReturnValue:
    """Give an account other roles."""
    user, form = _user(user_id), RolesForm()
    if not form.validate():
        return _person(user, form), 422
    actor = the_user()
    if sorted(form.roles.data) != [role.name for role in user.roles]:
        try:
            accounts.change_roles(db.session, user.email, form.roles.data, actor.email)
        except (accounts.Oneself, accounts.LastOperator) as reason:
            return _spared(reason)
        if user.id == actor.id:
            sign_in(user)
        flash(_("The account %(email)s now has these roles: %(roles)s.", email=user.email, roles=_roles(user)))
    return redirect(url_for("users.person", user_id=user.id), 303)


@pages.post("/<int:user_id>/enable")
@open_to("operator")
def enable(user_id: int) -> ResponseReturnValue:
    """Open a disabled account again."""
    user = _user(user_id)
    if user.active:
        return redirect(url_for("users.person", user_id=user.id), 303)
    accounts.enable(db.session, user.email, the_user().email)
    flash(_("The account %(email)s is open again, with the password that it had.", email=user.email))
    return redirect(url_for("users.person", user_id=user.id), 303)


@pages.route("/<int:user_id>/disable", methods=["GET", "POST"])
@open_to("operator")
def disable(user_id: int) -> ResponseReturnValue:
    """Shut an account: its sessions end at once."""
    user = _another(user_id)
    if request.method == "GET":
        return render_template("office/user_confirm.html", person=user, act="disable")
    try:
        accounts.disable(db.session, user.email, the_user().email)
    except (accounts.Oneself, accounts.LastOperator) as reason:
        return _spared(reason)
    flash(_("The account %(email)s is disabled, its sessions have ended.", email=user.email))
    return redirect(url_for("users.person", user_id=user.id), 303)


@pages.route("/<int:user_id>/password", methods=["GET", "POST"])
@open_to("operator")
def reset_password(user_id: int) -> ResponseReturnValue:
    """Replace an account's password by a one-time password, shown once."""
    user = _another(user_id)
    if request.method == "GET":
        return render_template("office/user_confirm.html", person=user, act="reset_password")
    password = passwords.one_time()
    hashed = passwords.hashed(password)
    accounts.reset(db.session, user.email, hashed, keep_second_factor=True, actor=the_user().email)
    return render_template("office/user_password.html", person=user, password=password, made=False)


@pages.route("/<int:user_id>/second-factor", methods=["GET", "POST"])
@open_to("operator")
def second_factor_off(user_id: int) -> ResponseReturnValue:
    """Ask an account for codes no longer: its owner has lost the telephone."""
    user = _another(user_id)
    if request.method == "GET":
        return render_template("office/user_confirm.html", person=user, act="second_factor_off")
    accounts.switch_second_factor_off(db.session, user, the_user().email)
    flash(_("The account %(email)s is not asked for a code any longer, its sessions have ended.", email=user.email))
    return redirect(url_for("users.person", user_id=user.id), 303)


def _add(form: AddUserForm) -> str:
    return render_template("office/user_add.html", form=form, role_hints=hints())


def _user(user_id: int) -> User:
    user = accounts.by_id(db.session, user_id)
    if user is None:
        page = render_template(
            "office/refused.html",
            title=_("There is no such account"),
            message=_("Accounts are never deleted: look for it among all of them."),
        )
        abort(make_response(page, 404))
    return user


def _another(user_id: int) -> User:
    """The account, if it is not one's own: that one is changed on its own page, with the password."""
    user = _user(user_id)
    if user.id == the_user().id:
        abort(make_response(_spared(accounts.Oneself(user.email))))
    return user


def _person(user: User, form: RolesForm) -> str:
    if not form.is_submitted():
        form.roles.data = [role.name for role in user.roles]
    last_login = journal.last_logins(db.session).get(user.email)
    own = user.id == the_user().id
    return render_template(
        "office/user.html", person=user, form=form, last_login=last_login, own=own, role_hints=hints()
    )


def _spared(reason: Exception) -> tuple[str, int]:
    """Why the office does not do this."""
    if isinstance(reason, accounts.Oneself):
        title = _("You cannot do this to your own account")
        message = _("Another operator can. Your own password and second factor are changed under “Your account”.")
    else:
        title = _("The office needs an operator")
        message = _("This is the last account that can run the office. Make another operator first.")
    return render_template("office/refused.html", title=title, message=message), 409


def _roles(user: User) -> str:
    return names(role.name for role in user.roles)
