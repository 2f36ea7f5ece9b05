"""Where the measured documents lie, and one audit of each for all benchmarks to share."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from juesuan.auditing import Audit, audit
from juesuan.findings import Finding, Severity
from juesuan.laws.registry import severity_of

SHARED = Path(__file__).resolve().parents[2] / "shared"
DISCLOSURES = SHARED / "disclosures"
TRUTH = SHARED / "truth"
WUCHANG = DISCLOSURES / "wuchang-hr-2024.txt"
PUTUO = DISCLOSURES / "putuo-finance-2024.pdf"
PLANTED = DISCLOSURES / "putuo-finance-2024-planted.pdf"
TEMPLATE = DISCLOSURES / "putuo-template-2024.pdf"
XIAN = DISCLOSURES / "xian-health-2022.pdf"


def final_accounts() -> list[Path]:
    """Return the final accounts (决算), not the budgets."""
    return sorted(path for path in DISCLOSURES.iterdir() if path.is_file())


def text_layer_pdfs() -> list[Path]:
    """Return all PDFs of the collection, budgets included."""
    return sorted(DISCLOSURES.rglob("*.pdf"))


@cache
def audited(path: Path) -> Audit:
    """Audit a document once."""
    return audit(path)


def severity(finding: Finding) -> Severity:
    """Return the severity of a finding: its own, or the register's."""
    return finding.severity or severity_of(finding.code)


def errors(result: Audit) -> list[Finding]:
    """Return the findings that say something is wrong beyond doubt."""
    return [f for f in result.report.findings if severity(f) is Severity.ERROR]


def serious(result: Audit) -> list[Finding]:
    """Return errors and warnings."""
    return [f for f in result.report.findings if severity(f) is not Severity.INFO]
