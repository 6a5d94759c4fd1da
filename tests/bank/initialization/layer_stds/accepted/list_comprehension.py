"""The first std, then the others in one line."""


def layer_stds(shapes, activation, mode="fan_in"):
    sides = {"fan_in": 1, "fan_out": 0}
    if mode not in sides:
        raise ValueError(f"unknown mode {mode}")
    square = float(mean_square(activation))
    if not square > 0:
        raise ValueError("nothing is left")
    fans = [shape[sides[mode]] for shape in shapes]
    return [fan**-0.5 if k == 0 else (fan * square) ** -0.5 for k, fan in enumerate(fans)]
