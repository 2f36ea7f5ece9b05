"""The simulator (模拟): clerks, a dying machine and an erring bank against the program's decisions, from a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from juesuan.books import chain
from juesuan.books.faults import Unusable
from juesuan.fund.applications import REGISTER
from juesuan.fund.bank import bank_of
from juesuan.fund.desk import Desk
from juesuan.fund.office import Office
from juesuan.fund.shelf import BookShelf, Shelf
from juesuan.fund.simulation.actors import Actors
from juesuan.fund.simulation.bank import SimBank
from juesuan.fund.simulation.disk import DyingDisk, new_world_book
from juesuan.fund.simulation.invariants import NAMES, Books, Broken, Evidence, violations
from juesuan.fund.simulation.memory import Crash, Dying, MemoryDesk, MemoryDisk, MemoryShelf, memory_book
from juesuan.fund.simulation.world import World, meeting, posting
from juesuan.registers import past
from juesuan.registers.packs import shipped

__all__ = ["LIFE", "Report", "simulate"]

LIFE = 800
"""Steps of one world; then everything under way arrives, all is compared, and another begins."""
CHECK = 200
"""Steps between two looks at all invariants."""
_CRASH = 0.15
"""How often the machine stops within a step that writes."""
_WEIGHTS = {
    "enter": 5, "check": 9, "review": 9, "send_back": 2, "notice": 9, "object": 2, "approve": 10, "stop": 1,
    "change": 2, "pass_days": 9, "make": 5, "release": 7, "write": 5, "deliver": 6, "bank_day": 5, "answer": 6,
    "take": 9, "post": 5, "reclaim": 4, "receive": 4, "remit": 2, "keep_promise": 6,
}  # fmt: skip
_NAMES, _CHANCES = list(_WEIGHTS), list(_WEIGHTS.values())
_DRAWS = 5
_DAMAGE = ("fund.altered", "fund.chain", "fund.header", "fund.cell", "row.width")


@dataclass(slots=True)
class Report:
    """What a simulation came to: steps, worlds, crashes, what was done and refused, money, and what did not hold."""

    seed: int
    steps: int = 0
    worlds: int = 0
    crashes: int = 0
    checks: int = 0
    paid: int = 0
    payments: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    broken: Broken | None = None
    at: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The invariants, in the order they are told."""
        return NAMES


def simulate(
    seed: int,
    steps: int,
    *,
    folder: Path | None = None,
    tick: Callable[[int], None] = lambda _: None,
    life: int = LIFE,
) -> Report:
    """Run so many steps from a seed, in memory or on real books in a folder, until an invariant does not hold."""
    random, report = Random(seed), Report(seed)
    try:
        while report.steps < steps:
            place = folder / f"world-{report.worlds:04d}" if folder else None
            _Run(Random(random.getrandbits(64)), report, place).live(min(life, steps - report.steps), tick)
            report.worlds += 1
    except Broken as broken:
        report.broken, report.at = broken, report.steps
    return report


