"""The statutory forms are read back as they were written, from every format."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.perform.conftest import Registers, changed, days, write

from juesuan.accounts import Accounts
from juesuan.auditing import audit
from juesuan.books.faults import Unusable
from juesuan.books.open import open_book
from juesuan.compile.compiler import compile_book
from juesuan.findings import Status
from juesuan.perform.attachments import attachments, form_of
from juesuan.perform.evaluation import Evaluation, evaluate
from juesuan.perform.numbers import half_up, shown
from juesuan.publish.render.docx import render_docx
from juesuan.publish.render.html import render_html
from juesuan.publish.render.pdf import render_pdf
from juesuan.publish.render.xlsx import render_xlsx
from juesuan.publish.tree import Document, FormTable, Heading

END = date(2024, 12, 31)


def files(document: Document, accounts: Accounts, folder: Path) -> dict[str, Path]:
    made = {
        "docx": render_docx(document), "pdf": render_pdf(document), "xlsx": render_xlsx(document),
        "html": render_html(document, accounts, {}).encode(),
    }  # fmt: skip
    for suffix, content in made.items():
        (folder / f"d.{suffix}").write_bytes(content)
    return {suffix: folder / f"d.{suffix}" for suffix in made}


def told(evaluation: Evaluation) -> list[tuple[str, ...]]:
    return sorted((one.target.name, str(one.score.weight), str(one.score.points)) for one in evaluation.targets)


def bare(text) -> str:
    return "" if text is None else "".join(text.text.split())


def cases():
    everything = Registers(days={"training.persons": days(120)})
    missed = Registers(days={"training.persons": days(80)})
    return {
        "reached": (everything, {}),
        "missed": (missed, {}),
        "nothing": (None, {"results": [], "surveys": []}),
        "unset": (everything, {"targets": changed("T1", value="")}),
        "nought": (everything, {"targets": changed("P1-1", value="0")}),
    }


@pytest.mark.parametrize("case", cases())
def test_forms_are_read_back_from_every_format(case, desk, tmp_path):
    registers, tables = cases()[case]
    opened = desk(registers, **tables)
    accounts = compile_book(opened.book)
    evaluations = evaluate(opened.book, opened.plan, END, opened.evidence)
    forms = [form_of(one, opened.plan, accounts, {"002": "服务中心"}) for one in evaluations]
    blocks = [block for form in forms for block in (Heading(2, f"一、{form.caption}"), form)]
    document = Document("某局2024年度部门决算", "某局", 2024, "", [Heading(1, "第一部分 附件"), *blocks])
    for suffix, path in files(document, accounts, tmp_path).items():
        result = audit(path)
        read = result.disclosure.evaluations
        assert [bare(one.project) for one in read] == ["某局", "技能培训"], suffix
        for one, mine in zip(read, evaluations, strict=True):
            same(one, mine)
        assert [f.code for f in result.report.findings if f.code.startswith("performance")] == [], suffix
        inside = {id(r) for e in read for f in e.funding for r in f.figures.values()}
        inside |= {
            id(r) for e in read for i in e.indicators for r in (i.target_value, i.actual_value, i.weight, i.score)
        }
        left = [r.text for r, s in result.report.statuses if s is not Status.PROVEN and id(r) in inside]
        assert left == [], suffix


def same(read, mine: Evaluation) -> None:
    """An evaluation that was read is the one that was written."""
    points = [(bare(i.name), str(i.weight.amount.value), str(i.score.amount.value)) for i in read.indicators]
    assert sorted((n, Decimal(w), Decimal(s)) for n, w, s in points) == [
        (n, Decimal(w), Decimal(s)) for n, w, s in told(mine)
    ]
    assert (read.total_weight.amount.value, read.total_score.amount.value) == (mine.whole, mine.total)
    whole = read.funding[0].figures
    wan = [Decimal(cents) / 1_000_000 for cents in (mine.money.initial, mine.money.budget, mine.money.paid)]
    printed = [whole[key].amount.value for key in ("initial", "budget", "executed")]
    assert printed == [half_up(value) for value in wan]
    assert (whole["weight"].amount.value, whole["score"].amount.value) == (mine.execution.weight, mine.execution.points)
    for indicator in read.indicators:
        one = next(one for one in mine.targets if one.target.name == bare(indicator.name))
        if one.target.value is not None:
            assert (indicator.operator, indicator.target_value.amount.value) == (one.target.operator, one.target.value)
        if one.actual.value is not None and one.target.value is not None:
            printed = Decimal(shown(one.actual.value, one.target.operator, one.target.value).replace(",", ""))
            assert indicator.actual_value.amount.value == printed
        assert indicator.kind or indicator.group


def test_the_forms_of_a_book(tmp_path):
    book = open_book(write(tmp_path / "book"))
    accounts = compile_book(book)
    blocks = attachments(book, accounts)
    assert [type(block) for block in blocks] == [Heading, FormTable] * 2
    assert [b.text for b in blocks[::2]] == ["2024年度某局部门整体支出绩效自评表", "2024年度技能培训项目支出绩效自评表"]
    assert (
        attachments(open_book(write(tmp_path / "none", {"targets": [], "results": [], "deviations": []})), accounts)
        == []
    )


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        ({"schemes": [{"subject": "P1", "scheme": "best"}]}, "perform.scheme"),
        ({"targets": changed("T1", rule="generous")}, "perform.rule"),
        ({"targets": changed("T1", weight="很多")}, "book.cell"),
    ],
)
def test_a_book_with_faulty_targets_is_refused(tables, code, tmp_path):
    path = write(tmp_path / "book", tables)
    accounts = Accounts("某局", 2024)
    with pytest.raises(Unusable) as refused:
        attachments(open_book(path), accounts)
    assert refused.value.fault.code == code
