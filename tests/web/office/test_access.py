"""Every page of the office says whom it is open to, and is closed to everybody else."""

import pytest

from surveys.store.accounts import ROLES
from tests.web.office.conftest import Visitor, words


def test_a_page_that_says_nothing_is_closed(make_app, account):
    app = make_app()
    app.add_url_rule("/office/forgotten", "forgotten", lambda: "open!")
    visitor = Visitor(app)
    account()
    assert visitor.get("/office/forgotten").status_code == 303
    visitor.sign_in()
    assert visitor.get("/office/forgotten").status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_page_to_begin_with(visitor, account, role):
    account(role=role)
    assert visitor.get(visitor.sign_in().location).status_code == 200


def test_the_menu_leads_only_where_one_may_go(visitor, account):
    account(role="council")
    visitor.sign_in()
    assert '<a href="/office/"' not in visitor.get("/office/account/").text


def test_the_wrong_role_reads_why(visitor, account):
    account(role="council")
    visitor.sign_in()
    answer = visitor.get("/office/")
    assert answer.status_code == 403
    assert "не для Вашей роли" in words(answer)
