"""What an audit says: findings, the laws that could not run, and what became of each figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from juesuan.facts import Place, Reading

__all__ = ["Finding", "NotRun", "Outcome", "Report", "Severity", "Status", "Suspect", "Witness"]


class Severity(StrEnum):
    """How bad: a contradiction, a doubt, or something to know."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Status(StrEnum):
    """What became of a figure. Silence never means passed."""

    PROVEN = "proven"
    CONTRADICTED = "contradicted"
    UNCHECKED = "unchecked"


@dataclass(slots=True)
class Witness:
    """A place a finding points at: the figure or words `stated`, or an `operand` they were compared with."""

    role: str
    place: Place
    text: str
    value: Decimal | None = None
    unit: str = ""

    @classmethod
    def of(cls, reading: Reading, role: str = "operand") -> Witness:
        """Point at a reading."""
        return cls(role, reading.place, reading.text, reading.amount.value, reading.amount.unit)


@dataclass(slots=True)
class Suspect:
    """A figure that must be wrong, by its index in the finding's places, and what it would have to be.

    `why` is a key of the register's `[why]` table: swap, lost_digit, sign, shift, unit, zero, fit …
    """

    place: int
    value: str
    why: str


@dataclass(slots=True)
class Finding:
    """One thing wrong. `code` is a row of `laws/register.toml`, whose templates are filled from `params`."""

    code: str
    witnesses: list[Witness]
    params: dict[str, str] = field(default_factory=dict)
    expected: str = ""
    difference: str = ""
    suspects: list[Suspect] = field(default_factory=list)
    severity: Severity | None = None  # None: as the register has it


@dataclass(slots=True)
class NotRun:
    """A law that could not run, and why (`why` is a key of the register's `[not_run]` table)."""

    law: str
    why: str


@dataclass(slots=True)
class Outcome:
    """What a law returns: findings, what it could not do, and the readings it proved or contradicted."""

    findings: list[Finding] = field(default_factory=list)
    not_run: list[NotRun] = field(default_factory=list)
    proven: list[Reading] = field(default_factory=list)
    contradicted: list[Reading] = field(default_factory=list)

    def extend(self, other: Outcome) -> None:
        """Add what another law returned."""
        self.findings += other.findings
        self.not_run += other.not_run
        self.proven += other.proven
        self.contradicted += other.contradicted


@dataclass(slots=True)
class Report:
    """The outcome of all laws on one document, and the status of each of its figures."""

    findings: list[Finding]
    not_run: list[NotRun]
    statuses: list[tuple[Reading, Status]]
