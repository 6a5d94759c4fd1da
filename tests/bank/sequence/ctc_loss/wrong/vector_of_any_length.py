"""Does not count the words.

fails: test_ctc_loss_refused
says: a slice that takes what there is
"""

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
    x = log_probs.unsqueeze(1) if single else log_probs
    T = torch.as_tensor(input_lengths).reshape(-1)
    U = torch.as_tensor(target_lengths).reshape(-1)
    N = x.shape[1]
    if len(T) != N or len(U) != N:
        raise ValueError("need one length for each example")
    if (T < 0).any() or (T > len(x)).any() or (U < 0).any() or blank < 0:
        raise ValueError("a length or the blank is out of range")
    if targets.dim() == 2 and (len(targets) != N or (U > targets.shape[1]).any()):
        raise ValueError("targets do not fit the lengths")
    losses, start = [], 0
    for n in range(N):
        if targets.dim() == 1:
            word = targets[start : start + U[n]].tolist()
            start += int(U[n])
        else:
            word = targets[n, : U[n]].tolist()
        table = log_alpha(x[: T[n], n], word, blank)
        loss = -table[-1, -2:].logsumexp(0)
        losses.append(torch.where(loss > 1e29, torch.inf, loss))
    losses = torch.stack(losses)
    if zero_infinity:
        losses = torch.where(losses.isinf(), 0.0, losses)
    if reduction == "mean":
        losses = losses / U.clamp(min=1)
    if single:
        losses = losses[0]
    return reduced(losses, reduction)
