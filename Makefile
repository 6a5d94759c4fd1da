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

.PHONY: help book test lint lab serve notebooks release lock clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/ready: requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) was not found; install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: Python 3.11 or newer is needed, this is $$($(PYTHON) --version); name another: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Installing the packages of requirements.txt into .venv (once; a few minutes) …"
	$(PYTHON) -m venv .venv || { echo "make: could not create .venv; on Debian install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $@

book: .venv/ready ## build the site into _build/html
	$(BIN)/jupyter-book build -W -n --keep-going .

lint: .venv/ready ## style, formatting and types, notebooks too
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint book ## run every check (what CI runs)
	$(BIN)/python -m pytest -n 2 --dist loadgroup
	$(BIN)/python -m pytest -n 2 --dist loadscope --nbval --nbval-current-env --nbval-cell-timeout=120 chapters solutions

lab: .venv/ready ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab

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
