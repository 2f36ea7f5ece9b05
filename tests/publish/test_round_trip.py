"""The law for accounts nobody has seen: published, read back and audited, nothing differs, fails or stays unchecked."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.publish.accounts import explained, random_accounts, seeds
from tests.publish.laws import faults

from juesuan.publish.document import build_document, missing_reasons
from juesuan.publish.render.pdf import render_pdf


@pytest.mark.parametrize("pack", ["hubei", "shanghai"])
@given(seed=seeds())
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_accounts_come_back_unharmed(pack: str, tmp_path: Path, seed: int):
    accounts = random_accounts(seed)
    book = explained(accounts, pack)
    assert missing_reasons(accounts, book) == []
    document = build_document(accounts, book)
    path = tmp_path / "random.pdf"
    path.write_bytes(render_pdf(document))
    assert faults(document, path) == []
