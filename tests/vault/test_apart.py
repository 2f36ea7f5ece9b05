"""Numbers written apart are found in any grouping and width; dates, amounts and rows of counts are none."""

from __future__ import annotations

import pytest

from juesuan.vault.leaks import leaks, leaks_in_text

NUMBER = "420106198103020046"
A, B, C = NUMBER[:6], NUMBER[6:14], NUMBER[14:]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "text",
    [
        f"{A}\u200b{B}\ufeff{C}",
        f"{A}\u00ad{B}{C}",
        f"{A} {B}{C}",
        f"{A}{B} {C}",
        f"{A}/{B}/{C}",
        f"{A}.{B}.{C}",
        f"{A}_{B}_{C}",
        f"{A}\t{B}\t{C}",
        f'"{A}","{B}","{C}"',
        f"{A}\n{B}\n\n{C}",
        f"{A} {B[:4]}-{B[4:6]}-{B[6:]} {C}",
        f"{NUMBER[:9]} {NUMBER[9:]}",
        f"7 {NUMBER[:9]} {NUMBER[9:]} 12",
        " ".join(NUMBER),
        f"{A}　{B}{C}".translate(WIDE),
    ],
)
def test_an_id_number_in_any_parts(text: str) -> None:
    assert leaks_in_text(text) == [("id_number", NUMBER)]


def test_cells_of_a_document() -> None:
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{one}</w:t></w:r></w:p></w:tc>" for one in (A, B, C))
    assert [one.kind for one in leaks(f"<w:tr>{cells}</w:tr>".encode())] == ["id_number"]


@pytest.mark.parametrize("text", ["(138)00138000", "138 001 38000", "138.0013.8000", "138\u200b00138000"])
def test_a_mobile_phone_in_any_parts(text: str) -> None:
    assert leaks_in_text(text) == [("phone", "13800138000")]


@pytest.mark.parametrize(
    "text",
    [
        f"{A} {B} {C[:3]}7",  # a wrong check digit
        f"990106 {B} {C}",  # no province
        "138.00 138,000.00",
        "13800.13 2024-01-05 2024-02-05 1234",
        "2024-01-05 138 2024-02-05",
        "027-88936705",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
    ],
)
def test_what_is_none(text: str) -> None:
    assert leaks_in_text(text) == []
