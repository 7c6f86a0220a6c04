# Mühür: `make` alone prints this help.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CODE := registry keys issuer verifier templates muhur
ARGS ?=
TESTS ?= tests
# One more than there are cores: tests wait for browsers, servers and databases.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo run test check lint types contracts pdfa soak bench pictures screens format lock system-packages clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' Makefile

$(VENV)/bin/python:
ifdef UV
	uv venv --quiet --python $(PYTHON) $(VENV)
else
	$(PYTHON) -m venv $(VENV)
endif

define install
	@echo "installing $(1)"
	@if command -v uv >/dev/null 2>&1; then \
	  uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	  $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
endef

$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(call install,requirements.txt)
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(VENV)/bin/python
	$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/.runtime

demo: $(VENV)/.runtime ## a populated ÖRNEK installation on http://localhost:8000 (ARGS=--no-serve stops before serving)
	$(BIN)/muhur demo $(ARGS)

run: $(VENV)/.runtime ## serve the installation in MUHUR_HOME (default: muhur-home)
	$(BIN)/muhur serve $(ARGS)

system-packages: ## Chromium, poppler, node and SoftHSM for the tests, by apt when root
	@sh scripts/system-packages.sh chromium:chromium pdftoppm:poppler-utils node:nodejs npm:npm softhsm2-util:softhsm2

# The OpenID provider of the tests; pinned by hash.
tests/npm/node_modules/.ready: tests/npm/package-lock.json
	@npm ci --prefix tests/npm --no-audit --no-fund --loglevel error >/dev/null
	@touch $@

test: $(VENV)/.dev system-packages tests/npm/node_modules/.ready ## all tests, with a real PostgreSQL and a real browser (TESTS=tests/keys for some)
	$(BIN)/pytest $(TESTS) -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 20 -q $(ARGS)

check: lint types contracts pdfa ## lint, types, import contracts, PDF/A-3a and PDF/UA-1 of one document of each kind

lint: $(VENV)/.dev
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest tests/house -q -m 'not slow'

pdfa: $(VENV)/.dev ## veraPDF over one document of each kind and every design (installs Java parts by apt when root)
	@sh scripts/system-packages.sh javac:default-jdk-headless /usr/share/java/jaxb-runtime.jar:libjaxb-java
	@$(BIN)/python scripts/one_of_each_kind.py .cache/pdfa
	scripts/verapdf/check.sh .cache/pdfa/*.pdf

soak: $(VENV)/.dev system-packages ## the long randomised runs, MUHUR_SOAK (20) times the slice; resumes where it was stopped
	WORKERS=$(WORKERS) sh scripts/soak.sh

bench: $(VENV)/.dev ## measure, printed with ratios (ARGS=--capacity: on a million documents, both engines, minutes and 12 GB)
	$(BIN)/python -m bench.run $(ARGS)

pictures: $(VENV)/.dev system-packages ## the pictures of the README, from the demonstration
	$(BIN)/python scripts/pictures.py

screens: $(VENV)/.dev system-packages ## pictures of every page in both sizes, into docs/screens
	$(BIN)/python scripts/screens.py

format: $(VENV)/.dev ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## resolve the dependencies anew (needs uv)
	sh scripts/lock.sh

clean: ## remove what was made here, the demonstration included
	rm -rf $(VENV) .cache .verapdf .mypy_cache .ruff_cache .pytest_cache .hypothesis muhur-home
