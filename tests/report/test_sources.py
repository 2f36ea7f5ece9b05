"""Every reference of the data is to a document of the one list, and what was not seen is said."""

from __future__ import annotations

import pytest

from juesuan.fund.programme import programmes
from juesuan.registers.packs import shipped
from juesuan.registers.sources import Source, cited, sources, strangers
from juesuan.report.sources import references, sources_page


def _numbers(text: str) -> list[str]:
    return [one.number or one.title for one in cited(text)]


@pytest.mark.parametrize(
    ("text", "numbers", "unknown"),
    [
        ("财社〔2017〕164号第八条、第九条", ["财社〔2017〕164号"], []),
        ("《就业补助资金管理办法》（财社〔2023〕181号）第十一条", ["财社〔2023〕181号"], []),
        ("《就业补助资金管理办法》", ["财社〔2017〕164号", "财社〔2023〕181号"], []),
        ("《行政处罚法》（2017年修正）第四十条", ["《中华人民共和国行政处罚法》"], []),
        ("《关于实施〈劳动保障监察条例〉若干规定》第十八条", ["劳动和社会保障部令第25号"], []),
        ("财社〔2017〕16号", [], ["财社〔2017〕16号"]),
        ("《就业补助资金管理办法》（财社〔2011〕64号）", [], ["《就业补助资金管理办法》", "财社〔2011〕64号"]),
        ("区实施细则", [], []),
    ],
)
def test_a_reference_names_the_documents_it_cites(text: str, numbers: list[str], unknown: list[str]) -> None:
    assert (_numbers(text), strangers(text)) == (numbers, unknown)


def test_every_reference_resolves() -> None:
    lost = {(where, at): words for where, at, text in references() if (words := strangers(text))}
    assert lost == {}, "add the document to registers/sources.toml, with what of it was seen"
    bare = [(where, at) for where, at, text in references() if at.startswith(("basis", "clocks")) and not cited(text)]
    assert bare == []


def test_a_value_that_names_no_document_is_marked_to_be_confirmed() -> None:
    dated = [(name, v.name, d) for name, one in programmes().items() for v in one.values.values() for d in v.dated]
    assert [(name, value) for name, value, d in dated if not d.confirm and not cited(d.reference)] == []
    assert [(name, value) for name, value, d in dated if not d.confirm and "未见" in d.reference] == []


def test_the_list_has_the_shape_of_the_register() -> None:
    fields = {one.name: one.column for one in shipped()["legal_sources"].fields}
    assert {"title", "number", "issuer", "tier", "issued", "since", "ended", "seen", "unseen"} <= set(fields)
    assert {one.tier for one in sources()} <= {value for value, _ in fields["tier"].choices}
    assert all(one.unseen for one in sources())
    assert all(one.ended >= one.since for one in sources() if one.ended and one.since)
    assert len({(one.title, one.number) for one in sources()}) == len(sources())


def test_the_page_says_of_each_what_was_seen_and_who_cites_it() -> None:
    page = sources_page("")
    one: Source = cited("财社〔2023〕181号")[0]
    part = page.split(f"### {one.title} {one.number}")[1].split("###")[0]
    assert f"- seen: {one.seen}" in part
    assert "`fund/post`" in part
    assert "`registers/public_posts`" in part
