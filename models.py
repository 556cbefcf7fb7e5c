"""The tables: columns, constraints and relationships, nothing else."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What all tables share: predictable names of constraints, so that migrations can speak of them."""

    metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, also on databases that forget the zone. Never used for anything of a respondent."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


# The registry


class Organization(Base):
    """An organization that is assessed. `code` is its address in public and never changes."""

    __tablename__ = "organizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(600))
    short_name: Mapped[str] = mapped_column(String(200), default="")
    inn: Mapped[str | None] = mapped_column(String(12), index=True)
    municipality: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(500), default="")
    site: Mapped[str] = mapped_column(String(500), default="")
    recipients: Mapped[int | None]
    match_key: Mapped[str] = mapped_column(String(1000), index=True)
    search_text: Mapped[str] = mapped_column(Text, default="")

    forms: Mapped[list["OrganizationForm"]] = relationship(
        order_by="OrganizationForm.position", cascade="all, delete-orphan", lazy="selectin"
    )


class OrganizationForm(Base):
    """A form of service that an organization works in; some have several."""

    __tablename__ = "organization_forms"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True)
    form: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)


# Rounds of assessment


class Assessment(Base):
    """One round of assessment, or the standing collection between rounds (`standing`).

    A round is open from `opens_on` to `closes_on`, both days included, unless `closed_on` ended it before;
    the definitions' versions are those that it was opened with (the checklist is the methodology's).
    """

    __tablename__ = "assessments"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    standing: Mapped[bool] = mapped_column(default=False)
    opens_on: Mapped[date]
    closes_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    questionnaire: Mapped[str] = mapped_column(String(40), default="")
    methodology: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"))


class AssessmentMember(Base):
    """An organization in a round, with the number of its recipients as it was when the round opened."""

    __tablename__ = "assessment_members"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    recipients: Mapped[int | None]

    __table_args__ = (Index(None, "organization_id"),)


class Device(Base):
    """A shared tablet of an organization: `key_hash` is the SHA-256 of the key in its address, in hexadecimal."""

    __tablename__ = "devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


# Responses and how many there are


class Response(Base):
    """One anonymous response. Its id is random-looking and is the only order that rows have on the disk.

    The assessment is part of the key, so that a large database can be partitioned by it.
    """

    __tablename__ = "responses"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(12))
    day: Mapped[date]
    questionnaire: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(12), default="accepted")
    answers: Mapped[dict[str, str]] = mapped_column(JSON)

    __table_args__ = (
        CheckConstraint("status IN ('accepted', 'set_aside')", name="status"),
        {"sqlite_with_rowid": False},
    )


class AnswerTally(Base):
    """How many accepted responses gave an answer to a question. Answers are the values that tallies count."""

    __tablename__ = "answer_tallies"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    questionnaire: Mapped[str] = mapped_column(String(40), primary_key=True)
    question: Mapped[str] = mapped_column(String(32), primary_key=True)
    answer: Mapped[str] = mapped_column(String(32), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)

    __table_args__ = ({"sqlite_with_rowid": False},)


class DayTally(Base):
    """How many accepted responses came on a day by a channel."""

    __tablename__ = "day_tallies"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)

    __table_args__ = ({"sqlite_with_rowid": False},)


# What inspections find, and what the council approves


class InspectionMark(Base):
    """What an inspection found of one item of the checklist: 1, 0.5, 0 or n/a, with a note and a page as evidence."""

    __tablename__ = "inspection_marks"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(4))
    note: Mapped[str] = mapped_column(Text, default="")
    page: Mapped[str] = mapped_column(String(500), default="")
    marked_by: Mapped[str] = mapped_column(String(255))
    marked_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("value IN ('1', '0.5', '0', 'n/a')", name="value"), Index(None, "assessment_id"))


class InspectionPhoto(Base):
    """A photograph as evidence of an item, as JPEG without what a camera writes into it."""

    __tablename__ = "inspection_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    item: Mapped[str] = mapped_column(String(32))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[str] = mapped_column(String(255))
    added_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("organization_id", "assessment_id", "item", "digest"),)


class Decision(Base):
    """The council's decision that approves the results of a round; a later `version` corrects an earlier one.

    `definitions` are the methodology and the checklist as they were; `digest` is the SHA-256 of all that is frozen.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    version: Mapped[int]
    number: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    questionnaire: Mapped[str] = mapped_column(String(40))
    methodology: Mapped[str] = mapped_column(String(40))
    definitions: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    minutes_name: Mapped[str] = mapped_column(String(200), default="")
    approved_by: Mapped[str] = mapped_column(String(255))
    approved_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("assessment_id", "version"),)


class Result(Base):
    """What a decision says of one organization, with its name as it was: nothing in it is ever changed.

    `inputs` are the counts and marks, `figures` the exact points by name (`200/3`, or why there are none).
    """

    __tablename__ = "results"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(600))
    short_name: Mapped[str] = mapped_column(String(200))
    inn: Mapped[str | None] = mapped_column(String(12))
    municipality: Mapped[str] = mapped_column(String(200))
    forms: Mapped[list[str]] = mapped_column(JSON)
    required: Mapped[int | None]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    figures: Mapped[dict[str, str]] = mapped_column(JSON)
    place: Mapped[int | None]
    places: Mapped[list[int | None]] = mapped_column(JSON)

    __table_args__ = (Index(None, "organization_id"),)


# What passes


class PassingKey(Base):
    """A random key for one purpose and period that is destroyed when its time is over, and is in no backup."""

    __tablename__ = "passing_keys"

    purpose: Mapped[str] = mapped_column(String(20), primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary(32))
    dies_at: Mapped[datetime] = mapped_column(Moment)


# The office


class User(Base):
    """An account of the office. `password` is an argon2 hash; a new `fs_uniquifier` ends all sessions."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_step: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Moment)

    roles: Mapped[list["Role"]] = relationship(secondary="user_roles", lazy="selectin", order_by="Role.name")


class Role(Base):
    """What a user may do: operator, council, authority or organization."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class UserRole(Base):
    """Who has which role."""

    __tablename__ = "user_roles"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True)


class JournalEntry(Base):
    """What was done in the office or by a command: who, when, what, to which thing. Nothing of respondents."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor: Mapped[str] = mapped_column(String(255))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(300), default="")


class Job(Base):
    """Long work that somebody asked for in the office: `done` of `total` steps; `file` is its name among the results.

    `state` is waiting, running, done or failed; `problem` says why it failed.
    """

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    file: Mapped[str | None] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text, default="")
    asked_by: Mapped[str] = mapped_column(String(255))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),)
