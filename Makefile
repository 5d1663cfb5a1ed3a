# `make demo` and `make test` need python3 (3.11 or later) and make; they set up .venv themselves.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
DEMO := build/demo

.PHONY: help demo test lint unit clean

help:
	@echo "make demo   build a graph from examples/, ask it three questions, leave files in $(DEMO)"
	@echo "make test   format, lint, types, import contract, tests"
	@echo "make lint   all of these but the tests"
	@echo "make unit   the tests alone"
	@echo "make clean  remove $(VENV) and build"

# The first Python in PATH that is new enough and can make a virtual environment.
$(BIN)/python:
	@for python in python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "Setting up $(VENV) with $$($$python --version)" >&2; \
	    exec $$python -m venv $(VENV); \
	  fi; \
	done; \
	echo "No Python 3.11 or later with venv found in PATH: install python3 (Debian, Ubuntu: python3-venv)." >&2; exit 1

# What `kg` needs to run, and what the checks need besides. Stamps make the second time quick.
$(VENV)/runtime: pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/checks: $(VENV)/runtime
	$(PIP) --editable '.[dev]'
	@touch $@

test: lint unit

lint: $(VENV)/checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/checks
	$(BIN)/pytest

clean:
	rm -rf $(VENV) build
