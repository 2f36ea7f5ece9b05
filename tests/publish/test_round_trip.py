"""The law for accounts nobody has seen: published, read back and audited, nothing differs, fails or stays unchecked."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.publish.accounts import explained, random_accounts, seeds
from tests.publish.figures import book, wuchang
from tests.publish.laws import faults

from juesuan.publish.document import build_document, missing_reasons
from juesuan.publish.render.pdf import render_pdf
from juesuan.publish.tree import Paragraph


@pytest.mark.parametrize("pack", ["hubei", "shanghai"])
@given(seed=seeds())
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_accounts_come_back_unharmed(pack: str, tmp_path: Path, seed: int):
    accounts = random_accounts(seed)
    written = explained(accounts, pack)
    assert missing_reasons(accounts, written) == []
    document = build_document(accounts, written)
    path = tmp_path / "random.pdf"
    path.write_bytes(render_pdf(document))
    assert faults(document, path) == []


def test_figures_in_reasons_are_read_back_and_checked(tmp_path: Path):
    written = {"inflow": "年中追加就业补助{expenditure[function=20807]}"}
    document = build_document(wuchang(), book(change=written))
    assert "追加就业补助11,300.34万元" in "".join(b.text for b in document.blocks if isinstance(b, Paragraph))
    path = tmp_path / "reasons.pdf"
    path.write_bytes(render_pdf(document))
    assert faults(document, path) == []
