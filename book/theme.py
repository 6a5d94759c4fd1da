"""Settings of the theme that ``_config.yml`` cannot make, because they are read too early there."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

CODE_STYLE_IN_THE_DARK = "a11y-high-contrast-dark"
ROOT = Path(__file__).parents[1]


def code_behind_pages() -> str:
    """Return a digest of the code that pages depend on, besides their sources and settings."""
    folders = (ROOT / "book", ROOT / "lossutil" / "catalog")
    files = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def color_code_for_the_dark(app: Sphinx) -> None:
    """Set the dark style of code; Furo registers this setting only when it is loaded."""
    if "pygments_dark_style" in app.config:
        app.config.pygments_dark_style = CODE_STYLE_IN_THE_DARK


def leave_figures_unnumbered(app: Sphinx, config: Config) -> None:
    """Turn off numbered figures, which Jupyter Book's LaTeX extension sets for all builders."""
    config["numfig"] = False


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build, before Furo reads its settings."""
    # Jupyter Book always sets this option of an extension that the book does not load.
    app.add_config_value("comments_config", {}, "")
    # Sphinx builds all pages again when a setting of this kind has changed.
    app.add_config_value("code_behind_pages", code_behind_pages(), "env", [str])
    app.connect("config-inited", leave_figures_unnumbered, priority=900)
    app.connect("builder-inited", color_code_for_the_dark, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
