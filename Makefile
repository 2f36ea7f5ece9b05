PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo fund exchange test explore simulate lint bench golden docs clean

demo: $(STAMP) ## audit a faulty disclosure, then build one from a book, proven
	@$(BIN)/juesuan audit examples/wuchang-hr-2024/disclosure.md || test $$? -eq 1
	@echo
	@$(BIN)/juesuan diff examples/wuchang-hr-2024/book examples/wuchang-hr-2024/disclosure.md || test $$? -eq 1
	@$(BIN)/juesuan trace examples/wuchang-hr-2024/book 05:2080701:决算数 --limit 5
	@echo
	@$(BIN)/juesuan book check examples/wuchang-hr-2024/book
	@$(BIN)/juesuan build examples/wuchang-hr-2024/book --out build/demo

fund: $(STAMP) ## make the example's fund at work (one minute), print its ledger and its bridge
	@$(BIN)/python examples/wuchang-hr-2024/make_fund.py --out build/fund-book && $(BIN)/juesuan fund ledger build/fund-book && $(BIN)/juesuan fund bridge build/fund-book/fund/purposes.csv --book build/fund-book

exchange: $(STAMP) ## carry the example's agreements with other departments out, both ways
	@$(BIN)/python examples/wuchang-hr-2024/make_exchange.py --out build/exchange

test: $(STAMP) ## run the tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal

explore: $(STAMP) ## run the laws and round trips of the tests on examples never drawn before
	@$(BIN)/python -m pytest -n 2 -m hypothesis --hypothesis-profile explore

simulate: $(STAMP) ## a hundred thousand steps of the fund in a world that goes wrong
	@$(BIN)/juesuan fund simulate --seed 20240707 --steps 100000

lint: $(STAMP) ## formatting, style, types, import contracts
	$(BIN)/ruff format --check src tests benchmarks examples
	$(BIN)/ruff check src tests benchmarks examples
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP) ## print the numbers of the README
	@$(BIN)/python -m benchmarks

golden: $(STAMP) ## refresh the golden files after looking at what changed
	@$(BIN)/python -m pytest tests/report --refresh-golden

docs: $(STAMP) ## write docs/laws.md, docs/claims.md and docs/book-format.md from the registers
	@$(BIN)/python -m juesuan.report.register docs

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache

$(STAMP): pyproject.toml constraints.txt
	@echo "setting up $(VENV) (one to two minutes, once) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "juesuan needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@
