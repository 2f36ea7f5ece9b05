"""A partner's statement is compared with the book line by line, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.exchange.conftest import LINE, LINES, Body

from juesuan.books.faults import Unusable
from juesuan.exchange.reconcile import reconciled

QUOTA = """
[[shares]]
name = "quota"
way = "WAY"
statement = "quota"
elements = "statement"
fields = ["unit", "function", "fund", "quota", "payment", "balance"]
only = { fund = ["general", "government_fund"] }
purpose = "对账"
basis = "示例协议第三条"
since = 2024-01-01
until = 2024-12-31
"""
HEAD = "unit,function,fund,quota,payment,balance\n"
ENTRIES = """id,date,unit,side,function,economic,project,source,fund,nature,payee,summary,amount,reverses,origin
Z1,2024-02-01,001,expenditure,2080101,30101,,,general,basic,甲,工资,60.00,,
Z2,2024-03-01,001,expenditure,2080101,30101,,,nonfiscal,basic,甲,工资,9.00,,
Z3,2024-12-01,001,expenditure,2080101,30101,,,general,basic,甲,工资,30.00,,
"""


def stated(bodies: tuple[Body, Body], *rows: str) -> Body:
    """Let the partner send a statement up to June; return us."""
    ours, theirs = bodies
    (ours.book / "entries.csv").write_text(ENTRIES, "utf-8")
    ours.agree(theirs, QUOTA.replace("WAY", "in"))
    theirs.agree(ours, QUOTA.replace("WAY", "out"))
    folder = theirs.book / "exchange" / "statements"
    folder.mkdir()
    (folder / "quota.csv").write_text(HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    ours.take(theirs.send("quota", end=date(2024, 6, 30)).content)
    return ours


def test_the_same_money(bodies: tuple[Body, Body]) -> None:
    found = reconciled(stated(bodies, "001,2080101,general,100.00,60.00,40.00").book, "某区民政局")
    assert (found.at, len(found.lines), found.wrong) == (date(2024, 6, 30), 1, [])
    later = reconciled(bodies[0].book, "other", date(2024, 12, 31))
    assert later.wrong[0].differs == {"payment": Decimal(30), "balance": Decimal(-30)}


def test_a_line_on_one_side_only_and_a_balance_that_is_none(bodies: tuple[Body, Body]) -> None:
    (bodies[0].book / "budget.csv").write_text(LINES + LINE + LINE.replace("B1", "B2").replace("2080101", "2080109"))
    ours = stated(bodies, "001,2080101,general,100.00,60.01,40.00", "001,2080199,general,5.00,0.00,5.00")
    wrong = {one.key["function"]: one for one in reconciled(ours.book, "other").wrong}
    assert wrong["2080101"].differs == {"payment": Decimal("-0.01")}
    assert wrong["2080101"].uneven
    assert wrong["2080199"].differs == {"quota": Decimal(-5), "balance": Decimal(-5)}
    assert wrong["2080109"].differs == {"quota": Decimal(100), "balance": Decimal(100)}


def test_no_statement_and_none_that_can_be_read(bodies: tuple[Body, Body]) -> None:
    ours, theirs = bodies
    ours.agree(theirs, QUOTA.replace("WAY", "in"))
    with pytest.raises(Unusable, match=r"exchange\.statement"):
        reconciled(ours.book, "other")
    stated(bodies, "001,2080101,general,1e2,60.00,40.00")
    with pytest.raises(Unusable) as caught:
        reconciled(ours.book, "other")
    one = caught.value.fault
    assert (one.code, one.row, one.column) == ("exchange.statement_cell", 2, "AMOUNT")
