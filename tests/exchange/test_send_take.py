"""A package goes from one body to the other: what is agreed and nothing else, once, in order, and is receipted."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from hashlib import sha256

import pytest
from tests.exchange.conftest import BUDGET, DAY, IN, LINES, OUT, Body
from tests.fund.conftest import made_up_id

from juesuan.books.faults import Unusable
from juesuan.exchange import log
from juesuan.exchange.send import again
from juesuan.registers.packs import register_of
from juesuan.registers.store import history, records
from juesuan.registers.undo import undo
from juesuan.vault.leaks import leaks
from juesuan.vault.looks import looks


def rows_in(content: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return list(csv.DictReader(io.StringIO(packed.read(name).decode())))


@pytest.mark.parametrize("how", ["sealed", "matched"])
def test_people_are_found_by_their_number_which_nobody_else_can_read(bodies: tuple[Body, Body], how: str) -> None:
    ours, theirs = bodies
    ours.agree(theirs, OUT.replace("HOW", how))
    theirs.agree(ours, IN.replace("HOW", how))
    sent = ours.send("lost")
    rows = rows_in(sent.content, "lost.csv")
    assert [(row["kind"], row["since"]) for row in rows] == [("lost", "2024-03-05")]
    assert made_up_id(0) not in rows[0]["person.id_number"]
    assert leaks(sent.content) == []
    assert [(one["kind"], one["owner"], one["count"]) for one in looks(ours.book)] == [
        ("id_number", "exchange/lost", "1")
    ]
    done = theirs.take(sent.content)
    assert (done.added, done.again) == ({"lost": 1}, False)
    taken = records(theirs.book, register_of(theirs.book, "urban_employment")).to_pylist()
    assert [(one["person"], one["state"]) for one in taken] == [("x7", "registered")]
    assert history(theirs.book, "urban_employment")[0].detail["file"] == "other-0001-lost.csv"
    assert made_up_id(0).encode() not in b"".join(theirs.state().values())


def test_masked_numbers_need_no_key(bodies: tuple[Body, Body]) -> None:
    ours, theirs = bodies
    ours.agree(theirs, OUT.replace("HOW", "masked"))
    sent = ours.send("lost", vault=None)
    shown = rows_in(sent.content, "lost.csv")[0]["person.id_number"]
    assert (shown[:4], shown[-4:], set(shown[4:-4])) == (made_up_id(0)[:4], made_up_id(0)[-4:], {"*"})
    assert looks(ours.book) == []


def test_taken_once_and_receipted(bodies: tuple[Body, Body]) -> None:
    ours, theirs = bodies
    ours.agree(theirs, OUT.replace("HOW", "sealed"))
    theirs.agree(ours, IN.replace("HOW", "sealed"))
    sent = ours.send("lost")
    first, before = theirs.take(sent.content), theirs.state()
    second = theirs.take(sent.content)
    assert (second.again, second.receipt) == (True, first.receipt)
    assert theirs.state() == before
    assert ours.take(first.receipt).kind == "receipt"
    assert ours.take(first.receipt).again
    assert [(one.what, one.sequence, one.rows) for one in log.entries(ours.book)] == [("out", 1, 1), ("receipt", 1, 1)]
    assert [(one.what, one.share, one.rows) for one in log.entries(theirs.book)] == [("in", "lost", 1)]
    assert log.broken(ours.book) is None
    agreement = sha256((ours.book / "exchange" / "other.toml").read_bytes()).hexdigest()
    assert {one.agreement for one in log.entries(ours.book)} == {agreement}
    assert again(ours.book, "某区民政局", 1) == sent.content


def test_a_table_goes_under_the_names_of_the_bureau_and_back(bodies: tuple[Body, Body]) -> None:
    ours, theirs = bodies
    ours.agree(theirs, BUDGET.replace("WAY", "out"))
    theirs.agree(ours, BUDGET.replace("WAY", "in"))
    (theirs.book / "budget.csv").write_text(LINES, "utf-8")
    sent = ours.send("budget")
    row = rows_in(sent.content, "budget.csv")[0]
    assert (row["BGT_ID"], row["COR_BGT_DOC_NO"], row["EXP_FUNC_CODE"], row["FUND_TYPE_NAME"], row["AMOUNT"]) == (
        "B1",
        "年初批复",
        "2080101",
        "一般公共预算资金",
        "100.00",
    )
    assert (row["nature"], row["SOURCE_TYPE_NAME"]) == ("基本支出", "年初预算")
    assert theirs.take(sent.content).added == {"budget": 1}
    assert (theirs.book / "budget" / "0001.csv").read_text() == (ours.book / "budget.csv").read_text()
    assert "import" in (theirs.book / "history.csv").read_text()


def test_json_says_the_same(bodies: tuple[Body, Body]) -> None:
    ours, theirs = bodies
    share = BUDGET + 'format = "json"\n'
    ours.agree(theirs, share.replace("WAY", "out"))
    theirs.agree(ours, share.replace("WAY", "in"))
    sent = ours.send("budget")
    with zipfile.ZipFile(io.BytesIO(sent.content)) as packed:
        assert json.loads(packed.read("budget.json"))[0]["AMOUNT"] == "100.00"
        schema = json.loads(packed.read("budget.schema.json"))["fields"]
        assert {"name": "AMOUNT", "type": "number", "title": "金额"} in schema
    assert theirs.take(sent.content).present == {"budget": 1}


def test_what_was_receipted_is_not_undone(bodies: tuple[Body, Body]) -> None:
    ours, theirs = bodies
    ours.agree(theirs, BUDGET.replace("WAY", "out"))
    theirs.agree(ours, BUDGET.replace("WAY", "in"))
    theirs.take(ours.send("budget").content)
    with pytest.raises(Unusable, match=r"undo\.exchange_in"):
        undo(theirs.book, who="乙", on=DAY)
