"""Every wording pattern has an example that fails and one that passes."""

import pytest

from juesuan.laws.wording import wordings


@pytest.mark.parametrize("row", wordings(), ids=lambda row: row["key"])
def test_examples(row):
    assert row["regex"].search(row["fail"])
    assert not row["regex"].search(row["pass"])
