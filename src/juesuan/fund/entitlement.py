"""Who is entitled to what in which month: every programme's rules over registers of persons and person-months."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Unusable, fault
from juesuan.fund.grid import Grid, grid_of
from juesuan.fund.programme import Programme
from juesuan.fund.rows import each, fault_at, prepared
from juesuan.fund.sequence import History, Outcome, Rules, State, begin, decide, rules_of

__all__ = ["DECISIONS", "PAID", "averages", "decided", "entitled"]

PAID = pa.schema([("person", pa.string()), ("programme", pa.string()), ("month", pa.date32())])
"""What must be known of earlier payments; `employer` may be there too."""
_DENSE = 20
"""Things that may fail up to which each combination has a place of its own."""
DECISIONS = pa.schema(
    [
        ("person", pa.string()),
        ("programme", pa.dictionary(pa.int8(), pa.string())),
        ("month", pa.date32()),
        ("amount_fen", pa.int64()),
        ("met", pa.bool_()),
        ("failed", pa.dictionary(pa.int32(), pa.string())),
    ]
)
"""A decision: `failed` names the conditions that are not met, or `amount`, `already_paid`, `excluded:X`, `ceiling`."""


def entitled(
    programmes: Mapping[str, Programme], persons: pa.Table, months: pa.Table, paid: pa.Table | None = None
) -> pa.Table:
    """Decide every person-month for every programme, or for the one named in the months' column `programme`.

    `persons` has a row a person (`person` and facts that do not change), `months` a row a person and month (`person`,
    `month` as any day of it, facts of the month, money in yuan), `paid` what was ever paid (`person`, `programme`,
    `month`, perhaps `employer`). Give all programmes there are: those not applied for still exclude. Returns
    DECISIONS, programme by programme in their order, amounts in 分 (0 where not entitled). Raises Unusable for a
    person or person-month that stands twice, an unknown person or programme, and a month without a value.
    """
    grid, outcome = decided(programmes, persons, months, paid)
    whose, when = months.column("person"), months.column("month").cast(pa.date32())
    whose = whose.cast(pa.string())
    asked = [one for one in rules_of(programmes) if one.programme.name in grid.failing]
    parts = each(lambda one: _table(one, grid, outcome, whose, when), asked)
    return pa.concat_tables(parts) if parts else DECISIONS.empty_table()


def decided(
    programmes: Mapping[str, Programme],
    persons: pa.Table,
    months: pa.Table,
    paid: pa.Table | None,
    *,
    trace: bool = False,
) -> tuple[Grid, Outcome]:
    """Evaluate and decide the grid; `trace` keeps what ceilings were compared with."""
    paid = PAID.empty_table() if paid is None else paid
    # What was paid before is counted while the rules are evaluated: neither needs the other.
    with ThreadPoolExecutor(1) as pool:
        past = pool.submit(_past, programmes, persons, paid)
        grid = grid_of(programmes, persons, months)
        history, state, taken = past.result()
    pair = _pairs(programmes, grid, months, paid, history, taken)
    return grid, decide(grid, programmes, history, state, pair, trace=trace)


def _past(programmes: Mapping[str, Programme], persons: pa.Table, paid: pa.Table) -> tuple[History, State, Any]:
    """Return what was paid to the persons, in numbers, what that makes of them, and which rows of `paid` it is."""
    for name in PAID.names:
        if name not in paid.column_names:
            raise Unusable(fault("fund.no_column", "paid", 1, name, name=name, found=" ".join(paid.column_names)))
    number = _numbered(paid.column("programme"), programmes)
    lost = pc.indices_nonzero(pc.is_null(number))
    if len(lost):
        row = lost[0].as_py()
        said = {"value": paid.column("programme")[row], "expected": " ".join(programmes)}
        raise Unusable(fault_at(paid, "paid", "fund.no_programme", "programme", row, **said))
    ids = prepared(persons.select(["person"] if "person" in persons.column_names else []), "persons").column("person")
    person = pc.index_in(paid.column("person").cast(pa.string()).combine_chunks(), ids.combine_chunks())
    days = paid.column("month").cast(pa.date32()).combine_chunks()
    if days.null_count:
        raise Unusable(fault_at(paid, "paid", "fund.no_month", "month", pc.index(pc.is_null(days), True).as_py()))
    month = _months(days)
    kept = np.flatnonzero(pc.is_valid(person).to_numpy(zero_copy_only=False))
    taken = pa.array(kept)
    history = History(_array(person, taken), _array(number, taken), _array(month, taken), np.zeros(len(kept), np.int64))
    return history, begin(len(ids), history, programmes), taken


def _numbered(names: Any, programmes: Mapping[str, Programme]) -> Any:
    """Return the number of each programme named; each different name is looked up once."""
    order = pa.array(list(programmes), pa.string())
    coded = names.combine_chunks()
    coded = coded if pa.types.is_dictionary(coded.type) else coded.cast(pa.string()).dictionary_encode()
    return pc.index_in(coded.dictionary.cast(pa.string()), order).take(coded.indices)


def _months(days: Any) -> Any:
    """Return days as months counted in months: each day there can be is worked out once."""
    numbers = days.cast(pa.int32()).to_numpy()
    first, last = int(numbers.min(initial=0)), int(numbers.max(initial=0))
    calendar = np.arange(first, last + 1).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return pa.array(calendar[numbers - first] + 1970 * 12)


def _array(column: Any, taken: Any) -> Any:
    return column.take(taken).to_numpy(zero_copy_only=False).astype(np.int64)


def _pairs(
    programmes: Mapping[str, Programme], grid: Grid, months: pa.Table, paid: pa.Table, history: History, taken: Any
) -> Any:
    """Number person and employer together, by row and in the history; None where no rule asks for it.

    An unknown employer is one of its own that excludes nothing.
    """
    asked = any(e.scope == "employer" for one in programmes.values() for e in one.exclusions)
    if not asked or "employer" not in months.column_names:
        return None
    then = paid.column("employer") if "employer" in paid.column_names else pa.nulls(len(paid), pa.string())
    both = [months.column("employer").cast(pa.string()), then.cast(pa.string()).take(taken)]
    texts = pa.chunked_array([chunk for one in both for chunk in pa.chunked_array(one).chunks], pa.string())
    codes = texts.combine_chunks().dictionary_encode().indices
    unknown = pc.is_null(codes).to_numpy(zero_copy_only=False)
    numbers = pc.fill_null(codes, 0).to_numpy(zero_copy_only=False).astype(np.int64)
    person = np.concatenate([grid.person.astype(np.int64), history.person])
    key = np.where(unknown, -1 - np.arange(len(person)), person * (1 + int(numbers.max(initial=0))) + numbers)
    _, pair = np.unique(key, return_inverse=True)
    history.pair = pair[len(grid.person) :]
    return pair[: len(grid.person)]


def _table(one: Rules, grid: Grid, outcome: Outcome, whose: Any, when: Any) -> pa.Table:
    name = one.programme.name
    failing, amount = outcome.failing[name], grid.amount[name].all
    if grid.applied is not None:
        mine = np.flatnonzero(np.isin(grid.applied, (-1, one.number)))
        failing, amount = failing[mine], amount[mine]
        whose, when = whose.take(pa.array(mine)), when.take(pa.array(mine))
    met = failing == 0
    title = _coded(pa.array(np.zeros(len(met), np.int8)), [name])
    columns = [whose, title, when, pa.array(amount * met), _packed(met), _failed(one, failing)]
    return pa.table(columns, schema=DECISIONS)


def _coded(indices: Any, words: list[str]) -> Any:
    """Return words by their places, which are right: they were counted out here."""
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()), safe=False)


def _packed(flags: Any) -> Any:
    return pa.Array.from_buffers(pa.bool_(), len(flags), [None, pa.py_buffer(np.packbits(flags, bitorder="little"))])


def _failed(one: Rules, failing: Any) -> Any:
    """Return what fails in words, each combination once."""
    if len(one.fails) <= _DENSE:
        seen = np.flatnonzero(np.bincount(failing, minlength=1))
        places = np.zeros(1 << len(one.fails), np.int32)
        places[seen] = np.arange(len(seen), dtype=np.int32)
        indices = pc.take(pa.array(places), pa.array(failing), boundscheck=False)
    else:
        seen, inverse = np.unique(failing, return_inverse=True)
        indices = pa.array(inverse.astype(np.int32, copy=False))
    return _coded(indices, [" ".join(n for k, n in enumerate(one.fails) if bits >> k & 1) for bits in map(int, seen)])


def averages(decisions: pa.Table) -> pa.Table:
    """Return by programme persons, person-months, the amount in 分 and the average a person-month in 分, half up."""
    met = decisions.filter(decisions.column("met"))
    met = met.set_column(1, "programme", met.column("programme").cast(pa.string()))
    grouped = met.group_by("programme").aggregate(
        [("person", "count_distinct"), ("month", "count"), ("amount_fen", "sum")]
    )
    persons, months, amount = (
        grouped.column(n).to_pylist() for n in ("person_count_distinct", "month_count", "amount_fen_sum")
    )
    mean = [(2 * total + count) // (2 * count) for total, count in zip(amount, months, strict=True)]
    names = ("programme", "persons", "months", "amount_fen", "average_fen")
    return pa.table([grouped.column("programme").to_pylist(), persons, months, amount, mean], names)
