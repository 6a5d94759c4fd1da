"""Import the small torch under another name, beside torch in one process."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import numpy as np
import pytest

from tools.editions import EDITION


@pytest.fixture(scope="session")
def small() -> ModuleType:
    """Return the small torch."""
    before = np.seterr(all="ignore")
    home = EDITION / "torch"
    spec = importlib.util.spec_from_file_location(
        "small_torch", home / "__init__.py", submodule_search_locations=[str(home)]
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["small_torch"] = module
    spec.loader.exec_module(module)
    np.seterr(**before)
    return module
