"""Splits e^d - 1 into two factors that keep their digits."""


def kl_estimators(log_pi, log_ref):

    d = log_ref - log_pi
    grown = 2 * (d / 2).exp() * (d / 2).sinh()
    return tuple([d.neg(), (d**2).div(2), grown - d])