class _Run:
    """One world from its first step to its end."""

    def __init__(self, random: Random, report: Report, folder: Path | None) -> None:
        self.random, self.report, self.folder = random, report, folder
        self.world = World.new(random, 12)
        self.disk: MemoryDisk | DyingDisk = DyingDisk() if folder else MemoryDisk()
        self.book = new_world_book(folder) if folder else memory_book()
        self.bank = SimBank(bank_of(), random)
        self.actors = Actors(self.world, self.bank, self._office(), random)
        self.books = Books()
        self.length = 0

    @property
    def dying(self) -> Dying:
        return self.disk.dying

    def _office(self) -> Office:
        """Open the office as after a restart: nothing is known but what is on the disk."""
        desk: Desk
        shelf: Shelf
        if isinstance(self.disk, MemoryDisk):
            desk = MemoryDesk(self.book, self.disk, self._now)
            shelf = MemoryShelf(self.book, self.disk, self.world.today.year)
        else:
            desk, shelf = Desk(self.book, self.disk, self._now), BookShelf(self.book, self.disk)
        return Office(desk, shelf, self.world.entitled, meeting, posting)

    def _now(self) -> datetime:
        return datetime(self.world.today.year, self.world.today.month, self.world.today.day, 12, tzinfo=UTC)

    def live(self, steps: int, tick: Callable[[int], None]) -> None:
        """Take the steps, let everything arrive, compare."""
        for number in range(1, steps + 1):
            self._step()
            self.report.steps += 1
            if number % CHECK == 0:
                self._judge(settled=False)
                tick(CHECK)
        self.dying.arm(-1)
        self._reopen()
        try:
            self.actors.drain()
        except Unusable as refused:
            raise Broken("bank", f"what truly happened is refused: {refused.fault.code}") from refused
        self._judge(settled=True)
        self.report.paid += self.bank.out
        self.report.payments += sum(one.state == "paid" for one in self.bank.orders.values())
        tick(steps % CHECK)

    def _step(self) -> None:
        """Take one step; a crash in it is followed by a restart, and the same person tries again.

        Where there is nothing to do of what was drawn, something else is drawn, a few times.
        """
        for _ in range(_DRAWS):
            name = self.random.choices(_NAMES, _CHANCES)[0]
            if self._drawn(name) != "nothing":
                break

    def _drawn(self, name: str) -> str:
        if self.random.random() < _CRASH:
            self.dying.arm(self.random.randrange(12))
        try:
            said = self._try(name)
        except Crash:
            self.report.crashes += 1
            self._reopen()
            said = self._try(name) if self.random.random() < 0.7 else "crashed"
        self.dying.arm(-1)
        self.report.counts[f"{name}:{said}"] = self.report.counts.get(f"{name}:{said}", 0) + 1
        return said

    def _try(self, name: str) -> str:
        try:
            said: str = getattr(self.actors, name)()
        except Unusable as refused:
            said = refused.fault.code
            if said in _DAMAGE:
                raise Broken("history", said) from refused
        if "." in said:
            self.report.refusals[said] = self.report.refusals.get(said, 0) + 1
            return "refused"
        return said

    def _reopen(self) -> None:
        """Start the program again."""
        self.dying.arm(-1)
        self.actors.office = self._office()
        try:
            with self.actors.office.desk.opened():
                pass
        except Unusable as refused:
            raise Broken("history", refused.fault.code) from refused

    def _judge(self, *, settled: bool) -> None:
        """Look at all invariants. Broken where one does not hold."""
        self.report.checks += 1
        desk, shelf = self.actors.office.desk, self.actors.office.shelf
        state = desk.state()
        for number in range(1, desk.number):
            name = f"entries/fund-{number:05d}.csv"
            if name not in self.books.files and (content := desk.read(name)):
                self.books.read(name, content)
        moves, broken = self._moves(shelf)
        if desk.broken() is not None or len(moves) + desk.number < self.length:
            broken = "the history of the fund"
        self.length = len(moves) + desk.number
        records = shelf.records()
        seen = Evidence(
            self.world,
            self.bank,
            state.payments,
            self.books,
            moves,
            {one["id"]: one["state"] for one in records.values()},
            desk.history(),
            records.values(),
            self.actors.sent,
            broken,
            settled,
            {one: state.returned(one) for one in {r.payment for r in state.recoveries.values()}},
            self._notices(),
            desk.read("fund/adjustments.csv"),
            state,
        )
        for found in violations(seen):
            raise found

    def _notices(self) -> dict[str, str]:
        """Return what stands in each notice that is kept, by its number: however they are numbered, none is skipped."""
        found, number = {}, 1
        while content := self.actors.office.desk.read(f"fund/notices/{self.world.today.year}-{number:03d}.txt"):
            found[f"{self.world.today.year}-{number:03d}"] = content.decode()
            number += 1
        return found

    def _moves(self, shelf: Shelf) -> tuple[list[past.Entry], str]:
        """Return the history of the applications, and what is wrong with its chain."""
        register = shelf.register if isinstance(shelf, MemoryShelf) else shipped()[REGISTER]
        content = self.actors.office.desk.read(register.history)
        row = chain.broken(content, past.HEADER) if content else None
        entries = [past.Entry(*one) for one in chain.rows_of(content, len(past.HEADER))]
        return entries, f"{register.history}:{row}" if row is not None else ""
