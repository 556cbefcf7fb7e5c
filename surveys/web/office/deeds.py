"""What the journal's actions are called: each with its name, and its sentence with what its subject holds.

A new action gets a line in `DEEDS`. One that has none yet is shown as it is noted.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from models import JournalEntry
from surveys.domain.messages import N_, Message
from surveys.store import journal
from surveys.web.language import translated
from surveys.web.office import document_kinds, roles

ENTRY, EXPORT, CHANGE, ACCOUNT = "entry", "export", "change", "account"

GROUPS = {
    ENTRY: N_("Signing in and out"),
    EXPORT: N_("Exports and copies"),
    CHANGE: N_("Changes of data"),
    ACCOUNT: N_("Accounts"),
}


@dataclass(frozen=True)
class Deed:
    """An action: `sentence` takes its values from a subject that `subject` fits."""

    group: str
    name: Message
    sentence: Message
    subject: re.Pattern[str]


def _deed(group: str, name: Message, sentence: Message, subject: str = "(?P<it>.*)") -> Deed:
    return Deed(group, name, sentence, re.compile(subject, re.DOTALL))


EXPORTED = r"assessment (?P<round>\d+), (?P<format>\w+), (?P<rows>\d+) rows(?:, (?P<filters>.+))?"

FILTERS = {
    "organizations": N_("organizations"),
    "form": N_("form of service"),
    "municipality": N_("municipality"),
    "channel": N_("channel"),
    "since": N_("from the day"),
    "until": N_("to the day"),
}

DEEDS = {
    "login": _deed(ENTRY, N_("Sign-in"), N_("Signed in.")),
    "login failed": _deed(ENTRY, N_("Refused sign-in"), N_("Sign-in to the account %(it)s was refused."), "(?P<it>.+)"),
    "wrong password": _deed(ENTRY, N_("Wrong password"), N_("Gave a wrong password on the page of the own account.")),
    "logout": _deed(ENTRY, N_("Sign-out"), N_("Signed out on all devices.")),
    "user created": _deed(
        ACCOUNT,
        N_("New account"),
        N_("Made the account %(email)s, role: %(roles)s."),
        r"(?P<email>\S+), (?P<roles>.+)",
    ),
    "roles changed": _deed(
        ACCOUNT,
        N_("Roles changed"),
        N_("Changed the roles of the account %(email)s: %(roles)s."),
        r"(?P<email>\S+), (?P<roles>.+)",
    ),
    "user disabled": _deed(ACCOUNT, N_("Account disabled"), N_("Disabled the account %(it)s.")),
    "user enabled": _deed(ACCOUNT, N_("Account opened again"), N_("Opened the account %(it)s again.")),
    "password reset": _deed(ACCOUNT, N_("One-time password"), N_("Gave the account %(it)s a one-time password.")),
    "password changed": _deed(ACCOUNT, N_("Password changed"), N_("Chose a new password.")),
    "second factor on": _deed(ACCOUNT, N_("Code at login switched on"), N_("Switched the code at login on.")),
    "second factor off": _deed(
        ACCOUNT, N_("Code at login switched off"), N_("Switched the code at login off for the account %(it)s.")
    ),
    "export responses": _deed(
        EXPORT,
        N_("Export of responses"),
        N_("Exported responses of the round %(round)s as %(format)s, rows: %(rows)s. Filter: %(filters)s."),
        EXPORTED,
    ),
    "make document": _deed(
        EXPORT,
        N_("Document of a round"),
        N_("Made the document “%(kind)s” of the round %(round)s, format: %(format)s."),
        r"(?P<round>\d+), (?P<kind>\w+), (?P<format>\w+)",
    ),
    "download": _deed(
        EXPORT, N_("Download"), N_("Downloaded the prepared file “%(title)s”."), r"job \d+: (?P<title>.+)"
    ),
    "backup": _deed(EXPORT, N_("Backup copy"), N_("Made a backup copy: %(rows)s responses."), r"(?P<rows>\d+) .*"),
    "restore": _deed(
        CHANGE,
        N_("Restored from a copy"),
        N_("Replaced the database by the copy %(file)s: %(rows)s responses."),
        r"(?P<file>.*), (?P<rows>\d+) \w+",
    ),
    "import organizations": _deed(
        CHANGE,
        N_("Import of organizations"),
        N_("Imported the list of organizations %(file)s. Added: %(added)s, changed: %(changed)s."),
        r"(?P<file>.*): \+(?P<added>\d+) ~(?P<changed>\d+)",
    ),
    "add organization": _deed(CHANGE, N_("New organization"), N_("Added the organization %(it)s.")),
    "change organization": _deed(
        CHANGE,
        N_("Organization changed"),
        N_("Changed the organization %(code)s. Fields: %(fields)s."),
        r"(?P<code>\S+): (?P<fields>.+)",
    ),
    "add tablet": _deed(
        CHANGE,
        N_("New tablet"),
        N_("Added the tablet “%(title)s” for the organization %(code)s."),
        r"(?P<code>\S+): (?P<title>.+)",
    ),
    "revoke tablet": _deed(
        CHANGE,
        N_("Tablet switched off"),
        N_("Switched the tablet “%(title)s” of the organization %(code)s off."),
        r"(?P<code>\S+): (?P<title>.+)",
    ),
    "redact text": _deed(
        CHANGE,
        N_("Text redacted"),
        N_("Took personal data out of an answer. Organization %(code)s, round %(round)s, question %(question)s."),
        r"(?P<code>\S+), (?P<round>\d+), (?P<question>\S+)",
    ),
    "open assessment": _deed(
        CHANGE, N_("Round opened"), N_("Opened the round %(id)s “%(title)s”."), r"(?P<id>\d+) (?P<title>.+)"
    ),
    "change assessment": _deed(
        CHANGE,
        N_("Round changed"),
        N_("Changed the round %(id)s: it is called “%(title)s”, its last day is %(day)s."),
        r"(?P<id>\d+), (?P<day>[\d-]{10}), (?P<title>.+)",
    ),
    "change assessment, no end": _deed(
        CHANGE,
        N_("Round without an end"),
        N_("Changed the round %(id)s: it is called “%(title)s” and goes on until it is closed."),
        r"(?P<id>\d+), (?P<title>.+)",
    ),
    "close assessment": _deed(CHANGE, N_("Round closed"), N_("Closed the round %(it)s.")),
    "approve results": _deed(
        CHANGE,
        N_("Results approved"),
        N_("Approved the results of the round %(id)s by the decision %(number)s, version %(version)s."),
        r"(?P<id>\d+), (?P<version>\d+), (?P<number>.+)",
    ),
    "export indicators": _deed(
        EXPORT,
        N_("Export of indicators"),
        N_("Exported the indicators of the round %(id)s, organizations: %(number)s."),
        r"(?P<id>\d+), (?P<number>\d+)",
    ),
    "mark inspection": _deed(
        CHANGE,
        N_("Marks of an inspection"),
        N_("Filled in the checklist of the organization %(code)s, round %(round)s, marks: %(number)s."),
        r"(?P<round>\d+), (?P<code>\S+), (?P<number>\d+)",
    ),
    "delete photograph": _deed(
        CHANGE,
        N_("Photograph deleted"),
        N_("Deleted a photograph from the checklist of the organization %(code)s, round %(round)s, item %(item)s."),
        r"(?P<round>\d+), (?P<code>\S+), (?P<item>\S+)",
    ),
    "import inspections": _deed(
        CHANGE,
        N_("Import of marks"),
        N_("Took marks from the file %(file)s, round %(round)s, marks: %(number)s."),
        r"(?P<round>\d+), (?P<number>\d+), (?P<file>.*)",
    ),
    "export inspections": _deed(
        EXPORT,
        N_("Export of marks"),
        N_("Exported the marks of the round %(round)s, lines: %(number)s."),
        r"(?P<round>\d+), (?P<number>\d+)",
    ),
    "demo": _deed(
        CHANGE,
        N_("Invented region"),
        N_("Filled the database with an invented region: organizations %(organizations)s, responses %(responses)s."),
        r"seed \d+: (?P<organizations>\d+) organizations, (?P<responses>\d+) responses",
    ),
}


def sentence(entry: JournalEntry) -> str:
    """What was done, in words; who did it stands beside."""
    deed = DEEDS.get(entry.action)
    if deed is None:
        return ": ".join(part for part in (entry.action, entry.subject) if part)
    if found := deed.subject.fullmatch(entry.subject):
        return translated(Message(deed.sentence.text, _in_words(found.groupdict())))
    name = translated(deed.name)
    return f"{name}: {entry.subject}" if entry.subject else f"{name}."


def _in_words(values: dict[str, str | None]) -> dict[str, object]:
    """Names of our own in what a subject holds, as a reader knows them."""
    said: dict[str, object] = dict(values)
    if given := values.get("roles"):
        said["roles"] = roles.names(given.split(", "))
    if kind := values.get("kind"):
        said["kind"] = document_kinds.name(kind)
    if "filters" in values:
        names = "|".join(FILTERS)
        given = re.sub(
            rf"(^|, )({names}) ", lambda at: f"{at[1]}{translated(FILTERS[at[2]])} ", values["filters"] or ""
        )
        said["filters"] = given or _("no filter")
    return said


def person(actor: str) -> str:
    """Who did it, in words."""
    if actor == journal.COMMAND:
        return _("command line of the server")
    return actor if actor != journal.NOBODY else _("somebody who is not signed in")


def kinds(noted: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What one can look for: groups by name, each as a whole and with those of its actions that occur."""
    noted = list(noted)
    found = []
    for group, title in GROUPS.items():
        single = [(action, translated(deed.name)) for action, deed in DEEDS.items() if deed.group == group]
        whole = (group, _("All of “%(group)s”", group=translated(title)))
        found.append((translated(title), [whole, *(one for one in single if one[0] in noted)]))
    if unknown := [(action, action) for action in noted if action not in DEEDS]:
        found.append((_("Others"), unknown))
    return found


def actions_of(asked: str) -> Collection[str]:
    """The actions that a choice among `kinds` means; none means all."""
    if asked in GROUPS:
        return tuple(action for action, deed in DEEDS.items() if deed.group == asked)
    return (asked,) if asked else ()
