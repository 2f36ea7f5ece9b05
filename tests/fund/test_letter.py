"""Letters of decision: what was decided, on what, how to object and until when; masked, and proven before written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from juesuan.auditing import audit
from juesuan.blocks import Grid
from juesuan.books.faults import Unusable
from juesuan.fund import review
from juesuan.fund.applications import REGISTER
from juesuan.fund.grounds import grounds_of, ruled, steps_of
from juesuan.fund.letter import FORMATS, letter_document
from juesuan.fund.mailing import mailed
from juesuan.fund.model import Claim
from juesuan.fund.office import Office, Refusal
from juesuan.fund.printed import printed
from juesuan.fund.programme import programmes
from juesuan.fund.remedy import FILE, remedy_on, wordings
from juesuan.fund.secretary import Asked, Secretary
from juesuan.publish.tree import Paragraph
from juesuan.registers.packs import register_of
from juesuan.registers.past import entries
from juesuan.vault.leaks import leaks
from juesuan.vault.sealing import Vault

from .conftest import made_up_id, row

Take = Callable[..., list[str]]


def secretary(office: Office, *, amounts: bool = True) -> Secretary:
    moves = steps_of(entries(office.desk.book, register_of(None, REGISTER)))
    known = programmes()
    known["flexible"] = replace(known["insurance_flexible"], name="flexible")
    records = office.shelf.records()
    return Secretary("某局", office, records, moves, known, *wordings(office.desk.book), amounts=amounts)


def text_of(office: Office, one: str, asked: Asked | None = None) -> str:
    letters = secretary(office).letters([one], asked or Asked())
    return "\n".join(block.text for block in letter_document(letters[-1]).blocks if isinstance(block, Paragraph))


def test_an_approval_says_what_on_which_law_and_how_to_object(office: Office, approved: Take) -> None:
    [one] = approved(row(1))
    text = text_of(office, one)
    for said in (
        "某**（证件号码4299**********",
        "决定批准你申请的就业困难人员社会保险补贴（灵活就业），补贴期间2024-01—2024-03，共3个月，核定金额300.00元",
        "2024年5月6日受理，2024年5月6日初审通过",
        "《中华人民共和国就业促进法》第五十二条",
        "《中华人民共和国行政复议法》第二十条",
        "期限至2024年7月19日，提起行政诉讼的期限至2024年11月20日",
        "2024年5月20日",
    ):
        assert said in text
    assert made_up_id(1) not in text


@pytest.mark.parametrize(
    ("to", "title", "said"),
    [
        ("stopped", "停发补贴决定书", "决定自2024年6月3日起停止发放你申请的"),
        ("ended", "退出补贴决定书", "决定自2024年6月3日起终止"),
    ],
)
def test_what_ends_a_payment_names_its_reason(office: Office, approved: Take, to: str, title: str, said: str) -> None:
    [one] = approved(row(1))
    review.move(office.shelf, [one], to, who="乙", on=date(2024, 6, 3), why="已单位就业")
    [letter] = secretary(office).letters([one], Asked())
    text = text_of(office, one)
    assert letter.wording.title == title
    assert said in text
    assert "理由：已单位就业。" in text
    assert "2024年5月20日批准" in text


def test_a_refusal_tells_the_served_day_the_reviewer_and_more_basis(office: Office, vault: Vault) -> None:
    other = review.enter(office.shelf, [row(3)], ["flexible"], vault, who="甲", on=date(2024, 5, 6), file="b.csv")
    [one] = [record["id"] for record in other.records]
    review.move(office.shelf, [one], "refused", who="乙", on=date(2024, 5, 7), why="未办理灵活就业登记")
    text = text_of(office, one, Asked(date(2024, 5, 8), date(2024, 5, 10), "某区人民政府", ("某办法第三条",)))
    assert "不予补贴。理由：未办理灵活就业登记。" in text
    assert "向某区人民政府申请行政复议" in text
    assert "某办法第三条" in text
    assert "本决定书于2024年5月10日送达，申请行政复议的期限至2024年7月9日" in text


def recovered(office: Office, approved: Take) -> str:
    from juesuan.fund.bank import bank_of
    from juesuan.fund.returns import Return

    approved(row(1))
    office.make("2024-06", who="甲", day=date(2024, 5, 21))
    office.release("2024-001", who="丁", day=date(2024, 5, 22))
    [line] = office.desk.state().payments.values()
    paid = Return("2024-001", line.id, line.amount, "0", date(2024, 5, 23), 2)
    office.take("2024-001", [paid], bank_of(), who="甲", day=date(2024, 5, 24), file="a", source="")
    office.post(who="甲")
    made = office.reclaim(
        line.id, 10_001, why="1月已就业", count=3, due=date(2024, 7, 1), who="甲", day=date(2024, 6, 3)
    )
    with pytest.raises(Refusal) as early:
        secretary(office).chosen([made.id])
    assert early.value.fault.code == "fund.letter_state"
    office.agree(made.id, who="丁", day=date(2024, 6, 4))
    return made.id


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_recovery_has_its_plan_and_is_proven_in_every_format(
    office: Office, approved: Take, suffix: str, tmp_path: Path
) -> None:
    number = recovered(office, approved)
    desk = secretary(office)
    [letter] = desk.letters(desk.chosen([number]), Asked())
    content = printed(letter_document(letter), f"a{suffix}")
    assert leaks(content) == []
    (tmp_path / f"a{suffix}").write_bytes(content)
    read = audit(tmp_path / f"a{suffix}").disclosure.source.blocks
    rows = [cell.text.text for block in read if isinstance(block, Grid) for cell in block.cells]
    for said in ("2024-07-01", "33.35", "33.33", "2024-09-01", "100.01"):
        assert said in rows


def test_all_of_a_batch_or_a_state_and_what_has_no_letter(office: Office, approved: Take) -> None:
    number = recovered(office, approved)
    desk = secretary(office)
    [one] = desk.chosen((), batch="2024-001")
    assert [letter.kind for letter in desk.letters([one], Asked())] == ["approved", "recovered"]
    assert desk.chosen((), state="recovered") == [number]
    assert desk.chosen((), state="approved") == [one]
    for asked, code in (
        ((["X"], "", ""), "fund.letter_unknown"),
        (((), "2024-009", ""), "fund.batch_unknown"),
        (((), "", "refused"), "fund.letter_none"),
    ):
        with pytest.raises(Refusal) as refused:
            desk.chosen(*asked)
        assert refused.value.fault.code == code


@pytest.mark.parametrize("why", ["已就业", "已就业，见 13800138000"])
def test_all_letters_are_written_or_none(office: Office, approved: Take, tmp_path: Path, why: str) -> None:
    one, other = approved(row(1), row(2))
    review.move(office.shelf, [other], "stopped", who="乙", on=date(2024, 6, 3), why=why)
    letters = secretary(office).letters([one, other], Asked())
    folder = tmp_path / "new" / "letters"
    if "见" in why:
        with pytest.raises(Unusable) as refused:
            mailed(letters, "html", folder)
        assert (refused.value.fault.code, refused.value.fault.file) == ("fund.notice_leak", f"{other}.html")
        assert list(folder.iterdir()) == []
        return
    assert sorted(mailed(letters, "html", folder)) == sorted(folder.iterdir())
    assert {path.stem for path in folder.iterdir()} == {one, other}
    (tmp_path / "taken").write_text("", "utf-8")
    with pytest.raises(Unusable, match=r"fund\.unwritable"):
        mailed(letters, "html", tmp_path / "taken")


def test_the_conditions_are_those_the_rules_decide_with() -> None:
    person = "M1"
    persons = pa.table({"person": [person], "born": [date(1980, 1, 1)], "sex": ["male"], "hard_to_employ": [True]})
    days = [date(2024, m, 1) for m in (1, 2, 3)]
    months = pa.table(
        {
            "person": [person] * 3,
            "month": days,
            "work": ["flexible", "employed", "employed"],
            "premium_own": pa.array([Decimal("1000.00")] * 3, pa.decimal128(18, 2)),
        }
    )
    record = {"person": person, "programme": "insurance_flexible", "start": days[0], "last": date(2024, 3, 31)}
    claim = Claim(person, "insurance_flexible", "2024-01")
    found = grounds_of(ruled(programmes(), record, persons, months, {claim: 1}), failed=True)
    assert [(one.months, one.met) for one in found] == [("2024-02—2024-03", False)]
    assert "灵活就业" in found[0].wording
    assert "单位就业" in found[0].facts
    assert "第八条" in found[0].article
    other = {Claim(person, "insurance_post", "2024-01"): 1}
    barred = grounds_of(ruled(programmes(), record, persons, months, other), failed=True)
    assert "2024-01" in [one.months for one in barred]


@pytest.mark.parametrize(
    ("day", "article", "review", "suit"),
    [
        (date(2023, 12, 31), "第九条", date(2024, 2, 29), date(2024, 7, 1)),
        (date(2024, 1, 1), "第二十条", date(2024, 3, 1), date(2024, 7, 1)),
        (date(2024, 8, 5), "第二十条", date(2024, 10, 8), date(2025, 2, 5)),
        (date(2031, 8, 31), "第二十条", date(2031, 10, 30), date(2032, 2, 29)),
    ],
)
def test_periods_are_those_of_the_law_of_the_day(day: date, article: str, review: date, suit: date) -> None:
    one = remedy_on(wordings()[0], day)
    assert article in one.review
    assert one.ends(day) == (review, suit)


@pytest.mark.parametrize("wrong", ["refused = 3", "[refused]\ntitle = 'x'\ndecision = '{nobody}'", "remedies = []"])
def test_wordings_of_a_book_are_taken_or_refused_in_one_line(book: Path, wrong: str) -> None:
    (book / "fund").mkdir(exist_ok=True)
    (book / FILE).write_text("[refused]\ntitle = '不予受理'\ndecision = '{why}'\nbasis = ['某文']\n", "utf-8")
    assert wordings(book)[1]["refused"].basis == ("某文",)
    (book / FILE).write_text(wrong, "utf-8")
    with pytest.raises(Unusable) as refused:
        wordings(book)
    assert refused.value.fault.code == "book.syntax"
