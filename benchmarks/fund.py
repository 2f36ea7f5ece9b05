"""The fund measured: person-months a second against OpenFisca's template, decisions against the oracle, the screen."""

from __future__ import annotations

import importlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from juesuan.books.identity import to18
from juesuan.fund.entitlement import entitled
from juesuan.fund.programme import Programme, programmes
from juesuan.fund.screen import screen

__all__ = ["Speed", "agreement", "entitlement", "screening"]

ROWS = 1_000_000
FOUR = ("insurance_post", "insurance_enterprise", "insurance_flexible", "post")
VENV = Path(__file__).resolve().parents[1] / "build" / "openfisca"
TEMPLATE = """
import json, sys, time
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_country_template import CountryTaxBenefitSystem
import numpy
system, count, month = CountryTaxBenefitSystem(), int(sys.argv[1]), "2024-05"
def run(name):
    began = time.perf_counter()
    simulation = SimulationBuilder().build_default_simulation(system, count)
    simulation.set_input("salary", month, numpy.linspace(0, 9000, count))
    ready = time.perf_counter()
    simulation.calculate(name, month)
    return time.perf_counter() - ready, time.perf_counter() - began
found = {}
for name, variable in system.variables.items():
    if variable.entity.key == "person" and str(variable.definition_period) == "month" and variable.get_formula(month):
        times = [run(name) for _ in range(5)]
        found[name] = [min(t[0] for t in times), min(t[1] for t in times)]
print(json.dumps(found))
"""
"""Run in a virtual environment of its own: nothing of that project is imported here or shipped."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of ours; the cheapest variable of the reference, its seconds alone and with its set-up, or why not.

    `decisions` are its seconds for as many rows as we return: one for each person-month and programme.
    """

    rows: int
    seconds: float
    variable: str = ""
    alone: float = 0.0
    whole: float = 0.0
    decisions: float = 0.0
    why: str = ""


def entitlement(rows: int = ROWS) -> Speed:
    """Time four programmes with lifetime ceilings, the best of ten, around a run of the reference."""
    # The programmes these exclude, or are excluded by, are applied for by nobody here.
    known = {name: one for name, one in programmes().items() if name in FOUR}
    registers = _registers(rows)
    best = min(_timed(known, *registers) for _ in range(5))
    reference = _reference(rows)
    best = min(best, *(_timed(known, *registers) for _ in range(5)))
    if isinstance(reference, str):
        return Speed(rows, best, why=reference)
    name = min(reference, key=lambda one: reference[one][0])
    alone, whole = reference[name]
    many = _reference(rows * len(FOUR))
    return Speed(rows, best, name, alone, whole, 0.0 if isinstance(many, str) else many[name][0])


def _timed(known: Mapping[str, Programme], persons: pa.Table, months: pa.Table, paid: pa.Table) -> float:
    began = time.perf_counter()
    found = entitled(known, persons, months, paid)
    seconds = time.perf_counter() - began
    if found.num_rows != len(FOUR) * months.num_rows:
        raise AssertionError(found.num_rows)
    return seconds


