"""Runs of the state machine in chunks, each from a seed of its own: workers share them, and all are repeatable."""

from __future__ import annotations

from hypothesis import Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

STEPS = 14


def run_sequences(machine: type[RuleBasedStateMachine], *, first_seed: int, count: int) -> None:
    """Run so many sequences. A failure is not made smaller: its steps are printed, and those are few."""
    chunk = seed(first_seed)(type(machine.__name__, (machine,), {}))
    run_state_machine_as_test(
        chunk,
        settings=settings(
            max_examples=count,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            report_multiple_bugs=False,
        ),
    )
