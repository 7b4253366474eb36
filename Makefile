# Two commands: `make run` and `make test`. Written for GNU make 3.81, which macOS has.

PORT ?= 8000
# A particular interpreter for .venv, e.g. PYTHON=python3.13.
PYTHON ?=

VENV := .venv
RUN := $(VENV)/bin/python
SERVE := $(RUN) -m granian --interface wsgi --no-ws --host 127.0.0.1 --blocking-threads 4 \
    --log-level warning locator.config.wsgi:application

# What each stamp stands for is done again when one of these is newer. Folders count
# too: theirs is the time of the last file added or removed.
MIGRATIONS := $(shell find locator/migrations guides/migrations fixtures \
    -not -name __pycache__ -not -name '*.pyc' 2>/dev/null)
STATICS := $(shell find static locator/static guides/static 2>/dev/null)

BASE := $(VENV)/.base
DEV := $(VENV)/.dev
MIGRATED := var/.migrated
COLLECTED := var/static/staticfiles.json

# Another database, or none: the stamp says nothing about it.
ifneq ($(DATABASE_URL),)
$(MIGRATED): FORCE
else ifeq ($(wildcard var/topup.sqlite3),)
$(MIGRATED): FORCE
endif
ifneq ($(STATIC_ROOT),)
$(COLLECTED): FORCE
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run prepare admin migrate test test-sqlite test-postgis format bench bench-http lock clean FORCE
.PHONY: check check-code check-types check-layers check-migrations check-deploy check-templates check-schema

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | \
	    awk -F '\t' '{ printf "  make %-13s %s\n", $$1, $$2 }'

run: prepare ## Serve the site on http://127.0.0.1:8000 (PORT= changes it), and do its jobs
	@$(RUN) -SEc $(BIND) 2>/dev/null || \
	    { echo 'Port $(PORT) is taken, or not yours to use. Try: make run PORT=8001'; exit 1; }
	@echo
	@echo 'Top-up Finder          http://127.0.0.1:$(PORT)/'
	@echo 'Admin                  http://127.0.0.1:$(PORT)/admin/'
	@echo 'Make an admin user     make admin'
	@echo 'Load real data         $(RUN) manage.py import_outlets FILE --source NAME'
	@echo 'Stop                   Ctrl-C'
	@echo
	@$(RUN) manage.py run_jobs --with-parent --verbosity 0 & jobs=$$!; \
	    $(SERVE) --port $(PORT) & server=$$!; \
	    trap 'kill $$server $$jobs 2>/dev/null; wait' EXIT; trap 'exit 130' INT TERM; \
	    wait $$server

BIND = "import socket; s = socket.socket(); \
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', $(PORT)))"

prepare: $(BASE) $(MIGRATED) $(COLLECTED) ## Install, migrate and collect static files, but do not serve

admin: $(BASE) $(MIGRATED) ## Make a user for the admin
	@if [ -t 0 ]; then $(RUN) manage.py createsuperuser; \
	elif [ -n "$$DJANGO_SUPERUSER_USERNAME" ]; then $(RUN) manage.py createsuperuser --no-input; \
	else \
	    echo 'There is no terminal here to ask in: set DJANGO_SUPERUSER_USERNAME,'; \
	    echo 'DJANGO_SUPERUSER_EMAIL and DJANGO_SUPERUSER_PASSWORD, then run make admin again.'; \
	    exit 1; \
	fi

migrate: $(BASE) ## Bring the database up to date, whatever the stamp says
	@rm -f $(MIGRATED)
	@$(MAKE) --no-print-directory $(MIGRATED)

test: test-sqlite test-postgis ## Run every test, on SQLite and on PostgreSQL with PostGIS

test-sqlite: $(DEV) ## Run every test on SQLite, those in Chromium too
	@echo '== Tests on SQLite'
	@env -u DATABASE_URL $(RUN) -m pytest -n auto --dist worksteal

test-postgis: $(DEV) ## Run the tests that use the database on a throwaway PostGIS
	@echo '== Tests on PostgreSQL with PostGIS'
	@env -u DATABASE_URL $(RUN) -m pytest -n auto --dist worksteal -p tests.on_postgis

check: check-code check-types check-layers check-migrations check-deploy check-templates check-schema ## Check format, lint, types, layers, migrations, deployment, templates and the API's document

check-code: $(DEV)
	$(RUN) -m ruff format --check
	$(RUN) -m ruff check

# Its cache, met again by the Django plugin, can stop mypy with an internal error.
check-types: $(DEV)
	$(RUN) -m mypy --cache-dir=/dev/null

check-layers: $(DEV)
	$(VENV)/bin/lint-imports --no-logo

check-migrations: $(DEV)
	env DATABASE_URL=sqlite://:memory: $(RUN) manage.py makemigrations --check --dry-run

# What a public site sets, see deploy/README.md.
DEPLOYED := DATABASE_URL=sqlite://:memory: HTTPS=1 BEHIND_PROXY=1 ALLOWED_HOSTS=topup.example \
    SECRET_KEY=no-secret-for-check-only-0123456789-abcdefghijklmn

check-deploy: $(DEV)
	env $(DEPLOYED) $(RUN) manage.py check --deploy --fail-level WARNING

check-schema: $(DEV)
	env DATABASE_URL=sqlite://:memory: $(RUN) manage.py spectacular --validate --fail-on-warn --file /dev/null

check-templates: $(DEV)
	$(RUN) -m djlint --quiet --lint templates

format: $(DEV) ## Format the code and mend what ruff can
	$(RUN) -m ruff check --fix
	$(RUN) -m ruff format

bench: $(DEV) ## Measure the nearest search (ROWS= changes the number of outlets)
	$(RUN) -m bench.nearest

bench-http: $(DEV) ## Measure the API's requests, beside tipg and pygeoapi where they install
	$(RUN) -m bench.http

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-header --no-annotate --quiet $(UPGRADE)

lock: ## Compile the hashed locks anew from pyproject.toml (needs uv; UPGRADE=--upgrade)
	@command -v uv >/dev/null || { echo 'uv is needed: python3 -m pip install uv'; exit 1; }
	$(LOCK) pyproject.toml --output-file requirements/base.txt
	$(LOCK) pyproject.toml --group dev --output-file requirements/dev.txt

clean: ## Remove .venv and caches; the database under var/ stays
	rm -rf $(VENV) var/static var/test-results .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(RUN):
	@.ci/make-venv $(VENV) $(PYTHON)

$(BASE): requirements/base.txt | $(RUN)
	@echo 'Installing packages (some minutes the first time) ...'
	@$(RUN) -m pip install -qq --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

# The lock of development holds all of the other one.
$(DEV): requirements/dev.txt | $(RUN)
	@echo 'Installing packages (some minutes the first time) ...'
	@$(RUN) -m pip install -qq --disable-pip-version-check --require-hashes --requirement $<
	@touch $(BASE) $@

$(MIGRATED): $(BASE) $(MIGRATIONS)
	@echo 'Preparing the database ...'
	@mkdir -p var
	@$(RUN) manage.py migrate --no-input --verbosity 0
	@$(RUN) manage.py load_initial
	@$(RUN) manage.py load_guides --verbosity 0
	@$(RUN) manage.py check_quality >/dev/null
	@$(RUN) manage.py make_snapshot
	@touch $@

$(COLLECTED): $(BASE) $(STATICS)
	@echo 'Collecting static files (about a minute the first time) ...'
	@$(RUN) manage.py collectstatic --no-input --clear --verbosity 0

FORCE:
