"""The order of the parameters in the exercises' functions, as the briefs state it."""

from __future__ import annotations

ORDERS: dict[str, tuple[str, ...]] = {
    "anatomy/loss_module": (
        "log_cosh_loss(input, target, weight, reduction)",
        "LogCoshLoss(weight, reduction)",
    ),
    "anatomy/reduction": (
        "reduced(losses, reduction, size_average, reduce)",
        "weighted_mean(losses, weight)",
        "masked_mean(losses, keep)",
        "accumulated(means, counts)",
    ),
    "classification/binary_cross_entropy": (
        "bernoulli_nll(p, y)",
        "slope(p, y)",
        "binary_cross_entropy(input, target, weight, size_average, reduce, reduction)",
    ),
    "classification/binary_cross_entropy_with_logits": (
        "logit_loss(x, y, pos_weight)",
        "binary_cross_entropy_with_logits(input, target, weight, size_average, reduce, "
        "reduction, pos_weight)",
    ),
    "classification/cross_entropy": (
        "log_softmax(x, dim)",
        "sample_loss(logits, target)",
        "batch_loss(logits, target)",
        "reduce_losses(losses, reduction, total)",
        "total_weight(target, weight, ignore_index)",
        "weighted_loss(logits, target, weight, ignore_index, reduction)",
        "soft_loss(logits, target, weight, reduction, label_smoothing)",
        "cross_entropy(input, target, weight, size_average, ignore_index, reduce, reduction, "
        "label_smoothing)",
    ),
    "classification/kl_div": (
        "kl_terms(log_q, p)",
        "kl_terms_from_logs(log_q, log_p)",
        "kl_div(input, target, size_average, reduce, reduction, log_target)",
    ),
    "classification/linear_cross_entropy": (
        "target_distribution(target, logits, ignore_index, label_smoothing)",
        "chunk_losses(logits, q, weight)",
        "loss_and_gradients(input, linear_weight, target)",
        "linear_cross_entropy(input, linear_weight, target)",
    ),
    "classification/multi_margin_loss": (
        "leads(input, target)",
        "hinges(lead, target, p, margin)",
        "multi_margin_loss(input, target, p, margin, weight, size_average, reduce, reduction)",
    ),
    "classification/nll_loss": (
        "picked(log_p, target, ignore_index)",
        "target_weights(target, weight, ignore_index)",
        "nll_loss(input, target, weight, size_average, ignore_index, reduce, reduction)",
    ),
    "classification/soft_margin_loss": (
        "soft_margin_loss(input, target, size_average, reduce, reduction)",
    ),
    "information/divergence": (
        "kl_divergence(p, q, dim)",
        "cross_entropy(p, q, dim)",
        "js_divergence(p, q, dim)",
    ),
    "information/entropy": ("entropy(p, dim)",),
    "information/softmax": (
        "logsumexp(x, dim)",
        "softmax(x, dim)",
        "log_softmax(x, dim)",
    ),
    "initialization/network": (
        "layer_stds(shapes, activation, mode)",
        "fill_network_(weights, activation, mode, generator)",
    ),
    "initialization/plain": (
        "constant_(tensor, val)",
        "uniform_(tensor, a, b, generator)",
        "normal_(tensor, mean, std, generator)",
        "trunc_normal_(tensor, mean, std, a, b, generator)",
    ),
    "initialization/scaled": (
        "calculate_gain(nonlinearity, param)",
        "xavier_uniform_(tensor, gain, generator)",
        "xavier_normal_(tensor, gain, generator)",
        "kaiming_uniform_(tensor, a, mode, nonlinearity, generator)",
        "kaiming_normal_(tensor, a, mode, nonlinearity, generator)",
    ),
    "initialization/structured": (
        "dirac_(tensor, groups)",
        "orthogonal_(tensor, gain, generator)",
        "sparse_(tensor, sparsity, std, generator)",
    ),
    "multilabel/multilabel_margin_loss": (
        "multilabel_margin_loss(input, target, size_average, reduce, reduction)",
    ),
    "multilabel/multilabel_soft_margin_loss": (
        "question_losses(input, target)",
        "multilabel_soft_margin_loss(input, target, weight, size_average, reduce, reduction)",
    ),
    "practice/debugging": (
        "classifier_loss(scores, target)",
        "regression_loss(prediction, target)",
        "gradient_report(loss, parameters)",
        "first_parameters(inputs, hidden, outputs, generator)",
        "mean_over_batches(parameters, batches)",
    ),
    "ranking/cosine_embedding_loss": (
        "cosine(a, b)",
        "angle_loss(cos, target, margin)",
        "cosine_embedding_loss(input1, input2, target, margin, size_average, reduce, reduction)",
    ),
    "ranking/hinge_embedding_loss": (
        "too_close(input, margin)",
        "pair_loss(input, target, margin)",
        "hinge_embedding_loss(input, target, margin, size_average, reduce, reduction)",
    ),
    "ranking/margin_ranking_loss": (
        "lead(input1, input2, target)",
        "ranking_hinge(leads, margin)",
        "margin_ranking_loss(input1, input2, target, margin, size_average, reduce, reduction)",
    ),
    "ranking/triplet_margin_loss": (
        "distance(x, y, p, eps)",
        "two_distances(anchor, positive, negative, p, eps, swap)",
        "triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, size_average, "
        "reduce, reduction)",
    ),
    "ranking/triplet_margin_with_distance_loss": (
        "cosine_distance(x, y)",
        "two_distances(distance, anchor, positive, negative, swap)",
        "triplet_margin_with_distance_loss(anchor, positive, negative)",
    ),
    "regression/gaussian_nll_loss": (
        "gaussian_nll(x, y, var)",
        "fitted_variance(var, input)",
        "floored(var, eps)",
        "gaussian_nll_loss(input, target, var, full, eps, reduction)",
    ),
    "regression/huber_loss": (
        "clipped(d, delta)",
        "huber(d, delta)",
        "huber_loss(input, target, reduction, delta, weight)",
    ),
    "regression/l1_loss": (
        "absolute_error(input, target)",
        "l1_loss(input, target, size_average, reduce, reduction, weight)",
    ),
    "regression/mse_loss": (
        "mse_gradient(input, target)",
        "mse_loss(input, target, size_average, reduce, reduction, weight)",
    ),
    "regression/poisson_nll_loss": (
        "log_rate_loss(x, y)",
        "rate_loss(rate, y, eps)",
        "poisson_nll_loss(input, target, log_input, full, size_average, eps, reduce, reduction)",
    ),
    "regression/smooth_l1_loss": (
        "smooth_l1(d, beta)",
        "smooth_l1_loss(input, target, size_average, reduce, reduction, beta)",
    ),
    "sequence/ctc_loss": (
        "collapse(path, blank)",
        "alignment_probability(probs, word, blank)",
        "extended(word, blank)",
        "log_alpha(log_probs, word, blank)",
        "ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, reduction, "
        "zero_infinity)",
    ),
    "today/contrastive": (
        "info_nce_loss(a, b, temperature)",
        "nt_xent_loss(views, temperature)",
        "siglip_loss(a, b, scale, bias)",
        "supcon_loss(views, labels, temperature, average)",
        "arcface_logits(cosines, targets, margin, scale)",
    ),
    "today/next_token": (
        "next_targets(tokens, prompts, lengths, ignore_index)",
        "next_token_loss(logits, targets, ignore_index, reduction)",
        "accumulated_losses(logits, targets, ignore_index)",
        "perplexity_and_bits(means, counts, text)",
        "z_loss_and_gradient(logits, targets, factor, ignore_index)",
    ),
    "today/preference": (
        "bradley_terry_loss(chosen, rejected, margin)",
        "dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta, label_smoothing)",
        "ipo_loss(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, "
        "rejected_tokens, beta)",
        "simpo_loss(chosen, rejected, chosen_tokens, rejected_tokens, beta, gamma)",
        "kl_estimators(log_pi, log_ref)",
    ),
}
"""Exercise → its functions with two or more arguments by position."""
