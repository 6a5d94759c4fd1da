"""Puts a blank before each label.

fails: test_extended_words
says: the blank behind the last label is missing
"""


def extended(word, blank=0):
    symbols = []
    for label in word:
        symbols += [blank, label]
    return symbols
