# make check   everything CI checks besides the tests; reports all, stops for nothing
# make fix     what can be put right by machine
# make docs    docs/metrics.md and docs/methods.md
# make golden  the reviewed numbers on the sample data, written anew
# make lock    pinned requirements from pyproject.toml (needs uv)
# make translations   every sentence into locales/*.po; what is new there waits for words

PYTHON ?= python3
BIN := .venv/bin

# No index lines may be written: where packages come from is each computer's own affair.
COMPILE := uv pip compile pyproject.toml --quiet --no-emit-index-url --no-header \
	--no-annotate --universal --python-version 3.11

.PHONY: check docs fix lock setup

check: setup
	@failed=0; \
	try() { echo "--- $$*"; "$(BIN)/$$@" || failed=$$((failed + 1)); }; \
	try ruff format --check .; \
	try ruff check .; \
	try mypy; \
	try sqlfluff lint --disable-progress-bar queries formats; \
	try lint-imports --no-logo; \
	try codespell; \
	echo "--- $$failed of 6 checks failed"; \
	test $$failed -eq 0

fix: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix --disable-progress-bar queries formats

docs: setup
	$(BIN)/python docs/make_metrics.py
	$(BIN)/python docs/make_methods.py

golden: setup
	$(BIN)/python -m tests.golden.sample_metrics

# Pins stay as they are; give a newer one with e.g. `make lock COMPILE_FLAGS="-P ruff"`.
lock:
	$(COMPILE) $(COMPILE_FLAGS) --output-file requirements.txt
	$(COMPILE) $(COMPILE_FLAGS) --extra dev --constraints requirements.txt \
		--output-file requirements-dev.txt

translations: setup
	$(BIN)/python -m cx.translations update

setup:
	@$(PYTHON) run.py setup-dev
