# `make` lists the targets. `make check` is what CI runs.

GOLANGCI_LINT = go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GO_LICENSES = github.com/google/go-licenses@v1.6.0
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.9.0
# The fuzzers are some fifteen: together they take a minute.
FUZZTIME ?= 4s
# The program and the recording that `make run` and `make docs` build; git ignores them.
APITOUR = .build/apitour
FRESH   = .build/boot.jsonl
SHIPPED = walkthrough/recording/boot.jsonl
SHIPPED_PAGE = .build/shipped.md
# The recordings of guided requests and broken boots: fresh ones, and those in the program.
FRESH_OTHERS   = .build/recordings
SHIPPED_OTHERS = walkthrough/recording

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: $(APITOUR) ## Boot the server and open the tour
	$(APITOUR)

.PHONY: build
build: $(APITOUR) ## Build apitour

.PHONY: $(APITOUR)
$(APITOUR):
	go build -o $@ ./cmd/apitour

.PHONY: test
test: ## Run every test, with the race detector
	go test -race -timeout 40m ./...

.PHONY: bench-boot
bench-boot: ## Measure boots: time to ready, CPU time, peak memory
	go test ./cmd/apitour -run '^$$' -bench Boot -benchtime 10x

.PHONY: bench-requests
bench-requests: ## Measure requests: latency and throughput, as rows for docs/performance.md
	go test ./apiserver/durability -run '^$$' -bench Requests -benchtime 1x -timeout 20m

.PHONY: bench-tui
bench-tui: ## Measure the tour with 110, 100,000 and 1,000,000 spans: memory, opening, keys to frames
	go test ./walkthrough/tour -run '^$$' -bench '^Benchmark(Memory|Open|Path)$$' -benchtime 3x -timeout 20m
	go test ./walkthrough/tour -run '^$$' -bench '^Benchmark(KeyToFrame|Hear)$$' -benchtime 2000x -timeout 20m
	go test ./cmd/apitour -run '^$$' -bench FirstFrame -benchtime 30x
	go test ./cmd/apitour -run '^$$' -bench LargeFile -benchtime 3x -timeout 20m

.PHONY: soak
soak: ## Kill the server 1,000 times, damage logs, fill databases, keep 10,000 objects, hold every stage: some hours
	go test ./apiserver/durability -run 'Memory|Quota|LogDamage' -soak -v -timeout 60m
	go test ./apiserver/durability -run Kill -soak -v -timeout 6h
	go test ./apiserver -run HeldForLong -soak -v -timeout 60m
	go test ./cmd/apitour -run QuestionsOfFreshBoots -soak -v -timeout 20m

# A find is written to testdata/fuzz of its package: mend it, and commit the file with the mend. An input is hardly made
# smaller before it goes on: with a large one that would take all of the time. Before Go 1.27 a fuzzer can fail with
# nothing but the end of its own time (https://go.dev/issue/75804); then it runs again.
.PHONY: fuzz
fuzz: ## Fuzz reading, cleaning and rendering, each for FUZZTIME: about a minute
	@mkdir -p .build
	@grep -roE '^func Fuzz[A-Za-z0-9_]*' --include='*_test.go' trace walkthrough | LC_ALL=C sort | \
	sed 's|^\(.*\)/[^/]*:func |\1 |' | { failed=0; while read -r folder name; do \
		for attempt in 1 2 3; do \
			go test ./$$folder -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x \
				>.build/fuzz.log 2>&1; status=$$?; cat .build/fuzz.log; \
			grep -q '^    context deadline exceeded' .build/fuzz.log || break; \
			echo "the fuzzer took the end of its own time for a failure; once more"; \
		done; \
		test $$status = 0 || failed=1; \
	done; exit $$failed; }

# The database is on the network. Without it nothing is checked, and that is no success.
.PHONY: vulncheck
vulncheck: ## Look for known vulnerabilities in what the program calls; needs the network
	@mkdir -p .build
	@GOBIN=$(CURDIR)/.build go install $(GOVULNCHECK) || \
		{ echo "govulncheck cannot be had: nothing was checked" >&2; exit 1; }
	@.build/govulncheck ./... 2>.build/vulncheck.log || { \
		status=$$?; \
		if grep -q 'fetching vulnerabilities' .build/vulncheck.log; then \
			echo "the database of vulnerabilities cannot be had, so nothing was checked:" >&2; \
			status=1; \
		fi; \
		cat .build/vulncheck.log >&2; \
		exit $$status; \
	}

# The head of NOTICE, down to its line of hyphens, is written by hand. What is linked differs by system.
.PHONY: notice
notice: ## Write NOTICE: what is linked into apitour, and under which licence
	@mkdir -p .build && rm -f .build/licences
	@printf '{{range .}}{{.Name}} {{.Version}} {{.LicenseName}}\n{{end}}' >.build/notice.tmpl
	GOBIN=$(CURDIR)/.build go install $(GO_LICENSES)
	@for system in linux darwin windows; do \
		echo "looking at what is linked for $$system"; \
		CGO_ENABLED=0 GOOS=$$system GOARCH=amd64 .build/go-licenses report ./cmd/apitour --ignore apitour \
			--template .build/notice.tmpl >>.build/licences 2>.build/licences.log || \
			{ cat .build/licences.log >&2; exit 1; }; \
	done
	@sed '/^---/q' NOTICE >.build/NOTICE && grep . .build/licences | LC_ALL=C sort -u >>.build/NOTICE
	@mv .build/NOTICE NOTICE

