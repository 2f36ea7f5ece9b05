"""xBRL-JSON (OIM) of the facts, with the small taxonomy it needs: a concept a measure, a typed dimension a tree.

There is no hypercube: a fact names the dimensions it has, and a dimension it does not name stands at its total.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from juesuan.accounts import Accounts
from juesuan.facts import Coordinate
from juesuan.taxonomy.description import word

__all__ = ["NAMESPACE", "write_xbrl"]

NAMESPACE = "urn:juesuan:final-accounts"
_ENTITY = "urn:juesuan:organisation"
_COUNTS = ("groups", "persons", "visits", "vehicles", "equipment")
_XBRL = "http://www.xbrl.org"


def write_xbrl(accounts: Accounts, folder: Path) -> list[str]:
    """Write facts.xbrl.json, final-accounts.xsd and its label linkbase; return their names."""
    coordinates = sorted({*accounts.exact, *accounts.counts}, key=str)
    dimensions = sorted({"stage", *(d for c in coordinates for d, _ in c.members)})
    measures = sorted({c.measure for c in coordinates})
    (folder / "final-accounts.xsd").write_text(_schema(measures, dimensions), "utf-8")
    (folder / "final-accounts-lab.xml").write_text(_labels(measures), "utf-8")
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
        "facts": {f"f{n}": _fact(c, accounts) for n, c in enumerate(coordinates, 1)},
    }
    (folder / "facts.xbrl.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return ["facts.xbrl.json", "final-accounts.xsd", "final-accounts-lab.xml"]


def _fact(c: Coordinate, accounts: Accounts) -> dict[str, Any]:
    """Return one fact: balances stand at an instant, everything else over the year."""
    counted = c.measure in _COUNTS
    whole = f"{c.year}-01-01T00:00:00/{c.year + 1}-01-01T00:00:00"
    members = {f"fa:{dimension}Axis": member for dimension, member in c.members}
    dimensions = {"concept": f"fa:{c.measure}", "entity": f"org:{_entity(accounts)}", "period": whole, **members}
    dimensions["fa:stageAxis"] = c.stage
    if not counted:
        dimensions["unit"] = "iso4217:CNY"
        return {"value": str(Decimal(accounts.exact[c]) / 100), "decimals": 2, "dimensions": dimensions}
    return {"value": str(accounts.counts[c]), "decimals": 0, "dimensions": dimensions}


def _entity(accounts: Accounts) -> str:
    """Return an identifier that any XML name may be: letters of the name are kept."""
    return "".join(ch for ch in accounts.organisation if ch.isalnum()) or "body"


def _schema(measures: list[str], dimensions: list[str]) -> str:
    concepts = "".join(
        f'<xs:element name="{m}" id="fa_{m}" type="xbrli:{"decimalItemType" if m in _COUNTS else "monetaryItemType"}" '
        f'substitutionGroup="xbrli:item" xbrli:periodType="duration" nillable="true"/>\n'
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


def _labels(measures: list[str]) -> str:
    rows = "".join(
        f'<link:loc xlink:type="locator" xlink:href="final-accounts.xsd#fa_{m}" xlink:label="{m}"/>\n'
        f'<link:label xlink:type="resource" xlink:label="{m}_label" xlink:role="{_XBRL}/2003/role/label" '
        f'xml:lang="zh">{word("measure", m)}</link:label>\n'
        f'<link:labelArc xlink:type="arc" xlink:arcrole="{_XBRL}/2003/arcrole/concept-label" xlink:from="{m}" '
        f'xlink:to="{m}_label"/>\n'
        for m in measures
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<link:linkbase xmlns:link="{_XBRL}/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink">
<link:labelLink xlink:type="extended" xlink:role="{_XBRL}/2003/role/link">
{rows}</link:labelLink>
</link:linkbase>
"""
