"""Drops the blanks before it merges.

fails: test_collapse_paths
says: you dropped the blanks first
"""

from itertools import groupby


def collapse(path, blank=0):
    spoken = [symbol for symbol in path if symbol != blank]
    return [symbol for symbol, _ in groupby(spoken)]
