# make demo   sets up, grades a real submission, leaves a report to open
# make test   sets up, passes the tests
# Nothing else has to be done by hand on a fresh machine with Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SETUP := $(VENV)/.ready

.PHONY: demo test verify lint bench clean

demo: $(SETUP)
	@mkdir -p demo
	$(BIN)/grade submit exercise03 docs/demo/mse_gradient.py --dry-run --format html --output demo/report.html || test $$? -eq 1
	$(BIN)/grade submit exercise03 docs/demo/mse_gradient.py || test $$? -eq 1
	@echo
	@echo "The same report for the browser: demo/report.html"

# The attacks watch which files there are, and `grade verify` takes every core: these two go alone.
ALONE := tests/test_exercises.py tests/test_attacks.py

# The second part runs whatever the first one says: who waits that long wants to know everything that fails.
test: $(SETUP) lint
	@failed=0; \
	$(BIN)/python -m pytest $(ALONE) || failed=1; \
	$(BIN)/python -m pytest --numprocesses auto --dist loadscope $(ALONE:%=--ignore=%) || failed=1; \
	exit $$failed

# What `grade verify` claims of the course, as a table; `make test` holds it to that as well.
verify: $(SETUP)
	$(BIN)/grade verify

lint: $(SETUP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(SETUP)
	$(BIN)/python -m benchmarks

$(SETUP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --constraint constraints.txt --editable ".[course,dev,cluster]"
	@touch $@

clean:
	rm -rf $(VENV) demo build dist
