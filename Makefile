# Steno: `make help` lists the targets.
PORT ?= 8765
HOST ?= 127.0.0.1
MODEL ?= base
# One configuration for running and testing, so that nothing is built twice.
SWIFT_FLAGS := -c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error
STENO := .build/release/steno

.DEFAULT_GOAL := help
.PHONY: help setup build run test test-swift test-browser test-deploy test-clients test-attacks conformance faults attack sanitize check format docs accuracy-check bench clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  \1\t/' | expand -t 18

setup: ## install the system libraries that the build needs
	@scripts/setup build

build: setup ## build the program
	swift build $(SWIFT_FLAGS) --product steno

run: build ## fetch MODEL and serve the page on PORT
	@$(STENO) models pull $(MODEL)
	@exec $(STENO) serve --host $(HOST) --port $(PORT) --model $(MODEL)

test: ## set up what the tests need and run them all
	@scripts/setup build test
	swift build $(SWIFT_FLAGS) --build-tests
	@$(STENO) models pull tiny.en
	@$(STENO) models pull base
	$(MAKE) --no-print-directory test-swift test-browser test-deploy test-clients test-attacks

test-swift: ## the tests in Swift, built before; those that start servers one by one
	@scripts/test-swift

test-browser: ## the page and the examples in a real browser, against a real server
	@scripts/test-browser

test-deploy: ## what is in deploy/, with real nginx in front of real servers
	@scripts/test-deploy

test-clients: ## the quick ones of what conformance checks
	@scripts/test-conformance --quick

test-attacks: ## the quick ones of what attack does
	@scripts/test-attacks --quick

conformance: build ## the official clients of other servers' protocols, against a real server
	@$(STENO) models pull base
	@scripts/test-conformance

faults: ## crashes, floods, silent networks, full disks, against a real server (minutes)
	@scripts/test-faults

attack: ## attacks on a real server, with a live stream beside that must not notice (minutes)
	@scripts/test-attacks

sanitize: ## the kernels under UBSan; all tests under ThreadSanitizer and AddressSanitizer (an hour)
	@scripts/test-sanitized undefined
	@scripts/test-sanitized thread
	@scripts/test-sanitized address

check: ## formatting, and warnings as errors
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Fuzz
	scripts/check-borders
	swift build $(SWIFT_FLAGS) --build-tests

format: ## let swift format do it
	swift format --in-place --recursive --parallel Package.swift Sources Tests Fuzz

docs: build ## check that every link and every option in the documentation exists
	@scripts/check-docs

accuracy-check: ## does a live session still get the words of a fixed set right?
	swift build $(SWIFT_FLAGS) --build-tests
	swift test --skip-build $(SWIFT_FLAGS) --filter AccuracyTests

bench: build ## kernels; with MANIFEST=recordings.tsv also STREAMS live streams
	@$(STENO) models pull $(MODEL)
	swift build $(SWIFT_FLAGS) --product engine-benchmark
	@scripts/bench $(MODEL) $(MANIFEST) $(STREAMS)

clean: ## remove what was built
	rm -rf .build .build-thread .build-address
