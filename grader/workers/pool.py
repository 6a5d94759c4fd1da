"""Many workers: threads that control processes of this computer, or a Dask cluster.

On this computer no port is open: the processes are connected by socket pairs, which have no
address. On a cluster a submission is sent as bytes and its verdicts are returned; a worker needs no
database and no shared disk. The tasks of a lost machine are sent to another one, and a task whose
worker dies three times counts as a crash.
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
from grader.workers.worker import Preloaded, Worker

if TYPE_CHECKING:
    from distributed import Security

Submit = Callable[[Task], "Future[dict[str, Graded]]"]


def grade_all(
    tasks: Iterable[tuple[str, Task]],
    workers: int | None = None,
    scheduler: str | None = None,
    security: Security | None = None,
    limits: Limits = Limits(),
    preloaded: Preloaded | None = None,
) -> Results:
    """Yield each task's name and results, in the order in which they are ready.

    Args:
        tasks: read only as fast as they are graded. Without tasks no worker is started.
        workers: how many to start on this computer; one for each core by default.
        scheduler: the address of a Dask scheduler to use instead, such as ``tls://host:8786``.
        security: the certificates that the scheduler asks for.
        limits: those of the batch: number of tries, time to wait, tasks to send ahead.
        preloaded: what the workers of this computer share; it may have been launched already.

    Raises:
        GraderError: the scheduler does not answer.
        SandboxError: a worker has no sandbox.
    """
    waiting = iter(tasks)
    todo = list(islice(waiting, 1))
    if not todo:
        return
    with ExitStack() as stack:
        submit, count = stack.enter_context(
            _cluster(scheduler, security, limits)
            if scheduler
            else _local(workers or _cores(), preloaded or Preloaded())
        )
        todo += islice(waiting, limits.ahead * count)  # not all, to keep memory constant
        sent: dict[Future[dict[str, Graded]], tuple[str, Task]] = {}
        while todo or sent:
            sent |= {submit(task): (name, task) for name, task in todo}
            done, _ = wait(sent, return_when=FIRST_COMPLETED)
            for future in done:
                name, task = sent.pop(future)
                yield name, _results(future, task)
            todo = list(islice(waiting, len(done)))


def _results(done: Future[dict[str, Graded]], task: Task) -> dict[str, Graded]:
    """Return a task's results; an error counts for this task only, unless Dask is lost."""
    try:
        return done.result()
    except GraderError:
        raise
    except CancelledError as error:
        raise GraderError(
            "the connection to Dask was lost; another run goes on from here"
        ) from error
    except Exception as error:
        if type(error).__name__ == "KilledWorker":  # Dask's; Dask is loaded only if it is used
            sentence = f"grading this notebook ended {task.limits.deaths} workers"
        else:
            sentence = f"the grader stopped: {type(error).__name__}: {error}"
    from grader.submission.grading import crashed

    return crashed(task, sentence)


# --- This computer -------------------------------------------------------------------------------


def _cores() -> int:
    return os.cpu_count() or 1


@contextmanager
def _local(count: int, preloaded: Preloaded) -> Iterator[tuple[Submit, int]]:
    """Start workers: a thread waits for each, and their processes do all computing."""
    workers = [Worker(preloaded) for _ in range(count)]
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

    A Dask worker runs whatever its scheduler sends, and a scheduler accepts that from anyone who
    connects: only certificates distinguish an instructor from others who can reach the port.

    Args:
        scheduler: its address; without one no certificates are needed.
        ca: certificate of the authority that signed the certificates of the cluster.
        cert: certificate of this computer. Files that are not given come from Dask's own settings.
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
        # The masters are sent once to each worker, also to one that replaces a lost worker.
        if id(task.masters) not in kept:
            kept[id(task.masters)] = client.submit(dict, task.masters), task.masters
        masters, _ = kept[id(task.masters)]
        return executor.submit(grade_there, task.against({}), masters)

    with client, client.get_executor(pure=False) as executor:
        yield submit, max(1, len(client.scheduler_info(n_workers=-1)["workers"]))


def grade_there(task: Task, masters: dict[str, str]) -> dict[str, Graded]:
    """Grade a task on the Dask worker that runs this function.

    Args:
        task: the submission, without its masters.
        masters: the text of each master, by name.

    Returns:
        The result of each notebook, by the name of its master.
    """
    from distributed import get_worker

    return _worker_of(get_worker().address).grade(task.against(masters))


@functools.cache
def _worker_of(address: str) -> Worker:
    """Return the grader's worker of this Dask worker, started once."""
    return Worker()
