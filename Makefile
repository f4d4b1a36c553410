# Every command of the project; `make help` lists them.
PORT ?= 8080
STORE_PORT ?= 8081
EVENT ?= launch
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup run talk test check models format clean
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## make the virtual environment
$(VENV)/.ready: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: setup ## start the store, the skill and its simulator
	@$(BIN)/python -m simulator run --port $(PORT) --store-port $(STORE_PORT)

test: setup ## run every test
	$(BIN)/python -m pytest

check: setup ## lint, types, stale files, schemas
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy lambda

format: setup ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove everything that was made
	rm -rf $(VENV) .aws-sam build .data node_modules
