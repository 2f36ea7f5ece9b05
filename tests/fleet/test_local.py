"""The pool: order, and what a worker that dies, hangs, swells or raises costs."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from functools import partial

from juesuan.fleet.local import Caps, Failure, run


def work(task: str) -> str:
    if task == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "exit":
        os._exit(3)
    if task == "spin":
        while True:
            pass
    if task == "sleep":
        time.sleep(60)
    if task == "swell":
        held = [b"x" * 10_000_000 for _ in range(30)]
        time.sleep(60)
        return str(len(held))
    if task == "raise":
        raise KeyError("甲")
    if task.startswith("wait"):
        time.sleep(0.2)
    return task.upper()


def test_results_come_in_the_order_of_the_tasks() -> None:
    tasks = ["wait a", "b", "c", "wait d", "e"]
    heard: list[int] = []
    assert list(run(tasks, work, 2, Caps(), heard.append)) == [t.upper() for t in tasks]
    assert heard == sorted(heard)


def test_a_bad_task_costs_itself_only() -> None:
    tasks = ["a", "die", "b", "exit", "raise", "spin", "swell", "c"]
    found = list(run(tasks, work, 2, Caps(seconds=1, memory=250_000_000)))
    assert [found[0], found[2], found[7]] == ["A", "B", "C"]
    codes = [one.code for one in found if isinstance(one, Failure)]
    assert codes == ["died", "died", "bug", "slow", "memory"]
    assert found[1] == Failure("died", "SIGKILL")
    assert isinstance(found[4], Failure)
    assert "KeyError" in found[4].detail


def in_two(task: str) -> Callable[[], str]:
    time.sleep(0.3)
    return partial(rest, task)


def rest(task: str) -> str:
    time.sleep(0.3)
    return task * 2


def test_what_is_left_to_do_has_its_time_anew() -> None:
    assert list(run(["a", "b"], in_two, 2, Caps(seconds=0.45))) == ["aa", "bb"]


def test_a_sleeping_task_is_ended_too() -> None:
    began = time.monotonic()
    assert list(run(["sleep"], work, 1, Caps(seconds=0.3))) == [Failure("slow", "0.3")]
    assert time.monotonic() - began < 5


def test_no_worker_is_left_when_the_caller_stops_early() -> None:
    import multiprocessing

    results = run(["a", "spin", "spin"], work, 2, Caps())
    assert next(results) == "A"
    results.close()
    assert not multiprocessing.active_children()


def _slowly(task):
    time.sleep(0.4)
    return task


def test_what_a_large_parent_holds_is_no_task_of_its_workers():
    ballast = bytearray(400_000_000)
    ballast[::4096] = b"x" * len(ballast[::4096])
    assert list(run([1, 2], _slowly, 1, Caps(20.0, 300_000_000))) == [1, 2]
    assert ballast[0] == ord("x")
