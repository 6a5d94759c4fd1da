"""What the tests of information/divergence say where they fail."""

import math

import torch
from torch.nn import functional as F


def kl_divergence_values(p, q):
    terms = p * (p.log() - q.log())
    return {
        "on": {"p": p, "q": q},
        "what": "the divergence",
        "mistakes": {
            "p and q are swapped: the world p supplies the weights, and it comes first": (
                (q * (q.log() - p.log())).sum()
            ),
            "the sign is turned: the fraction is p / q": -terms.sum(),
            "you divided by the number of outcomes; the weights p already make it a mean": (
                terms.mean()
            ),
            "these are bits; nats come from the natural logarithm": terms.sum() / math.log(2),
            "the logarithms are not weighted: each counts p times": (p.log() - q.log()).sum(),
            "this is the cross-entropy, your whole surprise; the divergence is what lies above "
            "the entropy of p": -(p * q.log()).sum(),
            "single terms may be negative; only their sum may not": terms.abs().sum(),
            "you left out the negative terms; only the sum has to be positive": (
                terms.clamp(min=0).sum()
            ),
            "this is the symmetric sum of both directions": ((p - q) * (p / q).log()).sum(),
        },
    }


def kl_divergence_zeros(p, q):
    terms = p * (p.log() - q.log())
    return {
        "on": {"p": p, "q": q},
        "what": "the divergence of each row",
        "mistakes": {
            "0 · ln 0 came out as nan; where p = 0 the term is 0": terms.sum(-1),
            "where q = 0 < p the forecast ruled out what happens: that costs infinitely "
            "much, not 0": (torch.where((p > 0) & (q > 0), terms, 0.0).sum(-1)),
            "you replaced nan and inf by numbers; the infinite term is right": (
                terms.nan_to_num().sum(-1)
            ),
            "where p = 0 nothing happens, also where q > 0: that costs 0": (
                torch.where((p > 0) | (q == 0), terms.nan_to_num(posinf=math.inf), math.inf).sum(-1)
            ),
        },
        "likely": {
            "finite": "a small number inside the logarithm, or a clamp: it turns infinite into 10"
        },
    }


def kl_divergence_dim(dim, p, q, scipys_kl):
    return {
        "on": {"p": p, "q": q, "dim": dim},
        "what": "the divergences",
        "mistakes": {
            "the argument dim was not used": scipys_kl(p, q),
            "you summed over everything; one divergence for each distribution was asked for": (
                scipys_kl(p, q).sum()
            ),
            "you averaged over the distributions; one divergence for each was asked for": (
                scipys_kl(p, q, dim).mean()
            ),
        },
        "likely": {"dtype": "float32 on the way: a new tensor without dtype, or .float()"},
    }


def kl_divergence_gradient(divergence):
    return {
        "mistakes": {
            "the logarithm of p has a slope, too: without it the slope to p is ln(p / q)": (
                lambda p, q: (p * (p.log().detach() - q.log())).sum(-1)
            ),
            "the weight p has a slope, too: without it the slope to p is 1": (
                lambda p, q: (p.detach() * (p.log() - q.log())).sum(-1)
            ),
            "you divided by the sums; take the numbers as they are": (
                lambda p, q: divergence(p / p.sum(-1, keepdim=True), q / q.sum(-1, keepdim=True))
            ),
            "you applied softmax; p and q hold probabilities already": (
                lambda p, q: divergence(p.softmax(-1), q.softmax(-1))
            ),
        },
        "likely": {"zero": "a step that autograd does not follow: the slope to p is ln(p / q) + 1"},
    }


def kl_divergence_gradient_at_zero():
    return {
        "mistakes": {
            "autograd walked through ln(p / q) at p = 0, where the slope is infinite; 0 · "
            "inf is nan": (lambda p, q: torch.where(p > 0, p * (p / q).log(), 0.0).sum(-1)),
        },
    }


