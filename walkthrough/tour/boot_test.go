package tour

import (
	"fmt"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

// bootStart is when every boot of these tests began.
var bootStart = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// stageOf describes a stage of a made-up boot: when it began and ended in milliseconds, what it was called, and its parts.
// An end of running means that it has not ended.
type stageOf struct {
	start, end float64
	name       string
	function   string // in the source tree, name when empty
	place      string // of a library's function, "" for ours
	goroutine  int64
	events     []trace.Event
	err        string
	parts      []stageOf
}

var running = math.Inf(1)

func event(at float64, name string) trace.Event {
	return trace.Event{Time: moment(at), Name: name}
}

func moment(ms float64) time.Time {
	return bootStart.Add(time.Duration(ms * float64(time.Millisecond)))
}

// boot is a boot as the chain takes it, with times that a small machine would take.
func boot() stageOf {
	const options = "k8s.io/apiserver@v0.37.2/pkg/server/options/"
	hook := func(start, end float64, goroutine int64, name string) stageOf {
		return stageOf{start: start, end: end, name: "PostStartHook/" + name, goroutine: goroutine, place: "k8s.io/apiserver@v0.37.2/pkg/server/hooks.go:182"}
	}
	group := func(start float64, name string) []stageOf {
		return []stageOf{
			{start: start, end: start + 3.1, name: "NewRESTStorage/" + name, function: "newRESTStorage"},
			{start: start + 3.1, end: start + 4.6, name: "InstallAPIGroup/" + name, function: "installGroup"},
		}
	}
	kube := stageOf{start: 221, end: 268, name: "CreateKubeAPIServer", parts: []stageOf{
		{start: 223, end: 241, name: "InstallLegacyAPI", parts: group(224, "core")},
		{start: 241.2, end: 267, name: "InstallAPIs", parts: append(group(243, "coordination.k8s.io"), append(group(249, "discovery.k8s.io"), group(256, "events.k8s.io")...)...)},
	}}
	generic := stageOf{start: 153, end: 203, name: "buildGenericConfig", parts: []stageOf{
		{start: 154, end: 171, name: "SecureServing.ApplyTo", place: options + "serving_with_loopback.go:53"},
		{start: 171.4, end: 171.5, name: "BuildStorageFactory"},
		{start: 171.6, end: 178, name: "Etcd.ApplyWithStorageFactoryTo", place: options + "etcd.go:255"},
		{start: 179, end: 184.3, name: "BuildAuthenticator"},
		{start: 184.5, end: 184.6, name: "BuildAuthorizer"},
		{start: 185, end: 199.2, name: "Admission.ApplyTo", place: options + "admission.go:128"},
	}}
	chain := stageOf{start: 152, end: 305, name: "CreateServerChain", events: []trace.Event{event(304.8, "insecure serving is off")}, parts: []stageOf{
		{start: 152.3, end: 152.3, name: "CreateNodeDialer"},
		{start: 152.4, end: 204, name: "CreateKubeAPIServerConfig", parts: []stageOf{generic}},
		{start: 204.1, end: 205, name: "createAPIExtensionsConfig"},
		{start: 205.1, end: 220.8, name: "createAPIExtensionsServer", parts: []stageOf{
			{start: 205.2, end: 205.2, name: "NewEmptyDelegate", place: "k8s.io/apiserver@v0.37.2/pkg/server/genericapiserver.go:402"},
		}},
		kube,
		{start: 268.4, end: 269, name: "createAggregatorConfig"},
		{start: 269.2, end: 304.5, name: "createAggregatorServer", parts: []stageOf{{start: 290, end: 292.4, name: "apiServicesToRegister"}}},
	}}
	ready := stageOf{start: 322, end: 612, name: "WaitForReady", events: []trace.Event{
		event(330, "readyz check ping is ok"), event(331, "readyz check etcd is ok"),
		event(402, "readyz check poststarthook/start-system-namespaces-controller is ok"),
		event(480, "readyz check poststarthook/crd-informer-synced is ok"),
		event(540, "readyz check poststarthook/apiservice-discovery-controller is ok"),
		event(611, "readyz check poststarthook/apiservice-registration-controller is ok"),
	}}
	prepared := stageOf{start: 318, end: running, name: "prepared.Run", function: "runPrepared", parts: []stageOf{
		hook(320, 321, 71, "max-in-flight-filter"),
		hook(320.1, 481, 72, "crd-informer-synced"),
		hook(320.2, 322, 73, "start-apiextensions-informers"),
		hook(320.3, 324, 74, "start-apiextensions-controllers"),
		hook(320.4, 401, 75, "start-system-namespaces-controller"),
		hook(320.5, 338, 76, "kube-apiserver-autoregistration"),
		hook(320.6, 320.9, 77, "start-kube-aggregator-informers"),
		hook(320.7, 610, 78, "apiservice-registration-controller"),
		hook(320.8, 539, 79, "apiservice-discovery-controller"),
		ready,
	}}
	run := stageOf{start: 40, end: running, name: "Run", parts: []stageOf{
		{start: 40.1, end: 40.2, name: "logVersion"},
		{start: 41, end: 151, name: "StartEtcd"},
		chain,
		{start: 305.5, end: 317, name: "PrepareRun"},
		prepared,
	}}
	return stageOf{start: 0, end: running, name: "main", function: "Main", parts: []stageOf{
		{start: 0.2, end: 2.1, name: "NewAPIServerCommand", parts: []stageOf{{start: 0.4, end: 1.9, name: "NewServerRunOptions"}}},
		{start: 2.4, end: running, name: "RunE", parts: []stageOf{
			{start: 2.5, end: 2.5, name: "PrintAndExitIfRequested"},
			{start: 2.6, end: 2.9, name: "PrintFlags"},
			{start: 3, end: 38, name: "Complete", parts: []stageOf{{start: 4, end: 37.7, name: "MaybeDefaultWithSelfSignedCerts"}}},
			{start: 38.2, end: 38.4, name: "Validate"},
			{start: 38.6, end: 38.7, name: "SetupSignalHandler"},
			run,
		}},
	}}
}

// author writes a boot down as a trace, with the places that a source tree gives for its stages.
type author struct {
	source fs.FS
	files  []string
	lines  map[string][]string // of the files
	spans  []trace.Span
}

// traceOf returns the boot as a recording that was finished at its end, in milliseconds.
func traceOf(tree fs.FS, root stageOf, end float64) *trace.Trace {
	var recording trace.Recording
	for _, s := range spansOf(tree, root) {
		recording.Add(s)
	}
	recording.SetResource(map[string]any{
		"service.name": "apitour-apiserver", "service.version": "v0.1.0", "k8s.version": "v1.37.2", "host.cpu.count": int64(2),
	})
	return recording.Finish(moment(end))
}

// spansOf returns the boot's spans, as they are when the server has been running for a long time.
func spansOf(tree fs.FS, root stageOf) []trace.Span {
	a := author{source: tree}
	a.write(root, "", "")
	return a.spans
}

func (a *author) write(s stageOf, parent, caller string) {
	id := fmt.Sprintf("%016x", len(a.spans)+1)
	function := s.function
	if function == "" {
		function = s.name
	}
	attributes := map[string]any{convention.Goroutine: max(s.goroutine, 1)}
	if file, line, ok := strings.Cut(s.place, ":"); ok {
		attributes[convention.Function] = strings.Split(file, "@")[0] + "." + s.name
		attributes[convention.File] = file
		number, _ := strconv.Atoi(line)
		attributes[convention.Line] = int64(number)
	} else {
		place := a.find("", "func "+function+"(")
		attributes[convention.Function] = "apitour/apiserver." + function
		attributes[convention.File] = place.File
		attributes[convention.Line] = int64(place.Line)
	}
	if call := a.call(caller, s.name, function); call.Line > 0 {
		attributes[convention.CallFile] = call.File
		attributes[convention.CallLine] = int64(call.Line)
	}
	span := trace.Span{
		TraceID: strings.Repeat("a", 32), ID: id, ParentID: parent, Name: s.name,
		Start: moment(s.start), Attributes: attributes, Events: s.events,
	}
	if s.end != running {
		span.End = moment(s.end)
	}
	if s.err != "" {
		span.Status, span.Message = trace.StatusError, s.err
	}
	a.spans = append(a.spans, span)
	for _, part := range s.parts {
		a.write(part, id, function)
	}
}

// call returns the line of the caller on which the stage is called: the one that calls its function, or that names it.
func (a *author) call(caller, name, function string) trace.Place {
	if caller == "" {
		return trace.Place{}
	}
	kind, _, _ := strings.Cut(name, "/")
	for _, pattern := range []string{function + "(", name, kind + "/"} {
		if place := a.find("func "+caller+"(", pattern); place.Line > 0 {
			return place
		}
	}
	return trace.Place{}
}

// find returns the first line with the pattern, behind the line with after and before the next function.
func (a *author) find(after, pattern string) trace.Place {
	if a.lines == nil {
		a.lines = make(map[string][]string)
		a.files, _ = fs.Glob(a.source, "*.go")
		for _, file := range a.files {
			text, _ := fs.ReadFile(a.source, file)
			a.lines[file] = strings.Split(string(text), "\n")
		}
	}
	for _, file := range a.files {
		inside := after == ""
		for i, line := range a.lines[file] {
			begins := strings.HasPrefix(line, "func ")
			if begins && after != "" {
				inside = strings.HasPrefix(line, after)
				if !strings.Contains(strings.TrimPrefix(line, after), pattern) {
					continue
				}
			}
			if inside && strings.Contains(line, pattern) {
				return trace.Place{File: "apiserver/" + file, Line: i + 1}
			}
		}
	}
	return trace.Place{}
}

// joinWith returns what joins a trace with the notes and the source of a tree that has "source/apiserver" and "notes".
func joinWith(tree fs.FS) func(*trace.Trace, *lesson.Plan) *lesson.Lesson {
	sub := func(dir string) fs.FS {
		sub, err := fs.Sub(tree, dir)
		if err != nil {
			panic(err)
		}
		return sub
	}
	explained, err := notes.Load(sub("notes"), "en")
	if err != nil {
		panic(err)
	}
	sources := source.New(map[string]fs.FS{"apiserver/": sub("source/apiserver")})
	return func(t *trace.Trace, plan *lesson.Plan) *lesson.Lesson {
		return lesson.New(t, explained, sources, plan)
	}
}
