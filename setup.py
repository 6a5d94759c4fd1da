"""The installed packages: the grader and what notebooks import.

For development (``pip install -e .``) also the packages that build the book and that the Makefile
calls.
"""

import sys

from setuptools import find_packages, setup

SHIPPED = ["lossutil", "lossutil.*", "grader", "grader.*"]
BUILDERS = ["book", "tools"]
LIVE = {"myst_nb.mime_renderers": ["live = book.live:LiveFigureRenderer"]}
here = "editable_wheel" in sys.argv

setup(packages=find_packages(include=SHIPPED + BUILDERS * here), entry_points=LIVE if here else {})
