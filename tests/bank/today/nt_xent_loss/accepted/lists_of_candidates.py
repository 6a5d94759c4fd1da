"""Writes each anchor's candidates down."""


def nt_xent_loss(views, temperature=0.5):
    rows = len(views)
    unit = views / views.square().sum(1, keepdim=True).sqrt()
    losses = []
    for i in range(rows):
        partner = (i + rows // 2) % rows
        others = [j for j in range(rows) if j != i]
        z = unit[others] @ unit[i] / temperature
        losses.append(z.logsumexp(0) - unit[partner] @ unit[i] / temperature)
    return sum(losses) / rows
