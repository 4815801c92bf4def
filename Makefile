# make         set up, and build output/ from data/
# make test    set up, and run every check
# make test-spark  the tests of builds on Spark, which is large and needs Java 17 or later
# make docs    regenerate what is generated from the schema, the questions and the built graph, and the README's pictures; and make
#              the documentation's web site in build/docs
# make bench   measure everything (benchmarks/README.md), each to its end; it fails where a goal is missed, and lists these at the end
# make fuzz    fuzz every reader for SECONDS=600, guided by coverage
# make faults  kill and fail every command that writes at each of its file operations, and kill 1,000 builds
# make exhaustive  the tests that repeat others with more values, sizes and engines, and those of a survey that has grown
# make bundle  bundle the page's script anew, where it changed (make and make test do it too)
# make lock    renew locks/: what the tests and a release are installed from, each file by its hash
# make clean   remove what make and the tools made; what is committed stays
#
# Python 3.11 or later is all that must be there; another one than python3 is named by `make PYTHON=python3.12`.

PYTHON ?= python3
SECONDS ?= 600
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-annotate --custom-compile-command 'make lock'

# What the page's script is bundled from: hatch_build.py does it at every installation.
SCRIPT := hatch_build.py package-lock.json .npmrc $(shell find src/slm_graph/pages/script -name '*.js')

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without bytecode each of the many processes of the tests would compile anew what it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.PHONY: build test test-spark docs bench fuzz faults exhaustive bundle lock clean

build: $(VENV)/.installed
	@$(BIN)/slm-graph build

test: $(VENV)/.installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python hatch_build.py check
	$(BIN)/pytest --numprocesses $$($(BIN)/python -c "import os; print(1 + (os.cpu_count() or 1))") --dist worksteal

# Spark's processes are too short-lived for the compiler that pays later.
test-spark: $(VENV)/.installed-test .venv-spark/.installed
	JDK_JAVA_OPTIONS=-XX:TieredStopAtLevel=1 PYTHONPATH=$(CURDIR)/.venv-spark $(BIN)/pytest -m spark tests/build/test_spark.py

docs: $(VENV)/.installed-test
	$(BIN)/slm-graph docs
	$(BIN)/python docs/screenshot.py
	$(BIN)/python docs/notebooks/execute.py
	$(BIN)/mkdocs build --quiet

bench: $(VENV)/.installed-test .venv-bench/.installed
	$(BIN)/python benchmarks/all.py --others .venv-bench/bin/python

fuzz: $(VENV)/.installed-test
	@$(PIP) --editable '.[fuzz]'
	$(BIN)/python tests/fuzz/run.py --seconds $(SECONDS)

faults: $(VENV)/.installed-test
	SLM_GRAPH_ALL_FAULTS=1 $(BIN)/pytest --numprocesses auto tests/files/test_commands.py tests/files/test_faults.py
	$(BIN)/python tests/kills.py 1000

exhaustive: $(VENV)/.installed-test
	SLM_GRAPH_WATCH=1 $(BIN)/pytest --numprocesses auto -m exhaustive

bundle: $(VENV)/.installed

# For every Python that is supported, and for every system: uv alone does that. No registry is named, each has its own.
lock: $(VENV)/.installed-test
	$(LOCK) --extra test --output-file locks/test.txt
	$(LOCK) --extra release --constraints locks/test.txt --output-file locks/release.txt
	$(LOCK) --constraints locks/test.txt --output-file locks/run.txt

$(BIN)/python:
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml $(SCRIPT) | $(BIN)/python
	@echo "Installing what slm-graph needs, and bundling the script of its page (a minute or less) ..."
	@$(PIP) --editable .
	@touch $@

# Not after .installed, which would install and bundle twice over.
$(VENV)/.installed-test: pyproject.toml locks/test.txt $(SCRIPT) | $(BIN)/python
	@echo "Installing what the tests need (two minutes or less) ..."
	@$(PIP) --no-compile --no-deps --require-hashes --requirement locks/test.txt
	@$(PIP) --no-compile --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.installed $@

# Of its own, since what is measured beside slm-graph asks for other versions of what slm-graph needs.
.venv-bench/.installed: benchmarks/requirements.txt
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --requirement benchmarks/requirements.txt
	@touch $@

# Beside, since it is half a gigabyte that no other test needs.
.venv-spark/.installed: | $(BIN)/python
	@echo "Installing PySpark (two minutes or less) ..."
	@$(PIP) --target .venv-spark 'pyspark>=4'
	@touch $@

clean:
	rm -rf $(VENV) .venv-bench .venv-spark node_modules src/slm_graph/pages/built build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache output/*.html
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
