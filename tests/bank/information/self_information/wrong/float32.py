"""Makes a new float32 tensor.

fails: test_self_information_any_shape
says: has the wrong dtype
also: a new tensor without dtype
"""


def self_information(p):
    return -p.float().log()
