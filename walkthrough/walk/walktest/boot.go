// Package walktest has a made-up boot for tests of the walk and of the ways to show it: its stages, its source and a
// few notes. Nothing in it is Kubernetes, so that these tests take seconds.
package walktest

import (
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// BootStart is when every boot of these tests began.
var BootStart = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// Stage describes a stage of a made-up boot: when it began and ended in milliseconds, what it was called, and its
// parts. An end of Running means that it has not ended.
type Stage struct {
	Start, End float64
	Name       string
	Function   string // in the source tree, Name when empty
	Place      string // of a library's function, "" for ours
	Goroutine  int64
	WaitsFor   string // as its span says it, "" for nothing
	Events     []trace.Event
	Err        string
	Parts      []Stage
}

// Running is the end of a stage that has not ended.
var Running = math.Inf(1)

// Event returns an event at a time in milliseconds.
func Event(at float64, name string) trace.Event {
	return trace.Event{Time: At(at), Name: name}
}

// At returns the time that is so many milliseconds after BootStart.
func At(ms float64) time.Time {
	return BootStart.Add(time.Duration(ms * float64(time.Millisecond)))
}

// Boot is a boot as the chain takes it, with times that a small machine would take.
func Boot() Stage {
	run := Stage{Start: 40, End: Running, Name: "Run", Parts: []Stage{
		{Start: 40.1, End: 40.2, Name: "logVersion"},
		{Start: 41, End: 151, Name: "StartEtcd"},
		chainStage(),
		{Start: 305.5, End: 317, Name: "PrepareRun"},
		preparedStage(),
	}}
	return Stage{Start: 0, End: Running, Name: "main", Function: "Main", Parts: []Stage{
		{Start: 0.2, End: 2.1, Name: "NewAPIServerCommand", Parts: []Stage{
			{Start: 0.4, End: 1.9, Name: "NewServerRunOptions"},
		}},
		{Start: 2.4, End: Running, Name: "RunE", Parts: []Stage{
			{Start: 2.5, End: 2.5, Name: "PrintAndExitIfRequested"},
			{Start: 2.6, End: 2.9, Name: "PrintFlags"},
			{Start: 3, End: 38, Name: "Complete", Parts: []Stage{
				{Start: 4, End: 37.7, Name: "MaybeDefaultWithSelfSignedCerts"},
			}},
			{Start: 38.2, End: 38.4, Name: "Validate"},
			{Start: 38.6, End: 38.7, Name: "SetupSignalHandler"},
			run,
		}},
	}}
}

// library is where the made-up boot has its library functions from.
const library = "k8s.io/apiserver@v0.37.2/pkg/server/"

func chainStage() Stage {
	return Stage{
		Start: 152, End: 305, Name: "CreateServerChain", Events: []trace.Event{Event(304.8, "insecure serving is off")},
		Parts: []Stage{
			{Start: 152.3, End: 152.3, Name: "CreateNodeDialer"},
			{Start: 152.4, End: 204, Name: "CreateKubeAPIServerConfig", Parts: []Stage{genericConfigStage()}},
			{Start: 204.1, End: 205, Name: "createAPIExtensionsConfig"},
			{Start: 205.1, End: 220.8, Name: "createAPIExtensionsServer", Parts: []Stage{
				{Start: 205.2, End: 205.2, Name: "NewEmptyDelegate", Place: library + "genericapiserver.go:402"},
			}},
			kubeStage(),
			{Start: 268.4, End: 269, Name: "createAggregatorConfig"},
			{Start: 269.2, End: 304.5, Name: "createAggregatorServer", Parts: []Stage{
				{Start: 290, End: 292.4, Name: "apiServicesToRegister"},
			}},
		},
	}
}

func genericConfigStage() Stage {
	return Stage{Start: 153, End: 203, Name: "buildGenericConfig", Parts: []Stage{
		{Start: 154, End: 171, Name: "SecureServing.ApplyTo", Place: library + "options/serving_with_loopback.go:53"},
		{Start: 171.4, End: 171.5, Name: "BuildStorageFactory"},
		{Start: 171.6, End: 178, Name: "Etcd.ApplyWithStorageFactoryTo", Place: library + "options/etcd.go:255"},
		{Start: 179, End: 184.3, Name: "BuildAuthenticator"},
		{Start: 184.5, End: 184.6, Name: "BuildAuthorizer"},
		{Start: 185, End: 199.2, Name: "Admission.ApplyTo", Place: library + "options/admission.go:128"},
	}}
}

func kubeStage() Stage {
	group := func(start float64, name string) []Stage {
		return []Stage{
			{Start: start, End: start + 3.1, Name: "NewRESTStorage/" + name, Function: "newRESTStorage"},
			{Start: start + 3.1, End: start + 4.6, Name: "InstallAPIGroup/" + name, Function: "installGroup"},
		}
	}
	named := slices.Concat(
		group(243, "coordination.k8s.io"), group(249, "discovery.k8s.io"), group(256, "events.k8s.io"),
	)
	return Stage{Start: 221, End: 268, Name: "CreateKubeAPIServer", Parts: []Stage{
		{Start: 223, End: 241, Name: "InstallLegacyAPI", Parts: group(224, "core")},
		{Start: 241.2, End: 267, Name: "InstallAPIs", Parts: named},
	}}
}

func preparedStage() Stage {
	hook := func(start, end float64, goroutine int64, name string) Stage {
		return Stage{
			Start: start, End: end, Name: "PostStartHook/" + name, Goroutine: goroutine,
			Place: library + "hooks.go:182",
		}
	}
	return Stage{Start: 318, End: Running, Name: "prepared.Run", Function: "runPrepared", Parts: []Stage{
		hook(320, 321, 71, "max-in-flight-filter"),
		hook(320.1, 481, 72, "crd-informer-synced"),
		hook(320.2, 322, 73, "start-apiextensions-informers"),
		hook(320.3, 324, 74, "start-apiextensions-controllers"),
		hook(320.4, 401, 75, "start-system-namespaces-controller"),
		hook(320.5, 338, 76, "kube-apiserver-autoregistration"),
		hook(320.6, 320.9, 77, "start-kube-aggregator-informers"),
		hook(320.7, 610, 78, "apiservice-registration-controller"),
		hook(320.8, 539, 79, "apiservice-discovery-controller"),
		{Start: 322, End: 612, Name: "WaitForReady", Events: []trace.Event{
			Event(330, "readyz check ping is ok"), Event(331, "readyz check etcd is ok"),
			Event(402, "readyz check poststarthook/start-system-namespaces-controller is ok"),
			Event(480, "readyz check poststarthook/crd-informer-synced is ok"),
			Event(540, "readyz check poststarthook/apiservice-discovery-controller is ok"),
			Event(611, "readyz check poststarthook/apiservice-registration-controller is ok"),
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

// TraceOf returns the boot as a recording that was finished at its end, in milliseconds.
func TraceOf(tree fs.FS, root Stage, end float64) *trace.Trace {
	var recording trace.Recording
	for _, s := range SpansOf(tree, root) {
		recording.Add(s)
	}
	recording.SetResource(map[string]any{
		"service.name": "apitour-apiserver", "service.version": "v0.1.0", "k8s.version": "v1.37.2",
		"host.cpu.count": int64(2),
	})
	return recording.Finish(At(end))
}

// SpansOf returns the boot's spans, as they are when the server has been running for a long time.
func SpansOf(tree fs.FS, root Stage) []trace.Span {
	a := author{source: tree}
	a.write(root, "", "")
	return a.spans
}

func (a *author) write(s Stage, parent, caller string) {
	id := fmt.Sprintf("%016x", len(a.spans)+1)
	function := s.Function
	if function == "" {
		function = s.Name
	}
	attributes := map[string]any{
		convention.Goroutine: max(s.Goroutine, 1), convention.ScopeName: convention.Scope,
	}
	if file, line, ok := strings.Cut(s.Place, ":"); ok {
		attributes[convention.Function] = strings.Split(file, "@")[0] + "." + s.Name
		attributes[convention.File] = file
		number, _ := strconv.Atoi(line)
		attributes[convention.Line] = int64(number)
	} else {
		place := a.find("", "func "+function+"(")
		attributes[convention.Function] = "apitour/apiserver." + function
		attributes[convention.File] = place.File
		attributes[convention.Line] = int64(place.Line)
	}
	if s.WaitsFor != "" {
		attributes[convention.WaitsFor] = s.WaitsFor
	}
	if call := a.call(caller, s.Name, function); call.Line > 0 {
		attributes[convention.CallFile] = call.File
		attributes[convention.CallLine] = int64(call.Line)
	}
	span := trace.Span{
		TraceID: strings.Repeat("a", 32), ID: id, ParentID: parent, Name: s.Name,
		Start: At(s.Start), Attributes: attributes, Events: s.Events,
	}
	if s.End != Running {
		span.End = At(s.End)
	}
	if s.Err != "" {
		span.Status, span.Message = trace.StatusError, s.Err
	}
	a.spans = append(a.spans, span)
	for _, part := range s.Parts {
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
