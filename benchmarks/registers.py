"""Indicators of all registers over a million rows, against DuckDB scanning the same files."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from benchmarks.compiling import TIMED

ROWS = 1_000_000
RUNS = 3
MAKE = """
import sys
from pathlib import Path
import duckdb
from juesuan.registers.packs import shipped
book, rows = Path(sys.argv[1]), int(sys.argv[2])
packs = shipped()
weights = {name: 15 if one.large else 1 for name, one in packs.items()}
(book / 'book.toml').write_text('format = 1\\ndepartment = "某局"\\nyear = 2024\\n', 'utf-8')
db = duckdb.connect()
db.execute('set threads = 1')
db.execute('select setseed(0.42)')
day = "date '2023-07-01' + cast(floor(random() * 549) as int)"
made = {'date': day, 'money': 'cast(round(random() * 100000, 2) as decimal(18, 2))',
        'count': 'cast(floor(random() * 100) as bigint)', 'link': "'r' || cast(floor(random() * 20000) as int)"}
for name, one in packs.items():
    def value(column):
        if column.type == 'choice':
            said = ', '.join(f"'{choice}'" for choice, _ in column.choices)
            return f'[{said}][1 + cast(floor(random() * {len(column.choices)}) as int)]'
        return made.get(column.type, "'t' || cast(floor(random() * 1000) as int)")
    columns = ["'r' || i as id"]
    for column in one.table.columns[1:]:
        kept = value(column) if column.required else f'case when random() < 0.7 then {value(column)} end'
        columns.append(f'{kept} as "{column.name}"')
    folder = book / 'registers' / name
    folder.mkdir(parents=True)
    count = max(1, rows * weights[name] // sum(weights.values()))
    sql = f"select {', '.join(columns)} from range({count}) t(i)"
    db.execute(f"copy ({sql}) to '{folder}/0001.parquet' (format parquet, compression zstd)")
"""
OURS = """
from datetime import date
from pathlib import Path
import pandas, pyarrow.compute  # which DuckDB and our own imports load on first use
from juesuan.registers.indicators import Desk
from juesuan.registers.report import values
began = time.perf_counter()
desk = Desk(Path(sys.argv[1]))
found = values(desk, list(desk.registers), date(2024, 1, 1), date(2024, 12, 31))
assert len(found) >= 180 and sum(one.value is not None and one.value > 0 for one in found) > 150
"""
DUCKDB = """
from pathlib import Path
import duckdb
began = time.perf_counter()
db = duckdb.connect()
for path in sorted(Path(sys.argv[1]).glob('registers/*/*.parquet')):
    found = db.execute(f"select count(*), bit_xor(hash(columns(*))) from read_parquet('{path}')").fetchall()
    assert found
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """Seconds (best of some) of all indicators and of DuckDB reading every column of the same files once; our MB."""

    ours: float
    memory: float
    duckdb: float
    indicators: int


def counting(rows: int = ROWS) -> Counted:
    """Make the registers, then time the two."""
    from juesuan.registers.packs import shipped

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", MAKE, folder, str(rows)], check=True)
        ours = [_timed(OURS, folder) for _ in range(RUNS)]
        theirs = [_timed(DUCKDB, folder) for _ in range(RUNS)]
    count = sum(len(one.indicators) for one in shipped().values())
    return Counted(min(c[0] for c in ours), max(c[1] for c in ours), min(c[0] for c in theirs), count)


def _timed(body: str, folder: str) -> tuple[float, float]:
    """Run a body in a process of its own; return its seconds, imports left out, and its MB."""
    command = [sys.executable, "-c", TIMED.format(body=body), folder]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, memory = json.loads(done.stdout)
    return float(seconds), float(memory)
