"""What the tests of today/contrastive say where they fail."""

import math

import torch
from torch.nn import functional as F

STABLE = (
    "an exponential alone overflows or underflows at low temperatures; logsumexp subtracts the "
    "largest logit first"
)
UNDERFLOW = (
    "the sigmoid of -1,000 is exactly 0, and its logarithm infinite; logaddexp(0, -x) is the same "
    "loss without a logarithm of 0"
)
STEEP = "arccos is infinitely steep at ±1: clamp the true class's cosine before its angle"


class _Logits:
    """A square table of logits: a row for each anchor, a column for each candidate."""

    def __init__(self, values):
        self.values = values

    def losses(self, partner=None):
        """Return the cross-entropy of each row; partners are on the diagonal unless given."""
        partner = torch.arange(len(self.values)) if partner is None else partner
        return F.cross_entropy(self.values, partner, reduction="none")

    def both(self):
        """Return the mean over rows and columns."""
        return (self.losses() + _Logits(self.values.T).losses()).mean() / 2

    def without_itself(self, value=-torch.inf):
        """Return the table with another diagonal."""
        itself = torch.eye(len(self.values), dtype=torch.bool)
        return _Logits(self.values.masked_fill(itself, value))


class _SupCon:
    """The losses of all anchors, and what they are made of."""

    def __init__(self, views, labels, temperature, itself=False):
        self.labels = labels
        self.logits = _Logits(F.normalize(views) @ F.normalize(views).T / temperature)
        candidates = self.logits if itself else self.logits.without_itself()
        self.log_p = candidates.values.log_softmax(1)
        self.positive = (labels[:, None] == labels) & ~torch.eye(len(views), dtype=torch.bool)
        self.sums = -self.log_p.masked_fill(~self.positive, 0).sum(1)
        self.outside = self.sums / self.positive.sum(1)
        self.inside = -(self.log_p.exp() * self.positive).sum(1).div(self.positive.sum(1)).log()

    def pair_by_pair(self):
        """Return the loss that leaves the other positives out of the candidates of a pair."""
        losses = []
        for row, positive, label in zip(
            self.logits.values, self.positive, self.labels, strict=True
        ):
            negatives = row[self.labels != label].logsumexp(0)
            losses.append((torch.logaddexp(row[positive], negatives) - row[positive]).mean())
        return torch.stack(losses).mean()


def info_nce_loss_values(a, b):
    cosines = F.normalize(a) @ F.normalize(b).T
    over_columns = F.normalize(a, dim=0) @ F.normalize(b, dim=0).T
    logits = _Logits(cosines / 0.2)
    rows, columns = logits.losses(), _Logits(logits.values.T).losses()
    others, own = logits.without_itself().values, logits.values.diagonal()
    return {
        "on": {"a": a, "b": b, "temperature": 0.2},
        "what": "the loss",
        "mistakes": {
            "only a looks for b: the other direction is missing": rows.mean(),
            "only b looks for a: the other direction is missing": columns.mean(),
            "this is the sum of the two directions; the mean was asked for": (
                rows.mean() + columns.mean()
            ),
            "this is the sum over the anchors; the mean was asked for": (rows + columns).sum() / 2,
            "this is the sum over anchors and directions": (rows + columns).sum(),
            "the rows are not divided by their lengths: these are dot products and no cosines": (
                _Logits(a @ b.T / 0.2).both()
            ),
            "you multiplied by the temperature; the logits are divided by it": (
                _Logits(cosines * 0.2).both()
            ),
            "the temperature is missing": _Logits(cosines).both(),
            "this is the mean of the probabilities; the loss is minus their logarithm": (
                (-rows).exp().mean()
            ),
            "the partner is missing from the candidates: the sum runs over all columns": (
                ((others.logsumexp(1) + others.logsumexp(0)) / 2 - own).mean()
            ),
            "the sign is turned: log-sum-exp minus the logit of the partner": -logits.both(),
            "the columns were divided by their lengths, and not the rows": (
                _Logits(over_columns / 0.2).both()
            ),
        },
        "likely": {"shape": "one number is asked for, over all anchors and both directions"},
    }


def info_nce_loss_extreme(temperature):
    return {
        "on": {"a": "(4, 0) and (-1, 0)", "b": "-a", "temperature": temperature},
        "what": "the loss",
        "likely": {
            "nan": STABLE,
            "infinite": STABLE,
            "value": "a logit or a probability that was clamped, or a small number inside of a "
            "logarithm: the loss then ends at some height, and its gradient is 0",
        },
    }


def info_nce_loss_gradient():
    return {
        "likely": {
            "zero": "one side was detached; both sides of a pair are trained",
            "value": "one side was detached, or its length: both sides are trained, and the length "
            "is part of the graph",
        },
    }


