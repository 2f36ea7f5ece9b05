"""Every notation of a placeholder has an example that fires and one that does not."""

import tomllib
from importlib.resources import files

import pytest

from juesuan.laws.disclosure_law import placeholder

ROWS = tomllib.loads((files("juesuan.taxonomy") / "placeholders.toml").read_text("utf-8"))["placeholder"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_examples(row):
    assert placeholder().search(row["fail"])
    assert not placeholder().search(row["pass"])
