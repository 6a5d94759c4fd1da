"""Run many exercises, each in a fork: read lines of JSON, write lines of JSON.

An input line holds a name, cells and answers (see ``runner.check``); an output line the name and
the verdicts. A case that takes too long has the verdicts that were known by then.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import sys
import time
import warnings
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

SECONDS = 20.0
_runner = Path(__file__).with_name("runner.py")


def main() -> None:
    """Serve standard input."""
    sys.path.append(str(_runner.parent))
    runner = importlib.import_module("runner")
    importlib.import_module("lossutil.checks").warm_up()
    importlib.import_module("lossutil.reduction")
    importlib.import_module("scipy.special")
    for line in sys.stdin:
        name, cells, answers = json.loads(line)
        print(json.dumps([name, _forked(runner.verdicts, cells, answers)]), flush=True)


def _forked(verdicts: Any, cells: Any, answers: Any) -> list[dict[str, Any]]:
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(
        target=_serve, args=(verdicts, cells, answers, there)
    )
    child.start()
    there.close()
    found, end = [], time.monotonic() + SECONDS
    try:
        while here.poll(max(0.0, end - time.monotonic())):
            verdict = here.recv()
            if verdict is None:
                break
            found.append(verdict)
    except EOFError:
        pass
    finally:
        child.kill()
        child.join()
        here.close()
    return found


def _serve(verdicts: Any, cells: Any, answers: Any, pipe: Connection) -> None:
    warnings.simplefilter("ignore")
    for verdict in verdicts(cells, answers, lambda event: None):
        pipe.send(verdict)
    pipe.send(None)


if __name__ == "__main__":
    main()