def _reference(rows: int) -> dict[str, list[float]] | str:
    """Return seconds by variable, or why the reference could not be run here."""
    python = VENV / "bin" / "python"
    steps = [] if python.exists() else [[sys.executable, "-m", "venv", str(VENV)]]
    steps.append([str(python), "-m", "pip", "install", "--quiet", "openfisca-country-template"])
    try:
        for step in steps:
            subprocess.run(step, check=True, capture_output=True, timeout=600)
        done = subprocess.run(
            [str(python), "-c", TEMPLATE, str(rows)], check=True, capture_output=True, text=True, timeout=600
        )
    except (OSError, subprocess.SubprocessError) as error:
        return f"not measured: {type(error).__name__}"
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def _registers(rows: int) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Make persons, their twelve months and five earlier payments each, from a seed."""
    r, people = np.random.default_rng(2024), rows // 12
    ids = pa.array([f"P{n:08}" for n in range(people)])
    born = np.datetime64("1960-01-01") + r.integers(0, 14_000, people)
    persons = pa.table(
        {
            "person": ids,
            "born": pa.array(born.astype("datetime64[D]")),
            "sex": _chosen(r, ("male", "female"), people),
            "retirement_kind": _chosen(r, ("general", "worker"), people),
            "hard_to_employ": pa.array(r.random(people) < 0.8),
        }
    )
    count = people * 12
    work = r.integers(0, 4, count)
    starts = np.array([np.datetime64(date(2024, m, 1)) for m in range(1, 13)])
    months = pa.table(
        {
            "person": ids.take(pa.array(np.repeat(np.arange(people), 12))),
            "month": pa.array(np.tile(starts, people)),
            "work": _coded(work, ("none", "employed", "flexible", "post")),
            "post_open": pa.array(work == 3),
            "contract_months": pa.array(r.integers(0, 36, count)),
            "employer_size": _chosen(r, ("small", "public", "large"), count),
            "unemployment_benefit": pa.array(r.random(count) < 0.05),
            **{name: _money(r, count) for name in ("premium_employer", "premium_own", "wage")},
        }
    )
    past = r.integers(0, people, people * 5)
    then = np.datetime64("2020-01-01") + r.integers(0, 48, len(past)) * np.timedelta64(30, "D")
    names = _chosen(r, ("insurance_flexible", "post", "insurance_post"), len(past))
    paid = pa.table({"person": ids.take(pa.array(past)), "programme": names, "month": pa.array(then)})
    return persons, months, paid


def _coded(indices: Any, words: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(indices.astype(np.int32)), pa.array(words))


def _chosen(r: np.random.Generator, words: tuple[str, ...], count: int) -> pa.Array:
    return _coded(r.integers(0, len(words), count), words)


def _money(r: np.random.Generator, count: int) -> pa.Array:
    pool = pa.array([Decimal(fen) / 100 for fen in range(50_000, 150_000, 7)], pa.decimal128(18, 2))
    return pool.take(pa.array(r.integers(0, len(pool), count)))


def agreement(lives: int = 2_000) -> tuple[int, int]:
    """Return how many random lives are decided as the oracle of the tests decides them, and how many there are."""
    oracle, made = (importlib.import_module(f"tests.fund.{name}") for name in ("oracle", "lives"))
    courses = [made.life(n, random.Random(n)) for n in range(lives)]
    known = {name: one for name, one in programmes().items() if name in oracle.ORDER + oracle.ELSEWHERE}
    mine: dict[str, dict[tuple[str, date], int]] = {}
    for row in entitled(known, *made.tables(courses)).to_pylist():
        if row["met"]:
            mine.setdefault(row["person"], {})[row["programme"], row["month"]] = row["amount_fen"]
    return sum(mine.get(p["person"], {}) == oracle.decide(p, m, h) for p, m, h in courses), lives


def screening(count: int = 200_000) -> tuple[float, int]:
    """Return the seconds of screening applications with every flag's words made, and the number of flags."""
    r = np.random.default_rng(7)
    short = [f"{420100 + n // 1000}{60 + n % 40}{1 + n % 12:02}{1 + n % 28:02}{n % 1000:03}" for n in range(count)]
    ids = [one if n % 20 else to18(one) for n, one in enumerate(short)]
    whose = np.concatenate([r.permutation(len(ids))[: count - count // 50], r.integers(0, len(ids), count // 50)])
    names = [name for name, one in programmes().items() if one.level == "district"]
    first = (np.datetime64("2024-01") + r.integers(0, 6, count)).astype("datetime64[D]")
    last = (np.datetime64("2024-07") + r.integers(0, 6, count)).astype("datetime64[D]")
    columns: dict[str, Any] = {
        "id": [f"A{n}" for n in range(count)],
        "programme": _chosen(r, tuple(names), count),
        "id_number": [ids[n] for n in whose],
        "name": [f"某{n % 60_000}" for n in whose],
        "account": [f"622200{n % (len(ids) - 2_000):012}" for n in whose],
        "employer": [f"E{n % 3_000}" for n in whose],
        "batch": [f"B{n % 4_000}" for n in whose],
        "first": pa.array(first),
        "last": pa.array(last),
    }
    applications = pa.table(columns)
    began = time.perf_counter()
    flags = sum(bool(flag.words()) for flag in screen(programmes(), applications))
    return time.perf_counter() - began, flags
