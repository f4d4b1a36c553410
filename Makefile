# Every command of the project; `make help` lists them.
PORT ?= 8080
STORE_PORT ?= 8081
PAGE_PORT ?= 8082
EVENT ?= launch
WORKERS ?= 2
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAM := SAM_CLI_TELEMETRY=0 PYTHON=$(CURDIR)/.sam-venv/bin/python .sam-venv/bin/sam

.PHONY: help setup tools screens run talk test drills load pictures check models package invoke format clean
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --no-deps: the files are complete (pip check tells), and pip's hash mode stumbles over the extras named inside them
# as soon as one of those packages has a newer version.
INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps

setup: $(VENV)/.ready ## make the virtual environment
$(VENV)/.ready: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(INSTALL) -r requirements.txt
	$(BIN)/python $(INSTALL) -r requirements-dev.txt
	$(BIN)/python -m pip check --quiet --disable-pip-version-check
	@touch $@

tools: .sam-venv/.ready .rie-venv/.ready .checkov-venv/.ready tests/node/node_modules/.ready screens ## make what package, invoke and all tests need besides
# Each tool whose pins would quarrel with the project's has an environment of its own.
.%-venv/.ready: tools/requirements-%.txt
	$(PYTHON) -m venv .$*-venv
	.$*-venv/bin/python $(INSTALL) -r $<
	@touch $@
%/node_modules/.ready: %/package-lock.json
	npm ci --prefix $* --silent --no-audit --no-fund --ignore-scripts
	@touch $@

screens: simulator/page/node_modules/.ready ## fetch what draws screens in the simulator's page

run: setup ## start the store, the skill and its simulator: a page and a prompt
	@{ command -v npm && $(MAKE) screens; } >/dev/null 2>&1 || echo "Screens stay dark: npm could not fetch what draws them. make screens says why."
	@$(BIN)/python -m simulator run --port $(PORT) --store-port $(STORE_PORT) --page-port $(PAGE_PORT)

talk: setup ## type at a skill that runs (or at one started for it)
	@$(BIN)/python -m simulator --as ana --url http://127.0.0.1:$(PORT) --store-url http://127.0.0.1:$(STORE_PORT)

test: setup ## run every test, in WORKERS processes at once
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term

drills: setup ## buy by the hundred while things break, talk at random, send broken requests: what is told must stand
	@$(BIN)/python -m tools.drills
	@$(BIN)/python -m tools.properties

load: setup ## have 50 conversations at once, to an order each; prints p50 and p99
	@$(BIN)/python -m tools.drills.load

pictures: setup screens ## take the pictures in docs/images anew
	VOICESHOP_PICTURES=docs/images $(BIN)/python -m pytest tests/browser/test_pictures.py

models: setup ## write the interaction models from the language files and the store's catalogue
	$(BIN)/python -m interactionModels.builder write

check: setup tests/node/node_modules/.ready .sam-venv/.ready .checkov-venv/.ready ## lint, types, stale files, speech, schemas, security
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy lambda simulator store webservice tools interactionModels processes.py
	$(BIN)/python -m interactionModels.builder check
	$(BIN)/python -m simulator.speech_report
	$(BIN)/python -m pytest tests/unit/packaging/test_skill_package.py
	$(SAM) validate --lint
	.checkov-venv/bin/checkov --file template.yaml --framework cloudformation --skip-download --compact --quiet

package: .sam-venv/.ready ## validate the SAM template and build what goes to AWS Lambda
	$(SAM) validate --lint
	$(SAM) build

invoke: .rie-venv/.ready ## run the built function on one of tests/events, without Docker
	@$(MAKE) package >&2
	@VOICESHOP_STORE_URL=$${VOICESHOP_STORE_URL:-http://127.0.0.1:$(STORE_PORT)} $(PYTHON) -m tools.invoke $(EVENT) $(if $(TOKEN),--token $(TOKEN))

format: setup ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove everything that was made
	rm -rf .*-venv $(VENV) .aws-sam build .data tests/node/node_modules simulator/page/node_modules
