"""What the words of a rounded figure permit; every kind has examples that hold and that do not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juesuan.taxonomy.rounded import kinds, rounded

EXAMPLES = [(kind["name"], one) for kind in kinds() for one in kind["examples"]]


@pytest.mark.parametrize(("kind", "one"), EXAMPLES, ids=[one["text"] for _, one in EXAMPLES])
def test_examples_hold_and_fail(kind: str, one: dict[str, Any]) -> None:
    claim = rounded(one["text"])
    assert claim is not None
    assert claim.kind == kind
    assert (claim.unit, claim.change) == (one.get("unit", claim.unit), one.get("change", ""))
    assert [n for n in one["holds"] if not claim.holds(Decimal(n))] == []
    assert [n for n in one["fails"] if claim.holds(Decimal(n))] == []
    assert one["holds"]
    assert one["fails"]


@pytest.mark.parametrize(
    ("text", "value", "unit", "permitted"),
    [
        ("６.５万余个", "65000", "个", "(65,000, 66,000)"),
        ("1.1 亿元", "110000000", "元", "[105,000,000, 115,000,000]"),
        ("近 9,500 万元", "95000000", "元", "(94,000,000, 95,000,000)"),
        ("95% 以上", "95", "%", "[95, +∞)"),
        ("三百二十一人", "321", "人", "[321, 321]"),
        ("十余个", "10", "个", "(10, 20)"),
        ("3 万左右", "30000", "", "[25,000, 35,000]"),
        ("3000—4万", "3000", "", "[3,000, 45,000]"),
        ("百分之六十至七十", "60", "%", "[59.5, 70.5]"),
        ("六至七成", "60", "%", "[55, 75]"),
        ("10万—20万元", "100000", "元", "[95,000, 205,000]"),
        ("5至10个工作日", "5", "个工作日", "[5, 10]"),
        ("不低于95%（含）", "95", "%", "[95, +∞)"),
        ("百分之百", "100", "%", "[99.5, 100.5]"),
        ("千分之三", "0.3", "%", "[0.25, 0.35]"),
        ("5‰", "0.5", "%", "[0.45, 0.55]"),
        ("不到三分之一", "33.33333333333333333333333333", "%", "(-∞, 33.333333333334)"),
        ("约3万余人", "30000", "人", "(30,000, 40,000)"),
        ("增长-3.2%", "-3.2", "%", "[-3.25, -3.15]"),
        ("下降三成以上", "-30", "%", "(-∞, -30]"),
        ("增至3万人", "30000", "人", "[25,000, 35,000]"),
        ("翻3番", "700", "%", "[650, 750]"),
        ("比上年多320人", "320", "人", "[320, 320]"),
        ("七成的企业", "70", "%", "[65, 75]"),
    ],
)
def test_what_is_read(text: str, value: str, unit: str, permitted: str) -> None:
    claim = rounded(text)
    assert claim is not None
    assert (claim.value, claim.unit, claim.permitted) == (Decimal(value), unit, permitted)


REFUSED = [
    "", "很多", "若干人次", "1 人 2 人", "一些人", "万人", "百八十人", "十二成", "2倍", "半天", "约超过3万", "不是4701",
    "由3万增至4万", "3.万", "95%%", "4—3万", "3万人—4万件", "三分之", "一人两人",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_claim_is_refused(text: str) -> None:
    assert rounded(text) is None


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 10**9))
def test_an_exact_figure_holds_for_itself_alone(number: int) -> None:
    claim, more, above = (rounded(text) for text in (f"{number:,}件", f"{number}余件", f"超{number}件"))
    assert claim is not None
    assert more is not None
    assert above is not None
    assert claim.holds(Decimal(number))
    assert not claim.holds(Decimal(number + 1))
    assert not more.holds(Decimal(number))
    assert above.holds(Decimal(number + 1))


@settings(deadline=None, max_examples=50)
@given(st.text("0123456789.,一二三十百万亿成半几数余多近约超不足以上至—%倍分之翻番增长人个", max_size=9))
def test_nothing_said_breaks_it(text: str) -> None:
    claim = rounded(text)
    assert claim is None or claim.low is None or claim.high is None or claim.low <= claim.high
