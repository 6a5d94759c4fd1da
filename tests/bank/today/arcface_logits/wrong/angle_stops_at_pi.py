"""Stops the angle at pi (4uiiurz1/keras-arcface#11).

fails: test_arcface_logits_beyond
says: the angle was stopped at pi
"""

import math


def arcface_logits(cosines, targets, margin=0.5, scale=64.0):
    own = cosines.gather(1, targets[:, None]).clamp(-1 + 1e-6, 1 - 1e-6)
    angle = own.acos()
    harder = (angle + margin).clamp(max=math.pi).cos()
    return scale * cosines.scatter(1, targets[:, None], harder)
