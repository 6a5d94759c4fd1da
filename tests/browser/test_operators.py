"""Each operator of the small torch against torch's: values, types, shapes, gradients, errors."""

from __future__ import annotations

import re
import warnings
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

Outcome = tuple[Any, ...]
"""What came of an operator, by its first entry, such as ``"error"``."""

# x and y are floating-point tensors, i is an integer tensor, m a mask, d a dimension, F is
# torch.nn.functional, T is torch. Each line is an operator and its domain, which leaves out points
# where value or gradient are a convention.
ANY = """
x.exp() x.expm1() x.exp2() x.sin() x.cos() x.sinh() x.cosh() x.tanh() x.sigmoid() x.abs()
x.square() x.neg() -x +x x.relu() x.sign() x.floor() x.ceil() x.trunc() x.frac() x.round()
x.atan() x.asinh() x.erf() x.erfc() x.reciprocal() T.positive(x) x.isnan() x.isinf() x.isfinite()
x.isposinf() x.isneginf() x.logical_not() x.signbit() x.nan_to_num()
x.nan_to_num(nan=1.0,posinf=2.0,neginf=-2.0) x.clamp(-0.5,0.5) x.clamp(min=0) x.clamp(max=0.5)
x.clamp_min(0.25) x.clamp_max(0.25) x.clamp(min=y) x.sum() x.sum(d) x.sum(d,keepdim=True) x.mean()
x.mean(d) x.mean(d,keepdim=True) x.prod() x.prod(d) x.nansum() x.nansum(d) x.nanmean() x.amax()
x.amax(d) x.amin(d,keepdim=True) x.max() x.min() x.max(d).values x.max(d).indices x.min(d).values
x.argmax() x.argmin(d) x.argmax(d,keepdim=True) x.any() x.all(d) x.count_nonzero() x.var() x.std()
x.var(correction=0) x.std(d,correction=0) x.var(d,keepdim=True) x.logsumexp(d)
x.logsumexp(d,keepdim=True) x.softmax(d) x.log_softmax(d) x.cumsum(d) x.logcumsumexp(d)
x.sort(d).values x.argsort(d) x.sort(d,descending=True).values x.topk(1,d).values x.median()
x.median(d).values x.flip(0) x.roll(1,d) x.diff() x.norm() x.norm(1) x.norm(2,d)
x.norm(float('inf')) T.linalg.vector_norm(x,3) T.linalg.vector_norm(x,2,d) x.reshape(-1)
x.flatten() x.view(-1) x.unsqueeze(0) x.unsqueeze(-1) x.squeeze() x.squeeze(d) x.transpose(0,d)
x.movedim(0,d) x.T x.mT x.expand(2,*x.shape) x.repeat(2,*[1]*x.ndim) x.tile((2,)) x.unbind(0)[0]
x.split(1,d)[0] x.chunk(2,d)[0] x.select(d,0) x.narrow(d,0,1) x[0] x[-1] x[None] x[...,-1:] x[x>0]
x[::2] x[...,None] x.diagonal() x.diag() x.tril() x.triu() x.clone() x.contiguous() x.detach()
x.double() x.float() x.long() x.bool() x.int() x.numel() x.dim() x.size() x.ndim
x.is_floating_point() T.stack([x,x],d) T.cat([x,x],d) T.hstack([x,x]) T.vstack([x,x])
T.atleast_1d(x) T.atleast_2d(x) T.zeros_like(x) T.ones_like(x) T.full_like(x,3) x.new_zeros(2)
x.new_ones(2) x.new_full((2,),1.5) x.repeat_interleave(2) T.trapezoid(x) x.unique() x.nonzero()
x.masked_select(x>0) x.aminmax().max x+y x-y x*y x/y x//y x%y x**2 x**3 x**0 x**-1 2**x 1-x 2/x
3*x x+1 T.add(x,y,alpha=2) T.sub(x,y,alpha=2) x==y x!=y x<y x<=y x>y x>=y T.maximum(x,y)
T.minimum(x,y) T.fmax(x,y) T.fmin(x,y) T.where(x>y,x,y) T.where(x>0,x,0.0) T.where(x>y,1.0,0.0)
T.atan2(x,y) T.hypot(x,y) T.logaddexp(x,y) T.logaddexp2(x,y) T.lerp(x,y,0.25) T.addcmul(x,x,y)
T.copysign(x,y) T.isclose(x,y) T.allclose(x,y) T.equal(x,y) T.logical_and(x,y) T.logical_or(x,y)
T.isclose(x,x+0.01,rtol=0.1) T.isclose(x,i) T.isclose(i,i+1,atol=1) T.isclose(i.byte(),i.byte()+1)
T.isclose(m,~m) T.isclose(m,~m,atol=1) T.isclose(m,m,equal_nan=True) T.allclose(m,i)
T.logical_xor(x,y) T.dist(x,y) T.fmod(x,y) T.floor_divide(x,y) x.masked_fill(m,2.0) T.where(m,x,y)
x.masked_fill(m,-T.inf) m&~m m|m m^m ~m m.sum() m.all() m.any() m*x x.gather(-1,i)
x.index_select(-1,i.reshape(-1)) x.scatter(-1,i,1.0) x.scatter_add(-1,i,x) x[...,i] i.double() i+1
i*2 i/2 i//2 i%2 i**2 -i i.sum() i.prod() i.abs() i.float().mean() i.cumsum(-1) i==0 i.max() i+x
i*x F.relu(x) F.leaky_relu(x) F.elu(x) F.selu(x) F.silu(x) F.gelu(x) F.softplus(x) F.logsigmoid(x)
F.softsign(x) F.softmin(x,d) F.normalize(x,dim=d) F.cosine_similarity(x,y,dim=d)
F.pairwise_distance(x,y) F.one_hot(i,9) F.pad(x,(1,2)) F.hardtanh(x) F.relu6(x)
T.einsum('...i,...i->...',x,y) x@y.mT T.outer(x,x) T.dot(x,y) T.matmul(x,y) T.mv(x,y)
T.broadcast_tensors(x,y)[0] T.special.expit(x) x.lgamma() T.cdist(x,y) T.diag_embed(x)
T.special.ndtr(x) T.cosh(x) x.mean((0,d)) x.sum((0,)) x.item()
T.meshgrid(x.reshape(-1),indexing='ij')[0] T.tensordot(x,y,1) x.view(2,-1) x.reshape(3,-1)
x.expand_as(y) x.to(T.promote_types(x.dtype,T.float32)) x.half() x.half().float() x.foo x.tolist()
x.sum(dim=9) x.softmax(7) x[9] x[0,0,0,0] x.reshape(7,7,7) x.squeeze(9) x+None x@1 T.log(2.0)
"""
POSITIVE = """
x.log() x.log2() x.log10() x.log1p() x.sqrt() x.rsqrt() x**0.5 x**y x.pow(y) T.xlogy(x,y)
T.special.entr(x) T.special.xlog1py(x,y) x.float_power(2) x.acosh()
F.kl_div(x.log(),y,reduction='sum') F.poisson_nll_loss(x,y,full=True) F.gaussian_nll_loss(x,y,x)
T.float_power(x,y) x.logit()
"""
UNIT = """
x.asin() x.acos() x.atanh() x.erfinv() x.logit() x.logit(1e-3) T.special.ndtri(x)
F.binary_cross_entropy(x.abs(),y.abs()) F.binary_cross_entropy_with_logits(x,y.abs())
F.mse_loss(x,y) F.l1_loss(x,y) F.huber_loss(x,y,delta=0.4) F.smooth_l1_loss(x,y,beta=0.4)
F.soft_margin_loss(x,y.sign()) F.hinge_embedding_loss(x,y.sign())
F.margin_ranking_loss(x,y,x.sign()) F.triplet_margin_loss(x,y,-x)
F.triplet_margin_loss(x,y,-x,swap=True) F.multilabel_soft_margin_loss(x,(y>0).to(x.dtype))
F.kl_div(x,y,log_target=True,reduction='batchmean') F.cross_entropy(x,y.softmax(-1)) x.tan()
F.cosine_embedding_loss(x,y,(x.sum(-1)>0).long()*2-1) F.triplet_margin_with_distance_loss(x,y,-x)
F.cross_entropy(x,i.amax(-1)) F.nll_loss(x,i.amax(-1)) F.multi_margin_loss(x,i.amax(-1))
F.multilabel_margin_loss(x,i.expand_as(x)) F.multi_margin_loss(x,i.amax(-1),p=2)
F.cross_entropy(x,i.amax(-1),label_smoothing=0.1)
F.cross_entropy(x,i.amax(-1),weight=x.new_ones(9)) F.poisson_nll_loss(x,y,log_input=False)
F.linear_cross_entropy(x,y,i.amax(-1)) F.linear(x,y)
"""
INPLACE = """
add_(1) sub_(y) mul_(2) div_(2) neg_() exp_() abs_() clamp_(0,1) zero_() fill_(2) copy_(y) relu_()
sqrt_() pow_(2) masked_fill_(m,0.0) square_() tanh_() sigmoid_() index_fill_(-1,i.reshape(-1),0.0)
fill_diagonal_(0)
"""
OPERATORS = [
    (text, domain)
    for domain, block in (("any", ANY), ("positive", POSITIVE), ("unit", UNIT))
    for text in block.split()
] + [(f"(lambda z:(z.{text},z)[1])(x.clone())", "any") for text in INPLACE.split()]
ELEMENTS = {
    "any": st.sampled_from([0.0, 1.0, -1.0, 0.5, -2.25, 3.0, 0.125, -0.75, 1.75, -0.3, 20.5, 7.25]),
    "positive": st.sampled_from([0.125, 0.5, 1.0, 1.75, 2.25, 3.5, 7.25, 20.5]),
    "unit": st.sampled_from([-0.875, -0.5, -0.3, -0.125, 0.0625, 0.2, 0.55, 0.75, 0.9]),
}
SHAPES = [(), (1,), (3,), (2, 3), (3, 1), (3, 3), (2, 1, 3), (1, 3), (0,), (2, 0)]


