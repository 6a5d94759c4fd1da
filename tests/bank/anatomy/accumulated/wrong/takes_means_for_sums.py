"""Takes the means for sums.

fails: test_accumulated_values
says: means are not sums
"""


def accumulated(means, counts):
    return sum(means) / sum(counts)
