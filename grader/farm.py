"""Many workers: on this computer, or on a Dask cluster.

A submission travels as bytes and its verdicts come back; a worker needs no database and no shared
disk. When a machine is lost its tasks go to another one, and a task that is there when three
workers die is a crash.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from concurrent.futures import CancelledError
from contextlib import ExitStack
from itertools import islice
from typing import Any

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, as_completed, get_worker

from grader import GraderError
from grader.limits import Limits
from grader.task import Graded, Results, Task
from grader.worker import Worker


def grade_there(task: Task) -> dict[str, Graded]:
    """Grade a task on the Dask worker that this is called on."""
    return _worker_of(get_worker().address).grade(task)


@functools.cache
def _worker_of(address: str) -> Worker:
    """Return the one grading process beside a Dask worker."""
    return Worker()


def grade_all(
    tasks: Iterable[tuple[str, Task]],
    workers: int | None = None,
    scheduler: str | None = None,
    limits: Limits = Limits(),
) -> Results:
    """Yield each task's name and results, in the order in which they are ready.

    Args:
        tasks: read only as fast as they are graded. Without any, nothing is started.
        workers: how many to start on this computer; one for each core by default.
        scheduler: the address of a Dask scheduler to use instead, such as ``tcp://host:8786``.
        limits: of the batch: how often to try, how long to wait, how far to send ahead.

    Raises:
        SandboxError: a worker has no sandbox.
    """
    waiting = iter(tasks)
    todo = list(islice(waiting, 1))
    if not todo:
        return
    with ExitStack() as stack:
        client = stack.enter_context(_client(stack, workers, scheduler, limits))
        count = len(client.scheduler_info(n_workers=-1)["workers"])
        todo += islice(waiting, limits.ahead * max(1, count))  # not all: memory stays flat
        running = as_completed(loop=client.loop)
        sent: dict[Any, tuple[str, Task]] = {}
        while todo or sent:
            for name, task in todo:
                future = client.submit(grade_there, task, pure=False)
                sent[future] = (name, task)
                running.add(future)
            done = next(running)
            name, task = sent.pop(done)
            yield name, _results(done, task)
            todo = list(islice(waiting, 1))


def _results(done: Future, task: Task) -> dict[str, Graded]:
    """Return a task's results; what ended it is its own trouble, unless Dask itself is gone."""
    try:
        return done.result()
    except GraderError:
        raise
    except CancelledError as error:
        raise GraderError(
            "the connection to Dask was lost; another run goes on from here"
        ) from error
    except KilledWorker:
        sentence = f"grading this notebook ended {task.limits.deaths} workers"
    except Exception as error:
        sentence = f"the grader stopped: {type(error).__name__}: {error}"
    from grader.submission import crashed

    return crashed(task, sentence)


def _client(stack: ExitStack, workers: int | None, scheduler: str | None, limits: Limits) -> Client:
    dask.config.set(
        {
            "distributed.scheduler.allowed-failures": limits.deaths - 1,
            "distributed.worker.daemon": False,
            "distributed.comm.timeouts.connect": f"{limits.connect}s",
        }
    )
    cluster = scheduler or stack.enter_context(
        _local_cluster(workers or os.cpu_count() or 1, limits.deaths)
    )
    return Client(cluster, set_as_default=False)


def _local_cluster(workers: int, tries: int) -> LocalCluster:
    """Start workers here, and again if one of them is killed while it starts."""
    try:
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=50,
            memory_limit=0,
        )
    except RuntimeError as error:
        if tries > 1:
            return _local_cluster(workers, tries - 1)
        raise GraderError(f"the workers were killed while they started: {error}") from error
