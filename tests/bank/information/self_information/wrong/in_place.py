"""Takes the logarithm in place.

fails: test_self_information_any_shape
says: changed its argument p
"""


def self_information(p):
    return p.log_().neg()
