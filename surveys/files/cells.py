"""Cells that a spreadsheet program would take for a formula, and texts that no cell has room for."""

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

STARTS = frozenset(_BEGINNINGS)
"""The characters that such a cell may begin with."""


class CellTooLong(ValueError):
    """A text that does not fit into a cell of its format: nothing is cut in silence."""


def guarded(cell: str) -> str:
    """The cell's text with an apostrophe before it if a spreadsheet program could run it as a formula."""
    return f"'{cell}" if cell.startswith(_BEGINNINGS) else cell


def unguarded(cell: str) -> str:
    """The cell's text without the apostrophe that `guarded` put before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_BEGINNINGS) else cell
