"""A pool of processes that outlives what it is fed: a worker that dies, hangs or swells costs one task."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, TypeVar

__all__ = ["Caps", "Failure", "resident", "run"]

T = TypeVar("T")
R = TypeVar("R")
Tick = Callable[[int], None]
Work = Callable[[T], R | Callable[[], R]]
"""What makes a result of a task, or returns what is left to do, which has its caps anew."""
STILL = "still at work"

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
CLOCK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class Caps:
    """What one task may use: seconds of processor time (or four times as many on the clock) and bytes of memory."""

    seconds: float = 60.0
    memory: int = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task gave nothing: died, slow, memory or bug, and a word more."""

    code: str
    detail: str = ""


_PLAIN = 100_000_000
"""Bytes a plain command line holds at most before its first task; what a parent hands down beyond is no task's."""


@dataclass(slots=True, eq=False)
class _Worker(Generic[T, R]):
    """A process, our end of its pipe, and the task it has."""

    process: Any
    pipe: Connection
    index: int | None = None
    began: float = 0.0
    used: float = 0.0
    born: int = 0

    def give(self, index: int, task: T) -> None:
        self.index = index
        self.restart()
        self.pipe.send(task)

    def restart(self) -> None:
        """Count its time from now."""
        self.began, self.used = time.monotonic(), _processor(self.process.pid)

    def over(self, caps: Caps) -> Failure | None:
        """Say which cap the task is over, if any."""
        clock = time.monotonic() - self.began
        used = _processor(self.process.pid) - self.used
        if max(used, clock / 4 if used else clock) > caps.seconds:
            return Failure("slow", f"{caps.seconds:g}")
        if self.memory() > caps.memory:
            return Failure("memory", str(caps.memory // 1_000_000))
        return None

    def memory(self) -> int:
        """Return the bytes it holds, less what a large parent gave it when it forked."""
        return resident(self.process.pid) - self.born

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


@dataclass(slots=True)
class _State(Generic[T, R]):
    tasks: Sequence[T]
    work: Work[T, R]
    caps: Caps
    workers: list[_Worker[T, R]] = field(default_factory=list)
    done: dict[int, R | Failure] = field(default_factory=dict)
    given: int = 0


def run(
    tasks: Sequence[T], work: Work[T, R], jobs: int, caps: Caps, tick: Tick = lambda _: None
) -> Generator[R | Failure, None, None]:
    """Yield what `work` makes of each task, in the order of the tasks; `tick` hears how many are done.

    No more than a few results wait for a slow one before them, so memory does not grow with the number of tasks.
    """
    state: _State[T, R] = _State(tasks, work, caps)
    ready = 0
    try:
        while ready < len(tasks):
            _deal(state, jobs, ready)
            _collect(state)
            tick(ready + len(state.done))
            while ready in state.done:
                yield state.done.pop(ready)
                ready += 1
    finally:
        for worker in state.workers:
            worker.end()


def _deal(state: _State[T, R], jobs: int, ready: int) -> None:
    """Give tasks to idle workers, starting workers as needed, not too far ahead of the first result that is missing."""
    while state.given < min(len(state.tasks), ready + 4 * jobs):
        idle = next((w for w in state.workers if w.index is None), None)
        if idle is None:
            if len(state.workers) >= jobs:
                return
            idle = _start(state)
        try:
            idle.give(state.given, state.tasks[state.given])
        except OSError:
            _drop(state, idle)
            continue
        state.given += 1


def _start(state: _State[T, R]) -> _Worker[T, R]:
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = context.Pipe()
    others = [worker.pipe for worker in state.workers] if sys.platform == "linux" else []
    process = context.Process(target=_serve, args=(state.work, theirs, [*others, ours]), daemon=True)
    process.start()
    theirs.close()
    worker: _Worker[T, R] = _Worker(process, ours, born=max(0, resident(process.pid) - _PLAIN))
    state.workers.append(worker)
    return worker


def _serve(work: Callable[..., Any], pipe: Connection, others: list[Connection]) -> None:
    """Answer tasks until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        for other in others:
            other.close()
    with suppress(EOFError, OSError):
        while True:
            answer = _answer(work, pipe.recv())
            while callable(answer):
                pipe.send(STILL)
                answer = _answer(answer)
            pipe.send(answer)


def _answer(work: Callable[..., Any], *task: Any) -> Any:
    try:
        return work(*task)
    except MemoryError:
        return Failure("memory", "")
    except Exception as error:  # whatever it is, it costs this task only
        if os.environ.get("JUESUAN_DEBUG"):
            traceback.print_exc()
        at = traceback.extract_tb(error.__traceback__)[-1]
        return Failure("bug", f"{type(error).__name__}: {error} [{Path(at.filename).name}:{at.lineno}]")


def _collect(state: _State[T, R]) -> None:
    """Take what workers have answered within a moment, and end those that are over a cap."""
    busy = [w for w in state.workers if w.index is not None]
    heard = wait([w.pipe for w in busy], timeout=0.1)
    for worker in busy:
        if worker.pipe in heard:
            _take(state, worker)
        elif failure := worker.over(state.caps):
            _settle(state, worker, failure)
            _drop(state, worker)


def _take(state: _State[T, R], worker: _Worker[T, R]) -> None:
    try:
        answer = worker.pipe.recv()
        if answer == STILL:
            worker.restart()
            return
        _settle(state, worker, answer)
    except (EOFError, OSError):
        worker.process.join(1)
        code = worker.process.exitcode
        _settle(state, worker, Failure("died", _ending(code)))
        _drop(state, worker)
        return
    if worker.memory() > state.caps.memory // 2:
        _drop(state, worker)


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit {code}"


def _settle(state: _State[T, R], worker: _Worker[T, R], answer: R | Failure) -> None:
    if worker.index is not None:
        state.done[worker.index] = answer
    worker.index = None


def _drop(state: _State[T, R], worker: _Worker[T, R]) -> None:
    worker.end()
    state.workers.remove(worker)


def _processor(pid: int) -> float:
    """Return the processor seconds a process has used, 0 where that cannot be known."""
    with suppress(OSError, ValueError, IndexError):
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / CLOCK
    return 0.0


def resident(pid: int) -> int:
    """Return the bytes of memory a process holds, 0 where that cannot be known."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    return 0
