// Package convention is the contract between the subject and the record: the words that one side writes and the other
// reads. It holds constants only and imports nothing, so that both sides can import it.
//
//	apiserver/ ── attribute keys, span names, the ready line ──►  trace/, walkthrough/
//	apiserver/ ◄── environment variables, words of the link ────  trace/
//
// A name that only one side uses does not belong here.
package convention

// Attribute keys of a span that say where its source is: OpenTelemetry's stable conventions for source code
// (https://opentelemetry.io/docs/specs/semconv/registry/attributes/code/).
const (
	// Function is the fully qualified name of the function that the span covers.
	Function = "code.function.name"
	// File is the function's file, relative to the module: "apiserver/chain.go", or
	// "k8s.io/apiserver@v0.37.2/pkg/server/config.go".
	File = "code.file.path"
	// Line is the first line of the function, counted from 1.
	Line = "code.line.number"
)

// Attribute keys of this project, on spans.
const (
	// CallFile is the file with the parent's call of the stage, relative to the module as File is.
	CallFile = "apitour.call.file"
	// CallLine is the line in CallFile, counted from 1.
	CallLine = "apitour.call.line"
	// Goroutine is the number of the goroutine that opened the span.
	Goroutine = "apitour.goroutine"
	// Pause is the time in nanoseconds for which the learner held the boot inside this span.
	Pause = "apitour.pause_ns"
	// StillRunning is true when the span had not ended when the recording did.
	StillRunning = "apitour.still_running"
	// Held is true on the first line of a span that waits for the learner; a finished recording never has it.
	Held = "apitour.held"
	// NeverHeld says why stepping never pauses this span.
	NeverHeld = "apitour.never_held"
	// Replaces counts the other spans that the span has replaced in its recording, because they had its id.
	Replaces = "apitour.replaces"
	// WaitsFor says what a stage waits for: the name of a span, or words.
	WaitsFor = "apitour.waits_for"
	// DirectorDecision says whether a server's director served a request or passed it on.
	DirectorDecision = "apitour.director.decision"
	// DirectorReason says why.
	DirectorReason = "apitour.director.reason"
	// Service is the Service to which the aggregator proxied a request, as namespace/name.
	Service = "apitour.service"
	// FromOutside is true on a request that neither the server's own clients nor its follower have sent.
	FromOutside = "apitour.outside"
	// CustomResourceDefinition is the definition that serves a request.
	CustomResourceDefinition = "apitour.crd"
)

// Attribute keys of this project, on the resource, which describes the recorded process.
const (
	// KubernetesVersion is the version of Kubernetes that the server claims.
	KubernetesVersion = "apitour.kubernetes.version"
	// Flags are the server's command line, as it was given.
	Flags = "apitour.flags"
	// Processors is how many processors the host has.
	Processors = "apitour.host.processors"
	// ModulePrefix begins the keys that give a module's version: ModulePrefix + "k8s.io/apiserver".
	ModulePrefix = "apitour.module."
)

// Attribute keys of OpenTelemetry's general conventions (https://opentelemetry.io/docs/specs/semconv/).
const (
	// ServiceName names the program that was recorded, on the resource.
	ServiceName = "service.name"
	// Method, Path and StatusCode are on the root of a request's trace.
	Method     = "http.request.method"
	Path       = "url.path"
	StatusCode = "http.response.status_code"
	// UserName is the request's user at the time when a filter passed it on.
	UserName = "user.name"
	// ServerAddress and ServerPort are on the stage that binds the port, and on a request that was proxied.
	ServerAddress = "server.address"
	ServerPort    = "server.port"
	// ExceptionEvent is the name of an event that tells of an exception, and the others are its attributes.
	ExceptionEvent   = "exception"
	ExceptionType    = "exception.type"
	ExceptionMessage = "exception.message"
	ExceptionStack   = "exception.stacktrace"
	// ScopeName and ScopeVersion name the library that opened a span. OTLP keeps the scope outside the span; a span
	// without such surroundings has these keys instead.
	ScopeName    = "otel.scope.name"
	ScopeVersion = "otel.scope.version"
)

// Scope is the instrumentation scope of the stages; libraries open their spans in scopes of their own.
const Scope = "apitour/apiserver"

// A request from outside of which nothing but its coming and its answer is told is a span of this name, in a scope of
// its own: it is no stage, and never held.
const (
	OutsideRequest = "OutsideRequest"
	OutsideScope   = "apitour/outside"
)

// FollowerAgent is the User-Agent of requests that a server's follower sends: health polls, and the learner's requests.
const FollowerAgent = "apitour"

// Names of stages that the record knows, and beginnings of names that come in families.
const (
	// BindStage binds the port; its span carries ServerAddress and ServerPort.
	BindStage = "SecureServing.ApplyTo"
	// ReadyStage ends when /readyz has turned green.
	ReadyStage = "WaitForReady"
	// TerminateStage begins when the server has been asked to stop.
	TerminateStage = "Terminate"
	// RequestStage is the root of a request's trace.
	RequestStage = "ServeRequest"
	// HookPrefix begins the span of a post-start hook: HookPrefix + the hook's name.
	HookPrefix = "PostStartHook/"
	// PreShutdownHookPrefix begins the span of a pre-shutdown hook.
	PreShutdownHookPrefix = "PreShutdownHook/"
	// GroupPrefix begins the span that installs an API group.
	GroupPrefix = "InstallAPIGroup/"
	// StoragePrefix begins the span that makes the stores of an API group.
	StoragePrefix = "NewRESTStorage/"
	// DirectorPrefix begins the span of a server's director.
	DirectorPrefix = "Director/"
	// NotFoundStage answers a request that no server serves.
	NotFoundStage = "NotFound"
	// AdmissionPrefix begins the span of an admission plugin.
	AdmissionPrefix = "Admission/"
)

// The line of the server's log that says it is ready: ReadyLine, the address, ReadyKubeconfig, the path of a file. A
// path with a character that does not show in a line, such as a newline, is written as a quoted string of Go.
const (
	ReadyLine       = "ready "
	ReadyKubeconfig = " kubeconfig="
)

// WaitingLine begins the line of the server's log that says what a stop waits for, once it takes long. What follows is
// words; a server that is linked leaves it to its parent to say how the wait can be ended.
const WaitingLine = "waiting for "

// Environment variables with which the parent configures its child.
const (
	// LinkVariable, set to LinkStdio, makes the server the child's end of a live link: its stdout carries spans, and
	// the end of its stdin means that the parent is gone.
	LinkVariable = "APITOUR_LINK"
	LinkStdio    = "stdio"
	// StepVariable makes the server hold every stage until the parent releases it.
	StepVariable = "APITOUR_STEP"
	// RequestsVariable makes the server trace the requests that ask for it.
	RequestsVariable = "APITOUR_REQUESTS"
	// OutsideVariable makes a server that traces requests tell of those that come from outside.
	OutsideVariable = "APITOUR_OUTSIDE"
	// BreakVariable names a hook that misbehaves, for faults that no flag can cause.
	BreakVariable = "APITOUR_BREAK"
)

// Words of the live link: lines that the parent writes to the child's stdin.
const (
	// GoWord, followed by a space and a span's id, releases that span.
	GoWord = "go"
	// FreeWord releases every span, those that are held and those that start later.
	FreeWord = "free"
	// FollowWord, followed by a method, a space and an escaped path, has the next request from outside with that method
	// and path traced; alone it takes that back.
	FollowWord = "follow"
	// StopWord asks the child to stop in order.
	StopWord = "stop"
)
