"""Workers here have no network socket; those of a cluster need a certificate."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import Client, Security

from grader import GraderError
from grader.workers.pool import security
from tools import attacks
from tools.attacks import ASSIGNMENT, NOTEBOOK, POSSIBLE, RIGHT
from tools.gradebooks import rows

PAGE = Path(__file__).resolve().parents[2] / "chapters" / "0-start" / "instructors.md"
STUDENTS = ["right", *(f"student{number}" for number in range(6))]  # all hand in the right answer


@pytest.fixture
def course(tmp_path: Path, bubblewrap: str) -> Path:
    folder = tmp_path / "course"
    folder.mkdir()
    attacks.course_folder(folder)
    for student in STUDENTS[1:]:
        place = folder / "submitted" / student / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{NOTEBOOK}.ipynb").write_bytes(attacks._bytes(attacks.notebook(RIGHT)))
    return folder


def scores(folder: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    for student, _, auto, _, _ in rows(folder):
        found[student] = found.get(student, 0) + auto
    return found


# --- This computer -------------------------------------------------------------------------------


def listening(pid: int) -> set[str]:
    """Return the ports and Unix sockets on which a process and its descendants listen."""
    found, inodes = set(), set()
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return set()
    for process in family:
        try:
            for connection in process.net_connections("inet"):
                if connection.status == psutil.CONN_LISTEN or connection.type == socket.SOCK_DGRAM:
                    found.add(f"{process.name()} on port {connection.laddr.port}")
            entries = os.listdir(f"/proc/{process.pid}/fd")
        except (psutil.Error, OSError):  # the process has just ended
            continue
        for entry in entries:
            with suppress(OSError):  # closed meanwhile
                inodes.add(os.readlink(f"/proc/{process.pid}/fd/{entry}"))
    accepting = 1 << 16  # __SO_ACCEPTCON
    for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
        words = line.split()
        if int(words[3], 16) & accepting and f"socket:[{words[6]}]" in inodes:
            found.add(f"a Unix socket {words[7:]}")
    return found


def test_a_local_run_listens_on_nothing(course):
    line = [sys.executable, "-m", "grader", "autograde", ASSIGNMENT, "--workers", "2"]
    run = subprocess.Popen(line, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    looks, open_ones, family = 0, set(), set()
    try:
        end = time.monotonic() + 200
        while run.poll() is None and time.monotonic() < end:
            open_ones |= listening(run.pid)
            family |= {*psutil.Process(run.pid).children(recursive=True)}
            looks += 1
            time.sleep(0.05)
        assert run.wait(1) == 0
    finally:
        run.kill()
        run.wait()
    assert looks > 10
    assert open_ones == set()
    assert len(family) > 4  # two workers were seen, each with a fork server and a sandbox
    assert not psutil.wait_procs(family, 10)[1], "a process outlives the run"
    assert scores(course) == dict.fromkeys(STUDENTS, POSSIBLE)


@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_UNIX, "")]
)
def test_a_listening_socket_is_found(family, address):
    with socket.socket(family) as door:
        door.bind(address)
        door.listen()
        assert len(listening(os.getpid())) >= 1
        before = listening(os.getpid())
    assert len(listening(os.getpid())) < len(before)


# --- A cluster -----------------------------------------------------------------------------------


def commands() -> list[str]:
    """Return the commands of the page's section on several machines."""
    (section,) = re.findall(r"^### On several machines\n(.*?)^### ", PAGE.read_text(), re.S | re.M)
    return [
        line
        for block in re.findall(r"^```bash\n(.*?)^```$", section, re.S | re.M)
        for line in block.splitlines()
    ]


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