def cross_entropy_values(p, q, scipys_kl):
    return {
        "on": {"p": p, "q": q},
        "what": "the cross-entropy",
        "mistakes": {
            "the sign is turned: a surprise is -ln q": torch.xlogy(p, q).sum(),
            "p and q are swapped: the world p supplies the weights, the forecast q the surprise": (
                -torch.xlogy(q, p).sum()
            ),
            "you divided by the number of outcomes; the weights p already make it a mean": (
                -torch.xlogy(p, q).mean()
            ),
            "you took the softmax of q; q holds probabilities already": F.cross_entropy(q, p),
            "this is the divergence; your whole surprise has the entropy of p in it": (
                scipys_kl(p, q)
            ),
            "this is the entropy of p: the surprise with the right forecast, not with q": (
                -torch.xlogy(p, p).sum()
            ),
            "the entropy was subtracted: H(p, q) = H(p) + KL(p‖q)": (
                scipys_kl(p, q) + torch.xlogy(p, p).sum()
            ),
            "you added what did not happen, as binary cross-entropy does for a yes or no": (
                F.binary_cross_entropy(q, p, reduction="sum")
            ),
        },
    }


def cross_entropy_zeros(p, q):
    return {
        "on": {"p": p, "q": q},
        "what": "the cross-entropy of each row",
        "mistakes": {
            "0 · ln 0 came out as nan; where p = 0 the term is 0": -(p * q.log()).sum(-1),
            "where q = 0 < p the surprise is infinite, not 0": -torch.where(
                q > 0, p * q.log(), 0.0
            ).sum(-1),
            "the logarithm was cut off at -100, as torch does in BCELoss; here it is not": (
                -(p * q.log().clamp(min=-100)).sum(-1)
            ),
            "infinity less infinity is nan: H(p, q) = H(p) + KL(p‖q) has no difference in it": [
                math.nan,
                math.log(2),
                0.0,
            ],
        },
        "likely": {
            "finite": "a small number inside the logarithm, or a clamp: it turns infinite into 10"
        },
    }


def cross_entropy_dim(dim, p, q, right):
    return {
        "on": {"p": p, "q": q, "dim": dim},
        "what": "the cross-entropies",
        "mistakes": {
            "the argument dim was not used": right.sum(-1),
            "you averaged over the distributions; one cross-entropy for each was asked for": (
                right.sum(dim).mean()
            ),
        },
        "likely": {"dtype": "float32 on the way: a new tensor without dtype, or .float()"},
    }


