"""Moves all examples through one table, and keeps the row where each one ends."""

import torch


def ctc_loss(
    log_probs,
    targets,
    input_lengths,
    target_lengths,
    blank=0,
    reduction="mean",
    zero_infinity=False,
):
    single = log_probs.dim() == 2
    x = log_probs[:, None] if single else log_probs
    frames = torch.as_tensor(input_lengths).view(-1)
    lengths = torch.as_tensor(target_lengths).view(-1)
    T, N, C = x.shape
    if frames.shape != (N,) or lengths.shape != (N,) or not 0 <= blank < C:
        raise ValueError("lengths or blank do not fit log_probs")
    if frames.min() < 0 or frames.max() > T or lengths.min() < 0:
        raise ValueError("a length is out of range")
    longest = int(lengths.max())
    inside = torch.arange(longest) < lengths[:, None]
    if targets.dim() == 1:
        if targets.numel() != lengths.sum():
            raise ValueError("targets do not fit target_lengths")
        words = torch.full((N, longest), blank).masked_scatter(inside, targets)
    else:
        if targets.shape[0] != N or targets.shape[1] < longest:
            raise ValueError("targets do not fit target_lengths")
        words = torch.where(inside, targets[:, :longest], blank)
    labels = torch.full((N, 2 * longest + 1), blank)
    labels[:, 1::2] = words
    may_skip = labels != labels.roll(2, dims=1)
    edge = x.new_full((N, 2), NEVER)
    alpha = x.new_full(labels.shape, NEVER)
    alpha[:, 0] = 0
    for t in range(T):
        padded = torch.cat([edge, alpha], dim=1)
        skip = torch.where(may_skip, padded[:, :-2], NEVER)
        moved = torch.stack([alpha, padded[:, 1:-1], skip]).logsumexp(0)
        moved = moved + x[t].gather(1, labels)
        alpha = torch.where((t < frames)[:, None], moved, alpha)
    state = torch.arange(labels.shape[1])
    at_end = (state == 2 * lengths[:, None]) | (state == 2 * lengths[:, None] - 1)
    total = torch.where(at_end, alpha, NEVER).logsumexp(1)
    losses = torch.where(total < -1e29, 0.0 if zero_infinity else torch.inf, -total)
    if reduction == "mean":
        losses = losses / lengths.clamp(min=1)
    return reduced(losses[0] if single else losses, reduction)
