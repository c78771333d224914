# The commands of the project. `make run` and `make test` need Python 3.11 or newer and a package index.

PORT ?= 8000
export PORT

# The first Python that is new enough; PYTHON=... chooses another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$name && break; done)
VENV_PYTHON := .venv/bin/python
PIP := $(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --no-compile
# What the checks that look at production settings are given; nothing of it is ever used to serve.
PRODUCTION := ENVIRONMENT=production DEBUG=off ALLOWED_HOSTS=example.org HTTPS=on EMAIL_URL=smtp://localhost:25 \
	SECRET_KEY=a-key-for-checking-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF
ARGS ?=

.PHONY: help run dev test check coverage audit format openapi messages clean

help:
	@echo "make run      serve the site on http://127.0.0.1:8000 (PORT=9000 make run: another port)"
	@echo "make dev      the same with DEBUG, reloading when a file changes"
	@echo "make test     the whole suite (make test ARGS='tests/claims -k reply': some of it)"
	@echo "make coverage the whole suite, counting the lines and branches that it runs: takes nearly twice as long"
	@echo "make check    formatting, types, imports, settings, migrations, OpenAPI"
	@echo "make format   put everything into the shape that make check asks for"
	@echo "make openapi  write docs/openapi.yaml anew"
	@echo "make messages find the words to be translated and compile the catalogues"
	@echo "make audit    look the dependencies up in the list of known flaws (asks the network)"
	@echo "make clean    remove the virtual environment and the caches; .data/ stays"

run: .port .venv/run.stamp
	@$(VENV_PYTHON) -m debate.run

dev: .port .venv/dev.stamp
	@DEBUG=on $(VENV_PYTHON) -m debate.prepare
	@DEBUG=on $(VENV_PYTHON) manage.py runserver 127.0.0.1:$(PORT)

test: .venv/dev.stamp
	$(VENV_PYTHON) -m pytest -n 2 $(ARGS)

# Apart from the suite, because before Python 3.14 counting branches costs as much as running them.
coverage: .venv/dev.stamp
	$(VENV_PYTHON) -m pytest -n 2 --cov $(ARGS)

check: .venv/dev.stamp
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check
	find templates -name '*.html' -print0 | xargs -0 -r $(VENV_PYTHON:python=djade) --check --target-version 5.2
	$(VENV_PYTHON) -m djhtml --tabwidth 2 --check templates
	$(VENV_PYTHON) -m mypy
	$(VENV_PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(PRODUCTION) $(VENV_PYTHON) manage.py check --deploy --fail-level WARNING
	$(VENV_PYTHON) manage.py makemigrations --check --dry-run
	$(VENV_PYTHON) manage.py spectacular --validate --fail-on-warn --file .data/openapi.yaml
	diff -u docs/openapi.yaml .data/openapi.yaml
	DJANGO_SETTINGS_MODULE=debate.settings $(VENV_PYTHON) -m debate.messages check

format: .venv/dev.stamp
	$(VENV_PYTHON) -m ruff check --fix
	$(VENV_PYTHON) -m ruff format
	-find templates -name '*.html' -print0 | xargs -0 -r $(VENV_PYTHON:python=djade) --target-version 5.2
	-$(VENV_PYTHON) -m djhtml --tabwidth 2 templates

openapi: .venv/dev.stamp
	$(VENV_PYTHON) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

messages: .venv/dev.stamp
	DJANGO_SETTINGS_MODULE=debate.settings $(VENV_PYTHON) -m debate.messages update

audit: .venv/dev.stamp
	$(VENV_PYTHON) -m pip_audit --requirement requirements.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage .coverage.* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------------------------------- the virtual environment

.PHONY: .python .port

.python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found; PYTHON=/path/to/python3 make ... names one." >&2; exit 1; }

.port: | .python
	@$(PYTHON) -m debate.ports

.venv/bin/pip: | .python
	@echo "Making .venv with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear .venv

.venv/run.stamp: requirements.txt .venv/bin/pip
	@echo "Installing what the site needs ..."
	@$(PIP) --requirement requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt requirements.txt .venv/bin/pip
	@echo "Installing what the tests and checks need ..."
	@$(PIP) --requirement requirements-dev.txt
	@touch .venv/run.stamp $@
