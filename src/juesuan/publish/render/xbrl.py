"""xBRL-JSON (OIM) of the facts, with the small taxonomy it needs: a concept a measure, a typed dimension a tree.

There is no hypercube: a fact names the dimensions it has, and a dimension it does not name stands at its total. What
was printed is a fact of its own, told from the exact one by `basisAxis` and rounded as `decimals` says.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from juesuan.accounts import Accounts
from juesuan.facts import MONEY_UNITS, Coordinate
from juesuan.taxonomy.description import word

__all__ = ["NAMESPACE", "write_xbrl"]

NAMESPACE = "urn:juesuan:final-accounts"
_ENTITY = "urn:juesuan:organisation"
_INSTANTS = ("opening", "closing")
_XBRL = "http://www.xbrl.org"


def write_xbrl(accounts: Accounts, folder: Path) -> list[str]:
    """Write facts.xbrl.json, final-accounts.xsd and its label linkbase; return their names."""
    coordinates = sorted({*accounts.exact, *accounts.printed, *accounts.counts}, key=str)
    named = {d for c in coordinates for d, _ in c.members} | {"unit" for c in coordinates if c.unit}
    dimensions = sorted({"stage", "basis", *named})
    measures = sorted({c.measure for c in coordinates})
    counted = {c.measure for c in accounts.counts}
    (folder / "final-accounts.xsd").write_text(_schema(measures, counted, dimensions), "utf-8")
    (folder / "final-accounts-lab.xml").write_text(_labels(measures, dimensions), "utf-8")
    report = {
        "documentInfo": {
            "documentType": "https://xbrl.org/2021/xbrl-json",
            "namespaces": {
                "fa": NAMESPACE,
                "org": _ENTITY,
                "iso4217": f"{_XBRL}/2003/iso4217",
                "xbrl": "https://xbrl.org/2021",
                "xbrli": f"{_XBRL}/2003/instance",
            },
            "taxonomy": ["final-accounts.xsd"],
            "features": {},
        },
        "facts": {f"f{n}": fact for n, fact in enumerate(_facts(accounts, coordinates), 1)},
    }
    (folder / "facts.xbrl.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return ["facts.xbrl.json", "final-accounts.xsd", "final-accounts-lab.xml"]


def _facts(accounts: Accounts, coordinates: list[Coordinate]) -> Iterator[dict[str, Any]]:
    """Yield of every coordinate the exact yuan, the printed figure in yuan, or the count."""
    scale = MONEY_UNITS[accounts.unit]
    for c in coordinates:
        about = _dimensions(c, accounts)
        if c in accounts.counts:
            yield {"value": str(accounts.counts[c]), "decimals": 0, "dimensions": about}
            continue
        about["unit"] = "iso4217:CNY"
        if c in accounts.exact:
            yield {"value": f"{Decimal(accounts.exact[c]).scaleb(-2):f}", "decimals": 2, "dimensions": about}
        if c in accounts.printed:
            value = f"{accounts.printed[c] * scale:f}"
            decimals = accounts.places - scale.adjusted()
            yield {"value": value, "decimals": decimals, "dimensions": {**about, "fa:basisAxis": "printed"}}


def _dimensions(c: Coordinate, accounts: Accounts) -> dict[str, str]:
    """Return what a fact is about: balances stand at the first or the last instant of the year, all else over it."""
    first, last = f"{c.year}-01-01T00:00:00", f"{c.year + 1}-01-01T00:00:00"
    found = {
        "concept": f"fa:{c.measure}",
        "entity": f"org:{_entity(accounts)}",
        "period": {"opening": first, "closing": last}.get(c.measure, f"{first}/{last}"),
        **{f"fa:{dimension}Axis": member for dimension, member in c.members},
        "fa:stageAxis": c.stage,
    }
    return found | ({"fa:unitAxis": c.unit} if c.unit else {})


def _entity(accounts: Accounts) -> str:
    """Return an identifier that any XML name may be: letters of the name are kept."""
    return "".join(ch for ch in accounts.organisation if ch.isalnum()) or "body"


def _schema(measures: list[str], counted: Collection[str], dimensions: list[str]) -> str:
    concepts = "".join(
        f'<xs:element name="{m}" id="fa_{m}" type="xbrli:{"decimalItemType" if m in counted else "monetaryItemType"}" '
        f'substitutionGroup="xbrli:item" xbrli:periodType="{"instant" if m in _INSTANTS else "duration"}" '
        f'nillable="true"/>\n'
        for m in measures
    )
    axes = "".join(
        f'<xs:element name="{d}Axis" id="fa_{d}Axis" type="xbrli:stringItemType" '
        f'substitutionGroup="xbrldt:dimensionItem" '
        f'abstract="true" xbrli:periodType="duration" nillable="true" xbrldt:typedDomainRef="#fa_{d}Member"/>\n'
        f'<xs:element name="{d}Member" id="fa_{d}Member" type="xs:string"/>\n'
        for d in dimensions
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="{_XBRL}/2003/instance"
  xmlns:link="{_XBRL}/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xbrldt="http://xbrl.org/2005/xbrldt"
  targetNamespace="{NAMESPACE}" xmlns:fa="{NAMESPACE}" elementFormDefault="qualified">
<xs:annotation><xs:appinfo>
<link:linkbaseRef xlink:type="simple" xlink:href="final-accounts-lab.xml"
  xlink:role="{_XBRL}/2003/role/labelLinkbaseRef" xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>
</xs:appinfo></xs:annotation>
<xs:import namespace="{_XBRL}/2003/instance" schemaLocation="{_XBRL}/2003/xbrl-instance-2003-12-31.xsd"/>
<xs:import namespace="http://xbrl.org/2005/xbrldt" schemaLocation="{_XBRL}/2005/xbrldt-2005.xsd"/>
{concepts}{axes}</xs:schema>
"""


def _labels(measures: list[str], dimensions: list[str]) -> str:
    named = [(m, "measure", m) for m in measures] + [(f"{d}Axis", "dimension", d) for d in dimensions]
    rows = "".join(
        f'<link:loc xlink:type="locator" xlink:href="final-accounts.xsd#fa_{name}" xlink:label="{name}"/>\n'
        f'<link:labelArc xlink:type="arc" xlink:arcrole="{_XBRL}/2003/arcrole/concept-label" xlink:from="{name}" '
        f'xlink:to="{name}_label"/>\n'
        + "".join(
            f'<link:label xlink:type="resource" xlink:label="{name}_label" xlink:role="{_XBRL}/2003/role/label" '
            f'xml:lang="{lang}">{escape(word(table, key, lang))}</link:label>\n'
            for lang in ("zh", "en")
        )
        for name, table, key in named
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<link:linkbase xmlns:link="{_XBRL}/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink">
<link:labelLink xlink:type="extended" xlink:role="{_XBRL}/2003/role/link">
{rows}</link:labelLink>
</link:linkbase>
"""
