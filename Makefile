# What one does with a checkout. Every target sets up .venv by itself (scripts/set-up says how).

LIBRARY ?=
BENCH_POSTS ?= 100000
PYTEST_ARGS ?=

bin := .venv/bin

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint check docs screenshots sample bench lock clean set-up-run set-up-dev

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1 | /p' Makefile | awk -F ' [|] ' '{ printf "%-18s %s\n", $$1, $$2 }'

run: set-up-run ## open the reader on the sample library; LIBRARY=~/posts opens your own
	@library=$${LIBRARY:-tui_reader/sample}; \
	case $$library in '~'|'~/'*) library=$$HOME$${library#'~'} ;; esac; \
	$(bin)/python -m tui_reader "$$library"

test: set-up-dev ## run the tests; PYTEST_ARGS='tests/project -x' names some
	@$(bin)/python -m pytest -n auto --dist worksteal $(PYTEST_ARGS)

lint: set-up-dev ## check style, types and who may import whom
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy
	@$(bin)/lint-imports

check: lint test ## lint, then test

docs: set-up-dev ## write the generated tables of README.md and the manual page anew
	@$(bin)/python -m scripts.update_docs

screenshots: set-up-dev ## take the pictures in screenshots/ anew from the running program
	@$(bin)/python -m scripts.make_screenshots

sample: set-up-dev ## draw the pictures of the sample library anew
	@$(bin)/python -m scripts.make_sample_pictures

bench: set-up-dev ## measure speed against baselines (Linux); BENCH_POSTS=10000 for a smaller library
	@$(bin)/python -m benchmarks.run --posts $(BENCH_POSTS)

lock: ## write the lock files anew (needs uv); UPGRADE=1 takes newer versions
	@UPGRADE=$${UPGRADE:-} scripts/lock

clean: ## remove .venv, caches and what was built
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

set-up-run:
	@scripts/set-up run

set-up-dev:
	@scripts/set-up dev
