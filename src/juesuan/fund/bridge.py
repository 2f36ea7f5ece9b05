"""Two views of the same money, by purpose and by 项, and the moves that lead from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from juesuan.books.faults import Unusable, fault
from juesuan.books.open import settings_of
from juesuan.books.schema import schema
from juesuan.books.tables import codes_of, load
from juesuan.fund.programme import Programme

__all__ = ["Bridge", "Move", "booked", "bridge", "homes", "least_moves", "of_payments"]

_MOST = 14
"""Differences the least set of moves is looked for among; more are bridged in order, with no promise of the fewest."""


Allowed = frozenset[tuple[str, str]] | None
Flow = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Move:
    """Money counted under one 项's purposes and booked under another 项, in 分."""

    source: str
    target: str
    fen: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """Both views by 项 in 分: what its purposes say, what the accounts say, the moves between, and what they leave.

    `proven` says whether the moves are payments that stand under another 项 than their purpose's, or the fewest moves
    that explain the difference.
    """

    purposes: Mapping[str, Mapping[str, int]]
    accounts: Mapping[str, int]
    moves: tuple[Move, ...]
    proven: bool

    @property
    def residual(self) -> Mapping[str, int]:
        """By 项 what the accounts have beyond purposes and moves, in 分; zeros where the bridge closes."""
        left = {code: self.accounts.get(code, 0) - sum(self.purposes.get(code, {}).values()) for code in self.codes}
        for move in self.moves:
            left[move.source] += move.fen
            left[move.target] -= move.fen
        return left

    @property
    def codes(self) -> tuple[str, ...]:
        """The 项 of either view, in order."""
        return tuple(sorted({*self.purposes, *self.accounts, *(m.source for m in self.moves)}))


def booked(book: Path, purposes: Iterable[str], home: Mapping[str, str]) -> dict[str, int]:
    """Return what a book's vouchers spent, in 分, under every 项 of the 款 the purposes belong to."""
    spent = load(book, schema().tables["entries"], codes_of(book, settings_of(book).year)).table
    spent = spent.filter(pc.equal(spent.column("side").cast(pa.string()), "expenditure"))
    spent = pa.table({"function": spent.column("function").cast(pa.string()), "amount": spent.column("amount")})
    groups = {home[purpose][:5] for purpose in purposes if purpose in home}
    rows = spent.group_by("function").aggregate([("amount", "sum")]).to_pylist()
    return {row["function"]: int(row["amount_sum"] * 100) for row in rows if row["function"][:5] in groups}


def homes(programmes: Mapping[str, Programme]) -> dict[str, str]:
    """Return the 项 of each purpose: that of most of its programmes, the first where as many."""
    found: dict[str, list[str]] = {}
    for one in programmes.values():
        found.setdefault(one.purpose, []).append(one.function)
    return {purpose: max(codes, key=codes.count) for purpose, codes in found.items()}


def bridge(
    amounts: Mapping[str, int],
    accounts: Mapping[str, int],
    home: Mapping[str, str],
    allowed: Iterable[tuple[str, str]] | None = None,
) -> Bridge:
    """Bridge amounts by purpose (分) to accounts by 项 (分) with the fewest moves.

    `home` says under which 项 a purpose belongs, `allowed` which moves (from 项, to 项) are possible, all where None.
    What cannot be moved stays as residual. Unusable where a purpose has no home.
    """
    purposes: dict[str, dict[str, int]] = {}
    for purpose, fen in amounts.items():
        if purpose not in home:
            raise Unusable(fault("fund.no_home", "", None, purpose, value=purpose, expected=" ".join(home)))
        purposes.setdefault(home[purpose], {})[purpose] = fen
    gaps = {code: sum(rows.values()) for code, rows in purposes.items()}
    for code, fen in accounts.items():
        gaps[code] = gaps.get(code, 0) - fen
    moves = least_moves(gaps, None if allowed is None else frozenset(allowed))
    return Bridge(purposes, dict(accounts), moves, proven=False)


def of_payments(payments: Iterable[tuple[str, str, int]], home: Mapping[str, str]) -> Bridge:
    """Bridge payments, each with its purpose, the 项 it is booked under and 分: every move is a sum of payments."""
    purposes: dict[str, dict[str, int]] = {}
    accounts: dict[str, int] = {}
    moved: dict[tuple[str, str], int] = {}
    for purpose, code, fen in payments:
        if purpose not in home:
            raise Unusable(fault("fund.no_home", "", None, purpose, value=purpose, expected=" ".join(home)))
        rows = purposes.setdefault(home[purpose], {})
        rows[purpose] = rows.get(purpose, 0) + fen
        accounts[code] = accounts.get(code, 0) + fen
        if code != home[purpose]:
            moved[home[purpose], code] = moved.get((home[purpose], code), 0) + fen
    moves = tuple(Move(*pair, fen) for pair, fen in sorted(moved.items()) if fen)
    return Bridge(purposes, accounts, moves, proven=True)


