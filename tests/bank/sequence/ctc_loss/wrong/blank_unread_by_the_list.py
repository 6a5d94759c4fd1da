"""Does not hand the blank on.

fails: test_alignment_probability_total
says: another blank than the argument
"""

from itertools import product


def alignment_probability(probs, word, blank=0):
    T, C = probs.shape
    total = probs.new_zeros(())
    for path in product(range(C), repeat=T):
        if collapse(path) == word:
            total = total + probs[range(T), path].prod()
    return total
