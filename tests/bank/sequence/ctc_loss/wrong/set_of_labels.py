"""Takes each label once.

fails: test_collapse_paths
says: each label came once
"""


def collapse(path, blank=0):
    return sorted(set(path) - {blank})
