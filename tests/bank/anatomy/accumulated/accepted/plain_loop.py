"""Adds up step by step."""


def accumulated(means, counts):
    if len(means) != len(counts):
        raise ValueError("as many counts as means")
    total, number = 0, 0
    for mean, count in zip(means, counts):
        if count == 0:
            continue
        total = total + mean * count
        number += count
    return total / number
