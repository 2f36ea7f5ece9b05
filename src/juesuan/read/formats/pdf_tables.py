"""Ruled tables from the rules themselves: a lattice of places, cells where rules part them, and the text in each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from juesuan.blocks import Cell, Grid, Text
from juesuan.facts import Box
from juesuan.read.formats.pdf_glyphs import Frame, Glyph
from juesuan.read.formats.pdf_lines import glyph_rows, row_text
from juesuan.read.formats.pdf_rules import Rule, Rules

__all__ = ["Lattice", "fill", "lattices"]

TOUCH = 3.0
"""Rules nearer than this many points meet, and parallel ones are one."""
STICK_OUT = 8.0
"""Rules that reach this far beyond the last crossing one enclose a column (or row) without an outer border."""
SHORTEST = 5.0
"""A rule shorter than this, after joining its pieces, is ornament."""
MOST_RULES = 1500
"""A page with more rules than this in one direction is a drawing."""
MOST_PLACES = 60_000
"""A lattice with more places than this is a drawing."""


@dataclass(slots=True)
class Lattice:
    """Where the rules of one table stand, and the cells between them as (row, column, rowspan, colspan)."""

    xs: list[float]
    ys: list[float]
    cells: list[tuple[int, int, int, int]]
    owner: list[list[int]]

    def cell_at(self, x: float, y: float) -> int | None:
        """Return the number of the cell at a point, or None outside the table."""
        col, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= row < len(self.ys) - 1 and 0 <= col < len(self.xs) - 1:
            return self.owner[row][col]
        return None

    def box_of(self, cell: int) -> Box:
        """Return a cell's box in reading coordinates."""
        row, col, down, across = self.cells[cell]
        return self.xs[col], self.ys[row], self.xs[col + across], self.ys[row + down]

    @property
    def box(self) -> Box:
        """The whole table's box in reading coordinates."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def _joined(rules: list[Rule]) -> list[Rule]:
    """Join the pieces of each rule; pieces of one rule stand within a point or two of each other."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if groups and rule.at - groups[-1][0].at <= 1.5:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    joined: list[Rule] = []
    for group in groups:
        group.sort(key=lambda r: r.start)
        at, start, end = group[0]
        for rule in group[1:]:
            if rule.start <= end + TOUCH:
                end = max(end, rule.end)
            else:
                joined.append(Rule(at, start, end))
                at, start, end = rule
        joined.append(Rule(at, start, end))
    return [r for r in joined if r.end - r.start >= SHORTEST]


def _tables(across: list[Rule], down: list[Rule]) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """Group rules that meet, directly or through others."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    ats = [rule.at for rule in across]
    for j, rule in enumerate(down, len(across)):
        for i in range(bisect_left(ats, rule.start - TOUCH), bisect_right(ats, rule.end + TOUCH)):
            if across[i].start - TOUCH <= rule.at <= across[i].end + TOUCH:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate([*across, *down]):
        groups.setdefault(root(i), ([], []))[i >= len(across)].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def _positions(rules: list[Rule], crossing: list[Rule]) -> list[float]:
    """Return where rules stand, and where the crossing ones end if they reach well beyond."""
    found: list[float] = []
    for rule in sorted(rules):
        if not found or rule.at - found[-1] > TOUCH:
            found.append(rule.at)
    first, last = min(r.start for r in crossing), max(r.end for r in crossing)
    if first < found[0] - STICK_OUT:
        found.insert(0, first)
    if last > found[-1] + STICK_OUT:
        found.append(last)
    return found


def _walls(rules: list[Rule], ats: list[float], crossing: list[float]) -> list[list[bool]]:
    """Say for each position and each stretch between crossing positions whether a rule stands there."""
    middles = [(a + b) / 2 for a, b in pairwise(crossing)]
    walls = [[False] * len(middles) for _ in ats]
    for rule in rules:
        i = min(max(bisect_right(ats, rule.at + 0.01) - 1, 0), len(ats) - 1)
        for j in range(bisect_left(middles, rule.start), bisect_right(middles, rule.end)):
            walls[i][j] = True
    return walls


def _lattice(across: list[Rule], down: list[Rule]) -> Lattice | None:
    """Cut the space between rules into cells: each grows right, then down, until a rule stops it."""
    xs, ys = _positions(down, across), _positions(across, down)
    rows, cols = len(ys) - 1, len(xs) - 1
    if rows < 1 or cols < 1 or rows * cols < 2 or rows * cols > MOST_PLACES:
        return None
    upright, level = _walls(down, xs, ys), _walls(across, ys, xs)
    owner = [[-1] * cols for _ in range(rows)]
    cells: list[tuple[int, int, int, int]] = []
    for row in range(rows):
        for col in range(cols):
            if owner[row][col] >= 0:
                continue
            wide = 1
            while col + wide < cols and not upright[col + wide][row] and owner[row][col + wide] < 0:
                wide += 1
            high = 1
            while row + high < rows and _open_below(row + high, col, wide, level, upright):
                high += 1
            for r in range(row, row + high):
                owner[r][col : col + wide] = [len(cells)] * wide
            cells.append((row, col, high, wide))
    return Lattice(xs, ys, cells, owner) if len(cells) > 1 else None


def _open_below(row: int, col: int, wide: int, level: list[list[bool]], upright: list[list[bool]]) -> bool:
    """Say whether a cell over `wide` columns goes on into `row`."""
    if any(level[row][col : col + wide]):
        return False
    return not any(upright[c][row] for c in range(col + 1, col + wide))


def lattices(rules: Rules) -> list[Lattice]:
    """Return the tables that rules draw on a page, from top to bottom; white rules count where there are no others."""
    found = _drawn(rules.across, rules.down)
    if not found and rules.white:
        found = _drawn([*rules.across, *rules.white.across], [*rules.down, *rules.white.down])
    return sorted(found, key=lambda lattice: lattice.ys[0])


def _drawn(across: list[Rule], down: list[Rule]) -> list[Lattice]:
    """Return the lattices some rules make."""
    across, down = _joined(across), _joined(down)
    if len(across) > MOST_RULES or len(down) > MOST_RULES:
        return []
    return [lattice for group in _tables(across, down) if (lattice := _lattice(*group))]


def fill(lattice: Lattice, inside: dict[int, list[Glyph]], page: int, read: Frame, shown: Frame) -> Grid:
    """Return a lattice as a grid, its cells holding the glyphs given by cell number."""
    cells: list[Cell] = []
    for number, (row, col, down, across) in enumerate(lattice.cells):
        rows = glyph_rows(inside.get(number, []))
        text = Text.join([row_text(r, page) for r in rows]) if rows else Text("", [])
        box = read.box_in(shown, lattice.box_of(number))
        if not rows:
            text = Text.at("", page=page)
        cells.append(Cell(row, col, text, down, across, box))
    box = read.box_in(shown, lattice.box)
    return Grid(cells, len(lattice.ys) - 1, len(lattice.xs) - 1, [page], box)
