"""Takes the leads out of the graph.

fails: test_hinges_corner
says: the gradient of input is missing
also: a step that autograd cannot follow
"""


def hinges(lead, target, p=1, margin=1.0):
    short = margin - lead.detach()
    return (short.relu() ** p).scatter(-1, target.unsqueeze(-1), 0)
