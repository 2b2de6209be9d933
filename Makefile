# 守望. `make run` serves it, `make test` proves it; everything else is for those who build it.
PORT ?= 8000
DATA ?= .data
PY = .venv/bin/python
.PHONY: run test check pages browser browser-all fix docs bench new-migration soak audit sbom install

install:
	@sh launch/bootstrap.sh

run: install
	@$(PY) -m launch.run --port $(PORT) --data $(DATA)

check: install
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m app.cli docs --check
	$(PY) -m launch.secret_scan
	$(PY) -m launch.pages check

pages: install
	$(PY) -m launch.pages build
	$(PY) -m launch.pages mini

browser: pages
	$(PY) -m launch.chromium
	$(PY) -m pytest -c tests/browser/pytest.ini -m "not unproven" tests/browser

browser-all: pages
	$(PY) -m launch.chromium
	$(PY) -m pytest -c tests/browser/pytest.ini tests/browser

test: check
	$(PY) -m pytest -n 2 --dist worksteal -m "not soak" --ignore tests/browser
	@$(MAKE) --no-print-directory browser

soak: install
	$(PY) -m pytest -n 2 -m soak
	SHOUWANG_TEST_SUITE=B $(PY) -m pytest -n 2 --dist worksteal -m "not soak" tests/integration tests/stories

audit: install
	$(PY) -m launch.advisories

sbom: install
	$(PY) -m launch.sbom

fix: install
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

docs: install
	$(PY) -m app.cli docs

bench: install
	$(PY) -m bench.run

new-migration: install
	.venv/bin/alembic revision --autogenerate -m "$(NAME)"
