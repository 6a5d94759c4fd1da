"""Drops the blanks alone.

fails: test_collapse_paths
says: repeats did not merge
"""


def collapse(path, blank=0):
    return [symbol for symbol in path if symbol != blank]
