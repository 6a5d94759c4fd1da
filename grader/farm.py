"""Many workers: on this computer, or on a Dask cluster.

A submission travels as bytes and its verdicts come back; a worker needs no database and no shared
disk. When a machine is lost its tasks go to another one, and a task that is there when three
workers die is a crash.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator
from typing import Any

import dask
from distributed import Client, KilledWorker, LocalCluster, as_completed, get_worker

from grader.sandbox import SandboxError
from grader.worker import MOST_DEATHS, Graded, Task, Worker, crashed

AHEAD = 4
"""Tasks that are sent out for each worker before the first is back: memory stays flat."""


def grade_there(task: Task) -> dict[str, Graded]:
    """Grade a task on the Dask worker that this is called on."""
    return _worker_of(get_worker().address).grade(task)


@functools.cache
def _worker_of(address: str) -> Worker:
    """Return the one grading process beside a Dask worker."""
    return Worker()


class Farm:
    """Workers to grade with; use it as a context manager.

    Args:
        workers: how many to start on this computer; one for each core by default.
        scheduler: the address of a Dask scheduler to use instead, such as ``tcp://host:8786``.
    """

    def __init__(self, workers: int | None = None, scheduler: str | None = None) -> None:
        self.workers, self.scheduler = workers or os.cpu_count() or 1, scheduler
        self.cluster: LocalCluster | None = None
        self.client: Client | None = None

    def __enter__(self) -> Farm:
        return self

    def _start(self) -> Client:
        dask.config.set(
            {
                "distributed.scheduler.allowed-failures": MOST_DEATHS - 1,
                "distributed.worker.daemon": False,
                "distributed.comm.timeouts.connect": "60s",
            }
        )
        if self.scheduler is None:
            self.cluster = LocalCluster(
                n_workers=self.workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                silence_logs=50,
                memory_limit=0,
            )
        return Client(self.cluster or self.scheduler, set_as_default=False)

    def __exit__(self, *exc: object) -> None:
        if self.client:
            self.client.close()
        if self.cluster:
            self.cluster.close()

    def grade(self, tasks: Iterable[tuple[str, Task]]) -> Iterator[tuple[str, dict[str, Graded]]]:
        """Yield each task's name and results, in the order in which they are ready.

        Raises:
            SandboxError: a worker has no sandbox.
        """
        client = self.client = self.client or self._start()
        waiting = iter(tasks)
        names: dict[Any, tuple[str, Task]] = {}
        running = as_completed(loop=client.loop)

        def send_one() -> None:
            for name, task in waiting:
                future = client.submit(grade_there, task, pure=False)
                names[future] = (name, task)
                running.add(future)
                return

        for _ in range(AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))):
            send_one()
        for future in running:
            name, task = names.pop(future)
            try:
                results = future.result()
            except SandboxError:
                raise
            except KilledWorker:
                words = f"grading this notebook ended {MOST_DEATHS} workers"
                results = crashed(task, words)
            send_one()
            yield name, results
