"""Names of public bodies: what one looks like, where the owner's is printed, and when two names are one body's."""

from __future__ import annotations

import re

__all__ = ["labelled", "named", "one_body", "scope_of", "spoken_of", "titled"]

_KINDS = (
    "局|委员会|办公室|办公厅|厅|部|院|中心|集团|学校|大学|中学|小学|幼儿园|党校|会|所|站|队|馆|处|公司|政府|社|园|"
    "管委会|街道|书院|法庭|台|库|场"
)
_NAME = rf"[\u4e00-\u9fffXＸ×]{{2,30}}?(?:{_KINDS})"
_KIND_OF = r"(?:（(?:本级|机关|汇总|部门|单位|[\u4e00-\u9fff]{2,8})）)?"
_YEAR = re.compile(r"20\d\d年?(?:度)?|二[〇○零]{1}[一二三四五六七八九〇○零]{2}年?(?:度)?")
_LABEL = re.compile(
    rf"(?:编制|预算|填报|公开)?(?:部门|单位)(?:名称)?[：:](?P<name>{_NAME}{_KIND_OF})(?:（?(?:金额)?单位[：:].*)?"
)
_TITLE = re.compile(
    rf"(?:\d{{1,3}}|附件\d*[：:]?|目录|第[一二三四五六七八九十]+部分)?(?P<name>{_NAME}{_KIND_OF})"
    r"(?:部门|单位|本级|整体)*(?:(?:[“”\u4e00-\u9fff]{0,16})?(?:决算|预算)[\u4e00-\u9fff（）]{0,16}|概况|基本情况|基本概况)[.…·•⋯_]*\d*"
)
_OWN = (
    r"(?:部门|本级|机关|单位)?(?:20\d\d年(?:度)?)?(?:部门|单位|本级)?(?:总收入|总支出|收入|支出|本年收入|本年支出|收、支|财政拨款|"
    r"一般公共预算|政府性基金|国有资本经营|[“]?三公[”]?经费|机关运行经费|政府采购|部门决算|部门预算|决算|共有车辆|主要职责)"
)
_SUBJECT = re.compile(
    rf"(?:^|(?<=[，。；：]))(?:[（(]?[一二三四五六七八九十\d]+[、.)）])?(?P<year>(?:截至)?20\d\d年(?:度)?(?:\d+月\d+日[，]?)?)?(?P<name>{_NAME}){_KIND_OF}(?P<own>{_OWN})"
)
_SCOPE = re.compile(
    rf"纳入(?P<name>{_NAME}){_KIND_OF}(?:部门|单位)?(?:20\d\d年(?:度)?)?(?:部门|单位)?(?:决算|预算)(?:编制|汇编|范围)"
)
_NO_NAME = re.compile(
    r"^(?:纳入|关于|由|为|根据|与|对|本|各|该|其|我|按|经|在|将|用于|所属|包括|全|主要|一般|部门|单位|收入|支出|财政)"
)
_WORDS = re.compile(r"预算|决算|支出|收入|单位|部门|拨款|经费|公共|资金|情况|费用|名称|全体|年度")
"""Words of accounts, which no body is named by."""
_COMMON = re.compile(r"(?:部|会|场|处|所)$")


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).replace("(", "（").replace(")", "）")


def _name(match: re.Match[str] | None) -> str:
    name = match["name"].replace("（汇总）", "") if match else ""
    return "" if len(name) < 4 or _NO_NAME.match(name) or _WORDS.search(name) else name


def labelled(text: str) -> str:
    """Return the body that a form's line (部门：某市某局 单位：万元) names, or ""."""
    return _name(_LABEL.fullmatch(_bare(text)))


def titled(text: str) -> str:
    """Return the body that a title of accounts or of a budget names (2024年度某市某局部门决算), or ""."""
    bare = _bare(text)
    return _name(_TITLE.fullmatch(_YEAR.sub("", bare))) if len(bare) < 60 else ""


def named(text: str) -> str:
    """Return the body a line consists of (福州市某局), or ""."""
    bare = _YEAR.sub("", _bare(text))
    return _name(re.fullmatch(rf"(?P<name>{_NAME}{_KIND_OF})", bare))


def spoken_of(text: str) -> list[tuple[str, int, int]]:
    """Return (name, start, end) of the bodies a paragraph tells the revenue, expenditure and other affairs of."""
    kept = [n for n, c in enumerate(text) if not c.isspace()]
    bare = "".join(text[n] for n in kept)
    found = []
    for match in _SUBJECT.finditer(bare):
        name = _name(match)
        if (
            name
            and (match["year"] or re.search(r"20\d\d", match["own"]) or match.start() == 0)
            and not _COMMON.search(name)
        ):
            found.append((name, kept[match.start("name")], kept[match.end("name") - 1] + 1))
    return found


def scope_of(text: str) -> list[str]:
    """Return the bodies whose consolidation a paragraph tells of (纳入某市某局2024年度部门决算编制范围的单位)."""
    return [name for match in _SCOPE.finditer(_bare(text)) if (name := _name(match))]


def one_body(one: str, other: str) -> bool:
    """Say whether two names may be one body's: one is within the other, or short for it (市人社局)."""
    short, long = sorted((re.sub(r"（.*?）", "", one), re.sub(r"（.*?）", "", other)), key=len)
    rest = iter(long)
    return all(c in rest for c in short)
