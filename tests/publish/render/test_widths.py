"""Columns keep their shares where they can, and no figure or code breaks where there is room for it."""

from __future__ import annotations

import pytest

from juesuan.publish.render.widths import ems, fitted, largest
from juesuan.publish.tree import Cell, Figure

ROWS: list[list[Cell | None]] = [[Cell("项目名称"), Cell(Figure("1.00")), Cell(Figure("99,999,999.99"))]]


def test_shares_are_kept_where_everything_fits() -> None:
    assert fitted(ROWS, [2, 1, 1], 800, 10, 3) == [400, 200, 200]


def test_a_column_takes_room_from_those_that_have_it() -> None:
    wide = fitted(ROWS, [4, 2, 1], 200, 10, 3)
    assert wide is not None
    assert sum(wide) == pytest.approx(200)
    assert wide[2] == pytest.approx(ems("99,999,999.99") * 10 + 6)
    assert wide[0] >= 3 * 10 + 6


def test_a_code_over_several_columns_fits_them_together() -> None:
    rows: list[list[Cell | None]] = [[Cell("2080101", colspan=3), None, None, Cell(Figure("1.00"))]]
    wide = fitted(rows, [1, 1, 1, 27], 300, 10, 3)
    assert wide is not None
    assert sum(wide[:3]) >= ems("2080101") * 10 + 6 - 1e-9


@pytest.mark.parametrize(("room", "size"), [(400, 10), (130, 8), (110, 6), (20, 6)])
def test_the_largest_type_that_fits(room: float, size: float) -> None:
    assert largest(ROWS, [2, 1, 1], room, [10, 8, 6], 3)[0] == size
