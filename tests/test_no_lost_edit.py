"""A few sequences of what tests/long/test_no_lost_edit.py runs by the thousand."""

from __future__ import annotations

import pytest

from tests.no_lost_edit.machine import TwoSides
from tests.no_lost_edit.running import run_sequences

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("chunk", range(2))
def test_no_edit_is_lost(chunk: int) -> None:
    run_sequences(TwoSides, first_seed=1000 + chunk, count=15)
