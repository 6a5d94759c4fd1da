"""Grading on top of nbgrader's notebook format: ``python -m grader check NOTEBOOK``."""


class GraderError(Exception):
    """Nothing can be done; the message says why, and what to do."""