@st.composite
def inputs(draw: Any, domain: str) -> dict[str, Any]:
    """Draw two arrays, usually of matching shapes, indices, a mask, a dimension and a dtype."""
    shape = draw(st.sampled_from(SHAPES))
    other = shape if draw(st.integers(0, 4)) else draw(st.sampled_from(SHAPES))
    kind = draw(st.sampled_from([np.float32, np.float64]))

    def array(shape: tuple[int, ...]) -> NDArray[Any]:
        count = int(np.prod(shape))
        numbers = draw(st.lists(ELEMENTS[domain], min_size=count, max_size=count))
        return np.array(numbers, dtype=kind).reshape(shape)

    most = max(shape[-1] if shape else 1, 1) - 1
    count = int(np.prod(shape))
    places = draw(st.lists(st.integers(0, most), min_size=count, max_size=count))
    bits = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    return {
        "x": array(shape),
        "y": array(other),
        "i": np.array(places, dtype=np.int64).reshape(shape),
        "m": np.array(bits, dtype=bool).reshape(shape),
        "d": draw(st.integers(-len(shape), max(len(shape) - 1, 0))) if shape else -1,
    }


def outcome(module: Any, text: str, given: dict[str, Any]) -> Outcome:
    """Return the result of an operator: an error, a plain value, or value, dtype and gradients."""
    names = {name: v if name == "d" else module.from_numpy(v.copy()) for name, v in given.items()}
    leaves = [names["x"].requires_grad_(), names["y"].requires_grad_()]
    space = {"T": module, "F": module.nn.functional, **names}
    try:
        result = eval(text, space)
    except Exception as error:
        return "error", type(error).__name__, str(error)
    if not isinstance(result, module.Tensor):
        return "plain", repr(result).replace("small_torch", "torch")
    kind, value = str(result.dtype), result.detach().numpy().copy()
    if not result.requires_grad:
        return "value", kind, value
    weights = module.from_numpy(np.linspace(0.5, 1.5, value.size).reshape(value.shape))
    try:
        gradients = module.autograd.grad(
            result, leaves, weights.to(result.dtype), allow_unused=True
        )
    except Exception as error:
        return "error behind", type(error).__name__, str(error)
    return "value", kind, value, *(None if g is None else g.numpy() for g in gradients)


