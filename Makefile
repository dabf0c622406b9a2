# The two that matter: `make run` and `make test`. `make help` lists all.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
PYTHON ?= python3
MANAGE := .venv/bin/python manage.py
NODE_PARTS := tests/node/node_modules/.installed
PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes
# What `make check` believes to be a public site, so that Django's own checks of a deployment have something to check.
PUBLIC := SITE_URL=https://almanac.example PROOF_HASH_KEY=only-for-the-checks SECRET_KEY=$$(printf 'only-for-the-checks-%.0s' 1 2 3 4) ALLOWED_HOSTS=almanac.example

# The benches that `make bench` runs, each a module of tests/bench.
BENCHES := sync pricing charts rankings weights review_lists reviews admin

.PHONY: help run test check bench lighthouse screenshots demo-admin browser lock

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | while IFS=$$'\t' read -r name what; do printf 'make %-12s %s\n' "$$name" "$$what"; done

run: .venv/installed ## start the whole site here (PORT=8001 for another port, EMPTY=1 without the bundled catalog)
	@$(MANAGE) up --port $(PORT) $(if $(filter-out 0,$(EMPTY)),--empty)

test: .venv/installed-dev browser ## run all tests (ARGS="-k price" for some)
	@.venv/bin/python -m pytest $(ARGS)

check: .venv/installed-dev $(NODE_PARTS) ## format, lint, types, templates, migrations, deployment, dependencies, HTML
	.venv/bin/ruff format --check .
	.venv/bin/ruff check --output-format concise .
	.venv/bin/mypy .
	git ls-files -z --cached --others --exclude-standard -- '*.html' | xargs -0 --no-run-if-empty .venv/bin/djade --check --target-version 5.2
	$(MANAGE) makemigrations --check --dry-run
	$(PUBLIC) $(MANAGE) check --deploy --fail-level WARNING
	.venv/bin/deptry .
	.venv/bin/python -m tests.html

bench: .venv/installed-dev ## what a sync costs beside a plain COPY, a receipt beside genai-prices (PART=pricing for one)
	@set -e; for part in $(or $(PART),$(BENCHES)); do .venv/bin/python -m tests.bench.$$part; done

lighthouse: .venv/installed-dev $(NODE_PARTS) browser ## what Lighthouse finds of one page of each kind (takes four minutes)
	@.venv/bin/python -m tests.lighthouse

screenshots: .venv/installed-dev browser ## pictures of eight pages for docs/screenshots/
	@.venv/bin/python -m tests.screenshots

demo-admin: .venv/installed ## make an editor for the local site and print the password
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) demo_admin

browser: .venv/installed-dev # Debian's chromium, or Playwright's own for those who may not install
	@.ci/browser

lock: .venv/installed-dev ## renew requirements.txt and requirements-dev.txt from pyproject.toml, and tests/node/package-lock.json
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
	.venv/bin/uv pip compile pyproject.toml --quiet --upgrade --generate-hashes --universal -o requirements.txt
	.venv/bin/uv pip compile pyproject.toml --quiet --upgrade --extra dev --generate-hashes --universal -o requirements-dev.txt -c requirements.txt
	.venv/bin/python -m tests.node update --package-lock-only

# Each stamp holds the file that it stands for, so that another branch's requirements are seen whatever their date.
.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@cmp --silent requirements.txt $@ || { echo "Installing requirements.txt"; $(PIP) -r requirements.txt; }
	@cp requirements.txt $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@cmp --silent requirements-dev.txt $@ || { echo "Installing requirements-dev.txt"; $(PIP) -r requirements-dev.txt; }
	@cp requirements-dev.txt $@

$(NODE_PARTS): .venv/installed-dev tests/node/package-lock.json
	@cmp --silent tests/node/package-lock.json $@ || { echo "Installing tests/node/package-lock.json"; .venv/bin/python -m tests.node ci >/dev/null; }
	@cp tests/node/package-lock.json $@
