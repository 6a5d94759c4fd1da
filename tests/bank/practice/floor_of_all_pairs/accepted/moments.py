"""Mean square minus squared mean."""


def floor_of_all_pairs(target):
    return (target**2).mean() - target.mean() ** 2
