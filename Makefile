# One entry for everything; CI runs the same (.ci/run). `make help` lists the targets.

# The first Python that is new enough; name another one with make PYTHON=python3.12 run.
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo "$$python"; break; }; done)

BIN := .venv/bin
PINS := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

.PHONY: help run demo test lint format types contracts check pins clean venv venv-dev

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: venv ## Start everything and keep serving until Ctrl-C
	@exec $(BIN)/sluis run

demo: venv ## Show the whole way of a file in a throw-away place, in under a minute
	@exec $(BIN)/sluis demo

test: venv-dev ## Run the tests; make test ARGS="-k name" runs some
	@exec $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

lint: venv-dev ## Check style (ruff) and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: venv-dev ## Format the code
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

types: venv-dev ## Check types (mypy)
	$(BIN)/mypy

contracts: venv-dev ## Check who imports whom (import-linter)
	$(BIN)/lint-imports

check: lint types contracts test ## All that CI checks

pins: ## Write the requirements files anew from the .in files (needs uv)
	@command -v uv >/dev/null || { echo "make pins needs uv on the path"; exit 1; }
	$(PINS) requirements-build.in -o requirements-build.txt
	$(PINS) requirements.in -o requirements.txt
	$(PINS) requirements-dev.in -o requirements-dev.txt

clean: ## Remove .venv and caches; data under var/ stays
	rm -rf .venv .venv.lock .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

venv:
	@$(require-python) tools/setup_venv.py

venv-dev:
	@$(require-python) tools/setup_venv.py --dev

require-python = $(if $(PYTHON),"$(PYTHON)",echo "Sluis needs Python 3.11 or newer: install it, or name it with PYTHON=/path/to/python3" >&2; exit 1; :)
