"""Compiling ten million vouchers into all forms, against one DuckDB grouping of the same keys and against pandas."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

VOUCHERS = 10_000_000
RUNS = 3

MAKE = """
import duckdb, sys
folder, count = sys.argv[1], int(sys.argv[2])
db = duckdb.connect()
db.execute("SET enable_progress_bar = false")
db.execute("SELECT setseed(0.42)")
codes = "['2010101','2010102','2050201','2080101','2080102','2080501','2080505','2080506','2080701','2080704'," \\
        "'2101101','2101103','2120101','2130101','2210201','2210203']"
kinds = "['30101','30102','30103','30107','30108','30113','30201','30207','30211','30217','30227','30231'," \\
        "'30299','30302','30399','31002']"
db.execute(f'''COPY (
  SELECT CAST(i AS VARCHAR) AS id, '2024-06-30' AS date, '0' || CAST(1 + i % 5 AS VARCHAR) AS unit,
    CASE WHEN i % 10 = 0 THEN 'revenue' ELSE 'expenditure' END AS side,
    {codes}[1 + CAST(floor(random() * 16) AS INT)] AS function,
    CASE WHEN i % 10 = 0 THEN '' ELSE {kinds}[1 + CAST(floor(random() * 16) AS INT)] END AS economic,
    CASE WHEN i % 3 = 0 THEN 'P' || CAST(i % 20 AS VARCHAR) ELSE '' END AS project,
    CASE WHEN i % 10 = 0 THEN 'general' ELSE '' END AS source,
    CASE WHEN i % 10 = 0 THEN '' WHEN i % 17 = 0 THEN 'government_fund' ELSE 'general' END AS fund,
    CASE WHEN i % 10 = 0 THEN '' WHEN i % 3 = 0 THEN 'project' ELSE 'basic' END AS nature,
    CAST(round(random() * 100000, 2) AS DECIMAL(18,2)) AS amount
  FROM range({count}) t(i)) TO '{folder}/entries/entries.parquet' (FORMAT parquet)''')
"""
KEYS = ("unit", "side", "function", "economic", "project", "source", "fund", "nature")
TIMED = """
import json, re, sys, time
began = time.perf_counter()
{body}
took = time.perf_counter() - began
peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())  # ru_maxrss would count the parent's
print(json.dumps([took, int(peak[1]) / 1024]))
"""
OURS = """
from pathlib import Path
from juesuan.books.model import Book, Settings
from juesuan.compile.compiler import compile_book
began = time.perf_counter()
accounts = compile_book(Book(Path(sys.argv[1]), Settings('某局', 2024)))
assert len(accounts.printed) > 500
"""
DUCKDB = """
import duckdb
began = time.perf_counter()
db = duckdb.connect()
rows = db.execute("SELECT {keys}, sum(amount) FROM read_parquet('" + sys.argv[1] + "/entries/entries.parquet')"
                  " GROUP BY {keys}").fetchall()
assert rows
"""
PANDAS = """
import pandas
from decimal import Decimal
began = time.perf_counter()
frame = pandas.read_parquet(sys.argv[1] + '/entries/entries.parquet')
frame['cents'] = (frame['amount'] * 100).astype('int64')
leaves = frame.groupby({keys!r}, dropna=False)['cents'].sum().reset_index()
assert len(leaves)
"""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Seconds (best of some) and MB of ours, of DuckDB's one grouping and of pandas."""

    ours: float
    memory: float
    duckdb: float
    pandas: float


def _best(body: str, folder: str, runs: int = RUNS) -> tuple[float, float]:
    """Run a body in processes of its own; return the fewest seconds, imports left out, and the most MB."""
    costs = []
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, "-c", TIMED.format(body=body), folder], capture_output=True, text=True, check=True
        )
        costs.append(json.loads(done.stdout))
    return min(c[0] for c in costs), max(c[1] for c in costs)


def compiling(count: int = VOUCHERS) -> Compiled:
    """Make the vouchers, then time the three."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "entries").mkdir()
        units = "code,name,kind,parent\n" + "".join(f"0{n},单位{n},administrative,\n" for n in range(1, 6))
        (Path(folder) / "units.csv").write_text(units, "utf-8")
        subprocess.run([sys.executable, "-c", MAKE, folder, str(count)], check=True)
        keys = ", ".join(KEYS)
        ours, memory = _best(OURS, folder)
        theirs, _ = _best(DUCKDB.format(keys=keys), folder)
        slow, _ = _best(PANDAS.format(keys=list(KEYS)), folder, 1)
    return Compiled(ours, memory, theirs, slow)
