"""Cells that a spreadsheet program would take for a formula."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(cell: str) -> str:
    """The cell's text with an apostrophe before it if a spreadsheet program could run it as a formula."""
    return f"'{cell}" if cell.startswith(_STARTS) else cell


def unguarded(cell: str) -> str:
    """The cell's text without the apostrophe that `guarded` put before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_STARTS) else cell
