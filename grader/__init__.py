"""Grading on top of nbgrader's notebook format: ``python -m grader check NOTEBOOK``."""

import sys
from typing import Any

# At its first import jsonschema compiles a grammar of international addresses, which takes a
# quarter of the time that a check needs to start. The schemas of notebooks do not use this format,
# and jsonschema skips it when the package is missing.
_modules: dict[str, Any] = sys.modules
_modules.setdefault("rfc3987_syntax", None)


class GraderError(Exception):
    """The command cannot go on; the message says why, and what to do."""
