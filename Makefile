# Two commands are all there is to know: `make run` and `make test`. Each target is a line one could type.
PYTHON ?= python3
BIN := .venv/bin
# Four tests at a time, on any machine: most of them wait most of their time.
PYTEST := $(BIN)/python -m pytest --numprocesses 4 --dist loadfile
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The lock files name every package, so pip has nothing to resolve: --no-deps keeps it from taking a newer release of one
# that another asks for with an extra (coverage[toml]), which it would then refuse for want of a hash.
INSTALL := $(BIN)/python -m pip install --quiet --no-deps

.PHONY: help setup run test lint check fix lock clean
help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

setup: .venv/.run  ## install what `make run` needs into .venv
.venv/.run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Persona needs Python 3.11 or newer; say which with: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Persona into .venv (once) ..."
	@$(INSTALL) --require-hashes --only-binary :all: -r requirements/run.txt
	@$(INSTALL) --no-build-isolation --no-index -e .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.txt
	@echo "Installing the test tools into .venv (once) ..."
	@$(INSTALL) --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

run: setup  ## start Persona: the local workspace, or Slack when its tokens are in the environment
	@$(BIN)/persona run

test: .venv/.dev  ## run every test, the browser's too
	@$(PYTEST) $(ARGS)

lint: .venv/.dev  ## style, imports, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

check: lint  ## everything that must hold before a change lands; edits nothing
	@$(PYTEST) --cov --cov-report=term

fix: .venv/.dev  ## format, and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .venv/.dev  ## renew the hash-locked dependencies from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group build -o requirements/run.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group build --group dev --group bench -c requirements/run.txt -o requirements/dev.txt

clean:  ## remove what make made
	@rm -rf .venv
