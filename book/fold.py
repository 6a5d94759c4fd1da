"""Fold the code that a reader does not need in order to follow a page; one click opens it.

Short cells that show an idea stay open. Outputs are always shown.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

LONGEST_OPEN = 15
"""Lines. A longer cell pushes the text after it out of view."""
NOT_THE_IDEA = re.compile(
    r"""
    ^\s*(?:import|from)\s                                  # imports
    | ^\s*assert\s | \bassert_close\(                      # asserts
    | \bmanual_seed\( | \bGenerator\( | \bdefault_rng\(    # simulations: random numbers,
    | \.step\(                                             # and training
    | \bplt\.show\( | \bfigures\.live\(                    # drawing
    """,
    re.MULTILINE | re.VERBOSE,
)
WITH_INPUT = {None: "input", "output": "input+output"}
"""What an earlier tag folds → what is folded together with the code."""


def is_folded(source: str) -> bool:
    r"""Tell whether the code of a cell is folded.

    >>> is_folded("print(-log(0.5))"), is_folded("import torch"), is_folded("x = 1\n" * 16)
    (False, True, True)
    """
    return len(source.splitlines()) > LONGEST_OPEN or NOT_THE_IDEA.search(source) is not None


class FoldCells(SphinxPostTransform):
    """Mark cells as folded, before MyST-NB folds what is marked."""

    default_priority = 198
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Change the document in place."""
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") == "cell_code" and cell.get("hide_mode") in WITH_INPUT:
                code = cell.next_node(nodes.literal_block)
                if code is not None and is_folded(code.astext()):
                    cell["hide_mode"] = WITH_INPUT[cell.get("hide_mode")]
                    cell["prompt_show"] = self.config.nb_code_prompt_show
                    cell["prompt_hide"] = self.config.nb_code_prompt_hide


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.add_post_transform(FoldCells)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
