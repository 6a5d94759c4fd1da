"""Read ``nbgrader_config.py`` from the current folder and from Jupyter's search path."""

from __future__ import annotations

from pathlib import Path

from jupyter_core.application import JupyterApp
from traitlets.config import Config


class _Settings(JupyterApp):
    name = "nbgrader"


def here() -> Config:
    """Return the settings of the course in the current folder, as nbgrader's commands do."""
    app = _Settings()
    app.load_config_file()
    # Last, so that it overrides the others.
    super(JupyterApp, app).load_config_file(app.config_file_name, str(Path.cwd()))
    return app.config


def masters(config: Config) -> Path:
    """Return the folder of the masters of the course in the current folder."""
    rules = config.CourseDirectory
    return Path(rules.get("root", "."), rules.get("source_directory", "source"))
