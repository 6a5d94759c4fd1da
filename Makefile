# The course's commands. Each starts from a bare clone: it makes .venv itself.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
# The oldest Python that the course promises, as "3.11".
OLDEST := $(shell sed -n 's/^requires-python = ">=\(.*\)"/\1/p' pyproject.toml)
comma := ,

# Settings of the machine that would make pip install elsewhere or nothing, or Python import others'.
unexport PIP_TARGET PIP_PREFIX PIP_ROOT PIP_PYTHON PYTHONHOME PYTHONPATH
export PIP_DRY_RUN := 0
export PIP_USER := 0
# The kernel python3 is the one in .venv, before any of that name that you have made yourself.
export JUPYTER_PATH := $(CURDIR)/.venv/share/jupyter$(if $(JUPYTER_PATH),:$(JUPYTER_PATH))

# What .venv/ready holds: the Python and the folder that .venv was made for. Where that has changed,
# .venv is made anew.
MADE_FOR := $(BIN)/python -c 'import sys; print(*sys.version_info[:2], sys.prefix)'
BROKEN := $(shell [ ! -e .venv ] || { now=$$($(MADE_FOR) 2>/dev/null) && { [ ! -s .venv/ready ] || [ "$$now" = "$$(cat .venv/ready)" ]; }; } || echo broken)

.PHONY: help book runtime try-runtime test quick lint lab serve notebooks release lock clean broken

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/ready: requirements.txt pyproject.toml $(BROKEN)
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) was not found; install Python $(OLDEST) or newer, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < ($(subst .,$(comma),$(OLDEST))))' || { echo "make: Python $(OLDEST) or newer is needed, this is $$($(PYTHON) --version); name another: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(if $(BROKEN),echo "The folder .venv was moved or copied here$(comma) or its Python is gone: it is made anew.")
	@echo "Installing the packages of requirements.txt into .venv (once; a few minutes) …"
	$(PYTHON) -m venv $(if $(BROKEN),--clear ).venv || { echo "make: could not create .venv; on Debian install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@cd / && "$(CURDIR)/$(BIN)/python" -I -c 'import jupyter_book, jupyterlab, lossutil, torch' || { echo "make: pip reported no error, but the packages are not in .venv; look for target, prefix or root in its settings: .venv/bin/python -m pip config list" >&2; exit 1; }
	@$(MADE_FOR) > $@

book: .venv/ready ## build the site into _build/html
	$(BIN)/python $(BIN)/jupyter-book build -W -n --keep-going .

runtime: .venv/ready ## fetch what solving on the page runs on, for the next make book
	$(BIN)/python -m tools.runtime

try-runtime: .venv/ready
	$(BIN)/python -m tools.runtime || echo "The book gets no editors for exercises, and their tests are not run."

lint: .venv/ready ## style, formatting and types, notebooks too
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

test: lint try-runtime book ## run every check (what CI runs)
	$(BIN)/python -m pytest -n 2 --dist loadgroup
	$(BIN)/python -m pytest -n 2 --dist loadscope --nbval --nbval-current-env --nbval-cell-timeout=120 chapters solutions

# What starts neither a browser nor a class of students, and executes no notebook.
SLOW_OF_BOOK := $(patsubst %,tests/book/test_%.py,build make noise outputs_reproduce)
QUICK := lossutil grader book tools tests/lossutil $(filter-out $(SLOW_OF_BOOK),$(wildcard tests/book/*.py)) \
  $(patsubst %,tests/exercises/test_%.py,coverage explained hints instead)

quick: lint ## run the checks that take seconds (before a commit)
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(QUICK)

lab: .venv/ready ## open the notebooks in JupyterLab
	$(BIN)/python -m jupyterlab

serve: book ## build the site and serve it on this machine (PORT=8000)
	@echo "Open http://127.0.0.1:$(PORT) in a browser; stop with Ctrl-C."
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

notebooks: .venv/ready ## execute every notebook and store its outputs
	$(BIN)/python -m tools.notebooks

release: .venv/ready ## make exercises/ from solutions/ (one assignment: make release ASSIGNMENT=name)
	$(BIN)/python -m tools.release $(ASSIGNMENT)

lock: ## write requirements.txt anew: the newest packages that pyproject.toml allows
	rm -rf _build/lock && $(PYTHON) -m venv _build/lock
	_build/lock/bin/python -m pip install --disable-pip-version-check --dry-run --report _build/lock/report.json \
	  --ignore-installed --target _build/lock/none --only-binary :all: --python-version $(OLDEST) ".[learn,grade,book,test]"
	$(PYTHON) -m tools.lock _build/lock/report.json
	rm -rf _build/lock

clean: ## remove what was built, but not .venv
	rm -rf _build
