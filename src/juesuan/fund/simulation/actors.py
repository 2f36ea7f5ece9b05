"""What people do in a simulation: one step each, by whoever is there, again when the machine crashed under them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from juesuan.books.faults import Fault, Unusable, fault
from juesuan.fund import review
from juesuan.fund.applications import Row
from juesuan.fund.bank import Payee, bank_file
from juesuan.fund.office import Office
from juesuan.fund.returns import Return
from juesuan.fund.shelf import Shelf
from juesuan.fund.simulation.bank import SimBank
from juesuan.fund.simulation.world import CLERKS, World

__all__ = ["Actors"]

Step = Callable[[], str]
_USUAL = {"checked": "乙", "reviewed": "丙", "noticed": "丙", "approved": "丁", "entered": "甲"}
"""Who usually does what."""


class Actors:
    """The clerks of an office, its bank and the world around; each method is a step and says what it came to."""

    def __init__(self, world: World, bank: SimBank, office: Office, random: Random) -> None:
        self.world, self.bank, self.office, self.random = world, bank, office, random
        self.sent: list[tuple[str, list[Row]]] = []
        self.files: list[bytes] = []
        self.news: list[tuple[str, list[Return]]] = []
        self.slips: list[tuple[str, str, int]] = []
        self.remitting: list[tuple[str, int, date]] = []
        self.promised: list[Step] = []

    @property
    def shelf(self) -> Shelf:
        """The applications."""
        return self.office.shelf

    def who(self, usual: str = "") -> str:
        """Return who usually does it, or one time in seven somebody else."""
        return usual if usual and self.random.random() < 0.85 else self.random.choice(CLERKS)

    def enter(self) -> str:
        """Hand in a list: a new one, or one that was handed in before."""
        if self.sent and self.random.random() < 0.3:
            name, rows = self.random.choice(self.sent)
        else:
            name, rows = self.world.next_list(), self.world.rows()
            self.sent.append((name, rows))
        found = review.enter(
            self.shelf, rows, PROGRAMME_NAMES, self.world.vault, who=self.who("甲"), on=self.world.today, file=name
        )
        if found.faults:
            return found.faults[0].code
        return "done"

    def _some(self, state: str, ripe: date | None = None) -> list[str]:
        """Return up to three applications in a state, those whose notice is over where that is asked for."""
        records = [one for one in self.shelf.records().values() if one["state"] == state]
        ids = [one["id"] for one in records if ripe is None or (one["until"] or ripe) < ripe]
        return self.random.sample(ids, min(len(ids), self.random.randint(1, 3)))

    def _move(self, source: str, to: str, why: str = "") -> str:
        """Move some applications; one time in four only later, when others may have moved them."""
        ripe = self.world.today if to == "approved" and self.random.random() < 0.8 else None
        ids, who = self._some(source, ripe), self.who(_USUAL.get(to, ""))
        if not ids:
            return "nothing"

        def step() -> str:
            if to == "noticed":
                review.notice(self.shelf, ids, who=who, on=self.world.today, written=_listed)
            elif to == "approved" and source == "noticed":
                review.approve(self.shelf, ids, who=who, on=self.world.today)
            else:
                review.move(self.shelf, ids, to, who=who, on=self.world.today, why=why)
            return "done"

        if self.random.random() < 0.25:
            self.promised.append(step)
            return "later"
        return step()

    def check(self) -> str:
        """Check what was entered (初审)."""
        return self._move("entered", "checked")

    def review(self) -> str:
        """Review what was checked (复审)."""
        return self._move("checked", "reviewed")

    def send_back(self) -> str:
        """Send something back, and hand it in again."""
        if self.random.random() < 0.5:
            return self._move(self.random.choice(("entered", "checked", "reviewed")), "returned", "缺材料")
        return self._move("returned", "entered")

    def notice(self) -> str:
        """Put what was reviewed up for objections."""
        return self._move("reviewed", "noticed")

    def object(self) -> str:
        """Object, dismiss an objection, or refuse."""
        chance = self.random.random()
        if chance < 0.4:
            return self._move("noticed", "objected", "有异议")
        return self._move("objected", "reviewed" if chance < 0.8 else "refused", "已核实")

    def approve(self) -> str:
        """Approve what was up for objections."""
        return self._move("noticed", "approved")

    def stop(self) -> str:
        """Stop, resume or end what was approved."""
        source, to = self.random.choice((("approved", "stopped"), ("stopped", "approved"), ("approved", "ended")))
        return self._move(source, to, "情况变化")

    def change(self) -> str:
        """Let the world change."""
        self.world.change()
        return "done"

    def pass_days(self) -> str:
        """Let days pass."""
        self.world.pass_days()
        return "done"

    def make(self) -> str:
        """Make a batch."""
        month = min(self.world.today.month, 12)
        made, _ = self.office.make(f"{self.world.today.year}-{month:02d}", who=self.who("戊"), day=self.world.today)
        return "done" if made else "nothing"

    def _batch(self, state: str) -> str:
        some = [one.id for one in self.office.desk.state().batches.values() if one.state == state]
        return self.random.choice(some) if some else ""

    def release(self) -> str:
        """Release a batch, one that was released before now and then, or take it back."""
        number = self._batch("made") if self.random.random() < 0.9 else self._batch("sent")
        if not number:
            return "nothing"
        if self.random.random() < 0.1:
            self.office.withdraw(number, who=self.who(), day=self.world.today)
            return "done"
        self.office.release(number, who=self.who("丁"), day=self.world.today)
        return "done"

    def write(self) -> str:
        """Write the file for the bank, as often as somebody likes; it is delivered now, later, twice or never."""
        number = self._batch("sent")
        if not number:
            return "nothing"
        self.files.append(self.file_of(number))
        return "done"

    def file_of(self, number: str) -> bytes:
        """Return the file for the bank of a batch."""
        lines = [one for one in self.office.desk.state().lines(number) if one.state != "withdrawn"]
        records, vault = self.shelf.records(), self.world.vault
        payees = {}
        for line in lines:
            one = records[line.application]
            account = vault.open(one["account"], "account", one["person"])
            payees[line.application] = Payee(one["name"], account, one["bank"] or "")
        return bank_file(self.bank.bank, lines, payees)

    def deliver(self) -> str:
        """Deliver a file, lose it, or keep it to deliver it again."""
        if not self.files:
            return "nothing"
        at = self.random.randrange(len(self.files))
        chance = self.random.random()
        if chance > 0.2:
            self.bank.deliver(self.files[at])
        if chance < 0.8:
            del self.files[at]
        return "done"

    def bank_day(self) -> str:
        """Let the bank work, and a paid order come back now and then where nobody asks for it back."""
        self.bank.work(self.world.today)
        state = self.office.desk.state()
        paid = [one.payment for one in self.bank.orders.values() if one.state == "paid"]
        if paid and self.random.random() < 0.1:
            payment = self.random.choice(paid)
            if not state.reclaimed.get(payment):
                self.bank.bounce(payment, self.world.today)
        return "done"

    def answer(self) -> str:
        """Let the bank answer: whole or in part, for any batch; the answer is kept for whoever brings it."""
        number = self._batch("sent")
        lines = self.bank.returns(number, self.random.random() < 0.3) if number else []
        if not lines:
            return "nothing"
        self.news.append((number, lines))
        return "done"

    def take(self) -> str:
        """Bring an answer: spoilt, to another batch, once more or never."""
        if not self.news:
            return "nothing"
        at = self.random.randrange(len(self.news))
        number, lines = self.news[at]
        chance = self.random.random()
        if chance < 0.5:
            del self.news[at]
        if chance < 0.1:
            return "lost"
        if chance > 0.8:
            known = self.office.desk.state().payments
            told = {one.id for one in known.values() if one.state in ("paid", "failed")}
            lines = self.bank.spoilt(lines, told)
        elif chance > 0.75:
            number = self._batch("sent") or number
        return self.take_in(number, lines)

    def take_in(self, number: str, lines: Iterable[Return]) -> str:
        """Take in an answer of the bank."""
        found = self.office.take(
            number, lines, self.bank.bank, who=self.who(), day=self.world.today, file="回单.csv", source=""
        )
        return found.faults[0].code if found.faults else "done"

    def post(self) -> str:
        """Post."""
        return "done" if self.office.post(who=self.who()) else "nothing"

    def reclaim(self) -> str:
        """Ask back what is no longer due, agree to it, or give it up."""
        state, today = self.office.desk.state(), self.world.today
        opened = [one.id for one in state.recoveries.values() if one.state == "opened"]
        if opened and self.random.random() < 0.6:
            number = self.random.choice(opened)
            if self.random.random() < 0.1:
                self.office.drop(number, who=self.who())
            else:
                self.office.agree(number, who=self.who("丁"), day=today)
            return "done"
        if self.random.random() < 0.4:
            return self._reclaim_earlier()
        for payment, amount in self.overpaid():
            due = today + timedelta(30)
            count = self.random.randint(1, 4)
            self.office.reclaim(payment, amount, why="不再符合条件", count=count, due=due, who=self.who(), day=today)
            return "done"
        return "nothing"

    def _reclaim_earlier(self) -> str:
        """Ask back some of a payment of the year before."""
        one, state = self.random.choice(self.world.earlier), self.office.desk.state()
        rest = one.amount - state.reclaimed.get(one.id, 0)
        if rest <= 0:
            return "nothing"
        amount, today = self.random.choice((rest, self.random.randint(1, rest))), self.world.today
        said = {"why": "上年多发", "count": min(amount, self.random.randint(1, 4)), "due": today + timedelta(30)}
        self.office.reclaim(one, amount, **said, who=self.who(), day=today)  # type: ignore[arg-type]
        return "done"

    def remit(self) -> str:
        """Hand in to the treasury some of what is owed, or more than that, or with a slip that was used."""
        state = self.office.desk.state()
        under_way = sum(amount for slip, amount, _ in self.remitting if f"T{slip}" not in state.adjustments)
        owed = state.owing("001", self.world.today) - under_way
        if self.bank.handed_in and self.random.random() < 0.2:
            slip = self.random.choice(list(self.bank.handed_in))
            amount = self.bank.handed_in[slip] + (self.random.choice((0, 1)) if f"T{slip}" in state.adjustments else 0)
        else:
            slip, amount = f"T{len(self.bank.handed_in):04d}", owed + under_way + 1
            if owed > 0 and self.random.random() < 0.9:
                amount = self.random.randint(1, owed)
                self.bank.handed_in[slip] = amount
                self.remitting.append((slip, amount, self.world.today))
        day = next((when for one, _, when in self.remitting if one == slip), self.world.today)
        return "done" if self.office.remit(slip, amount, who=self.who(), day=day) else "repeated"

    def overpaid(self) -> list[tuple[str, int]]:
        """Return the payments that are more than is due now, with the 分 not yet asked back."""
        state, found = self.office.desk.state(), []
        for one in state.payments.values():
            order = self.bank.orders.get(one.id)
            if one.state == "paid" and one.entry and order is not None and order.state == "paid":
                due = sum(min(a, self.world.truth[c]) for c, a in zip(one.claims, one.amounts, strict=True))
                if (over := one.amount - due - state.reclaimed.get(one.id, 0)) > 0:
                    found.append((one.id, over))
        return found

    def receive(self) -> str:
        """Pay an instalment of any size to the bank and hand in its slip, or hand in one again."""
        if self.slips and self.random.random() < 0.3:
            number, slip, amount = self.random.choice(self.slips)
        else:
            state = self.office.desk.state()
            agreed = [one for one in state.recoveries.values() if one.state == "agreed"]
            if not agreed:
                return "nothing"
            one = self.random.choice(agreed)
            pending = sum(a for n, s, a in self.slips if n == one.id and s not in state.receipts)
            rest = one.amount - state.received.get(one.id, 0) - pending
            if rest <= 0:
                return "nothing"
            number, slip = one.id, f"S{len(self.slips):04d}"
            amount = self.random.choice((rest, self.random.randint(1, rest)))
            self.slips.append((number, slip, amount))
            if one.payment in state.earlier:
                self.bank.earlier[slip] = (one.payment, amount)
            else:
                self.bank.slips[slip] = amount
        return self.hand_in(number, slip, amount)

    def hand_in(self, number: str, slip: str, amount: int) -> str:
        """Hand in a slip, with the day the bank has for it."""
        one = self.office.desk.state().recoveries[number]
        day = one.agreed or self.world.today
        return "done" if self.office.receive(number, slip, amount, who=self.who(), day=day) else "repeated"

    def keep_promise(self) -> str:
        """Do what somebody meant to do, on what they saw then."""
        if not self.promised:
            return "nothing"
        return self.promised.pop(self.random.randrange(len(self.promised)))()

    def drain(self) -> None:
        """Let everything that is under way arrive: files, answers, vouchers, slips."""
        for batch in list(self.office.desk.state().batches.values()):
            if batch.state == "sent":
                self.bank.deliver(self.file_of(batch.id))
        self.bank.work(self.world.today, everything=True)
        self._answers()
        self.office.post(who="甲")
        for number, slip, amount in self.slips:
            self.hand_in(number, slip, amount)
        for slip, amount, day in self.remitting:
            self.office.remit(slip, amount, who="甲", day=day)

    def _answers(self) -> None:
        for batch in list(self.office.desk.state().batches.values()):
            if batch.state == "sent":
                for one in self.office.desk.state().recoveries.values():
                    order = self.bank.orders.get(one.payment)
                    if order is not None and order.state == "bounced" and one.state in ("opened", "agreed"):
                        self.office.drop(one.id, who="甲")
                said = self.take_in(batch.id, self.bank.returns(batch.id, True))
                if said != "done":
                    raise Unusable(_stuck(batch.id, said))


PROGRAMME_NAMES = ("flexible", "post", "training")


def _listed(number: str, records: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Write a notice as this world reads it: whom it names."""
    return {f"fund/notices/{number}.txt": " ".join(str(one["id"]) for one in records).encode()}


def _stuck(number: str, said: str) -> Fault:
    """Say that a true answer of the bank was refused: then the fund and the bank cannot come together."""
    return fault("fund.batch_state", "bank", None, None, value=number, state=said)