def nt_xent_loss_values(views):
    cosines = F.normalize(views) @ F.normalize(views).T
    logits, partner = _Logits(cosines / 0.5), torch.arange(4).roll(2)
    losses = logits.without_itself().losses(partner)
    beside = torch.tensor([1, 0, 3, 2])
    own = logits.values.gather(1, partner[:, None])
    negatives = logits.without_itself().values.scatter(1, partner[:, None], -torch.inf)
    across = _Logits(logits.values[:2, 2:])
    return {
        "on": {"degrees": [0, 90, 40, 150], "lengths": [1, 2, 0.5, 1], "temperature": 0.5},
        "what": "the loss",
        "mistakes": {
            "each anchor is among its own candidates: the diagonal is still there": (
                logits.losses(partner).mean()
            ),
            "a 0 on the diagonal is a candidate with exp(0) = 1; minus infinity is none": (
                logits.without_itself(0.0).losses(partner).mean()
            ),
            "rows 0 and 1 were taken for partners; partners are N rows apart": (
                logits.without_itself().losses(beside).mean()
            ),
            "the partner is missing from the candidates: the sum runs over all others": (
                negatives.logsumexp(1, keepdim=True) - own
            ).mean(),
            "only the N first views are anchors; all 2N are": losses[:2].mean(),
            "only the second views are candidates: N - 1 negatives, and not 2N - 2": across.both(),
            "only the second views are candidates, and only the first ones anchors": (
                across.losses().mean()
            ),
            "the rows are not divided by their lengths: these are dot products and no cosines": (
                _Logits(views @ views.T / 0.5).without_itself().losses(partner).mean()
            ),
            "the temperature is missing": _Logits(cosines).without_itself().losses(partner).mean(),
            "you multiplied by the temperature; the logits are divided by it": (
                _Logits(cosines * 0.5).without_itself().losses(partner).mean()
            ),
            "this is the sum; the mean over all 2N anchors was asked for": losses.sum(),
            "this is the sum divided by N; there are 2N anchors": losses.sum() / 2,
            "the sign is turned: log-sum-exp minus the logit of the partner": -losses.mean(),
        },
        "likely": {"shape": "one number is asked for, over all 2N anchors"},
    }


def nt_xent_loss_candidates(photos):
    return {
        "on": {"rows": 2 * photos, "views": "all alike", "temperature": 0.01},
        "what": "the loss",
        "mistakes": {
            "each anchor is among its own candidates: 2N of them, and not 2N - 1": math.log(
                2 * photos
            ),
            "the partner is missing from the candidates": math.log(2 * photos - 2)
            if photos > 1
            else -torch.inf,
        },
        "likely": {"nan": STABLE, "infinite": STABLE},
    }


def nt_xent_loss_extreme(temperature):
    return {
        "on": {
            "similarities": "-1 to the partner, 0 to the two others",
            "temperature": temperature,
        },
        "what": "the loss",
        "likely": {
            "nan": STABLE,
            "infinite": STABLE,
            "value": "a logit or a probability that was clamped, or a small number inside of a "
            "logarithm: the loss then ends at some height, and its gradient is 0",
        },
    }


def nt_xent_loss_random():
    return {
        "likely": {
            "nan": "infinity minus infinity on the way back: fill the diagonal before log-sum-exp, "
            "and pick the partners from finite numbers",
            "value": "one side of the table was detached: each row is an anchor and a candidate, "
            "and both roles have a gradient",
            "zero": "one side of the table was detached: each row is an anchor and a candidate, "
            "and both roles have a gradient",
        },
    }


def siglip_loss_values(a, b):
    cosines = F.normalize(a) @ F.normalize(b).T
    signs = 2 * torch.eye(2) - 1

    def of(logits, signs=signs):
        return F.softplus(-signs * logits).sum()

    logits = 5 * cosines - 2
    return {
        "on": {"a": a, "b": b, "scale": 5, "bias": -2},
        "what": "the loss",
        "mistakes": {
            "this is the mean over all N² pairs; the sum is divided by N": of(logits) / 4,
            "this is that mean divided by N once more; divide the sum by N": of(logits) / 8,
            "this is the sum; divide it by N": of(logits),
            "the bias has the wrong sign: it is added": of(5 * cosines + 2) / 2,
            "the bias is missing": of(5 * cosines) / 2,
            "the bias was added to the similarity, before the scale": of(5 * (cosines - 2)) / 2,
            "you divided by the scale; it multiplies": of(cosines / 5 - 2) / 2,
            "you took the exponential of the scale; it is given as it multiplies": of(
                math.exp(5) * cosines - 2
            )
            / 2,
            "all pairs were taken for partners: the sign of the others is -1": of(
                logits, torch.ones(2, 2)
            )
            / 2,
            "only partners are in the sum: the others belong to it, too": of(
                logits.diagonal(), torch.ones(2)
            )
            / 2,
            "the sign of the others is 0: such a pair costs ln 2, whatever its logit": of(
                logits, torch.eye(2)
            )
            / 2,
            "the signs are turned around": of(logits, -signs) / 2,
            "the rows are not divided by their lengths: these are dot products and no cosines": of(
                5 * (a @ b.T) - 2
            )
            / 2,
            "this is softmax over a row; each pair is asked alone": _Logits(logits).losses().mean(),
        },
        "likely": {"shape": "one number is asked for, over all pairs"},
    }


