"""Make the example's registers: published counts are real where they agree; people, firms and dates are invented.

A seeded generator draws the rows. Run from the project's root, with the book's older registers removed first:

    python examples/wuchang-hr-2024/make_registers.py
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
from cases import all_cases
from people import employers, people
from work import all_work

from juesuan.registers.bulk import bulk

HERE = Path(__file__).parent
WHO, ON = "make_registers.py", date(2024, 12, 31)


def tables() -> Iterator[tuple[str, pa.Table]]:
    """Yield every register, those that others link to first."""
    yield "employers", employers()
    yield "persons", people()
    yield from all_work()
    yield from all_cases()


def main(book: Path = HERE / "book") -> None:
    """Write them."""
    shutil.rmtree(book / "registers", ignore_errors=True)
    for name, table in tables():
        print(f"{name:20} {bulk(book, name, table, '2024', who=WHO, on=ON, why='示例数据'):7,}")


if __name__ == "__main__":
    main()
