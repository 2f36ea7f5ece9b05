"""Make the example's registers: published counts are real where they agree; people, firms and dates are invented.

A seeded generator draws the rows; ID numbers are put under lock with the demonstration key.
Run from the project's root:

    python examples/wuchang-hr-2024/make_registers.py
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
from cases import all_cases
from lock import vault_of_seed
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
    vault = vault_of_seed()
    for name, table in tables():
        shutil.rmtree(book / "registers" / name, ignore_errors=True)
        (book / "registers" / f"{name}.history.csv").unlink(missing_ok=True)
        print(f"{name:20} {bulk(book, name, table, '2024', who=WHO, on=ON, why='示例数据', vault=vault):7,}")


if __name__ == "__main__":
    main()
