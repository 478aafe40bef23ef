# Needs only python3 (3.11 or later, with venv) and make. `make` alone lists what there is.

PYTHON3 ?= python3
PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet
INSTALL := $(PIP) install --require-hashes --no-deps --requirement
COMPILE := .venv/bin/uv pip compile pyproject.toml --extra site --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --quiet $(if $(UPGRADE),--upgrade)
# Directories of tests/ that need none.
WITHOUT_DATABASE := readme markdown

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run admin test test-postgresql coverage test-long attack faults benchmark lighthouse screenshots lint format audit lock measure-environment clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 26

run: .venv/runtime ## the site, on PORT (8000): environment, database, list, static files, server
	@$(PYTHON) -m survey

admin: .venv/runtime ## a login for the admin; asks nothing where DJANGO_SUPERUSER_PASSWORD is set
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py createsuperuser $(if $(DJANGO_SUPERUSER_PASSWORD),--no-input)

test: .venv/dev ## the tests, without the long ones
	@$(PYTHON) -m pytest --numprocesses auto --dist worksteal

test-postgresql: .venv/dev ## those that ask a database something, on PostgreSQL: DATABASE_URL, or a server of this machine
	@DATABASE_URL=$${DATABASE_URL:-postgresql://postgres@127.0.0.1:5432/survey} \
		$(PYTHON) -m pytest --numprocesses 2 --dist worksteal --create-db $(addprefix --ignore tests/,$(WITHOUT_DATABASE))

coverage: .venv/dev ## the same tests, in Python's development mode and with what they cover: slower by half
	@PYTHONDEVMODE=1 PYTHONMALLOC=pymalloc $(PYTHON) -m pytest --numprocesses auto --dist worksteal --cov --cov-report term:skip-covered

test-long: .venv/dev ## the long tests: corpus (SURVEY_CORPUS), histories, kills, browser; not those of `make faults` and `make attack`
	@$(PYTHON) -m pytest -m long --numprocesses auto --dist worksteal --durations 10 --ignore tests/faults --ignore tests/attacks

attack: .venv/dev ## hostile requests by the thousand, from outside
	@$(PYTHON) -m pytest -m long tests/attacks

faults: .venv/dev ## what breaks while people read: processes killed, reloads, databases away; requests counted
	@$(PYTHON) -m pytest -m long tests/faults

benchmark: .venv/dev ## what the speed promises rest on
	@$(PYTHON) -m pytest --benchmark-only tests/benchmarks

lighthouse: .venv/dev ## what pages weigh and take, by Lighthouse in Chromium; needs npm
	@npm install --prefix var/lighthouse --no-save --no-audit --no-fund --ignore-scripts --silent lighthouse@12.8.2
	@$(PYTHON) -m pytest --benchmark-only tests/benchmarks/test_site.py

screenshots: .venv/dev ## the README's pictures, in docs/screenshots; needs Chromium
	@$(PYTHON) -m tests.browser.screenshots

lint: .venv/dev ## style, types, layers, migrations
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PYTHON) manage.py makemigrations --check --dry-run

format: .venv/dev ## mend what can be mended by itself
	@.venv/bin/ruff check --fix-only
	@.venv/bin/ruff format

audit: .venv/dev ## known vulnerabilities of what the site runs on
	@{ .venv/bin/pip-audit --requirement requirements.txt --no-deps --disable-pip --progress-spinner off --format json || true; } \
		| $(PYTHON) .ci/audit.py

measure-environment: var/measure/installed ## tools that measure and attack a site from outside, in var/measure

lock: .venv/dev ## the lock files from pyproject.toml; UPGRADE=1 takes the latest versions
	@$(COMPILE) --output-file requirements.txt
	@$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt
	@$(COMPILE_ONLY) --group measure --output-file requirements-measure.txt

clean: ## remove the environment and what tools left; var/, the database in it, stays
	rm -rf .venv .coverage .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

.venv/bin/python:
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Living Survey needs Python 3.11 or later; set PYTHON3 to one." >&2; exit 2; }
	@$(PYTHON3) -m venv --clear .venv \
		|| { echo "Living Survey needs Python's venv module (on Debian: the package python3-venv)." >&2; exit 2; }

# A stamp for each lock file: an environment that is up to date costs nothing.
.venv/runtime: requirements.txt | .venv/bin/python
	@echo "Installing the locked packages into .venv ..."
	@$(INSTALL) requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing the locked packages and the tools into .venv ..."
	@$(INSTALL) requirements-dev.txt
	@touch .venv/runtime $@

var/measure/installed: requirements-measure.txt | .venv/bin/python
	@echo "Installing the locked tools into var/measure ..."
	@$(PYTHON) -m venv --clear var/measure
	@var/measure/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps --requirement $<
	@touch $@
