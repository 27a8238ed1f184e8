package page_test

import (
	"fmt"
	"io/fs"
	"strconv"
	"testing"
	"testing/fstest"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

// boot is a small boot with all that a page has to cope with. Its fields differ between boots; the stages are the same.
type boot struct {
	start      time.Time
	slowness   int      // factor on all times
	ids        int      // added to all ids and goroutines
	port       int      // the one that was free
	hooks      []string // in the order in which they happened to start
	waits      map[string]string
	host       string
	collection []trace.Span
}

// hookWaits says what the hooks of the boots wait for: one for another hook, one for words that a page must escape.
var hookWaits = map[string]string{
	"crd-informer-synced":                "PostStartHook/start-apiextensions-informers",
	"apiservice-registration-controller": "an <informer> of *all* APIServices",
}

func firstBoot() *boot {
	return &boot{
		start: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), slowness: 1, port: 41237, host: "larch",
		hooks: []string{"start-apiextensions-informers", "apiservice-registration-controller", "crd-informer-synced"},
		waits: hookWaits,
	}
}

func secondBoot() *boot {
	return &boot{
		start: time.Date(2027, 1, 2, 3, 4, 5, 6, time.UTC), slowness: 7, ids: 400, port: 35999, host: "spruce",
		hooks: []string{"crd-informer-synced", "start-apiextensions-informers", "apiservice-registration-controller"},
		waits: hookWaits,
	}
}

// span adds a span that lasts from one millisecond to another, on a goroutine, and returns it for more to be said.
func (b *boot) span(id, parent int, name string, from, to, goroutine int) *trace.Span {
	at := func(ms int) time.Time { return b.start.Add(time.Duration(ms*b.slowness) * time.Millisecond) }
	s := trace.Span{
		TraceID: fmt.Sprintf("%032x", b.ids+1), ID: fmt.Sprintf("%016x", b.ids+id), Name: name,
		Start: at(from), End: at(to), Attributes: map[string]any{
			convention.Goroutine: int64(b.ids + goroutine), convention.ScopeName: convention.Scope,
		},
	}
	if parent > 0 {
		s.ParentID = fmt.Sprintf("%016x", b.ids+parent)
	}
	b.collection = append(b.collection, s)
	return &b.collection[len(b.collection)-1]
}

func written(s *trace.Span, function, file string, line int) *trace.Span {
	s.Attributes[convention.Function] = function
	s.Attributes[convention.File], s.Attributes[convention.Line] = file, int64(line)
	return s
}

func called(s *trace.Span, file string, line int) *trace.Span {
	s.Attributes[convention.CallFile], s.Attributes[convention.CallLine] = file, int64(line)
	return s
}

func (b *boot) trace() *trace.Trace {
	b.collection = nil
	main := written(b.span(1, 0, "main", 0, 120, 1), "apitour/apiserver.main", "apiserver/chain.go", 4)
	main.Attributes[convention.StillRunning] = true
	b.chain()
	run := called(b.span(6, 1, "prepared.Run", 61, 120, 1), "apiserver/chain.go", 6)
	run.Attributes[convention.StillRunning] = true
	b.span(7, 6, "serve", 62, 63, 1)
	b.hooksAndReady()
	failed := b.span(12, 1, "stop|`*_<b>\x1b[31m", 119, 120, 1)
	failed.Status = trace.StatusError
	failed.Message = "listen tcp 127.0.0.1:" + strconv.Itoa(b.port) + ":\n<script>alert(1)</script>"
	return &trace.Trace{
		Resource: map[string]any{
			"service.name": "kube-apiserver", "apitour.kubernetes.version": "v1.37.2",
			"apitour.module.k8s.io/apiextensions-apiserver": "v0.37.2", "host.name": b.host,
			"process.command_args": []any{"apitour", "--secure-port=0"},
		},
		Spans: b.collection,
	}
}

// chain adds CreateServerChain and the stages inside it.
func (b *boot) chain() {
	const file = "apiserver/chain.go"
	chain := written(b.span(2, 1, "CreateServerChain", 2, 60, 1), "apitour/apiserver.CreateServerChain", file, 12)
	called(chain, file, 5).Events = []trace.Event{{Time: chain.Start, Name: "insecure serving is off"}}
	serving := written(b.span(3, 2, "SecureServing.ApplyTo", 3, 9, 1),
		"k8s.io/apiserver/pkg/server/options.(*SecureServingOptions).ApplyTo",
		"k8s.io/apiserver@v0.37.2/pkg/server/options/serving.go", 241)
	called(serving, file, 13).Events = []trace.Event{{
		Time: serving.End, Name: "port " + strconv.Itoa(b.port) + " is bound",
		Attributes: map[string]any{"network": "tcp"},
	}}
	for i, group := range []string{"core", "batch"} {
		s := b.span(4+i, 2, "InstallAPIGroup/"+group, 20+10*i, 27+10*i, 1)
		called(written(s, "apitour/apiserver.installAPIGroup", "apiserver/kube.go", 6), file, 18)
	}
}

