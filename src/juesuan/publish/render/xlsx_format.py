"""Cell formats of a workbook, each made once, and how many lines a text takes."""

from __future__ import annotations

from typing import Any

__all__ = ["LINE", "Formats", "lines_of"]

LINE = 15.0
"""Height of a line in points."""
_KINDS: dict[str, dict[str, Any]] = {
    "caption": {"font_name": "黑体", "font_size": 16, "align": "center"},
    "left": {"align": "left"},
    "right": {"align": "right"},
    "heading": {"bold": True, "align": "left", "text_wrap": True},
    "note": {"align": "left", "text_wrap": True, "valign": "top"},
    "head": {"border": 1, "bold": True, "text_wrap": True},
    "cell": {"border": 1, "text_wrap": True},
}


class Formats:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[str, str, int, int | None], Any] = {}

    def get(self, kind: str, align: str = "", indent: int = 0, places: int | None = None) -> Any:
        """Return the format of a kind of cell; `places` are the decimals of a number, None for text."""
        key = (kind, align, indent, places)
        if key not in self.made:
            made: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", **_KINDS[kind]}
            if align:
                made["align"] = align
            if indent:
                made["indent"] = indent
            if places is not None:
                made |= {"num_format": "#,##0" + (f".{'0' * places}" if places else ""), "text_wrap": False}
            self.made[key] = self.book.add_format(made)
        return self.made[key]


def lines_of(text: str, width: int) -> int:
    """Return the lines a text takes in a column of so many narrow characters; a Chinese one is two wide."""
    return max(1, -(-sum(2 if ord(c) > 0x2E7F else 1 for c in text) // width))
