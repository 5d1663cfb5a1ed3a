# `make demo` and `make test` need python3 (3.11 or later) and make; they set up .venv themselves.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
DEMO := build/demo
KG := KG_STORE=$(DEMO)/news.store $(BIN)/kg

.PHONY: help demo test lint unit confidence quality reference speed clean

help:
	@echo "make demo        build a graph from examples/, ask it three questions, leave files in $(DEMO)"
	@echo "make test        format, lint, types, import contract, tests"
	@echo "make lint        all of these but the tests"
	@echo "make unit        the tests alone"
	@echo "make confidence  measure each rule on the articles kept aside (ontology/rules/confidence.toml)"
	@echo "make quality     measure everything (docs/quality.md)"
	@echo "make reference   make docs/reference anew, after every change of commands, queries, rules or ontology"
	@echo "make speed       compile what reads articles, and measure it against jieba.cut: some minutes"
	@echo "make clean       remove $(VENV) and build"

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

demo: $(VENV)/runtime
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@echo "Building a graph from examples/"
	@$(KG) build examples/articles.jsonl
	@$(KG) build examples/companies.txt examples/page.txt examples/snow.txt --published 2022-12-16
	@echo; echo "Where did 褚明轩 go, and with whom?"
	@$(KG) query itinerary -p person=褚明轩 --width 120
	@echo; echo "What was given, in total?"
	@$(KG) query donation-totals
	@echo; echo "What was 王砺锋's post, what did he do and say, and where does it stand?"
	@$(KG) show 王砺锋
	@$(KG) export --output $(DEMO)/news.ttl
	@$(KG) export --format jsonld --output $(DEMO)/news.jsonld
	@$(KG) explain examples/page.txt --published 2022-12-16 --output $(DEMO)/page.html
	@echo; echo "To look at:"
	@echo "  $(DEMO)/page.html    the page with every fact marked in it (open it in a browser)"
	@echo "  $(DEMO)/news.ttl     the graph as Turtle"
	@echo "  $(DEMO)/news.jsonld  the graph as JSON-LD"
	@echo "  $(DEMO)/news.store   the store: $(BIN)/kg queries; $(BIN)/kg query NAME --store $(DEMO)/news.store"

test: lint unit

lint: $(VENV)/checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# As many processes as there are cores, each with rules and dictionary of its own.
unit: $(VENV)/checks
	$(BIN)/pytest -n auto --maxprocesses 8 --dist worksteal

# After every change of rules or lexicons; tests/test_quality.py says when it is due.
confidence: $(VENV)/runtime
	$(BIN)/kg evaluate tests/corpus/aside.json tests/corpus/aside-hard.json --worst 0 --confidence ontology/rules/confidence.toml
	$(BIN)/python -m kg.reference docs/reference

quality: $(VENV)/checks
	$(BIN)/python -m tests.benchmarks.quality

# tests/test_reference.py says when it is due.
reference: $(VENV)/runtime
	$(BIN)/python -m kg.reference docs/reference

# In an environment of its own: a checkout is never compiled.
speed: $(BIN)/python
	@rm -rf build/compiled && $(BIN)/python -m venv build/compiled
	HATCH_BUILD_HOOKS_ENABLE=1 build/compiled/bin/python -m pip install --quiet --disable-pip-version-check .
	build/compiled/bin/python tests/benchmarks/extraction.py

clean:
	rm -rf $(VENV) build
