"""Grading on top of nbgrader's notebook format: ``python -m grader check NOTEBOOK``."""
