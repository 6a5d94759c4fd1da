"""Puts blanks between the labels alone.

fails: test_extended_words
says: the blanks stand between the labels alone
"""


def extended(word, blank=0):
    symbols = []
    for label in word:
        symbols += [label, blank]
    return symbols[:-1]
