"""One term of the entropy.

fails: test_self_information_values
says: the weights come in step 2
"""


def self_information(p):
    return -p * p.log()
