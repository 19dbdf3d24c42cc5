# Two commands do everything: `make demo` and `make test`. Each builds .venv from the hashed requirements when it must.
PYTHON ?= python3
PORT ?= 8000
PY = .venv/bin/python
.DEFAULT_GOAL := help

help:
	@echo "make demo [PORT=8000]  a practice with invented people, in your browser"
	@echo "make test [TESTS=...]  every test, or those named (on SQLite; make test-postgres for PostgreSQL)"
	@echo "make run check fix bench drill-lives docs migrations pictures"

.venv/ready: requirements/test.txt
	@echo "Building .venv from requirements/test.txt (about half a minute) ..."
	@$(PYTHON) -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@printf '%s\n' "$(CURDIR)/src" > $$($(PY) -c "import site; print(site.getsitepackages()[0])")/duologue.pth
	@touch $@

demo: .venv/ready
	@$(PY) -m duologue.cli demo --port $(PORT)

run: .venv/ready
	@mkdir -p var
	@DUOLOGUE_MODE=develop DUOLOGUE_KEY_FILE=var/develop-keys.json $(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py runserver 127.0.0.1:$(PORT)

tools:
	@sh tests/tools.sh

test: .venv/ready tools
	@$(PY) -m pytest $(TESTS)

test-postgres: .venv/ready
	@$(PY) -m tests.postgres $(PY) -m pytest -m "not browser and not strace and not process"

check: .venv/ready
	@$(PY) -m ruff format --check src tests benchmarks
	@$(PY) -m ruff check src tests benchmarks
	@.venv/bin/lint-imports --no-cache
	@$(PY) -m mypy src/duologue
	@git ls-files 'src/**/*.html' | xargs .venv/bin/djade --check --target-version 5.2
	@DUOLOGUE_MODE=test DATABASE_URL=sqlite://:memory: $(PY) manage.py makemigrations --check --dry-run --verbosity 0

fix: .venv/ready
	@$(PY) -m ruff format --quiet src tests benchmarks
	@$(PY) -m ruff check --fix --quiet src tests benchmarks
	@-git ls-files 'src/**/*.html' | xargs .venv/bin/djade --target-version 5.2

migrations: .venv/ready
	@DUOLOGUE_MODE=test $(PY) manage.py makemigrations duologue

# While nothing has been released there is one migration, written whole; afterwards `make migrations` adds to it.
first-migration: .venv/ready
	@$(PY) -m benchmarks.first_migration

bench: .venv/ready
	@$(PY) -m benchmarks.run
	@$(MAKE) --no-print-directory bench-growth

# What the growth model is compared with lives in an environment of its own. Without it, the comparison is left out and says so.
.venv-bench/ready: requirements/bench.txt
	@echo "Building .venv-bench from requirements/bench.txt ..."
	@$(PYTHON) -m venv .venv-bench && .venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt \
	  && touch $@ || echo "statsmodels could not be installed, so the growth model is compared without it."

bench-growth: .venv/ready .venv-bench/ready
	@$(PY) -m benchmarks.growth

# 667 lives of 30 steps: 20,000 steps of a course's life, each of which has to keep every promise.
drill-lives: .venv/ready
	@DUOLOGUE_LIVES=667 $(PY) -m pytest -q tests/promises/test_a_courses_life.py -k every_life

docs: .venv/ready
	@$(PY) -m benchmarks.reference

pictures: .venv/ready tools
	@DUOLOGUE_PICTURES=var/pictures $(PY) -m pytest tests/journeys
	@mkdir -p docs/pictures && cp var/pictures/readme.png docs/pictures/readme.png

.PHONY: help demo run tools test test-postgres check fix migrations first-migration bench bench-growth drill-lives docs pictures
