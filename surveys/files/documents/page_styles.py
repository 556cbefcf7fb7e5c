"""How a DOCX document looks: its styles, made over from those of the program."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TYPEFACE = "Times New Roman"
TEXT, TITLE, SMALL = 12, 14, 9
"""Sizes of type in points."""

LEFT, CENTER, JUSTIFIED = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def set_up(document: Any) -> None:
    """Make the styles over: black serif type, Russian, no colours, as official papers have it."""
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    defaults.find(qn("w:lang")).set(qn("w:val"), "ru-RU")
    _style(document, "Normal", TEXT, after=4, leading=1.1)
    _style(document, "Body Text", TEXT, JUSTIFIED, after=4, indent=12.5)
    _style(document, "Title", TITLE, CENTER, bold=True, before=6, after=4)
    _style(document, "Subtitle", TEXT, CENTER, after=2)
    _style(document, "Heading 1", 13, LEFT, bold=True, before=10, after=4)
    _style(document, "Heading 2", TEXT, LEFT, bold=True, before=8, after=4)
    _style(document, "Caption", 11, LEFT, before=4, after=3).paragraph_format.keep_with_next = True
    _style(document, "List Bullet", 11, LEFT, after=1)
    _style(document, "List Bullet 2", 9, LEFT, after=1)
    _style(document, "Header", SMALL)
    _style(document, "Footer", SMALL)
    _style(document, "Stamp", TEXT, LEFT)
    _style(document, "Note", SMALL, LEFT, after=2)
    _style(document, "Picture", TEXT, CENTER, after=4)
    _style(document, "Gap", 4)
    _style(document, "Pair", 11, LEFT)
    _style(document, "Signed", TEXT, LEFT, before=18)


def cell_styles(document: Any, size: float) -> tuple[str, str, str]:
    """The ids of the styles of a table's cells with type of this size: text, figures, headings."""
    name = f"Cell {size:g}"
    kinds: tuple[tuple[str, Any, bool], ...] = (
        (name, LEFT, False),
        (f"{name} Centered", CENTER, False),
        (f"{name} Heading", CENTER, True),
    )
    made = [_style(document, kind, size, align, bold=bold) for kind, align, bold in kinds]
    made[2].paragraph_format.keep_with_next = True
    text, figures, headings = (str(one.style_id) for one in made)
    return text, figures, headings


def _style(  # noqa: PLR0913
    document: Any,
    name: str,
    size: float,
    align: Any = LEFT,
    *,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    leading: float = 1,
    indent: float = 0,
) -> Any:
    """The style of this name, made if it is not there; lengths are in points, `indent` in millimetres."""
    known = name in document.styles
    style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not known:
        style.base_style = document.styles["Normal"]
    _plain(style.element)
    style.font.name, style.font.size, style.font.bold, style.font.italic = TYPEFACE, Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for kind in ("w:cs", "w:eastAsia"):
        fonts.set(qn(kind), TYPEFACE)
    form = style.paragraph_format
    form.alignment, form.line_spacing = align, leading
    form.space_before, form.space_after = Pt(before), Pt(after)
    if indent:
        form.first_line_indent = Mm(indent)
    return style


def _plain(style: Any) -> None:
    """Take out what the program's own style has besides: lines, colours, faces of a theme, spaces between letters."""
    gone = {qn(f"w:{name}") for name in ("pBdr", "rFonts", "color", "spacing", "kern", "i", "iCs", "contextualSpacing")}
    for part in [*style.findall(qn("w:pPr")), *style.findall(qn("w:rPr"))]:
        for child in [child for child in part if child.tag in gone]:
            part.remove(child)
