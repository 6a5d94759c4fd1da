"""Grading on top of nbgrader's notebook format: ``python -m grader check NOTEBOOK``."""

import sys
from typing import Any

# At its first import jsonschema builds a grammar of international addresses, a quarter of the time
# that a check takes to start. No schema of a notebook has such an address, and without the package
# jsonschema leaves that one format out.
_modules: dict[str, Any] = sys.modules
_modules.setdefault("rfc3987_syntax", None)


class GraderError(Exception):
    """Nothing can be done; the message says why, and what to do."""
