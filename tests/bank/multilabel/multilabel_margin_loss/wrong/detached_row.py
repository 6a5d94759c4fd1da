"""Takes the rivals out of the graph.

fails: test_pair_hinges_corner
says: the gradient of input is not right
also: a step that autograd cannot follow
"""


def pair_hinges(input):
    return (1 - input.unsqueeze(-1) + input.detach().unsqueeze(-2)).relu()
