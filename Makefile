# After the Break. `make run` on a fresh machine is all it takes; `make help` lists the rest.

HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

PYTHON_IN_VENV = .venv/bin/python
LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

.PHONY: help run dev test check format bench sweep audit screenshots lock

help:              ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 22

run:               ## the site at http://HOST:PORT (with demo content, if it is new), and its worker
	@exec bin/run

dev:               ## the same with DEBUG, reloading what you change
	@exec bin/run --dev

test:              ## every test: SQLite, PostgreSQL and a real Chromium
	@bin/test

check:             ## format, lint, types, templates, import ladder, migrations, deployment
	@bin/check

format:            ## what `make check` can mend by itself
	@bin/venv dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench:             ## what the budgets are measured with
	@bin/venv dev
	$(PYTHON_IN_VENV) -m benchmarks

sweep:             ## the leak sweep over every combination, not just every pair
	@SWEEP=full bin/test -m sweep

audit:             ## hidden words of this site's own content on any public page? (ARGS="--json" and the like)
	@bin/venv base
	@$(PYTHON_IN_VENV) manage.py audit_spoilers $(ARGS)

screenshots:       ## eight pages, two themes, two widths, into var/screenshots
	@bin/venv dev
	$(PYTHON_IN_VENV) -m tests.browser.screenshots

lock:              ## compile requirements/ from pyproject.toml (needs uv)
	$(LOCK) -o requirements/base.txt
	$(LOCK) --group test --group check -c requirements/base.txt -o requirements/dev.txt
