"""Both views of the money read where they stand: purposes in sentences, 项 in forms, payments in a book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from juesuan.books.faults import Unusable
from juesuan.fund.bank import bank_of
from juesuan.fund.bridge import bridge, homes
from juesuan.fund.office import Office
from juesuan.fund.programme import programmes
from juesuan.fund.returns import Return
from juesuan.fund.views import accounts_in, of_book, purposes_in
from juesuan.read import read

from .conftest import row

HOME = homes(programmes())
SAID = [
    ("社保补贴 12 人 9.30 万元；公益性岗位补贴 1,870.13 万元",
     {"社会保险补贴": 9_300_000, "公益性岗位补贴": 1_870_130_000}),
    ("一次性创业补贴 11 人，105,000 元；其他补贴 0.05 亿元", {"一次性创业补贴": 10_500_000, "其他补贴": 500_000_000}),
    ("社会保险补贴 9 万元，其中灵活就业社保补贴 4 万元；职业培训补贴 1 万元",
     {"社会保险补贴": 9_000_000, "职业培训补贴": 1_000_000}),
    ("一次性吸纳等其他补贴 3 万元，职业培训补贴 2 万元", {"其他补贴": 3_000_000, "职业培训补贴": 2_000_000}),
    ("社会保险补贴 9 万元", {}),
    ("社会保险补贴标准 868 元/月；公益性岗位补贴每人 2200 元/月", {}),
    ("完成就业补助 9 万元；新增就业 5 人", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "amounts"), SAID)
def test_purposes_are_read_from_sentences(text: str, amounts: dict[str, int]) -> None:
    assert purposes_in([text], HOME).amounts == amounts


def test_the_paragraph_that_names_most_is_the_view_and_rounding_is_bounded() -> None:
    found = purposes_in(["社保补贴 1 万元", SAID[4][0], SAID[0][0], "社保补贴 2 万元、其他补贴"], HOME)
    assert found.amounts == SAID[0][1]
    assert found.tail == 2 * 5_000
    assert purposes_in([], HOME).amounts == {}


FORM = """一般公共预算财政拨款支出决算表
公开05表
部门：某局\t金额单位：万元
功能分类科目编码\t科目名称\t小计\t基本支出\t项目支出
栏次\t1\t2\t3
合计\t11.00\t\t11.00
208\t社会保障和就业支出\t11.00\t\t11.00
20807\t就业补助\t11.00\t\t11.00
2080704\t社会保险补贴\t8.00\t\t8.00
2080705\t公益性岗位补贴\t3.00\t\t3.00
"""


def test_a_disclosure_bridges_itself(tmp_path: Path) -> None:
    path = tmp_path / "决算.txt"
    path.write_text(FORM + "\n第三部分 情况说明\n社保补贴 9.00 万元；公益性岗位补贴 2.00 万元。\n", "utf-8")
    found = read(path)
    stated = purposes_in([one.text.text for one in found.paragraphs], HOME)
    accounts = accounts_in(found, {"20807"}, path)
    assert accounts.amounts == {"2080704": 8_000_000, "2080705": 3_000_000}
    made = bridge(stated.amounts, accounts.amounts, HOME)
    assert [(one.source, one.target, one.fen) for one in made.moves] == [("2080704", "2080705", 1_000_000)]
    assert not any(made.residual.values())
    with pytest.raises(Unusable) as refused:
        accounts_in(found, {"21208"}, path)
    assert refused.value.fault.code == "fund.no_items"


def test_a_book_bridges_its_payments_and_names_what_has_none(
    office: Office, approved: Callable[..., list[str]], book: Path
) -> None:
    approved(row(1), row(2, 3, "post"))
    office.make("2024-06", who="甲", day=date(2024, 5, 21))
    office.release("2024-001", who="丁", day=date(2024, 5, 22))
    lines = [
        Return("2024-001", one.id, one.amount, "0", date(2024, 5, 23)) for one in office.desk.state().payments.values()
    ]
    office.take("2024-001", lines, bank_of(), who="甲", day=date(2024, 5, 24), file="a", source="")
    office.post(who="甲")
    (book / "entries" / "more.csv").write_text(
        "id,date,unit,side,function,economic,fund,nature,amount\n"
        "X1,2024-05-01,001,expenditure,2080799,30299,general,project,7.00\n"
        "X2,2024-05-01,001,expenditure,2010101,30299,general,project,5.00\n",
        "utf-8",
    )
    known = programmes()
    known["flexible"] = replace(known["insurance_flexible"], name="flexible")
    found, bare = of_book(book, known, HOME)
    assert found.proven
    assert found.purposes == {"2080704": {"社会保险补贴": 30_000}, "2080705": {"公益性岗位补贴": 30_000}}
    assert [(one.source, one.target, one.fen) for one in found.moves] == [("2080705", "2080704", 30_000)]
    assert bare == {"2080799": 700}
    assert {code: fen for code, fen in found.residual.items() if fen} == bare