def same(theirs: Outcome, ours: Outcome) -> bool:
    """Whether two outcomes agree, including an error's text without its list of signatures."""
    if theirs[0] != ours[0] or len(theirs) != len(ours):
        return False
    if theirs[0] in ("error", "error behind"):
        return theirs[1] == ours[1] and (
            re.search(r"invalid combination|must be", theirs[2]) is not None
            or theirs[2].partition(" Hint: ")[0] == ours[2].partition(" Hint: ")[0]
        )
    return theirs[1] == ours[1] and all(
        a is b
        or (
            (a is not None and b is not None and a.shape == b.shape and a.dtype == b.dtype)
            and np.allclose(
                a, b, rtol=2e-5 if a.dtype == np.float32 else 1e-9, atol=2e-6, equal_nan=True
            )
        )
        for a, b in zip(theirs[2:], ours[2:], strict=True)
    )


def test_at_least_two_hundred_operators_are_compared() -> None:
    assert len({re.sub(r"\(.*", "", text) for text, _ in OPERATORS}) >= 200


@pytest.mark.parametrize(("text", "domain"), OPERATORS)
def test_operator_agrees_with_torch(small: ModuleType, text: str, domain: str) -> None:
    @settings(
        max_examples=12, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(inputs(domain))
    def holds(given: dict[str, Any]) -> None:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            theirs, ours = (outcome(module, text, given) for module in (torch, small))
        assert same(theirs, ours), f"{given}\ntorch: {theirs}\nsmall: {ours}"

    holds()
