"""What a list would do to the registry: told beforehand, the same as what it then does."""

from surveys.domain import registry
from surveys.domain.messages import N_
from surveys.domain.registry import Form, Listing, Record, Remark
from surveys.files import uploads
from surveys.files.uploads import Upload
from surveys.store import database, journal, organizations, registration

HOME = Record("Дом", municipality="Елец", site="http://dom.ru/", form_of_service=(Form.AT_HOME,), line=2)
CENTRE = Record("Центр", municipality="Елец", recipients=90, line=3)


def put(session, *records):
    with database.writing(session):
        organizations.register(session, Listing(list(records)))


def test_a_plan_tells_what_would_be_and_changes_nothing(session):
    put(session, HOME, CENTRE)
    moved = Record("Дом", municipality="Елец", form_of_service=(Form.STATIONARY, Form.AT_HOME), line=2)
    plan = organizations.plan(session, Listing([moved, CENTRE, Record("Новый", line=4)]))
    assert [record.name for record in plan.added] == ["Новый"]
    ((after, known),) = plan.changed
    assert registry.differences(known.record, after) == [
        ("form_of_service", "на дому", "стационарная, на дому"),
        ("site", "http://dom.ru/", ""),
    ]
    assert (plan.unchanged, organizations.count(session)) == (1, 2)
    assert organizations.search(session, "Дом", 1)[0][0].site == "http://dom.ru/"


def test_a_list_is_taken_only_as_it_was_seen(session):
    listing = Listing([HOME, CENTRE])
    seen = registration.print_of(organizations.plan(session, listing))
    told = {"partial": False, "seen": seen, "actor": "anna", "file": "list.csv"}
    put(session, HOME)
    assert registration.take(session, listing, **told) is None
    assert organizations.count(session) == 1
    assert [entry.action for entry in journal.latest(session)] == []
    told["seen"] = registration.print_of(organizations.plan(session, listing))
    assert registration.take(session, listing, **told).added == 1
    (entry,) = journal.latest(session)
    assert (entry.actor, entry.action, entry.subject) == ("anna", "import organizations", "list.csv: +1 ~0")


def test_what_was_uploaded_comes_back_as_it_was(tmp_path):
    problem = Remark(5, "ИНН", N_("An INN has 10 or 12 digits, not “%(given)s”.", given="12"))
    listing = Listing([HOME, CENTRE], {"name": "Название"}, [problem], [Remark(2, "", N_("Bad."))])
    upload = Upload("anna", "list.csv", listing, (N_("The workbook has %(count)d sheets.", count=2),))
    token = uploads.keep(tmp_path / "uploads", upload)
    found = uploads.kept(tmp_path / "uploads", token, "anna")
    assert found == upload
    assert [record.line for record in found.listing.records] == [2, 3]
    assert uploads.kept(tmp_path / "uploads", token, "boris") is None
    uploads.forget(tmp_path / "uploads", token)
    assert uploads.kept(tmp_path / "uploads", token, "anna") is None
