"""Many workers: threads that drive processes of this computer, or a Dask cluster.

On this computer nothing listens: the processes are connected by pairs of sockets that have no
address. On a cluster a submission travels as bytes and its verdicts come back; a worker needs no
database and no shared disk. When a machine is lost its tasks go to another one, and a task that is
there when three workers die is a crash.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from grader import GraderError
from grader.limits import Limits
from grader.submission.task import Graded, Results, Task
from grader.workers.worker import Worker

if TYPE_CHECKING:
    from distributed import Security

Submit = Callable[[Task], "Future[dict[str, Graded]]"]


def grade_all(
    tasks: Iterable[tuple[str, Task]],
    workers: int | None = None,
    scheduler: str | None = None,
    security: Security | None = None,
    limits: Limits = Limits(),
) -> Results:
    """Yield each task's name and results, in the order in which they are ready.

    Args:
        tasks: read only as fast as they are graded. Without any, nothing is started.
        workers: how many to start on this computer; one for each core by default.
        scheduler: the address of a Dask scheduler to use instead, such as ``tls://host:8786``.
        security: the certificates that the scheduler asks for.
        limits: of the batch: how often to try, how long to wait, how far to send ahead.

    Raises:
        GraderError: the scheduler does not answer.
        SandboxError: a worker has no sandbox.
    """
    waiting = iter(tasks)
    todo = list(islice(waiting, 1))
    if not todo:
        return
    with ExitStack() as stack:
        pool = _cluster(scheduler, security, limits) if scheduler else _local(workers or _cores())
        submit, count = stack.enter_context(pool)
        todo += islice(waiting, limits.ahead * count)  # not all: memory stays flat
        sent: dict[Future[dict[str, Graded]], tuple[str, Task]] = {}
        while todo or sent:
            sent |= {submit(task): (name, task) for name, task in todo}
            done, _ = wait(sent, return_when=FIRST_COMPLETED)
            for future in done:
                name, task = sent.pop(future)
                yield name, _results(future, task)
            todo = list(islice(waiting, len(done)))


def _results(done: Future[dict[str, Graded]], task: Task) -> dict[str, Graded]:
    """Return a task's results; what ended it is its own trouble, unless Dask itself is gone."""
    try:
        return done.result()
    except GraderError:
        raise
    except CancelledError as error:
        raise GraderError(
            "the connection to Dask was lost; another run goes on from here"
        ) from error
    except Exception as error:
        if type(error).__name__ == "KilledWorker":  # of Dask, which is not loaded without need
            sentence = f"grading this notebook ended {task.limits.deaths} workers"
        else:
            sentence = f"the grader stopped: {type(error).__name__}: {error}"
    from grader.submission.grading import crashed

    return crashed(task, sentence)


# --- This computer -------------------------------------------------------------------------------


def _cores() -> int:
    return os.cpu_count() or 1


@contextmanager
def _local(count: int) -> Iterator[tuple[Submit, int]]:
    """Start workers; a thread waits for each, and all computing is done in their processes."""
    workers = [Worker() for _ in range(count)]
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def grade(task: Task) -> dict[str, Graded]:
        worker = idle.get()
        try:
            return worker.grade(task)
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(count)
    try:
        yield (lambda task: threads.submit(grade, task)), count
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.close()
        threads.shutdown()


# --- A cluster -----------------------------------------------------------------------------------


def security(
    scheduler: str | None,
    ca: Path | None = None,
    cert: Path | None = None,
    key: Path | None = None,
    *,
    unencrypted: bool = False,
) -> Security | None:
    """Return the certificates with which to connect to a scheduler.

    A Dask worker runs whatever its scheduler sends, and a scheduler takes it from whoever connects:
    only certificates tell an instructor from anybody else who reaches the port.

    Args:
        scheduler: its address; without one there is nothing to connect to.
        ca: certificate of who signed the certificates of the cluster.
        cert: certificate of this end. What is not named here comes from Dask's own settings.
        key: private key to that certificate.
        unencrypted: whether an address may begin with ``tcp://``.

    Raises:
        GraderError: the address is not ``tls://``, or a certificate is missing.
    """
    if scheduler is None or (unencrypted and scheduler.startswith("tcp://")):
        return None
    if not scheduler.startswith("tls://"):
        raise GraderError(
            f"--scheduler {scheduler}: expected tls://HOST:PORT; without certificates whoever "
            "reaches the scheduler can run programs as you (--unencrypted allows tcp://)"
        )
    from distributed import Security

    named = {"tls_ca_file": ca, "tls_client_cert": cert, "tls_client_key": key}
    chosen = {name: str(path) for name, path in named.items() if path}
    found = Security(require_encryption=True, **chosen)
    missing = [
        option
        for option, name in zip(("--tls-ca", "--tls-cert", "--tls-key"), named, strict=True)
        if not getattr(found, name)
    ]
    if missing:
        raise GraderError(f"a tls:// scheduler needs certificates: name {' and '.join(missing)}")
    return found


@contextmanager
def _cluster(
    scheduler: str, security: Security | None, limits: Limits
) -> Iterator[tuple[Submit, int]]:
    """Connect to a Dask scheduler."""
    import dask
    from distributed import Client

    dask.config.set(
        {
            "distributed.scheduler.allowed-failures": limits.deaths - 1,
            "distributed.comm.timeouts.connect": f"{limits.connect}s",
        }
    )
    try:
        client = Client(scheduler, security=security, set_as_default=False)
    except (OSError, ValueError) as error:
        raise GraderError(f"no connection to the scheduler {scheduler}: {error}") from error
    kept: dict[int, Any] = {}

    def submit(task: Task) -> Future[dict[str, Graded]]:
        # The masters travel once to each worker, and again to one that takes a lost one's place.
        if id(task.masters) not in kept:
            kept[id(task.masters)] = client.submit(dict, task.masters), task.masters
        masters, _ = kept[id(task.masters)]
        return executor.submit(grade_there, task.against({}), masters)

    with client, client.get_executor(pure=False) as executor:
        yield submit, max(1, len(client.scheduler_info(n_workers=-1)["workers"]))


def grade_there(task: Task, masters: dict[str, str]) -> dict[str, Graded]:
    """Grade a task on the Dask worker that this is called on."""
    from distributed import get_worker

    return _worker_of(get_worker().address).grade(task.against(masters))


@functools.cache
def _worker_of(address: str) -> Worker:
    """Return the one grading process beside a Dask worker."""
    return Worker()
