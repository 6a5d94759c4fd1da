"""Uses step 1."""


def softmax(x, dim=-1):
    return (x - logsumexp(x, dim).unsqueeze(dim).reshape(x.amax(dim, keepdim=True).shape)).exp()
