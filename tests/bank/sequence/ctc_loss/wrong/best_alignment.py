"""Takes the best alignment.

fails: test_alignment_probability_values
says: this is the best alignment alone
"""

from itertools import product


def alignment_probability(probs, word, blank=0):
    T, C = probs.shape
    best = probs.new_zeros(())
    for path in product(range(C), repeat=T):
        if collapse(path, blank) == word:
            best = best.maximum(probs[range(T), path].prod())
    return best
