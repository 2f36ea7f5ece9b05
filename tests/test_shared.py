"""What real documents must keep giving: all that was planted, and no false error."""

from pathlib import Path

import pytest

from juesuan.auditing import audit
from juesuan.findings import Severity
from juesuan.laws.registry import severity_of

DISCLOSURES = Path(__file__).parents[2] / "shared" / "disclosures"
pytestmark = pytest.mark.skipif(not DISCLOSURES.exists(), reason="the documents of ../shared are not here")


def errors(name):
    findings = audit(DISCLOSURES / name).report.findings
    return [f for f in findings if (f.severity or severity_of(f.code)) is Severity.ERROR]


def test_published_putuo_has_its_wrong_share_and_total():
    assert {f.code for f in errors("putuo-finance-2024.pdf")} <= {"derived.share", "identity.value"}


def test_planted_putuo():
    codes = [f.code for f in errors("putuo-finance-2024-planted.pdf")]
    assert codes.count("derived.direction") == 3
    assert {"disclosure.placeholder", "disclosure.missing_form", "disclosure.year"} <= set(codes)


def test_template_stays_quiet():
    assert len(audit(DISCLOSURES / "putuo-template-2024.pdf").report.findings) <= 15