class Machines:
    """The machines of a cluster, all of them this one, and the commands run on them."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.running: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "HOME": str(home),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(PAGE.parents[2]),
        }

    def typed(self, command: str) -> str:
        """Return the command with the address of this machine's scheduler."""
        here = command.replace("10.0.0.5:8786", f"127.0.0.1:{self.port}")
        return here.replace("--port 8786", f"--port {self.port} --host 127.0.0.1")

    def run(self, command: str, folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", self.typed(command)],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def start(self, command: str) -> None:
        self.running.append(
            subprocess.Popen(
                ["bash", "-c", f"exec {self.typed(command)}"],
                cwd=self.home,
                env=self.environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    def security(self) -> Security:
        cert, key = self.home / "cluster" / "cert.pem", self.home / "cluster" / "key.pem"
        found = security(f"tls://127.0.0.1:{self.port}", cert, cert, key)
        assert found is not None
        return found


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """Two workers and a scheduler, started by the commands of the page."""
    home = tmp_path / "home"
    home.mkdir()
    found = Machines(home, free_port())
    prepare, certify, schedule, work, _ = commands()
    for command in (prepare, certify):
        done = found.run(command, home)
        assert done.returncode == 0, done.stderr
    try:
        found.start(schedule)
        found.start(work)
        with Client(
            f"tls://127.0.0.1:{found.port}",
            security=found.security(),
            timeout=60,
            set_as_default=False,
        ) as client:
            client.wait_for_workers(2, timeout=120)
        yield found
    finally:
        for process in found.running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_the_five_commands_of_the_page_grade_on_a_cluster(course, machines):
    cluster = machines.home / "cluster"
    assert cluster.stat().st_mode & 0o777 == 0o700
    assert (cluster / "key.pem").stat().st_mode & 0o077 == 0
    done = machines.run(commands()[-1].replace("classification", ASSIGNMENT), course)
    assert done.returncode == 0, done.stderr
    assert f"{len(STUDENTS)} graded, 0 unchanged, 0 not stored" in done.stdout
    assert scores(course) == dict.fromkeys(STUDENTS, POSSIBLE)

    address = f"127.0.0.1:{machines.port}"
    with pytest.raises(OSError, match=r"(?i)timed out|closed|connect"):
        Client(f"tcp://{address}", timeout=5, set_as_default=False)
    other = machines.home / "other"
    shutil.copytree(cluster, other)
    certify = commands()[1].replace("~/cluster", str(other))
    assert machines.run(certify, machines.home).returncode == 0
    cert, key = other / "cert.pem", other / "key.pem"
    stranger = security(f"tls://{address}", cert, cert, key)
    with pytest.raises(OSError, match=r"(?i)certificate|timed out|closed|connect"):
        Client(f"tls://{address}", security=stranger, timeout=5, set_as_default=False)
    with Client(
        f"tls://{address}", security=machines.security(), set_as_default=False
    ) as client:  # a client with the key is accepted
        assert len(client.scheduler_info(n_workers=-1)["workers"]) == 2

    doors: dict[int, str] = {}
    for process in machines.running:
        for member in [psutil.Process(process.pid), *psutil.Process(process.pid).children(True)]:
            with suppress(psutil.AccessDenied):  # inside the sandbox, which has no network
                doors |= {c.laddr.port: c.laddr.ip for c in member.net_connections("inet")
                          if c.status == psutil.CONN_LISTEN}  # fmt: skip
    assert machines.port in doors
    others = {ip for port, ip in doors.items() if speaks_http(port)} - {"127.0.0.1"}
    assert not others, "an HTTP server can be reached from other machines"


def speaks_http(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(b"GET /health HTTP/1.0\r\n\r\n")
        try:
            return connection.recv(4) == b"HTTP"
        except OSError:
            return False


@pytest.mark.parametrize(
    ("scheduler", "words"),
    [
        ("tcp://127.0.0.1:8786", "expected tls://HOST:PORT"),
        ("127.0.0.1:8786", "expected tls://HOST:PORT"),
        ("tls://127.0.0.1:8786", "name --tls-ca and --tls-cert and --tls-key"),
    ],
)
def test_a_scheduler_without_certificates_is_refused(scheduler, words):
    with pytest.raises(GraderError, match=words):
        security(scheduler)


def test_an_explicit_flag_allows_plain_tcp():
    assert security("tcp://127.0.0.1:8786", unencrypted=True) is None


def test_certificates_can_come_from_the_settings_of_dask(tmp_path):
    import dask

    tls = {"ca-file": "ca.pem", "client.cert": "cert.pem", "client.key": "key.pem"}
    with dask.config.set({f"distributed.comm.tls.{key}": path for key, path in tls.items()}):
        found: Any = security("tls://127.0.0.1:8786", ca=tmp_path / "other.pem")
    assert found is not None
    named = found.tls_ca_file, found.tls_client_cert, found.tls_client_key
    assert named == (str(tmp_path / "other.pem"), "cert.pem", "key.pem")
    assert found.require_encryption