def cross_entropy_gradient_1(surprise):
    return {
        "mistakes": {
            "this is the slope of the divergence; H(p, q) has the entropy of p in it": (
                lambda p, q: (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(-1)
            ),
            "you divided q by its sum; take the numbers as they are": (
                lambda p, q: surprise(p, q / q.sum(-1, keepdim=True))
            ),
        },
    }


def cross_entropy_gradient_2():
    return {
        "likely": {
            "nan": "the logarithm of a fraction with p in it: its slope at p = 0 is infinite"
        },
    }


def js_divergence_values(p, q, right, scipys_kl):
    m, root = (p + q) / 2, (p * q).sqrt()
    return {
        "on": {"p": p, "q": q},
        "what": "the Jensen-Shannon divergence",
        "mistakes": {
            "this is the sum of the two divergences; take half of it": (
                scipys_kl(p, m) + scipys_kl(q, m)
            ),
            "this is one of the two halves only": scipys_kl(p, m),
            "this is the other of the two halves only": scipys_kl(q, m),
            "this is the mean of KL(p‖q) and KL(q‖p); compare each with the mixture": (
                (scipys_kl(p, q) + scipys_kl(q, p)) / 2
            ),
            "this is the sum of KL(p‖q) and KL(q‖p); compare each with the mixture": (
                scipys_kl(p, q) + scipys_kl(q, p)
            ),
            "the mixture comes second, as the forecast": (scipys_kl(m, p) + scipys_kl(m, q)) / 2,
            "the mixture is (p + q) / 2; the 2 is missing": (
                scipys_kl(p, p + q) + scipys_kl(q, p + q)
            )
            / 2,
            "the mixture is the mean of p and q, not the root of their product": (
                (scipys_kl(p, root) + scipys_kl(q, root)) / 2
            ),
            "this is the root, the Jensen-Shannon distance; the divergence is its square": (
                math.sqrt(right)
            ),
            "these are bits; nats come from the natural logarithm": right / math.log(2),
            "this is the entropy of the mixture; subtract the mean entropy of p and q": (
                -torch.xlogy(m, m).sum()
            ),
        },
    }


def js_divergence_zeros(p, q, terms):
    return {
        "on": {"p": p, "q": q},
        "what": "the divergence of each row",
        "mistakes": {
            "p and q were compared with each other; compare each with the mixture, which rules out "
            "nothing that they draw": [math.inf, math.inf, 0.0],
            "0 · ln 0 came out as nan; where p = 0 the term is 0": [math.nan] * 3,
            "outcomes that only one of them draws count as well": (
                torch.where((p > 0) & (q > 0), terms, 0.0).sum(-1) / 2
            ),
        },
        "likely": "an outcome that neither draws: there the mixture is 0, too",
    }


def js_divergence_dim(scipys_js, p, q, dim):
    return {
        "on": {"p": p, "q": q, "dim": dim},
        "what": "the divergences",
        "mistakes": {"the argument dim was not used, or not handed on": scipys_js(p, q)},
        "likely": {
            "dtype": "float32 on the way",
            "value": "dim used in one of the two halves only",
        },
    }


def js_divergence_gradient(jensen_shannon):
    return {
        "mistakes": {
            "the mixture depends on p and q, too": (
                lambda p, q: (
                    (
                        (torch.xlogy(p, p / ((p + q) / 2).detach())).sum(-1)
                        + (torch.xlogy(q, q / ((p + q) / 2).detach())).sum(-1)
                    )
                    / 2
                )
            ),
            "you divided by the sums; take the numbers as they are": (
                lambda p, q: jensen_shannon(
                    p / p.sum(-1, keepdim=True), q / q.sum(-1, keepdim=True)
                )
            ),
        },
    }


def mutual_information_values(joint, right, scipys_kl):
    rows, columns = joint.sum(1, keepdim=True), joint.sum(0, keepdim=True)
    product = rows * columns
    return {
        "on": {"joint": joint},
        "what": "the mutual information",
        "mistakes": {
            "this is the entropy of the pair; ask how far the table is from the product of its "
            "marginals": -torch.xlogy(joint, joint).sum(),
            "this is the entropy of Y that is left when you know X: I(X; Y) is what X took away": (
                -(joint * (joint / rows).log()).sum()
            ),
            "this is the entropy of X that is left when you know Y: I(X; Y) is what Y took away": (
                -(joint * (joint / columns).log()).sum()
            ),
            "the two tables are swapped: the weights come from joint": scipys_kl(
                product.flatten(), joint.flatten(), 0
            ),
            "the sign is turned: the fraction is joint / product": -right,
            "these are bits; nats come from the natural logarithm": right / math.log(2),
            "you divided by the number of cells; the weights already make it a mean": (
                right / joint.numel()
            ),
            "the marginal of Y is missing: the product has two factors": (
                (joint * (joint / rows).log()).sum()
            ),
            "the marginal of X is missing: the product has two factors": (
                (joint * (joint / columns).log()).sum()
            ),
            "you compared with equal chances; compare with the product of the marginals": (
                math.log(joint.numel()) + torch.xlogy(joint, joint).sum()
            ),
            "you compared with means in place of sums: a marginal is the sum of a row or column": (
                right + math.log(joint.numel())
            ),
            "marginals the wrong way round: a square table hides it": (
                (joint * (joint / product.T).log()).sum()
                if joint.shape[0] == joint.shape[1]
                else torch.nan
            ),
            "each logarithm is weighted with the probability of its cell": (
                (joint / product).log().sum()
            ),
            "this is one number for each row; sum over the whole table": (
                (joint * (joint / product).log()).sum(1)
            ),
            "this is one number for each column; sum over the whole table": (
                (joint * (joint / product).log()).sum(0)
            ),
        },
    }


def mutual_information_zeros(joint):
    return {
        "on": {"joint": joint},
        "what": "the mutual information",
        "mistakes": {
            "0 · ln 0 came out as nan; a cell that never occurs adds 0": math.nan,
            "the whole sum became nan, and you replaced it by 0": 0.0,
        },
        "likely": "a small number that was added to the table: its marginals feel it, too",
    }


def mutual_information_gradient(information):
    return {
        "mistakes": {
            "the marginals depend on the table, too": (
                lambda joint: (
                    torch.xlogy(joint, joint / (joint.sum(0) * joint.sum(1, keepdim=True)).detach())
                ).sum()
            ),
            "you divided the table by its sum; take the numbers as they are": (
                lambda joint: information(joint / joint.sum())
            ),
        },
    }


def mutual_information_random(p):
    return {
        "on": {"joint": p.diag()},
        "what": "the mutual information of X and X, the entropy of X,",
        "likely": {"dtype": "float32 on the way: a new tensor without dtype, or .float()"},
    }
