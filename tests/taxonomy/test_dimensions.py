from __future__ import annotations

from juesuan.taxonomy import dimensions, form_specs


def test_trees_are_trees():
    known = dimensions()
    for dimension, tree in known.trees.items():
        for up, parts in tree.items():
            for part in parts:
                assert known.parent(dimension, part) == (None if up == "total" else up)
            assert known.children(dimension, up if up != "total" else None) == parts


def test_strangers_have_no_place():
    known = dimensions()
    assert known.children("nature", "stranger") == ()
    assert known.children("stranger", None) == ()
    assert known.parent("fund", "fiscal") is None
    assert known.parent("fund", "general") == "fiscal"


def test_forms_speak_of_known_measures_and_stages():
    known = dimensions()
    for spec in form_specs():
        casts = [spec.base, *(c.cast for c in spec.columns), *(r.cast for r in spec.rows)]
        assert all(cast.measure == "" or cast.measure in known.measures for cast in casts), spec.id
        assert all(cast.stage == "" or cast.stage in known.stages for cast in casts), spec.id
