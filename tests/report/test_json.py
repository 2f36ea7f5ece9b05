"""The JSON of a finding is an interface: names, types, ids."""

from __future__ import annotations

import json as stdlib
from collections.abc import Callable
from typing import Any

from juesuan.blocks import Unreadable
from juesuan.facts import Place
from juesuan.findings import Finding, Severity, Witness
from juesuan.report import json
from juesuan.report.view import stable_ids

NUMBER, TEXT, NONE = (int, float), str, type(None)
SHAPE: dict[str, Any] = {
    "tool": TEXT,
    "document": {
        "path": TEXT,
        "sha256": TEXT,
        "format": TEXT,
        "pages": int,
        "organisation": TEXT,
        "year": (int, NONE),
        "kind": TEXT,
        "unit": TEXT,
    },
    "forms": [{"form": TEXT, "title": TEXT, "pages": [int], "rows": int, "figures": int}],
    "figures": {"total": int, "proven": int, "contradicted": int, "unchecked": int},
    "findings": [
        {
            "id": TEXT,
            "law": TEXT,
            "code": TEXT,
            "severity": ("error", "warning", "info"),
            "message": TEXT,
            "expected": TEXT,
            "difference": TEXT,
            "places": [
                {
                    "role": ("stated", "operand"),
                    "page": (int, NONE),
                    "line": (int, NONE),
                    "start": (int, NONE),
                    "end": (int, NONE),
                    "box": (list, NONE),
                    "section": (str, NONE),
                    "form": (str, NONE),
                    "row": (str, NONE),
                    "column": (str, NONE),
                    "text": TEXT,
                    "value": (str, NONE),
                    "unit": TEXT,
                }
            ],
            "suspects": [{"place": int, "value": TEXT, "why": TEXT}],
        }
    ],
    "not_run": [{"law": TEXT, "why": TEXT}],
    "notices": [{"code": TEXT, "page": (int, NONE), "message": TEXT}],
}


def fits(value: object, shape: Any, at: str = "$") -> None:
    """Assert that a value has a shape: the same keys, the right types, nothing more."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), at
        assert list(value) == list(shape), at
        for key, inner in shape.items():
            fits(value[key], inner, f"{at}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), at
        for n, one in enumerate(value):
            fits(one, shape[0], f"{at}[{n}]")
    elif isinstance(shape, tuple) and isinstance(shape[0], str):
        assert value in shape, at
    else:
        assert isinstance(value, shape), at


def test_shape_of_text_and_pdf(text_audit: Any, pdf_audit: Any) -> None:
    for audit in (text_audit, pdf_audit):
        found = stdlib.loads(json.dumps(json.whole(audit)))
        fits(found, SHAPE)
        assert found["figures"] == {"total": 3, "proven": 1, "contradicted": 1, "unchecked": 1}
        assert found["not_run"] == [{"law": "cross-document", "why": "没有提供上年决算"}]


def test_golden(text_audit: Any, golden: Callable[[str, str], None]) -> None:
    golden("report/text.en.json", json.dumps(json.whole(text_audit, "en")) + "\n")


def test_severity_leaves_out_the_lesser(text_audit: Any) -> None:
    codes = [f["code"] for f in json.whole(text_audit, "zh", Severity.WARNING)["findings"]]
    assert codes == ["derived.completion", "disclosure.doubled"]


def test_a_failure_has_the_same_shape() -> None:
    found = json.failure(Unreadable("x.pdf", "worker.slow", seconds="9"), "en")
    assert list(found) == [*SHAPE, "error"]
    assert list(found["document"]) == list(SHAPE["document"])
    assert found["error"]["code"] == "worker.slow"
    assert "x.pdf" in found["error"]["message"]


def test_ids_depend_on_the_finding_alone() -> None:
    one = Finding("a.b", [Witness("stated", Place(line=3, start=1, section="甲"), "１ 0.0%")])
    moved = Finding("a.b", [Witness("stated", Place(page=9, section="甲"), "10.0%")])
    other = Finding("a.b", [Witness("stated", Place(section="甲"), "20.0%")])
    assert stable_ids([one]) == stable_ids([moved])
    assert stable_ids([other, one])[1] == stable_ids([one])[0]
    first, second = stable_ids([one, moved])
    assert second == f"{first}-2"
