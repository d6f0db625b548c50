# Everything sets up what it needs; Python 3.11 or newer and make are enough.
PYTHON ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
DATA ?= ../shared/data

.PHONY: run setup test test-torch faults check bench docs audit lock clean

run: setup  ## the simulated stream, in your browser
	PORT=$(PORT) $(BIN)/lovelm demo

setup: $(VENV)/.run

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(if $(CI),--reruns 1)

test-torch: $(VENV)-torch/.torch  ## fine-tuned classifiers, local chat models, recordings; the first time installs torch (minutes)
	@# A missing one would skip its tests.
	$(VENV)-torch/bin/python -c "import torch, transformers, peft, av, faster_whisper"
	$(VENV)-torch/bin/python -m pytest -m torch tests/adapters/test_transformers_classifier.py tests/adapters/test_local_transformers.py tests/bots/test_bench_local.py \
	  tests/adapters/test_recordings.py tests/adapters/test_persona_tuning.py tests/bots/test_transcribing.py

faults: $(VENV)/.dev  ## what must hold, in full: hours; WRITE=1 writes docs/reliability.md, published hostile texts need DATA=folder
	$(BIN)/python -m pytest tests/faults --full $(if $(WRITE),--write); failed=$$?; \
	  DATA="$(abspath $(DATA))" $(BIN)/python -m pytest -m long && exit $$failed

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev  ## every figure beside its goal: an hour; films need DATA=folder
	$(BIN)/python -m benchmarks --data $(DATA)

docs: $(VENV)/.dev  ## the README's pictures
	$(BIN)/python -m docs.take_pictures

audit: $(VENV)-audit/.audit  ## known holes in the locked packages, risky code in ours
	$(VENV)-audit/bin/python requirements/audit.py

lock: $(VENV)/.dev  ## universal, hashed, without addresses
	$(PIP) install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --extra build pyproject.toml -o requirements/run.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --extra build --extra train --extra test --extra check \
	  pyproject.toml -o requirements/dev.lock

clean:
	rm -rf $(VENV) $(VENV)-torch $(VENV)-audit

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "LoveLM needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements/run.lock pyproject.toml
	@echo "Setting up .venv (about a minute the first time)"
	$(PIP) install --quiet --require-hashes -r requirements/run.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.lock
	$(PIP) install --quiet --require-hashes -r requirements/dev.lock
	@touch $@

# In no lock: torch's wheels differ by machine.
$(VENV)-torch/.torch: requirements/dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)-torch
	$(VENV)-torch/bin/pip install --quiet --require-hashes -r requirements/dev.lock
	$(VENV)-torch/bin/pip install --quiet torch==2.13.0
	$(VENV)-torch/bin/pip install --quiet --no-build-isolation -e '.[local,studio]'
	@touch $@

$(VENV)-audit/.audit: pyproject.toml requirements/audit.py
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python requirements/audit.py --tools | \
	  $(VENV)-audit/bin/python -m pip --disable-pip-version-check install --quiet -r /dev/stdin
	@touch $@
