"""Lists by recursion, and collapses with a memory of one symbol."""

import torch


def collapse(path, blank=0):
    word, last = [], None
    for symbol in path:
        if symbol != last and symbol != blank:
            word.append(symbol)
        last = symbol
    return word


def alignment_probability(probs, word, blank=0):
    def rest(t, path):
        if t == len(probs):
            fits = collapse(path, blank) == list(word)
            return probs.new_ones(()) if fits else probs.new_zeros(())
        ways = [probs[t, k] * rest(t + 1, [*path, k]) for k in range(probs.shape[1])]
        return torch.stack(ways).sum()

    return rest(0, [])
