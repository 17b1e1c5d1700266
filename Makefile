# Every habit of the project by its name; `make` lists them. PY is the Python of the virtual environment that the README sets up,
# DATA the folder of public sets that some measures want (docs/model-card.md names them); without it these are left out.
PY ?= .venv/bin/python
DATA ?= ../shared/data

.PHONY: help setup serve demo lint types test check eval bench screenshots corpus train lock

help:             ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

setup:            ## a virtual environment with everything that developing needs
	python3 -m venv .venv
	.venv/bin/pip install --quiet --require-hashes -r requirements.lock -r requirements-dev.lock
	.venv/bin/pip install --quiet --no-deps -e .

serve:            ## the workspace in the browser
	$(PY) -m lagebild.cli serve

demo:             ## the workspace on the Seoul example
	$(PY) -m lagebild.cli demo

lint:             ## style
	$(PY) -m ruff check .

types:            ## mypy strict
	$(PY) -m mypy

test:             ## all tests, the layer check and the documentation checks included; those in a browser where chromium is
	$(PY) -m pytest

check: lint types test  ## what has to pass

eval:             ## the quality gates with their floors: reading, weighing; numbers, times, quotes where DATA is
	$(PY) -m evals.reading
	$(PY) -m evals.weighing --data $(DATA)
	@if [ -d $(DATA)/measure ]; then $(MAKE) --no-print-directory measures; else echo "no $(DATA): numbers, times and quotes are left out"; fi

.PHONY: measures
measures:
	$(PY) -m evals.numbers $(DATA)/measure/numbers
	$(PY) -m evals.times $(DATA)/measure/time_de
	$(PY) -m evals.quotes $(DATA)/measure/quotes_de.tar.gz
	$(PY) -m evals.outside $(DATA)

bench:            ## speed and memory of reading, weighing, the ledger, the workspace and the exchange; takes long, asserts nothing
	$(PY) benchmarks/reading.py
	$(PY) benchmarks/weighing.py 10000 100000
	$(PY) benchmarks/ledger.py --claims 100000
	$(PY) benchmarks/web.py --claims 100000
	$(PY) benchmarks/exchange.py

screenshots:      ## the pictures of the documentation, anew; needs chromium
	$(PY) docs/pictures/make.py
	LAGEBILD_SCREENSHOTS=docs/pictures $(PY) -m pytest tests/web/test_docs_pictures.py

corpus:           ## find every offset of the corpus, count what it holds
	$(PY) corpus/check.py

train:            ## the built-in model from nothing; needs `pip install -e .[train]` and DATA
	$(PY) -m train --install --data $(DATA)

lock:             ## the lock files, from pyproject.toml
	uv export --quiet --format requirements.txt --no-emit-project --no-header --no-annotate --no-dev -o requirements.lock
	uv export --quiet --format requirements.txt --no-emit-project --no-header --no-annotate --only-group dev -o requirements-dev.lock
	rm -f uv.lock