.PHONY: lint
lint: ## Check format and style
	$(GOLANGCI_LINT) run --allow-parallel-runners ./...

.PHONY: fmt
fmt: ## Format every file
	$(GOLANGCI_LINT) fmt ./...

.PHONY: docs
docs: ## Regenerate every generated file
	go generate ./apiserver/openapi
	$(MAKE) recording
	$(MAKE) recordings
	$(APITOUR) --lang en render --format markdown --translation zh=startup.zh.md -o docs/startup.md
	$(APITOUR) --lang zh render --format markdown --translation en=startup.md -o docs/startup.zh.md
	$(APITOUR) --lang en render --format svg -o docs/tour.svg
	$(APITOUR) notes verify --upstream all --output markdown >docs/upstream.md

# One command for a new release of Kubernetes: it downloads the release, takes it into the tables of the program, and
# says which notes are to be mended. A table of an older release of the same minor goes, unless notes are anchored there.
.PHONY: upstream
upstream: ## Compare the notes with a new release of Kubernetes: make upstream VERSION=v1.38.0; needs the network
	@test -n "$(VERSION)" || { echo "which release? make upstream VERSION=v1.38.0" >&2; exit 2; }
	go test ./walkthrough/anchors -run EveryPlaceIsInTheTables -count=1 -update -release "$(VERSION)"
	go test ./walkthrough/messages -run TableIsTrue -count=1 -update -release "$(VERSION)"
	$(MAKE) build
	$(APITOUR) notes verify --upstream all --output markdown >docs/upstream.md
	@$(APITOUR) notes verify --upstream "$(VERSION)" || echo "now mend these notes: CONTRIBUTING.md says how"

# Records a boot each time, but replaces the shipped recording only when the boot has another shape: other stages, calls
# or lines. Otherwise every run would change the file, because no two boots take the same times.
.PHONY: recording
recording: $(APITOUR)
	@rm -f $(FRESH) $(FRESH).md $(SHIPPED_PAGE)
	$(APITOUR) record -o $(FRESH)
	$(APITOUR) --lang en render $(FRESH) --stable -o $(FRESH).md
	@if $(APITOUR) --lang en render $(SHIPPED) --stable -o $(SHIPPED_PAGE) && cmp -s $(FRESH).md $(SHIPPED_PAGE); then \
		echo "the recorded boot has the shape of the shipped one"; \
	else \
		echo "the boot has another shape: shipping the new recording"; \
		cp $(FRESH) $(SHIPPED); \
		go build -o $(APITOUR) ./cmd/apitour; \
		echo "now: go test ./walkthrough/tour -update; go test ./cmd/apitour -run TestScript -update"; \
	fi

# Does the same for every guided request and every broken boot, about which the quiz asks. They do little but wait, so
# some run at once. One that comes to something else than it announces fails.
.PHONY: recordings
recordings: $(APITOUR)
	@rm -rf $(FRESH_OTHERS) && mkdir -p $(FRESH_OTHERS)/break $(FRESH_OTHERS)/request
	@broken=$$($(APITOUR) break list | sed 's|^\([^ ]*\).*|$(FRESH_OTHERS)/break/\1.done|'); \
	requests=$$($(APITOUR) request --list | sed -n 's|^\([^ ][^ ]*\).*|$(FRESH_OTHERS)/request/\1.done|p'); \
	test -n "$$broken" && test -n "$$requests" && $(MAKE) --no-print-directory -j 4 $$broken $$requests
	@if test -e $(FRESH_OTHERS)/changed; then \
		go build -o $(APITOUR) ./cmd/apitour; \
		echo "now: go test ./walkthrough/why -update"; \
	else \
		echo "the guided requests and the broken boots have the shapes of the shipped ones"; \
	fi

# The folders have the names of the commands that record. Another shape is shipped when it comes twice: on a machine that
# is busy, luck may change one.
$(FRESH_OTHERS)/%.done:
	@fresh=$(FRESH_OTHERS)/$*; shipped=$(SHIPPED_OTHERS)/$*.jsonl.gz; \
	if test -e $$shipped; then $(APITOUR) --lang en render $$shipped --stable -o $$fresh.shipped.md; fi; \
	for n in 1 2; do \
		$(APITOUR) $(subst /, ,$*) -o - >$$fresh.$$n.jsonl 2>$$fresh.log || { cat $$fresh.log >&2; exit 1; }; \
		$(APITOUR) --lang en render $$fresh.$$n.jsonl --stable -o $$fresh.$$n.md || exit 1; \
		if cmp -s $$fresh.$$n.md $$fresh.shipped.md; then touch $@; exit 0; fi; \
	done; \
	cmp -s $$fresh.1.md $$fresh.2.md || { echo "$* has another shape each time" >&2; exit 1; }; \
	echo "$* has another shape: shipping the new recording"; \
	gzip -9nc $$fresh.2.jsonl >$$shipped; \
	touch $(FRESH_OTHERS)/changed $@

.PHONY: check
check: ## Lint, test and regenerate; fail if a file changed
	$(MAKE) lint
	$(MAKE) test
	$(MAKE) fuzz
	$(MAKE) docs
	@git diff --exit-code --stat || (echo "generated files are stale: run make docs and commit" >&2; exit 1)
	@test -z "$$(git status --porcelain)" || (git status --short; echo "files left over" >&2; exit 1)
