"""Everything that is said in English in the code is said in Russian in the catalogue."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "surveys" / "translations" / "ru" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "pgettext": ((1, "c"), 2)}


def said():
    """Every message of the code and the templates, as the catalogue's keys."""
    with (ROOT / "surveys" / "translations" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = set()
    ours = lambda folder: Path(folder).relative_to(ROOT).parts[:1] in ((), ("surveys",), ("templates",))  # noqa: E731
    for _, _, message, _, _ in extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=ours):
        found.add(message if isinstance(message, str) else tuple(message))
    return found


def catalogue():
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ru")


def test_every_sentence_has_a_russian_text():
    known = {
        message.id
        for message in catalogue()
        if message.string
        and all([message.string] if isinstance(message.string, str) else message.string)
        and not message.fuzzy
    }
    assert not {sentence for sentence in said() if sentence not in known}


def test_the_catalogue_holds_nothing_that_nobody_says():
    spoken = said()
    assert not {message.id for message in catalogue() if message.id and message.id not in spoken}


def test_translations_use_the_same_values():
    for message in catalogue():
        texts = [message.string] if isinstance(message.string, str) else message.string
        ids = [message.id] if isinstance(message.id, str) else message.id
        expected = set(re.findall(r"%\((\w+)\)", ids[-1] if ids else ""))
        for text in texts:
            if message.id:
                assert set(re.findall(r"%\((\w+)\)", text)) <= expected, message.id