def siglip_loss_extreme(bias, expected):
    return {
        "on": {"scale": 1000, "bias": bias, "pairs": "right" if expected == 0 else "exchanged"},
        "what": "the loss",
        "likely": {
            "nan": UNDERFLOW,
            "infinite": UNDERFLOW,
            "value": "a logit or a probability that was clamped: logaddexp needs no clamp",
        },
    }


def siglip_loss_random():
    return {
        "likely": {
            "zero": "something learned was detached: both embeddings, the scale and the bias have "
            "gradients",
            "value": "something learned was detached: both embeddings, the scale and the bias have "
            "gradients",
        },
    }


def supcon_loss_outside(views, labels):
    right, with_itself = _SupCon(views, labels, 1.0), _SupCon(views, labels, 1.0, itself=True)
    dots = _Logits(views @ views.T).without_itself().values.log_softmax(1)
    own = F.normalize(views) @ F.normalize(views).T
    return {
        "on": {"degrees": [0, 90, 180, 270], "labels": labels, "temperature": 1},
        "what": "the loss",
        "mistakes": {
            "this is the average inside of the logarithm": right.inside.mean(),
            "each anchor is among its own candidates": with_itself.outside.mean(),
            "each anchor is among its own candidates and positives": -with_itself.log_p.mean(),
            "each anchor is counted among its positives: its own entry adds 0, and the divisor is "
            "one too high": (right.sums / 4).mean(),
            "this is the sum over the positives; divide by their number": right.sums.mean(),
            "this is the sum over the anchors": right.outside.sum(),
            "the loss was multiplied by temperature / 0.07, as some code does": (
                right.outside.mean() / 0.07
            ),
            "the rows are not divided by their lengths: these are dot products and no cosines": (
                (-dots.masked_fill(~right.positive, 0).sum(1) / 3).mean()
            ),
            "the candidates are the negatives and one positive: the other positives are missing "
            "from the sum": right.pair_by_pair(),
            "the sign is turned": -right.outside.mean(),
            "this is minus the mean similarity; the log-sum-exp is missing": (
                -own.masked_fill(~right.positive, 0).sum(1).div(3).mean()
            ),
        },
        "likely": {"shape": "one number is asked for, over all anchors that have a positive"},
    }


def supcon_loss_labels(views, labels):
    right = _SupCon(views, labels, 0.5)
    anyone = ~torch.eye(5, dtype=torch.bool)
    first = right.positive.float().argmax(1)
    return {
        "on": {"degrees": [0, 90, 180, 270, 0], "labels": labels, "temperature": 0.5},
        "what": "the loss",
        "mistakes": {
            "this is the mean over all pairs; first the mean of each anchor, then that of the "
            "anchors": -right.log_p[right.positive].mean(),
            "the labels are not used: all others were taken for positives": (
                -right.log_p[anyone].mean()
            ),
            "only the first positive of each anchor counts": (
                -right.log_p.gather(1, first[:, None]).mean()
            ),
            "the candidates are the negatives and one positive: the other positives are missing "
            "from the sum": right.pair_by_pair(),
            "you multiplied by the temperature; the logits are divided by it": _SupCon(
                views, labels, 2.0
            ).outside.mean(),
            "the temperature is missing": _SupCon(views, labels, 1.0).outside.mean(),
            "the loss was multiplied by the temperature": right.outside.mean() / 2,
        },
    }


def supcon_loss_inside(views, labels):
    right = _SupCon(views, labels, 1.0)
    kept = right.positive.any(1)
    p = (right.log_p.exp() * right.positive).sum(1)[kept]
    return {
        "on": {"degrees": [0, 90, 180, 270], "labels": labels, "average": "inside"},
        "what": "the loss",
        "mistakes": {
            "this is the average outside of the logarithm": right.outside[kept].mean(),
            "the probabilities are added; their mean was asked for": -p.log().mean(),
            "the mean of the anchors' probabilities was taken before the logarithm": (
                -(p / 2).mean().log()
            ),
            "the anchor without a positive is still in the divisor": right.inside[kept].sum() / 4,
            "anchors without a positive were left out of the candidates, too": _SupCon(
                views[kept], labels[kept], 1.0
            ).inside.mean(),
            "ln |P| has the wrong sign: the mean divides by the count": (
                (right.inside[kept] - 2 * math.log(2)).mean()
            ),
        },
        "likely": {"nan": "an anchor without a positive: 0 / 0; leave it out"},
    }


