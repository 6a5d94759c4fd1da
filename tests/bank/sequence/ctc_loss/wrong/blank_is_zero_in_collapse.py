"""Takes 0 for the blank.

fails: test_collapse_paths
says: the argument blank says which it is
"""

from itertools import groupby


def collapse(path, blank=0):
    return [symbol for symbol, _ in groupby(path) if symbol]
