# Needs Python 3.11 or newer, make and git. Everything is installed into .venv.
PYTHON ?= python3
VENV ?= .venv
BIN ?= $(VENV)/bin
PYTEST_ARGS ?=
BENCH_ARGS ?=
LOAD_ARGS ?=
FAULTS_ARGS ?=

export PYTHONPATH :=

.DEFAULT_GOAL := help
.PHONY: help demo test browser clients faults lint matrix bench load docs build screenshots messages clean \
	run-lint run-style run-types run-imports run-templates run-migrations run-translations run-docs run-build run-wheel

help:  ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.with-demo  ## Set up the example shop with data, print its addresses and logins, and serve it
	$(BIN)/python example_project/manage.py demo

test: $(VENV)/.with-test  ## Run the tests on SQLite with this Python
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

browser: $(VENV)/.with-test $(VENV)/.with-browser  ## Run the browser tests (needs Chromium)
	DJANGO_ALLOW_ASYNC_UNSAFE=1 $(BIN)/python -m pytest tests/browser -m browser $(PYTEST_ARGS)

clients: $(VENV)/.with-test $(VENV)/.with-clients  ## Call the API by generated clients, and with whatever fits its schema
	$(BIN)/python -m pytest tests/clients -m clients $(PYTEST_ARGS)

faults: $(VENV)/.with-test $(VENV)/.with-faults  ## Break databases, disks, mail servers and processes, with a line for each fault
	$(BIN)/python -m tests.faults $(FAULTS_ARGS)

lint: $(VENV)/.with-lint run-lint  ## Check style, types, imports, templates, migrations and translations

matrix: $(VENV)/.with-matrix  ## Run every combination of versions and databases that this machine has
	@command -v mariadb_config mysql_config >/dev/null || echo "MariaDB cells are left out: its client library is not installed (Debian: libmariadb-dev pkg-config)"
	@if command -v pyenv >/dev/null; then \
	for version in $$(pyenv versions --bare | grep -E '^3\.1[1-3]\.[0-9]+$$'); do PATH="$$(pyenv root)/versions/$$version/bin:$$PATH"; done; \
	export PATH; fi; \
	if ! command -v mariadb_config mysql_config >/dev/null; then TOX_SKIP_ENV='.*mariadb.*'; export TOX_SKIP_ENV; fi; \
	rm -rf .coverage-data && $(BIN)/python -m tox run && \
	$(BIN)/python -m coverage combine --keep -q .coverage-data && $(BIN)/python -m coverage report

bench: $(VENV)/.with-bench  ## Measure the app beside its yardsticks, on this machine's databases, and write the docs' page
	@if command -v mariadb_config mysql_config >/dev/null; then $(BIN)/python -m pip install --quiet --group bench-mariadb; fi
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

load: $(VENV)/.with-load  ## Put gunicorn on this machine under load, and prove that nothing was lost
	$(BIN)/python -m benchmarks.load $(LOAD_ARGS)

docs: $(VENV)/.with-docs run-docs  ## Build the documentation into docs/_build/html

build: $(VENV)/.with-build run-build run-wheel  ## Build the sdist and the wheel into dist/ and try the wheel

screenshots: $(VENV)/.with-demo $(VENV)/.with-browser  ## Take the documentation's screenshots anew
	$(BIN)/python example_project/screenshots.py

messages: $(VENV)/.with-demo  ## Collect and compile the translations (needs GNU gettext)
	@command -v msgfmt >/dev/null || { echo "GNU gettext is not installed (Debian: gettext)"; exit 1; }
	for app in src/django_support_tickets example_project/shop; do \
	(cd $$app && $(abspath $(BIN))/python -m django makemessages --locale tr --no-location --no-obsolete && \
	$(abspath $(BIN))/python -m django compilemessages --locale tr) || exit 1; done

clean:  ## Remove what was built and installed
	rm -rf $(VENV) .tox dist build docs/_build .coverage .coverage.* .coverage-data .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# What the targets above run, with the programs in BIN; tox runs the same.
run-lint: run-style run-types run-imports run-templates run-migrations run-translations

run-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/validate-pyproject pyproject.toml

run-types:
	PYTHONPATH=. $(BIN)/mypy

run-imports:
	PYTHONPATH=src $(BIN)/lint-imports --no-cache

run-templates:
	find src example_project -path '*/templates/*' -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +

run-migrations:
	PYTHONPATH=src:. $(BIN)/python -m django makemigrations --check --dry-run --settings tests.settings
	TEST_USER_MODEL=uuid PYTHONPATH=src:. $(BIN)/python -m django makemigrations --check --dry-run --settings tests.settings

run-translations:
	$(BIN)/python tests/packaging/check_translations.py

run-docs:
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

run-build:
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	$(BIN)/python -m twine check --strict dist/*

run-wheel:
	$(BIN)/python tests/packaging/check_wheel.py dist

$(VENV)/.with-%: pyproject.toml | $(VENV)/.made
	$(VENV)/bin/python -m pip install --quiet --editable . --group $*
	@touch $@

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.13 ..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@