def supcon_loss_alone(views, labels, temperature, average, expected):
    return {
        "on": {"labels": labels, "temperature": temperature, "average": average},
        "what": "the loss",
        "mistakes": {
            "anchors without a positive are still in the divisor; leave them out": expected / 2,
            "anchors without a positive were left out of the candidates, too": 0.0,
        },
        "likely": {
            "nan": "an anchor without a positive: 0 / 0; leave it out"
            if temperature == 1
            else STABLE,
            "infinite": "a probability that underflows to 0: stay with its logarithm"
            if temperature < 1
            else "the logarithm of a count of 0: leave such an anchor out",
            "value": "a small number inside of a logarithm: the loss then ends at some height, and "
            "its gradient is 0",
        },
    }


def supcon_loss_random():
    return {
        "likely": {
            "nan": "an anchor without a positive: a nan that is left out of the value still comes "
            "back in the gradient; drop its row before you divide",
            "value": "a part of the table that was detached: each row is an anchor and a candidate",
            "zero": "a part of the table that was detached: each row is an anchor and a candidate",
        },
    }


def arcface_logits_values(cosines, targets):
    m, true = math.pi / 6, F.one_hot(targets, 3).bool()
    angle = cosines.acos()

    def of(changed, others=cosines, scale=2.0):
        return scale * torch.where(true, changed, others)

    harder = (angle + m).cos()
    wrong_way = (angle - m).cos()
    return {
        "on": {"cosines": cosines, "targets": targets, "margin": "pi / 6", "scale": 2},
        "what": "the logits",
        "mistakes": {
            "this is CosFace: the margin is taken off the cosine; ArcFace adds it to the angle": of(
                cosines - m
            ),
            "the margin was subtracted from the angle: that makes the true class easier": of(
                wrong_way
            ),
            "the margin was taken for degrees; it is given in radians": of(
                (angle + math.radians(m)).cos()
            ),
            "all classes have the margin; only the true one gets it": 2 * harder,
            "the margin went to the other classes; the true one gets it": of(cosines, harder),
            "the scale is missing": of(harder, scale=1.0),
            "only the true class is scaled; all logits are": torch.where(true, 2 * harder, cosines),
            "only the other classes are scaled; all logits are": torch.where(
                true, harder, 2 * cosines
            ),
            "there is no margin": 2 * cosines,
            "the angle was multiplied by the margin; it is added": of((angle * m).cos()),
            "the margin was added to the cosine and not to the angle": of(cosines + m),
            "the angle was clamped to [-1, 1], and not the cosine": of(
                (angle.clamp(-1, 1) + m).cos()
            ),
            "this is the angle itself; its cosine is the logit": of(angle + m),
            "the other classes are 0; their cosines stay": of(harder, torch.zeros(2, 3)),
        },
        "likely": {"shape": "logits have the shape of the cosines: (N, C)"},
    }


def arcface_logits_beyond(degrees):
    theta = degrees * (math.pi / 180)
    folded = (theta + 0.5).cos()
    drop = 0.5 * math.sin(0.5)
    return {
        "on": {"degrees": degrees, "margin": 0.5, "scale": 1},
        "what": "the column of the true class",
        "mistakes": {
            "beyond pi - margin the cosine rises again: the worst anchors are rewarded": folded,
            "the easy margin: where the angle is large there is no margin at all": torch.where(
                theta <= math.pi / 2, folded, theta.cos()
            ),
            "beyond pi - margin there is no margin; the logit falls by m sin m": torch.where(
                theta <= math.pi - 0.5, folded, theta.cos()
            ),
            "the angle was stopped at pi: the worst anchors all cost the same": (
                (theta + 0.5).clamp(max=math.pi).cos()
            ),
            "the drop is m sin m; this is m alone, as in CosFace": torch.where(
                theta <= math.pi - 0.5, folded, theta.cos() - 0.5
            ),
            "the drop is m sin m; this is sin m": torch.where(
                theta <= math.pi - 0.5, folded, theta.cos() - math.sin(0.5)
            ),
            "the border is pi - margin; the second case begins too early": theta.cos() - drop,
        },
    }


def arcface_logits_random():
    return {
        "likely": {
            "zero": "the angle was detached; the margin changes the slope, too",
            "value": "the angle was detached; the margin changes the slope, too",
        },
    }


def arcface_logits_edges_1(cosines):
    return {
        "on": {"cosines": cosines, "targets": [0, 0], "margin": 0.5, "scale": 1},
        "what": "the logits",
        "likely": {"nan": STEEP},
    }


def arcface_logits_edges_2(cosines):
    return {
        "on": {"cosines": cosines, "the result is multiplied by": 0},
        "likely": {"nan": STEEP},
    }
