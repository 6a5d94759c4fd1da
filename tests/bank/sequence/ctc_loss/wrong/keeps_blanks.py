"""Merges alone.

fails: test_collapse_paths
says: the blanks are still there
"""

from itertools import groupby


def collapse(path, blank=0):
    return [symbol for symbol, _ in groupby(path)]
