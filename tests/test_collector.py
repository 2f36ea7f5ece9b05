"""The collector of cycles rests while a block runs, and is afterwards as it was before, faults included."""

import gc

import pytest

from juesuan.collector import at_rest


@pytest.mark.parametrize("on", [True, False])
def test_it_rests_and_comes_back_as_it_was(on):
    (gc.enable if on else gc.disable)()
    try:
        with at_rest(), at_rest():
            assert not gc.isenabled()
        assert gc.isenabled() == on
    finally:
        gc.enable()


def test_a_fault_wakes_it():
    with pytest.raises(ValueError, match="ours"), at_rest():
        raise ValueError("ours")
    assert gc.isenabled()
