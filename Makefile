# Two commands on a fresh machine:
#   make run     set up and serve the page and the API at http://127.0.0.1:8000
#   make test    install what the tests need and run all of them
# Everything else is a part of these two; `make help` lists it.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# As many tests run at a time: one for each core, or a number; 0 for one after the other.
WORKERS ?= logical

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Tests start many programs, and a program that imports PyTorch takes seconds longer where no bytecode is kept.
unexport PYTHONDONTWRITEBYTECODE
# Whole files go to the workers, the slow ones first, and each keeps to its core.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder
PAGE := src/numerals/server/page/index.html
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -type f -print 2>/dev/null)

.PHONY: run test lint types test-python test-web test-browser page model api-client bench docs screenshots notebooks slides clean help

run: .venv/.run $(PAGE) ## set up, build the page and serve it
	@$(BIN)/numerals serve --host $(HOST) --port $(PORT)

test: ## everything that the gate checks
	@# what keeps one core busy goes two at a time; the tests of Python and the browser take all cores themselves
	@$(MAKE) --no-print-directory --jobs=2 types lint test-web page
	@$(MAKE) --no-print-directory test-python test-browser
	@echo "All checks passed."

lint: .venv/.dev web/node_modules/.done ## style, imports between the rooms, shell
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	cd web && npm run --silent lint

types: .venv/.dev web/node_modules/.done ## mypy and tsc, both strict
	$(BIN)/mypy
	cd web && npm run --silent typecheck

test-python: .venv/.dev ## the package, the command line, the server over real HTTP
	$(PYTEST) -m "not browser and not alone"
	$(BIN)/pytest -m alone $$(grep -rl --include='test_*.py' mark.alone tests)

test-web: web/node_modules/.done ## the page's parts
	cd web && npm run --silent test

test-browser: .venv/.dev $(PAGE) ## the built page on the real server in Chromium
	@scripts/need chromium
	$(PYTEST) tests/browser

page: $(PAGE) ## build the web page

model: .venv/.dev ## train the shipped model anew, about half an hour on two cores
	$(BIN)/numerals train cnn --data mnist --out src/numerals/assets/cnn

bench: .venv/.dev ## the benchmarks' tables
	$(BIN)/python benchmarks/read_photo.py
	$(BIN)/python benchmarks/serving.py

docs: .venv/.dev ## the guide and all pages as a site, in build/site; a warning is an error
	$(BIN)/python -m mkdocs --quiet build --strict
	@echo "build/site/index.html"

screenshots: .venv/.dev $(PAGE) ## take the guide's pictures from the running app anew
	$(BIN)/python scripts/make_screenshots.py

notebooks: .venv/.dev ## run the lessons on MNIST and keep what they show, some minutes
	$(BIN)/python scripts/run_notebooks.py

slides: .venv/.dev docs/slides/node_modules/.done ## the talk as HTML and PDF, in build/slides
	@NUMERALS_REQUIRE_ALL=1 scripts/need chromium
	$(BIN)/python scripts/make_slides.py

clean: ## remove what was built and installed
	rm -rf .venv web/node_modules docs/slides/node_modules src/numerals/server/page dist build

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

.venv/bin/python:
	@scripts/need python $(PYTHON)
	@echo "Making a virtual environment in .venv"
	@$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python pyproject.toml
	@echo "Installing the package (the first time takes a minute)"
	@$(PIP) install --constraint constraints.txt --editable '.[heic]'
	@touch $@

.venv/.dev: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing what development needs, PyTorch among it (the first time takes some minutes)"
	@# not compiled: most of the 25,000 files are never imported
	@$(PIP) install --no-compile --constraint constraints.txt --editable '.[dev]'
	@touch $@ .venv/.run

web/node_modules/.done: web/package.json web/package-lock.json
	@scripts/need node
	@echo "Installing the page's packages"
	@# not npm ci: it insists on other systems' optional binaries, which not every registry mirror has
	@cd web && npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

docs/slides/node_modules/.done: docs/slides/package.json docs/slides/package-lock.json
	@scripts/need node
	@echo "Installing what builds the slides"
	@cd docs/slides && npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

$(PAGE): web/node_modules/.done $(WEB_SOURCES)
	@echo "Building the page"
	@cd web && npm run --silent build
	@gzip -9 --keep --force src/numerals/server/page/assets/*  # the server sends these to browsers that take them
	@touch $@
