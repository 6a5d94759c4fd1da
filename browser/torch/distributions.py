"""torch.distributions: names that an exercise may refuse; they are not implemented here."""

from . import modes


def _missing(name, module, base=object):
    def __init__(self, *args, **kwargs):
        raise modes.NotInBrowser(f"torch.distributions.{name}")

    return type(name, (base,), {"__init__": __init__, "__module__": module})


Categorical = _missing("Categorical", "torch.distributions.categorical")
Bernoulli = _missing("Bernoulli", "torch.distributions.bernoulli")
Normal = _missing("Normal", "torch.distributions.normal")
OneHotCategorical = _missing("OneHotCategorical", "torch.distributions.one_hot_categorical")
kl_divergence = modes.missing(
    "kl_divergence", "torch.distributions.kl", "torch.distributions.kl_divergence"
)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise modes.NotInBrowser(f"torch.distributions.{name}")
