"""Letters of decision (决定书): what was decided, on which facts and articles, how to object and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from juesuan.fund.grounds import Ground, Step
from juesuan.fund.model import Recovery, months_between
from juesuan.fund.printed import FORMATS as PRINTED
from juesuan.fund.programme import Programme
from juesuan.fund.recovery import instalments
from juesuan.fund.remedy import Remedy, Wording
from juesuan.publish.tree import Block, Cell, Document, Figure, FormTable, Paragraph
from juesuan.vault import mask

__all__ = ["FORMATS", "Letter", "letter_document", "masked_person", "months_of", "span_of"]

FORMATS = tuple(one for one in PRINTED if one not in (".xlsx", ".csv"))
"""What a letter is written as, by suffix: whatever has a text."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A decision as it is told: of whom, on what, signed on a day, perhaps served on one. Amounts are 分.

    `addressee` and `whose` are masked already (`masked_person`). `day` is the day of the decision, `signed` that of the
    letter, `served` the day it was handed over, where that is known.
    """

    kind: str
    number: str
    organisation: str
    addressee: str
    whose: str
    programme: str
    span: str
    months: int
    day: date
    signed: date
    wording: Wording
    remedy: Remedy
    why: str = ""
    amount: int | None = None
    recovery: Recovery | None = None
    served: date | None = None
    reviewer: str = ""
    basis: Sequence[str] = ()
    steps: Sequence[Step] = ()
    grounds: Sequence[Ground] = field(default_factory=tuple)


def masked_person(record: Mapping[str, Any], programme: Programme | None) -> tuple[str, str]:
    """Return to whom a letter on an application goes, and whose subsidy it is in its sentences; both masked.

    What an employer applied for is told to the employer.
    """
    number = record["id_shown"] and f"（证件号码{mask.id_number(record['id_shown'])}）"
    person = f"{mask.name(record['name'])}{number}"
    if programme is not None and programme.applicant == "employer" and record["employer"]:
        return record["employer"], f"你单位为{person}申请"
    return person, "你申请" if programme is None or programme.applicant == "person" else "你单位申请"


def letter_document(letter: Letter) -> Document:
    """Return a letter as a document of the renderers."""
    blocks: list[Block] = [Paragraph([f"编号：{letter.number}"], "right"), Paragraph([f"{letter.addressee}："])]
    blocks += [Paragraph([text]) for text in _text(letter)]
    blocks += [Paragraph([letter.organisation], "right"), Paragraph([_said(letter.signed)], "right")]
    if letter.grounds:
        blocks.append(_found(letter))
    if letter.recovery is not None and letter.recovery.count > 1:
        blocks.append(_plan(letter, letter.recovery))
    title, year = letter.wording.title, letter.signed.year
    return Document(title, letter.organisation, year, _said(letter.signed), blocks, letter=True, subject=title)


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _yuan(fen: int) -> str:
    return f"{fen / Decimal(100):,.2f}"


def _text(letter: Letter) -> list[str]:
    basis = "、".join(dict.fromkeys([*letter.basis, *letter.wording.basis]))
    law = f"根据{basis}" if basis else "按照就业补助资金管理规定"
    steps = "，".join(map(str, letter.steps))
    facts = [f"经查明：{letter.whose}的{letter.programme}，期间{letter.span}，{steps}。"] if steps else []
    if letter.grounds:
        facts.append("逐项认定的条件、事实和依据见所附“认定情况”。")
    return [*facts, f"{law}，{_decision(letter)}", _objection(letter)]


def _decision(letter: Letter) -> str:
    amount = "" if letter.amount is None else _yuan(letter.amount)
    if letter.kind == "approved" and amount:
        amount = f"，核定金额{amount}元"
    said = {"whose": letter.whose, "programme": letter.programme, "span": letter.span, "months": letter.months}
    said |= {"amount": amount, "day": _said(letter.day), "why": letter.why.rstrip("。") or "—", "due": _due(letter)}
    return letter.wording.decision.format(**said)


def _due(letter: Letter) -> str:
    one = letter.recovery
    if one is None:
        return ""
    if one.count == 1:
        return f"{_said(one.due)}前退回"
    return f"{_said(one.due)}起分{one.count}个月退回（见所附“退款计划”）"


def _objection(letter: Letter) -> str:
    one, received = letter.remedy, letter.served or letter.signed
    review, suit = one.ends(received)
    before = letter.reviewer or one.reviewer
    when = "本决定书于" + _said(received) + "送达" if letter.served else f"于{_said(received)}收到的"
    return (
        f"如不服本决定，可以自收到本决定书之日起{one.days}日内，依照{one.review}向{before}申请行政复议；"
        f"也可以自收到本决定书之日起{one.months}个月内，依照{one.suit}直接向人民法院提起行政诉讼。"
        f"{when}，申请行政复议的期限至{_said(review)}，提起行政诉讼的期限至{_said(suit)}。"
    )


def _found(letter: Letter) -> FormTable:
    rows = [_head("条件", "认定的事实", "月份", "结论", "依据")]
    for one in letter.grounds:
        met = "符合" if one.met else "不符合"
        texts = (one.wording, one.facts or "—", one.months, met, one.article or "—")
        rows.append([Cell(text, align="left" if n in (0, 1, 4) else "center") for n, text in enumerate(texts)])
    return FormTable("grounds", "认定情况", "附件", letter.organisation, "", rows, 1, [24, 26, 14, 8, 24])


def _plan(letter: Letter, one: Recovery) -> FormTable:
    rows = [_head("期数", "退回期限", "金额（元）")]
    for part in instalments(one):
        figure = Cell(Figure(_yuan(part.amount)), align="right")
        rows.append([Cell(str(part.number), align="center"), Cell(part.due.isoformat(), align="center"), figure])
    total = Cell(Figure(_yuan(one.amount)), align="right", sums=tuple((n, 2, 1) for n in range(1, len(rows))))
    rows.append([Cell("合计", colspan=2, align="center"), None, total])
    return FormTable("plan", "退款计划", "附件", letter.organisation, "单位：元", rows, 1, [10, 20, 20])


def _head(*titles: str) -> list[Cell | None]:
    return [Cell(title, align="center", header=True) for title in titles]


def span_of(months: Sequence[str]) -> str:
    """Return months of a payment or an application in words."""
    return months[0] if len(months) == 1 else f"{months[0]}—{months[-1]}"


def months_of(record: Mapping[str, Any]) -> list[str]:
    """Return the months an application is for."""
    return months_between(record["start"], record["last"])
