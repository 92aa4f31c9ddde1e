# Two commands do all set-up: `make demo` and `make test`. They need Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
ROOTS := core gateway graphql media tests
PROTOS := $(shell find proto -name '*.proto' | sort)

.PHONY: demo test bench gen snapshots lint format types serve check clean
.DEFAULT_GOAL := help

help: ## Shows this list
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | sort | expand -t 10

# The environments are made anew when what they are made from changes.
$(VENV)/.run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "voipbin needs Python 3.11 or newer: make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing voipbin into $(VENV) (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[speech,audio,webrtc]'
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "Installing what tests and checks need (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[speech,audio,webrtc,postgres,s3,nats,dev]'
	@touch $@

demo: $(VENV)/.run ## Rings a real softphone and shows what happens
	@$(BIN)/voipbin demo

serve: $(VENV)/.run ## Starts the platform with a demo tenant
	@$(BIN)/voipbin serve --dev

test: $(VENV)/.dev ## Runs the whole suite
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

bench: $(VENV)/.dev ## Prints ratios against plain programs that do the same
	@$(BIN)/python -m tests.benchmarks

gen: $(VENV)/.dev ## Generates gen/ from proto/
	@$(BIN)/python proto/generate.py

snapshots: $(VENV)/.dev ## Writes tests/graphql/schema.graphql, which shows changes in review
	@VOIPBIN_UPDATE_SNAPSHOTS=1 $(BIN)/python -m pytest -q tests/graphql/test_schema.py

format: $(VENV)/.dev ## Formats code and protos
	@$(BIN)/ruff check --fix-only --quiet $(ROOTS) proto
	@$(BIN)/ruff format --quiet $(ROOTS) proto
	@$(BIN)/buf format -w proto

types: $(VENV)/.dev ## Checks types
	@$(BIN)/mypy $(ROOTS)

lint: $(VENV)/.dev ## Checks style, types, protos and that gen/ is current
	@$(BIN)/ruff check $(ROOTS) proto
	@$(BIN)/ruff format --check $(ROOTS) proto
	@$(BIN)/mypy $(ROOTS)
	@$(BIN)/buf lint
	@$(BIN)/buf format --diff --exit-code proto
	@$(BIN)/python proto/generate.py --check

check: lint test ## Everything before a commit

clean: ## Removes the environment and what the demo wrote
	@rm -rf $(VENV) demo-output
