"""Curves of one variable with adjustable parameters, written once as SymPy expressions.

One expression has four uses: NumPy evaluates it for plots, SymPy differentiates it, torch is
compared with it, and the browser evaluates it when a slider moves. Nothing here plots; see
``figures``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import sympy
import torch
from numpy.typing import ArrayLike, NDArray

VEGA_FUNCTIONS = frozenset(
    {"abs", "acos", "asin", "atan", "atan2", "ceil", "cos", "exp", "floor", "log", "max", "min"}
    | {"pow", "sin", "sqrt", "tan"}
)
"""Functions of Vega's expression language under the names they have in JavaScript's Math."""


@dataclass(frozen=True)
class Slider:
    """A parameter that the reader may change.

    Args:
        symbol: the SymPy symbol it sets.
        low: smallest value.
        high: largest value.
        step: distance between two values.
        start: initial value; static pictures show it by default.
        label: name on the page, e.g. ``"label smoothing ε"``.

    Raises:
        ValueError: ``low <= start <= high`` and ``step > 0`` do not hold.

    >>> Slider(sympy.Symbol("beta"), 0.1, 2.0, 0.1, start=1.0, label="β").start
    1.0
    """

    symbol: sympy.Symbol
    low: float
    high: float
    step: float
    start: float
    label: str

    def __post_init__(self) -> None:
        if not self.low <= self.start <= self.high or self.step <= 0:
            raise ValueError(
                f"slider {self.label!r}: expected low <= start <= high and step > 0, got "
                f"low={self.low}, start={self.start}, high={self.high}, step={self.step}"
            )


@dataclass(frozen=True)
class Curves:
    """Named lines over one variable, with sliders for their other symbols.

    Args:
        x: the variable of the horizontal axis (use ``sympy.Symbol(name, real=True)``).
        domain: smallest and largest x.
        lines: name → expression in x and the sliders' symbols.
        sliders: one slider for every other symbol.

    Raises:
        ValueError: an expression has a symbol that is neither x nor a slider's.

    >>> z = sympy.Symbol("z", real=True)
    >>> softplus = Curves.with_gradient(sympy.log(1 + sympy.exp(z)), z, domain=(-5, 5))
    >>> softplus.values("gradient", [0.0])
    array([0.5])
    """

    x: sympy.Symbol
    domain: tuple[float, float]
    lines: Mapping[str, sympy.Expr]
    sliders: tuple[Slider, ...] = ()

    def __post_init__(self) -> None:
        known = {self.x, *(slider.symbol for slider in self.sliders)}
        for name, expression in self.lines.items():
            unknown = sympy.sympify(expression).free_symbols - known
            if unknown:
                raise ValueError(
                    f"line {name!r} uses {sorted(map(str, unknown))}, which is neither the "
                    f"variable {self.x} nor a slider; add a Slider or substitute a number"
                )

    @classmethod
    def with_gradient(
        cls,
        loss: sympy.Expr,
        x: sympy.Symbol,
        domain: tuple[float, float],
        sliders: tuple[Slider, ...] = (),
    ) -> Curves:
        """Return the lines ``loss`` and ``gradient``, the second by symbolic differentiation.

        Args:
            loss: the expression of one loss.
            x: the variable to differentiate by.
            domain: smallest and largest x.
            sliders: one slider for every other symbol.

        Returns:
            The two lines over x.
        """
        return cls(x, domain, {"loss": loss, "gradient": sympy.diff(loss, x)}, sliders)

    @property
    def start(self) -> dict[str, float]:
        """The sliders' initial values by symbol name."""
        return {str(slider.symbol): slider.start for slider in self.sliders}

    @cached_property
    def _functions(self) -> dict[str, Callable[..., ArrayLike]]:
        symbols = [self.x, *(slider.symbol for slider in self.sliders)]
        return {
            name: sympy.lambdify(symbols, expression, modules="numpy")
            for name, expression in self.lines.items()
        }

    def values(self, line: str, x: ArrayLike, **parameters: float) -> NDArray[np.float64]:
        """Evaluate one line in float64.

        Args:
            line: the line's name in ``lines``.
            x: where to evaluate it.
            **parameters: values of sliders by symbol name; the others keep their start.

        Returns:
            An array of the shape of ``x``.

        Raises:
            ValueError: there is no such line or parameter.
        """
        if line not in self.lines:
            raise ValueError(f"no line {line!r}; there are {sorted(self.lines)}")
        unknown = parameters.keys() - self.start.keys()
        if unknown:
            raise ValueError(f"no parameter {sorted(unknown)}; there are {sorted(self.start)}")
        points = np.asarray(x, dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            result = self._functions[line](points, *{**self.start, **parameters}.values())
        # A constant expression evaluates to one number, for any shape of x.
        return np.broadcast_to(np.asarray(result, dtype=np.float64), points.shape).copy()

    def vega(self, line: str) -> str:
        """Return one line in Vega's expression language, with the variable as ``datum.x``.

        Args:
            line: the line's name in ``lines``.

        Returns:
            The expression; it uses the sliders by their symbol names.

        Raises:
            ValueError: the line has a function that Vega's language lacks.

        >>> z, k = sympy.symbols("z k", real=True)
        >>> k_slider = Slider(k, 0, 1, 0.1, start=0.5, label="k")
        >>> Curves(z, (0, 1), {"loss": k * sympy.exp(z)}, (k_slider,)).vega("loss")
        'k*exp(datum.x)'
        """
        variable = sympy.Symbol("datum.x", real=True)
        expression = sympy.sympify(self.lines[line]).subs(self.x, variable)
        # Vega has neither sign, which the gradient of |x| needs, nor hyperbolic functions.
        expression = expression.rewrite(sympy.sign, sympy.Piecewise)
        expression = expression.rewrite([sympy.sinh, sympy.cosh, sympy.tanh], sympy.exp)
        constants, functions, code = sympy.jscode(expression, human=False, strict=False)
        unknown = {str(name) for name, _ in constants} | {str(call) for call in functions}
        unknown |= set(re.findall(r"Math\.(\w+)\(", code)) - VEGA_FUNCTIONS
        if unknown:
            raise ValueError(
                f"line {line!r} uses {sorted(unknown)}, which the browser cannot compute in a live "
                "figure; write it with exp, log, sqrt, Abs, Max, Min or Piecewise"
            )
        return str(code.replace("Math.", ""))

    def difference_from(
        self,
        function: Callable[..., torch.Tensor],
        loss: str = "loss",
        gradient: str | None = "gradient",
        points: int = 41,
        **parameters: float,
    ) -> float:
        """Return the largest difference between the drawn lines and a torch function.

        Args:
            function: takes x (float64, shape ``(points,)``) and the parameters by name, and
                returns one loss per point.
            loss: the line compared with the function's values.
            gradient: the line compared with autograd's gradient, or None.
            points: how many points of the domain are compared.
            **parameters: values of sliders; the others keep their start.

        Returns:
            The largest absolute difference of values and gradients; nan if one of them is nan.

        >>> z = sympy.Symbol("z", real=True)
        >>> softplus = Curves.with_gradient(sympy.log(1 + sympy.exp(z)), z, domain=(-5, 5))
        >>> softplus.difference_from(torch.nn.functional.softplus) < 1e-9
        True
        """
        x = torch.linspace(*self.domain, points, dtype=torch.float64, requires_grad=True)
        values = function(x, **{**self.start, **parameters})
        if values.shape != x.shape:
            raise ValueError(
                f"expected one loss per point, shape {tuple(x.shape)}, got {tuple(values.shape)}; "
                "use reduction='none'"
            )
        pairs = [(loss, values.detach())]
        if gradient is not None:
            pairs.append((gradient, torch.autograd.grad(values.sum(), x)[0]))
        differences = [
            self.values(name, x.detach().numpy(), **parameters) - got.numpy() for name, got in pairs
        ]
        # Python's max may ignore a nan, and accept a wrong picture.
        return float(np.abs(differences).max())