// hooksAndReady adds the post-start hooks and the wait for them.
func (b *boot) hooksAndReady() {
	for i, name := range b.hooks {
		s := written(b.span(8+i, 6, "PostStartHook/"+name, 63+i, 70+3*i, 20+i),
			"k8s.io/kube-aggregator/pkg/apiserver.New.func2",
			"k8s.io/kube-aggregator@v0.37.2/pkg/apiserver/apiserver.go", 300)
		s.Attributes[convention.Pause] = int64(time.Second)
		if waitsFor := b.waits[name]; waitsFor != "" {
			s.Attributes[convention.WaitsFor] = waitsFor
		}
	}
	ready := b.span(11, 6, convention.ReadyStage, 64, 118, 30)
	for i, name := range b.hooks {
		at := ready.Start.Add(time.Duration(i*b.slowness) * time.Millisecond)
		ready.Events = append(ready.Events, trace.Event{Time: at, Name: "poststarthook/" + name + " is ok"})
	}
}

const chainSource = `package apiserver

// main is the process.
func main() {
	CreateServerChain()
	prepared.Run()
}

// CreateServerChain builds the chain.
//
//	aggregator ── kube ── apiextensions
func CreateServerChain() {
	applySecureServing("a line that is much longer than the page is wide, as source can be, and is not broken")
	// ` + "```go" + `
	// not the end of the block
	// ` + "```" + `
	_, _ = "*/", prepared
	groups() // calls installAPIGroup
}
`

const kubeSource = `package apiserver

const core = ""

// installAPIGroup installs a group.
func installAPIGroup() {
	install()
}
`

const chainNote = `---
title: "CreateServerChain: three servers, built from the inside out"
functions: [apitour/apiserver.CreateServerChain]
upstream:
  - {version: v1.17.0, file: cmd/kube-apiserver/app/server.go, line: 166, symbol: CreateServerChain}
  - {version: v1.37.2, module: k8s.io/apiserver, file: pkg/server/config.go, line: 787, symbol: New}
links:
  - {title: "Aggregation [layer]", url: "https://kubernetes.io/docs/concepts/(aggregation)/"}
---
## What happens
Three servers are built, *one after the other*, and every one is given the **one before** as its delegate. See
[the layer](https://kubernetes.io/docs/) and <https://etcd.io>, or ` + "`a <code>\nspan`" + ` over two lines.

1. First the one for custom resources, which stands on nothing, and so answers what is left: 404.
2. Then kube.
   - and **inside** it, what is its own
     and goes on

| request | the way it takes |
| --- | :-- |
| ` + "`/api/v1`" + ` | aggregator, path prefix, a local APIService, hence a function call into kube` +
	` and from there to storage |
| a \| b | short |

> A quote begins,
> and goes on.

## Why
Because <b>HTML</b> is text, and so is 1 \< 2.

### A detail
` + "```sh" + `
# not a heading
kubectl get --raw /apis    | sort
` + "```" + `
`

const groupNote = `---
title: Every group is installed in the same way
spans: ["InstallAPIGroup/*"]
---
## What happens
Routes.
`

// lessonOf joins a trace with notes and source that are as small as it is.
func lessonOf(t testing.TB, recorded *trace.Trace) *lesson.Lesson {
	t.Helper()
	return lessonIn(t, "/nowhere", recorded)
}

// lessonIn is lessonOf for a reader with that module cache.
func lessonIn(t testing.TB, cache string, recorded *trace.Trace) *lesson.Lesson {
	t.Helper()
	t.Setenv("GOMODCACHE", cache)
	library, err := notes.Load(fstest.MapFS{
		"en/create-server-chain.md": {Data: []byte(chainNote)},
		"en/install-api-group.md":   {Data: []byte(groupNote)},
	}, "en")
	if err != nil {
		t.Fatal(err)
	}
	return lesson.New(recorded, library, source.New(map[string]fs.FS{"apiserver/": fstest.MapFS{
		"chain.go": {Data: []byte(chainSource)},
		"kube.go":  {Data: []byte(kubeSource)},
	}}), nil)
}
