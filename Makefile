# Steno: `make help` lists the targets.
PORT ?= 8765
HOST ?= 127.0.0.1
MODEL ?= base
# One configuration for running and testing, so that nothing is built twice.
SWIFT_FLAGS := -c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error
STENO := .build/release/steno

.DEFAULT_GOAL := help
.PHONY: help setup build run test test-unit test-swift test-package test-browser test-deploy test-clients test-attacks conformance faults attack sanitize check check-text format docs accuracy-check bench clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  \1\t/' | expand -t 18

setup: ## install the system libraries that the build needs
	@scripts/setup build

build: setup ## build the program
	swift build $(SWIFT_FLAGS) --product steno

run: build ## fetch MODEL and serve the page on PORT
	@$(STENO) models pull $(MODEL)
	@exec $(STENO) serve --host $(HOST) --port $(PORT) --model $(MODEL)

test: ## set up what the tests need and run them all (about 45 minutes on two slow cores, half of it for the first build)
	@scripts/setup build test
	swift build $(SWIFT_FLAGS) --build-tests
	@$(STENO) models pull tiny.en
	@$(STENO) models pull base
	$(MAKE) --no-print-directory test-swift test-browser test-deploy test-clients test-attacks

test-unit: ## the tests that need no server: no root, no network if models are in the cache (70 s, and the build)
	swift build $(SWIFT_FLAGS) --build-tests
	@scripts/test-swift unit

test-swift: ## the tests in Swift, built before; those that start servers one by one (11 minutes)
	@scripts/test-swift

test-package: ## a package of its own that depends on this one, transcribing a recording (10 minutes the first time)
	@scripts/test-package

test-browser: ## the page and the examples in a real browser, against a real server (5 minutes)
	@scripts/test-browser

test-deploy: ## what is in deploy/, with real nginx in front of real servers
	@scripts/test-deploy

test-clients: ## the quick checks of `make conformance`
	@scripts/test-conformance --quick

test-attacks: ## the quick checks of `make attack`
	@scripts/test-attacks --quick

conformance: build ## the official clients of other servers' protocols, against a real server
	@$(STENO) models pull base
	@scripts/test-conformance

faults: ## crashes, floods, silent networks, full disks, against a real server (minutes)
	@scripts/test-faults

attack: ## attacks on a real server while a live stream must keep its pace (minutes)
	@scripts/test-attacks

sanitize: ## the kernels under UBSan; all tests under ThreadSanitizer and AddressSanitizer (an hour)
	@scripts/test-sanitized undefined
	@scripts/test-sanitized thread
	@scripts/test-sanitized address

check-text: ## formatting, borders between the parts, licence lines, and the documentation, without a build
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Fuzz Snippets
	scripts/check-borders
	scripts/check-licence
	scripts/check-docs --text

check: check-text ## the same, and warnings as errors
	swift build $(SWIFT_FLAGS) --build-tests

format: ## format all Swift sources
	swift format --in-place --recursive --parallel Package.swift Sources Tests Fuzz Snippets

docs: build ## check links, options, names of types, words and lines of the documentation
	@scripts/check-docs

accuracy-check: ## the word errors of a live session on a fixed set
	swift build $(SWIFT_FLAGS) --build-tests
	swift test --skip-build $(SWIFT_FLAGS) --filter AccuracyTests

bench: build ## kernels; with MANIFEST=recordings.tsv also STREAMS live streams
	@$(STENO) models pull $(MODEL)
	swift build $(SWIFT_FLAGS) --product engine-benchmark
	@scripts/bench $(MODEL) $(MANIFEST) $(STREAMS)

clean: ## remove what was built
	rm -rf .build .build-thread .build-address
