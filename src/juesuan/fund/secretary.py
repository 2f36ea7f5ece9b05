"""Which letters of decision there are and what each says (文书): from applications, recoveries and their history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from juesuan.books.faults import Fault, fault
from juesuan.fund.batch import unknown
from juesuan.fund.explanation import Explained
from juesuan.fund.grounds import Step, grounds_of, told
from juesuan.fund.letter import Letter, masked_person, months_of, span_of
from juesuan.fund.model import Claim, Due, Recovery, months_between
from juesuan.fund.office import Office, Refusal
from juesuan.fund.programme import Programme
from juesuan.fund.remedy import KINDS, Remedy, Wording, remedy_on
from juesuan.registers.past import Entry

__all__ = ["Asked", "Secretary"]

APPLICATIONS = "applications"
_DECIDED = ("agreed", "settled")
"""States of a recovery that is decided."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How letters are signed: their day (that of the decision where None), when served, who reviews, more basis."""

    signed: date | None = None
    served: date | None = None
    reviewer: str = ""
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Secretary:
    """What letters are written from; `amounts` says whether the office knows what is due, `ruled` explains months."""

    organisation: str
    office: Office
    records: Mapping[str, Mapping[str, Any]]
    moves: Mapping[str, Sequence[Entry]]
    programmes: Mapping[str, Programme]
    remedies: tuple[Remedy, ...]
    wordings: Mapping[str, Wording]
    amounts: bool = False
    ruled: Callable[[Mapping[str, Any]], list[Explained]] = field(default=lambda _: [])

    def chosen(self, ids: Sequence[str], batch: str = "", state: str = "") -> list[str]:
        """Return the applications and recoveries asked for. Refusal where one has no decision, or there is none."""
        current = self.office.desk.state()
        if batch:
            if batch not in current.batches:
                raise Refusal([unknown(current, batch)])
            found = [one.application for one in current.lines(batch) if one.state != "withdrawn"]
        elif state == "recovered":
            found = [one.id for one in current.recoveries.values() if one.state in _DECIDED]
        elif state:
            found = [one for one, record in self.records.items() if record["state"] == state]
        else:
            found = list(ids)
        faults = [wrong for one in found if (wrong := self._wrong(one)) is not None]
        if faults or not found:
            raise Refusal(faults or [fault("fund.letter_none", APPLICATIONS, value=batch or state or "—")])
        return list(dict.fromkeys(found))

    def _wrong(self, one: str) -> Fault | None:
        """Return why there is no letter of an application or a recovery."""
        recovery, record = self.office.desk.state().recoveries.get(one), self.records.get(one)
        if recovery is None and record is None:
            return fault("fund.letter_unknown", APPLICATIONS, None, "id", value=one)
        if recovery is not None:
            decided, now = recovery.state in _DECIDED, recovery.state
        else:
            assert record is not None
            decided, now = record["state"] in KINDS or bool(self._recoveries(one)), record["state"]
        said = {"value": one, "state": now, "expected": " ".join(KINDS)}
        return None if decided else fault("fund.letter_state", APPLICATIONS, None, "state", **said)

    def _recoveries(self, application: str) -> list[Recovery]:
        state = self.office.desk.state()
        return [
            one
            for one in state.recoveries.values()
            if one.state in _DECIDED and one.payment in state.payments
            and state.payments[one.payment].application == application
        ]  # fmt: skip

    def letters(self, wanted: Iterable[str], asked: Asked) -> list[Letter]:
        """Return the letters; an application that is being recovered has one for that too."""
        recoveries, found = self.office.desk.state().recoveries, []
        for one in wanted:
            if one in recoveries:
                found.append(self._recovered(recoveries[one], asked))
                continue
            if self.records[one]["state"] in KINDS:
                found.append(self._decided(self.records[one], asked))
            found += [self._recovered(recovery, asked) for recovery in self._recoveries(one)]
        return found

    def _decided(self, record: Mapping[str, Any], asked: Asked) -> Letter:
        kind, moves = record["state"], list(self.moves.get(record["id"], ()))
        last = next((one for one in reversed(moves) if one.to == kind), None)
        on = date.fromisoformat(last.on) if last else record.get(kind) or record["start"]
        before = moves[: moves.index(last)] if last else moves
        grounds = grounds_of(self.ruled(record), failed=kind != "approved")
        said: dict[str, Any] = {"why": last.why if last else "", "amount": self._amount(record), "grounds": grounds}
        return self._letter(record, kind, on, asked, told(before), span_of(months_of(record)), **said)

    def _recovered(self, one: Recovery, asked: Asked) -> Letter:
        record, months, paid = self._paid(one.payment)
        steps = [*told(self.moves.get(record["id"], ())), Step(f"发放{len(months)}个月", paid, "")]
        failed = [month for month in self.ruled(record) if f"{month.month:%Y-%m}" in months]
        said: dict[str, Any] = {
            "why": one.reason,
            "amount": one.amount,
            "recovery": one,
            "grounds": grounds_of(failed, failed=True),
        }
        on = one.agreed or one.opened
        return self._letter(record, "recovered", on, asked, steps, span_of(months), number=one.id, **said)

    def _paid(self, payment: str) -> tuple[Mapping[str, Any], Sequence[str], date]:
        """Return of a payment its application, its months and its day; one of an earlier year brought what is known."""
        state = self.office.desk.state()
        if payment in state.payments:
            line = state.payments[payment]
            return self.records[line.application], line.months, line.day
        one = state.earlier[payment]
        first, last = (date.fromisoformat(f"{month}-01") for month in one.months)
        record = {"id": one.application, "name": one.payee, "id_shown": "", "programme": one.programme}
        record |= {"employer": "", "person": one.person}
        return {**record, "start": first, "last": last}, months_between(first, last), one.day

    def _letter(
        self,
        record: Mapping[str, Any],
        kind: str,
        on: date,
        asked: Asked,
        steps: Sequence[Step],
        span: str,
        number: str = "",
        **said: Any,
    ) -> Letter:
        known, signed = self.programmes.get(record["programme"]), asked.signed or on
        addressee, whose = masked_person(record, known)
        laws = [law for law in known.basis if law.start <= on] if known else []
        basis = [*(f"{law.document}{law.article}" for law in laws), *asked.basis]
        return Letter(
            kind,
            number or record["id"],
            self.organisation,
            addressee,
            whose,
            known.title if known else record["programme"],
            span,
            len(months_of(record)),
            on,
            signed,
            self.wordings[kind],
            remedy_on(self.remedies, signed),
            basis=basis,
            steps=steps,
            served=asked.served,
            reviewer=asked.reviewer,
            **said,
        )

    def _amount(self, record: Mapping[str, Any]) -> int | None:
        """Return the 分 of an application: paid, on its way, and due of the rest; None where nobody knows."""
        live = self.office.desk.state().live
        claims = [Claim(record["person"], record["programme"], month) for month in months_of(record)]
        rest = [one for one in claims if one not in live]
        if rest and not self.amounts:
            return None
        dues = self.office.entitled(rest, live) if rest else {}
        return sum(live.get(one, 0) for one in claims) + sum(dues.get(one, Due(0)).amount for one in rest)