def least_moves(gaps: Mapping[str, int], allowed: Allowed = None) -> tuple[Move, ...]:
    """Return the fewest moves that close the gaps (分 too many by 项), as far as the allowed moves can.

    A set of n gaps that sums to zero needs n - 1 moves unless it falls apart into sets that sum to zero themselves; so
    the fewest moves come from the most such sets.
    """
    open_gaps = {code: fen for code, fen in sorted(gaps.items()) if fen}
    codes, fens = tuple(open_gaps), tuple(open_gaps.values())
    if sum(fens) or len(codes) > _MOST:
        return _closed(codes, fens, allowed)[0]
    found: list[Move] = []
    for group in _groups(codes, fens, allowed) or [(1 << len(codes)) - 1]:
        chosen = [n for n in range(len(codes)) if group >> n & 1]
        found += _closed([codes[n] for n in chosen], [fens[n] for n in chosen], allowed)[0]
    return tuple(found)


def _groups(codes: Sequence[str], fens: Sequence[int], allowed: Allowed) -> list[int] | None:
    """Return the most sets of gaps (bits) that can each be closed alone; None where even all together cannot."""
    closing: dict[int, list[int]] = {}
    for mask in _zero_sums(fens):
        chosen = [n for n in range(len(codes)) if mask >> n & 1]
        if not _closed([codes[n] for n in chosen], [fens[n] for n in chosen], allowed)[1]:
            closing.setdefault(mask & -mask, []).append(mask)

    @cache
    def best(mask: int) -> tuple[int, ...] | None:
        if not mask:
            return ()
        found: tuple[int, ...] | None = None
        for one in closing.get(mask & -mask, ()):
            more = best(mask ^ one) if one & mask == one else None
            if more is not None and (found is None or len(more) + 1 > len(found)):
                found = (one, *more)
        return found

    answer = best((1 << len(codes)) - 1)
    return None if answer is None else list(answer)


def _zero_sums(fens: Sequence[int]) -> list[int]:
    """Return the sets of gaps (bits) that sum to zero."""
    sums = [0] * (1 << len(fens))
    for mask in range(1, len(sums)):
        sums[mask] = sums[mask & mask - 1] + fens[(mask & -mask).bit_length() - 1]
    return [mask for mask in range(1, len(sums)) if not sums[mask]]


def _closed(codes: Sequence[str], fens: Sequence[int], allowed: Allowed) -> tuple[tuple[Move, ...], int]:
    """Close gaps from the largest to the largest, or by ways around; return the moves and the 分 that stay open."""
    left = dict(zip(codes, fens, strict=True))
    surplus, lacks = [c for c in left if left[c] > 0], [c for c in left if left[c] < 0]
    flow: Flow = {}
    while way := _way(left, flow, surplus, lacks, allowed):
        steps = [(way[n], way[n + 1]) if n % 2 == 0 else (way[n + 1], way[n]) for n in range(len(way) - 1)]
        amount = min([left[way[0]], -left[way[-1]], *(flow[pair] for pair in steps[1::2])])
        for n, pair in enumerate(steps):
            flow[pair] = flow.get(pair, 0) + (amount if n % 2 == 0 else -amount)
        left[way[0]] -= amount
        left[way[-1]] += amount
        flow = {pair: fen for pair, fen in flow.items() if fen}
    while ring := _ring(flow):
        least = min(flow[pair] for pair in ring[1::2])
        for n, pair in enumerate(ring):
            flow[pair] += least if n % 2 == 0 else -least
        flow = {pair: fen for pair, fen in flow.items() if fen}
    return tuple(Move(*pair, fen) for pair, fen in sorted(flow.items())), sum(map(abs, left.values()))


def _way(
    left: Mapping[str, int], flow: Flow, surplus: Sequence[str], lacks: Sequence[str], allowed: Allowed
) -> list[str]:
    """Return a way from the largest surplus that has one to a lack: out along allowed moves, back along those made."""
    for source in sorted((c for c in surplus if left[c]), key=lambda c: (-left[c], c)):
        ways, seen = [[source]], {source}
        while ways:
            way = ways.pop(0)
            ahead = [t for t in lacks if t not in seen and _may(way[-1], t, allowed)]
            lacking = sorted((t for t in ahead if left[t]), key=lambda t: (left[t], t))
            if lacking:
                return [*way, lacking[0]]
            for target in ahead:
                seen.add(target)
                back = [c for c in surplus if c not in seen and (c, target) in flow]
                seen.update(back)
                ways += [[*way, target, other] for other in back]
    return []


def _ring(flow: Flow) -> list[tuple[str, str]]:
    """Return moves that form a ring, forth and back in turn; none in a set of moves that is a forest."""
    for first in sorted(flow):
        rest = {pair: fen for pair, fen in flow.items() if pair != first}
        ways, seen = [[first]], {first[1]}
        while ways:
            way = ways.pop(0)
            forth = len(way) % 2 == 0
            at = way[-1][1] if not forth else way[-1][0]
            for pair in rest:
                here, there = pair if forth else (pair[1], pair[0])
                if here == at and there == first[0] and not forth:
                    return [*way, pair]
                if here == at and there not in seen:
                    seen.add(there)
                    ways.append([*way, pair])
    return []


def _may(source: str, target: str, allowed: Allowed) -> bool:
    return allowed is None or (source, target) in allowed
