// Package notes holds the explanations of the stages, and finds the note of a span.
//
// A note is a Markdown file with YAML front matter, one for each stage and language: en/create-server-chain.md.
// README.md beside this file tells how to write one. The front matter names the functions and the spans that the note
// explains:
//
//	functions: [apitour/apiserver.CreateServerChain]    looked for first
//	spans: [CreateServerChain]                          looked for next, exactly
//	spans: ["InstallAPIGroup/*"]                        looked for last, the longest beginning first
//
// Functions come first because a span of the same name may come from other code: any program has a span "Run". So a
// name counts for stages only, and for spans of the libraries that the note names:
//
//	scopes: [k8s.io/component-base/tracing]       these scopes are the explained program's own, wherever they appear
//	libraries: [go.opentelemetry.io/…/otelhttp]   any program uses these: they count beside stages only
//
// A note may instead belong to a request that the tour sends, or to a boot in which one thing is wrong:
//
//	request: server-side-apply
//	break: port-taken
//
// or give an overview of what no single stage tells, to which chapters lead:
//
//	overview: three-servers
//
// The front matter also holds facts about the stage that programs need: its server, and the health checks that it turns
// green. See [Server] and [Check].
//
// Notes are written in English. A translation has words alone, and keeps a hash of each text from which it was made:
// zh/create-server-chain.md. See [Load].
//
// A folder that a learner brings has notes about another program, under rules of its own: see [LoadFolders].
//
// Reading order:
//
//	note.go          Note: what explains a stage; body.go, its sections and layers
//	parse.go         a note's file; check.go, what is wrong with it
//	library.go       Library: all notes, and which of them explains a span
//	facts.go         facts about stages: servers, health checks
//	claim.go         what a note claims of a trace, for a machine to check
//	chapters.go      the chapters; overview.go, what no single stage tells
//	question.go      what a learner is asked to predict
//	glossary.go      the words; front.go, the page before a walk
//	translation.go   the words of another language; stamps.go, from which English they were made; overlay.go, how they
//	                 take its place; words.go, where languages count and divide differently
//	then.go          what has changed from release to release; stand.go, where the code stood at each; told.go, the
//	                 sections with what is made of both; diagnosis.go, what is seen when a stage goes wrong
//	rules.go         what a learner's own notes must have and may have; within.go, where their names count
//	folder.go        reads a learner's folder: its notes, chapters and words (terms.go), and program.go
package notes
