"""Sections ten to thirteen: operating cost of offices, procurement, state assets, performance."""

from __future__ import annotations

from juesuan.publish.narrative.general import compared
from juesuan.publish.narrative.totals import listed
from juesuan.publish.narrative.voice import Voice
from juesuan.publish.slots import filled
from juesuan.publish.tree import Block, Paragraph, Span

__all__ = ["VEHICLES", "assets", "operating_cost", "performance", "procurement"]

VEHICLES = {
    "leader": "副省级及以上领导干部用车",
    "principal": "主要负责人用车",
    "confidential": "机要通信用车",
    "emergency": "应急保障用车",
    "enforcement": "执法执勤用车",
    "special": "特种专业技术用车",
    "retired": "离退休干部服务用车",
    "other": "其他用车",
}
_MERIT_PAY = "30107"
"""绩效工资: paid to the staff of institutions."""
_PROCURED = {"goods": "货物", "works": "工程", "services": "服务"}


def operating_cost(voice: Voice) -> list[Block]:
    """机关运行经费 against its budget and last year."""
    actual = voice.about("operating_cost")
    if not voice.value(actual):
        return [Paragraph(voice.say("no_operating_cost"))]
    blocks: list[Block] = []
    initial = actual.at(stage="initial")
    if voice.planned(actual):
        ratio = voice.ratio("completion", actual, initial)
        completion = voice.say("completion", completion=ratio) if ratio is not None else []
        comparison = compared(voice, actual, initial, "operating_cost", "compared")
        figures = {"initial": voice.money(initial), "actual": voice.money(actual)}
        blocks.append(Paragraph(voice.say("operating_budget", completion=completion, comparison=comparison, **figures)))
    else:
        blocks.append(Paragraph(voice.say("operating_cost", actual=voice.money(actual))))
    if changed := voice.change(actual, "机关运行经费支出", "operating_cost", large=False):
        blocks.append(Paragraph(changed))
    return [*blocks, *_covered(voice)]


def _covered(voice: Voice) -> list[Block]:
    """Say whose public expenses those are where they are all there are, though merit pay shows institutions' staff."""
    public = voice.about("expenditure", fund="general", nature="public")
    merit = voice.about("expenditure", fund="general", nature="basic", economic=_MERIT_PAY)
    if voice.value(public) != voice.value(voice.about("operating_cost")) or not voice.value(merit):
        return []
    institutions = any(unit.kind == "institution" for unit in voice.book.units)
    return [Paragraph(voice.say("operating_institutions" if institutions else "operating_offices"))]


def procurement(voice: Voice) -> list[Block]:
    """政府采购 by kind, and what went to small and medium enterprises."""
    whole = voice.about("procurement")
    if not voice.value(whole):
        return [Paragraph(voice.say("no_procurement"))]
    kinds = {kind: voice.money(whole.with_(procurement=kind)) for kind in _PROCURED}
    blocks: list[Block] = [Paragraph(voice.say("procurement", total=voice.money(whole), **kinds))]
    return [*blocks, Paragraph(_smaller(voice))]


def _smaller(voice: Voice) -> list[Span]:
    """Say what went to 中小企业, to 小微企业 among them, and of which kind; shares too small to show are left out."""
    whole = voice.about("procurement")
    sme, micro = whole.with_(size="sme"), whole.with_(size="micro")
    if not voice.value(sme):
        return voice.say("procurement_no_sme")
    spans = voice.say("procurement_sme", sme=voice.money(sme), share=voice.share(sme, whole, "procurement_share"))
    if voice.value(micro):
        share = voice.share(micro, sme, "procurement_micro_share")
        spans += voice.say("procurement_micro", micro=voice.money(micro), share=share)
    parts = []
    for kind, name in _PROCURED.items():
        of = whole.with_(procurement=kind)
        mine = of.with_(size="sme")
        ratio = voice.ratio("share", mine, of)
        if voice.value(mine) and ratio is not None:
            parts.append(voice.say("procurement_kind", kind=name, sme=voice.money(mine), share=ratio))
    return [*spans, *(["；", *listed(parts)] if parts else []), "。"]


def assets(voice: Voice) -> list[Block]:
    """国有资产: vehicles by kind, and large equipment."""
    total = voice.about("vehicles")
    equipment = voice.about("equipment")
    if voice.accounts.counts.get(total):
        parts: list[list[Span]] = [
            [name, voice.number(total.with_(vehicle=kind), "辆")] for kind, name in VEHICLES.items()
        ]
        spans = voice.say("assets", total=voice.number(total, "辆"), parts=listed(parts, "、"))
    else:
        spans = voice.say("no_vehicles")
    if voice.accounts.counts.get(equipment):
        spans += voice.say("equipment", count=voice.number(equipment, "台（套）"))
    else:
        spans += voice.say("no_equipment")
    return [Paragraph(spans)]


def performance(voice: Voice) -> list[Block]:
    """预算绩效: what the book's text says, else what was evaluated and where its tables stand."""
    given = voice.book.texts.get("performance", "").strip()
    if given:
        return [Paragraph(filled(line.strip(), voice.accounts)) for line in given.splitlines() if line.strip()]
    evaluated = bool(voice.book.tables.get("projects"))
    closing = voice.say("performance_table") if evaluated else voice.say("performance_none")
    return [Paragraph([*voice.say("performance"), *closing])] if evaluated else [Paragraph(closing)]
