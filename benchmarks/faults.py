"""Textual faults put into the Wuchang text, one at a time: how many are found, and what fires besides.

A fault is a seeded rewriting of one place: a wrong year, a section left out, a comparison turned round, a lost unit …
It is found when a finding stands there that was not there before: on a line that was changed, or, where lines were
taken out, anywhere with the fault's code. `besides` counts new findings of other codes.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.places import WUCHANG
from juesuan.auditing import audit
from juesuan.findings import Finding

SEED = 20241125
EACH = 6
BODY = 400
"""The line from which the text explains the forms (0-based)."""

Rewrite = Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: where it may stand, what it makes of it, the codes that answer it."""

    name: str
    pattern: str
    rewrite: Rewrite
    codes: str
    first: int = 0
    last: int = 10_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its kind, what was changed, whether the audit saw it, and what else it said."""

    kind: str
    line: int
    before: str
    after: str
    found: bool
    besides: tuple[str, ...]


def _to(text: str) -> Rewrite:
    return lambda match: match.expand(text)


_TURNED = {
    "大于": "小于",
    "小于": "大于",
    "等于": "大于",
    "增加": "减少",
    "减少": "增加",
    "增长": "下降",
    "下降": "增长",
}


def _turn(match: re.Match[str]) -> str:
    return _TURNED[match[0]]


def _less(match: re.Match[str]) -> str:
    return match[0].replace(match["item"] + "、", "")


def _share(match: re.Match[str]) -> str:
    return f"{match[1]}{float(match[2]) + 7:.1f}%"


KINDS = [
    Kind(
        "wrong year in a title",
        r"(?<=^)2024( ?年度[^，。\t]{2,30}(?:决算表|总表|明细表|说明|公开))$",
        _to(r"2023\1"),
        "disclosure.year",
        60,
    ),
    Kind("wrong year of a balance date", r"截至 ?2024", _to("截至 2022"), "disclosure.year", BODY),
    Kind(
        "section left out",
        r"^(?:十|十一|十二|十三|七|八|九)、[^\n\t]{4,40}(?:说明|情况)$",
        _to(""),
        r"disclosure\.(?:numbering|missing_section)",
        BODY,
        640,
    ),
    Kind(
        "form note left out",
        r"^.*(?:本表为空|无政府性基金|无国有资本|没有使用|此表为空).*$",
        _to(""),
        r"disclosure\.empty_form",
        60,
        BODY,
    ),
    Kind(
        "comparison turned round", r"(?:大于|小于|等于)(?=年初预算数|全年预算数|预算数)", _turn, r"derived\.", BODY, 640
    ),
    Kind("change turned round", r"(?:增加|减少)(?= ?[\d,]+\.\d+ ?万元)", _turn, r"derived\.", BODY, 640),
    Kind("元 for 万元", r"(?<=\d\d) ?万元", _to("元"), r"identity\.|derived\.|balance\.|aggregation\.", BODY, 640),
    Kind("unit left out", r"(?<=\d\d) ?万元(?=[，。；])", _to(""), r"disclosure\.|identity\.|derived\.", BODY, 640),
    Kind("share changed", r"(占[^，。；]{2,14}?)(\d{1,2}\.\d)%", _share, r"derived\.", BODY, 640),
    Kind(
        "item left out of a list",
        r"主要包括[^。]{0,40}、(?P<item>[^、。，]{3,10})、",
        _less,
        r"classification\.",
        BODY,
        640,
    ),
    Kind("item added to a list", r"(主要包括[^。]{0,12}、)", _to(r"\1伙食补助费、"), r"classification\.", BODY, 640),
    Kind(
        "bracket not closed",
        r"（([^（）\n]{2,12})）(?=[\u4e00-\u9fff])",
        _to(r"（\1"),
        r"disclosure\.unclosed",
        BODY,
        640,
    ),
    Kind("quote not closed", r"“([^”\n]{2,12})”(?=[\u4e00-\u9fff])", _to(r"“\1"), r"disclosure\.unclosed", BODY, 640),
    Kind(
        "punctuation doubled",
        r"(?<=[\u4e00-\u9fff元%])[，。；](?=\S|$)",
        _to(r"\g<0>\g<0>"),
        r"disclosure\.doubled_punctuation",
        BODY,
        640,
    ),
    Kind(
        "punctuation mixed", r"(?<=[\u4e00-\u9fff元%])。$", _to("。，"), r"disclosure\.doubled_punctuation", BODY, 640
    ),
    Kind(
        "word doubled",
        r"(?:支出决算|年初预算|财政拨款)(?=[数为收])",
        _to(r"\g<0>\g<0>"),
        r"disclosure\.doubled_word",
        BODY,
        640,
    ),
    *(
        Kind(
            f"placeholder {mark}",
            r"(?<=[\u4e00-\u9fff为]) ?[\d,]+\.\d+ ?(?=万元)",
            _to(mark),
            r"disclosure\.placeholder",
            BODY,
            640,
        )
        for mark in (
            "XX",
            "××",
            "**",
            "____",
            "＿＿",
            "【】",
            "（）",
            "（此处填写金额）",
            "…",
            "xxx",
            "○○",
            "【金额】",
            "[ ]",
        )
    ),
    *(
        Kind(
            f"placeholder for a name: {mark}",
            r"武昌区人力资源局(?=机关|政府采购|共有)",
            _to(mark),
            r"disclosure\.(?:placeholder|organisation)",
            BODY,
            640,
        )
        for mark in ("XX单位", "××局", "某某局", "**局", "（部门名称）", "【单位名称】", "XXX")
    ),
    Kind(
        "another body",
        r"武昌区人力资源局(?=机关|政府采购|共有)",
        _to("武昌区民政局"),
        r"disclosure\.organisation",
        BODY,
        640,
    ),
    Kind(
        "another body above a form",
        r"^部门：武昌区人力资源局",
        _to("部门：武昌区民政局"),
        r"disclosure\.organisation",
        60,
        BODY,
    ),
    Kind(
        "heading other than in the contents",
        r"^((?:一|二|三|四|五|六)、[^\n\t]{4,30})情况说明$",
        _to(r"\1说明"),
        r"disclosure\.contents_title",
        BODY,
        640,
    ),
    Kind(
        "name of a code changed",
        r"(?<=\t)(行政运行|就业管理事务|行政单位医疗|住房公积金)(?=\t)",
        _to("信息化建设"),
        r"classification\.",
        60,
        BODY,
    ),
    Kind(
        "code not in the list",
        r"^2080101(?=\t)",
        _to("2080187"),
        r"classification\.|identity\.|aggregation\.",
        60,
        BODY,
    ),
]


def faults() -> list[Fault]:
    """Put every kind of fault in at a few seeded places of the text and audit each."""
    text = WUCHANG.read_text("utf-8")
    base = {_key(f) for f in audit(WUCHANG).report.findings}
    rng = random.Random(SEED)
    return [_judge(kind, text, match, base) for kind in KINDS for match in _spots(kind, text, rng)]


def _spots(kind: Kind, text: str, rng: random.Random) -> Iterator[re.Match[str]]:
    spots = [
        m
        for m in re.finditer(kind.pattern, text, re.M)
        if kind.first <= text.count("\n", 0, m.start()) < kind.last and kind.rewrite(m) != m[0]
    ]
    yield from rng.sample(spots, min(EACH, len(spots)))


def _key(finding: Finding) -> tuple[str, tuple[str, ...]]:
    """Name a finding by what it says, not where: lines keep their numbers, columns do not."""
    lines = tuple(sorted({f"{w.place.line}:{w.text}" for w in finding.witnesses[:3]}))
    return finding.code, lines


def _judge(kind: Kind, text: str, match: re.Match[str], base: set[tuple[str, tuple[str, ...]]]) -> Fault:
    after = kind.rewrite(match)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mutant.txt"
        path.write_text(text[: match.start()] + after + text[match.end() :], "utf-8")
        new = [f for f in audit(path).report.findings if _key(f) not in base]
    found = [f for f in new if re.match(kind.codes, f.code)]
    line = text.count("\n", 0, match.start()) + 1
    besides = sorted(f.code for f in new if f not in found and all(w.place.line != line for w in f.witnesses[:1]))
    return Fault(kind.name, line, match[0][:30], after[:30], bool(found), tuple(besides))
