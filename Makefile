# make run    install, migrate, serve on http://127.0.0.1:8000      make test   install what tests need, run them all
# make bench  speed and memory as ratios                            make lint   ruff and mypy
# make torture  break things under load, count what is lost (root; docs/torture.md)
# make fuzz   ten thousand hostile requests, twice             make audit  known holes in what is locked (needs the index)
# make lock   renew the locked requirements                         make static build the style sheets (needs npm)
# make pictures  take the README's pictures anew

PYTHON ?= python3
BIN := .venv/bin
export INSTANCE_PATH ?= $(CURDIR)/instance
ASSETS := $(wildcard static/*.css static/*.js static/*.svg static/altcha/*)
CATALOGUES := $(wildcard surveys/translations/*/LC_MESSAGES/*.po)

.PHONY: run test bench torture fuzz audit lint lock static catalogue pictures clean

run: .venv/run.stamp .venv/built.stamp
	@exec $(BIN)/flask serve

test: .venv/test.stamp .venv/built.stamp
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses 3 --dist worksteal

bench: .venv/test.stamp .venv/built.stamp
	@command -v sqlite3 >/dev/null || .ci/packages sqlite3
	$(BIN)/python -m tests.bench

# TORTURE="--quick", for instance, is told to it.
torture: .venv/test.stamp .venv/built.stamp
	@{ PATH=$$PATH:/usr/sbin:/sbin; command -v mkfs.ext4 && command -v mount; } >/dev/null 2>&1 || .ci/packages e2fsprogs mount
	$(BIN)/python -m tests.torture $(TORTURE)

fuzz: .venv/test.stamp .venv/built.stamp
	$(BIN)/python -m tests.hostile --requests 10000

# Fails also where it could not ask: what nobody has looked at is not known to be sound.
audit: .venv/audit.stamp
	.venv/audit/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r requirements.txt -r tests/requirements.txt -r tests/audit-requirements.txt

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/packages python3-venv
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/test.stamp: Makefile tests/requirements.txt .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@{ command -v chromium && $(BIN)/playwright --version && fc-list | grep 'Noto Sans'; } >/dev/null 2>&1 || .ci/packages chromium fonts-noto-core libatomic1
	@{ command -v firefox-esr && command -v WebKitWebDriver && command -v Xvfb; } >/dev/null 2>&1 || .ci/packages firefox-esr webkit2gtk-driver xvfb
	@{ command -v redis-server && ls /usr/lib/postgresql/*/bin/initdb && command -v setpriv; } >/dev/null 2>&1 || .ci/packages postgresql redis-server util-linux
	@{ PATH=$$PATH:/usr/sbin:/sbin; command -v nginx && command -v ip && command -v systemd-analyze && command -v strace; } >/dev/null 2>&1 || .ci/packages nginx iproute2 systemd strace
	@command -v soffice >/dev/null || .ci/packages libreoffice-writer-nogui libreoffice-calc-nogui
	@touch $@

.venv/audit.stamp: tests/audit-requirements.txt | .venv/bin/python
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/audit-requirements.txt
	@touch $@

# What is made from the sources in the repository: compiled catalogues, compressed copies of static files.
.venv/built.stamp: $(ASSETS) $(CATALOGUES) .venv/run.stamp
	@$(BIN)/pybabel --quiet compile --directory surveys/translations
	@$(BIN)/python -m whitenoise.compress --quiet static
	@touch $@

lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.txt
	uv pip compile --group test --universal --generate-hashes --no-emit-index-url --no-header --quiet --constraint requirements.txt --output-file tests/requirements.txt
	uv pip compile --group audit --universal --generate-hashes --no-emit-index-url --no-header --quiet --output-file tests/audit-requirements.txt

static:
	cd surveys/web/styles && npm ci && npm run build && rm -rf node_modules

catalogue: .venv/run.stamp
	$(BIN)/pybabel extract --mapping-file surveys/translations/babel.cfg --keyword N_ --no-location --sort-output --project otklik --output-file surveys/translations/messages.pot .
	$(BIN)/pybabel update --no-fuzzy-matching --ignore-obsolete --input-file surveys/translations/messages.pot --output-dir surveys/translations

pictures: .venv/test.stamp .venv/built.stamp
	$(BIN)/python -m docs.pictures

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis static/*.gz static/*.br
