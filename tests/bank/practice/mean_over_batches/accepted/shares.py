"""Gives each batch its share."""


def mean_over_batches(parameters, batches):
    size = sum(len(y) for _, y in batches)
    return sum(
        squared_errors(parameters, x, y).mean() * (len(y) / size) for x, y in batches if len(y)
    )
