"""Template packs (地方模板): captions, headers, rows and titles of a place's disclosure, as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from juesuan.publish.tree import Cell

__all__ = ["Names", "Pack", "load_pack", "numeral", "packs"]


@dataclass(frozen=True, slots=True)
class Names:
    """What texts of a pack are filled in with: whose disclosure, of which year, and how the body calls itself."""

    organisation: str
    year: int
    style: str = "本部门"
    unit: str = "万元"

    def fill(self, text: str, **more: str) -> str:
        """Fill in {organisation}, {year}, {style}, {unit} and what else is given."""
        known = {"organisation": self.organisation, "year": str(self.year), "style": self.style, "unit": self.unit}
        return text.format(**known, **more)


@dataclass(frozen=True, slots=True)
class Pack:
    """A template pack: `data` is its TOML file, `key` the file's name."""

    key: str
    data: dict[str, Any]

    def form(self, form: str) -> dict[str, Any]:
        """Return the layout of a form."""
        return dict(self.data["forms"][form])

    def title(self, section: str) -> str:
        """Return the heading of a section."""
        return str(self.data["titles"][section])

    def header(self, form: str) -> list[list[Cell | None]]:
        """Return the header rows of a form, with None where a cell above or to the left reaches."""
        rows = self.form(form)["header"]
        width = sum(_span(cell)[2] for cell in rows[0])
        grid: list[list[Cell | None]] = [[None] * width for _ in rows]
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(rows):
            column = 0
            for cell in row:
                while (r, column) in taken:
                    column += 1
                text, down, across = _span(cell)
                grid[r][column] = Cell(text, down, across, "center", header=True)
                taken |= {(r + i, column + j) for i in range(down) for j in range(across)}
                column += across
        return grid


def _span(cell: str | list[Any]) -> tuple[str, int, int]:
    """Read a header cell: a text, or [text, rows, columns]."""
    return (cell, 1, 1) if isinstance(cell, str) else (str(cell[0]), int(cell[1]), int(cell[2]))


def packs() -> tuple[str, ...]:
    """Return the keys of the packs there are."""
    folder = files("juesuan.publish") / "packs"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def load_pack(key: str) -> Pack:
    """Load a pack.

    Raises `KeyError` naming the packs there are, where there is none of this key.
    """
    if key not in packs():
        raise KeyError(f"没有模板包“{key}”；可用的有：{'、'.join(packs())}")
    text = (files("juesuan.publish") / "packs" / f"{key}.toml").read_text("utf-8")
    return Pack(key, tomllib.loads(text))


def numeral(n: int) -> str:
    """Write 1 to 99 as 一, 十二, 二十."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones else "")
