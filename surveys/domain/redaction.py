"""Personal data taken out of what somebody wrote: words can go, and a mark says where; nothing can be put in."""

import re

from surveys.domain.messages import N_, Message

MARK = "[удалено: персональные данные]"
"""What stands in the place of what was taken out, in every language: it is data."""

_PIECE = re.compile(re.escape(MARK) + r"|\w+|[^\w\s]")


def redacted(before: str, left: str) -> str | Message:
    """The text `before` with a mark in each place where `left` lacks something of it.

    `left` is the text as a person has shortened it, marks included. A Message says why it cannot be taken: it has
    a word that the text has not there, or it takes nothing out.
    """
    pieces = list(_PIECE.finditer(before))
    kept = _kept([found[0] for found in pieces], _PIECE.findall(left))
    if isinstance(kept, Message):
        return kept
    gone = [n for n in range(len(pieces)) if n not in kept]
    if not gone:
        return N_("Nothing was taken out. Delete the words that tell who somebody is.")
    result, end, in_gap = [], 0, False
    for number, piece in enumerate(pieces):
        if number in kept:
            result.append(before[end : piece.end()])
            in_gap = False
        elif not in_gap:
            result += [before[end : piece.start()], MARK]
            in_gap = True
        end = piece.end()
    return re.sub(rf"{re.escape(MARK)}(\s*{re.escape(MARK)})+", MARK, "".join(result)).strip()


def _kept(pieces: list[str], left: list[str]) -> set[int] | Message:
    """Which pieces of a text are left, by number: each the first that can be; after a mark at least one is gone."""
    kept: set[int] = set()
    at = 0
    marked = False
    for piece in left:
        if piece == MARK and not (at < len(pieces) and pieces[at] == MARK):
            marked = True
            continue
        found = next((n for n in range(at, len(pieces)) if pieces[n] == piece and (n > at or not marked)), None)
        if found is None:
            return N_("“%(word)s” does not stand there in the text. Words can only be taken out.", word=piece[:60])
        kept.add(found)
        at, marked = found + 1, False
    return kept
