# Every habit of the project by its name. PY is the Python of the virtual environment that the README sets up.
PY ?= .venv/bin/python

.PHONY: setup lint types test check eval bench corpus train lock

setup:            ## a virtual environment with everything that developing needs
	python3 -m venv .venv
	.venv/bin/pip install --quiet --require-hashes -r requirements.lock -r requirements-dev.lock
	.venv/bin/pip install --quiet --no-deps -e .

lint:             ## style
	$(PY) -m ruff check .

types:            ## mypy strict
	$(PY) -m mypy

test:             ## the whole test run, the layer check and the documentation checks included
	$(PY) -m pytest

check: lint types test

corpus:           ## find every offset of the corpus, count what it holds
	$(PY) corpus/check.py

eval:             ## the quality gates with their pinned floors
	$(PY) -m evals.reading

bench:            ## speed and memory of reading
	$(PY) benchmarks/reading.py

train:            ## the built-in model from nothing; needs `pip install -e .[train]` and the public sets (docs/model-card.md)
	$(PY) -m train --install --data $(or $(DATA),../shared/data)

lock:             ## the lock files, from pyproject.toml
	uv export --quiet --format requirements.txt --no-emit-project --no-header --no-annotate --no-dev -o requirements.lock
	uv export --quiet --format requirements.txt --no-emit-project --no-header --no-annotate --only-group dev -o requirements-dev.lock
	rm -f uv.lock
