"""What numbers mean: dimensions, classifications and forms, all of them data."""

from __future__ import annotations

from juesuan.taxonomy.classification import LEVELS, Classification, Entry, classification, level, parent, plain_name
from juesuan.taxonomy.dimensions import Dimensions, dimensions
from juesuan.taxonomy.forms import Cast, ColumnSpec, FormSpec, RowSpec, form_spec, form_specs

__all__ = [
    "LEVELS",
    "Cast",
    "Classification",
    "ColumnSpec",
    "Dimensions",
    "Entry",
    "FormSpec",
    "RowSpec",
    "classification",
    "dimensions",
    "form_spec",
    "form_specs",
    "level",
    "parent",
    "plain_name",
]
