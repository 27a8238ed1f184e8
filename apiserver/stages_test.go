package apiserver_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"apitour/apiserver/apiservertest"
	"apitour/trace"
)

func TestMain(m *testing.M) {
	apiservertest.RunMoreAtOnce()
	apiservertest.Main(m)
}

// stages are the names of the recorded spans, in the order in which they started, without the hooks, which start
// together.
func stages(t *trace.Trace) (names []string) {
	trace.Walk(t.Tree(), func(n *trace.Node) {
		if !strings.HasPrefix(n.Name, "PostStartHook/") {
			names = append(names, strings.Repeat("  ", n.Depth)+n.Name)
		}
	})
	return names
}

// boot is the walk: every stage under the one that called it, in the order of the boot.
var boot = []string{
	"main",
	"  NewAPIServerCommand",
	"    NewServerRunOptions",
	"  RunE",
	"    PrintAndExitIfRequested",
	"    PrintFlags",
	"    Complete",
	"      MaybeDefaultWithSelfSignedCerts",
	"    Validate",
	"    SetupSignalHandler",
	"    Run",
	"      logVersion",
	"      StartEtcd",
	"        embed.StartEtcd",
	"        WaitForLeader",
	"      CreateServerChain",
	"        CreateNodeDialer",
	"        CreateKubeAPIServerConfig",
	"          buildGenericConfig",
	"            SecureServing.ApplyTo",
	"            Features.ApplyTo",
	"            APIEnablement.ApplyTo",
	"            Traces.ApplyTo",
	"            BuildStorageFactory",
	"            Etcd.ApplyWithStorageFactoryTo",
	"            BuildAuthenticator",
	"            BuildAuthorizer",
	"            Audit.ApplyTo",
	"            Admission.ApplyTo",
	"        createAPIExtensionsConfig",
	"        NewEmptyDelegate",
	"        createAPIExtensionsServer",
	"        CreateKubeAPIServer",
	"          InstallLegacyAPI",
	"            NewRESTStorage/core",
	"            InstallAPIGroup/core",
	"          InstallAPIs",
	"            NewRESTStorage/authentication.k8s.io",
	"            InstallAPIGroup/authentication.k8s.io",
	"            NewRESTStorage/authorization.k8s.io",
	"            InstallAPIGroup/authorization.k8s.io",
	"            NewRESTStorage/autoscaling",
	"            InstallAPIGroup/autoscaling",
	"            NewRESTStorage/batch",
	"            InstallAPIGroup/batch",
	"            NewRESTStorage/certificates.k8s.io",
	"            InstallAPIGroup/certificates.k8s.io",
	"            NewRESTStorage/coordination.k8s.io",
	"            InstallAPIGroup/coordination.k8s.io",
	"            NewRESTStorage/discovery.k8s.io",
	"            InstallAPIGroup/discovery.k8s.io",
	"            NewRESTStorage/networking.k8s.io",
	"            InstallAPIGroup/networking.k8s.io",
	"            NewRESTStorage/node.k8s.io",
	"            InstallAPIGroup/node.k8s.io",
	"            NewRESTStorage/policy",
	"            InstallAPIGroup/policy",
	"            NewRESTStorage/rbac.authorization.k8s.io",
	"            InstallAPIGroup/rbac.authorization.k8s.io",
	"            NewRESTStorage/scheduling.k8s.io",
	"            InstallAPIGroup/scheduling.k8s.io",
	"            NewRESTStorage/storage.k8s.io",
	"            InstallAPIGroup/storage.k8s.io",
	"            NewRESTStorage/storagemigration.k8s.io",
	"            InstallAPIGroup/storagemigration.k8s.io",
	"            NewRESTStorage/flowcontrol.apiserver.k8s.io",
	"            InstallAPIGroup/flowcontrol.apiserver.k8s.io",
	"            NewRESTStorage/apps",
	"            InstallAPIGroup/apps",
	"            NewRESTStorage/admissionregistration.k8s.io",
	"            InstallAPIGroup/admissionregistration.k8s.io",
	"            NewRESTStorage/events.k8s.io",
	"            InstallAPIGroup/events.k8s.io",
	"            NewRESTStorage/resource.k8s.io",
	"            InstallAPIGroup/resource.k8s.io",
	"        createAggregatorConfig",
	"        createAggregatorServer",
	"          apiServicesToRegister",
	"      PrepareRun",
	"      prepared.Run",
	"        WaitForReady",
}

// termination is what is recorded of a server's end, in the order in which it begins.
var termination = []string{
	"Terminate",
	"ShutdownDelay",
	"PreShutdownHook/stop-kubernetes-service-controller",
	"NotAcceptingNewRequest",
	"InFlightRequestsDrained",
	"HTTPServerStoppedListening",
	"StopEtcd",
}

// requestStages are the names of the spans of requests, of all those that TestRequests makes and of those that it
// cannot: a filter that is there with other flags only.
var requestStages = []string{
	"ServeRequest",
	"WithAuditInit", "WithPanicRecovery", "WithMuxAndDiscoveryComplete", "WithRequestReceivedTimestamp",
	"WithRequestInfo", "WithRoutine",
	"WithLatencyTrackers", "WithHTTPLogging", "WithRetryAfter", "WithHSTS", "WithCacheControl",
	"WithProbabilisticGoaway",
	"WithWatchTerminationDuringShutdown", "WithWaitGroup", "WithRequestDeadline",
	"WithTimeoutForNonLongRunningRequests",
	"WithWarningRecorder", "WithCORS", "WithAuthentication", "Unauthorized", "WithFailedAuthenticationAudit",
	"WithTracing", "WithAudit",
	"WithConstrainedImpersonation", "WithImpersonation", "WithPriorityAndFairness", "WithMaxInFlightLimit",
	"WithAuthorization",
	"Director/aggregator", "Director/kube-apiserver", "Director/apiextensions", "NotFound", "HTTP GET",
	"Get", "List", "Create", "Patch",
	"Admission/NamespaceLifecycle/mutate", "Admission/MutatingAdmissionPolicy/mutate",
	"Admission/MutatingAdmissionWebhook/mutate", "Admission/CertificateApproval/validate",
	"Admission/CertificateSigning/validate", "Admission/ClusterTrustBundleAttest/validate",
	"Admission/CertificateSubjectRestriction/validate",
	"Admission/ValidatingAdmissionPolicy/validate", "Admission/ValidatingAdmissionWebhook/validate",
	"Get etcd3", "Create etcd3", "GuaranteedUpdate etcd3", "cacher.GetList", "cacher.Watch", "WatchServer.HandleHTTP",
	"etcdserverpb.KV/Range", "etcdserverpb.KV/Txn", "SerializeObject",
}

// TestStages boots once and holds the recording to what the tour promises of it.
func TestStages(t *testing.T) {
	t.Parallel()
	s := apiservertest.Start(t, apiservertest.DataDir(t))
	apiservertest.Await(t, "the end of the wait for readiness", s.Recorded("WaitForReady"))
	recorded := s.Recording.Snapshot()
	if got := stages(recorded); !slices.Equal(got, boot) {
		t.Errorf("stages:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(boot, "\n"))
	}

	t.Run("every hook has a span", func(t *testing.T) { testHooks(t, s, recorded) })
	t.Run("the insecure port is off", func(t *testing.T) { testInsecureOff(t, recorded) })
	t.Run("every stage knows where it is written", func(t *testing.T) { testPlaces(t, recorded) })
	t.Run("stages explain the boot", func(t *testing.T) {
		ready, _ := recorded.Ready()
		roots := (&trace.Trace{Spans: recorded.Spans}).Tree()
		if own, took := roots[0].Own(ready), roots[0].Duration(ready); own > took/10 {
			t.Errorf("%s of the %s to ready lie in no stage, want less than a tenth", own, took)
		}
	})
	t.Run("the port is told", func(t *testing.T) {
		span := apiservertest.Find(recorded, "SecureServing.ApplyTo")
		if want := strings.TrimPrefix(s.URL, "https://"); want != net.JoinHostPort(span.Text("server.address"),
			strconv.FormatInt(span.Int("server.port"), 10)) {
			t.Errorf("the port was bound at %v, and the server is at %s", span.Attributes, want)
		}
	})
	t.Run("waits say for what", func(t *testing.T) { testWaits(t, recorded) })
	t.Run("a request is not traced", func(t *testing.T) { testUntraced(t, s) })
	t.Run("the wait for readiness tells of every check", func(t *testing.T) {
		events := map[string]bool{}
		for _, event := range apiservertest.Find(recorded, "WaitForReady").Events {
			events[event.Name] = true
		}
		for _, check := range []string{
			"ping", "etcd", "informer-sync", "autoregister-completion",
			"poststarthook/crd-informer-synced",
		} {
			if !events[check+" is ok"] {
				t.Errorf("no event for check %s among %v", check, events)
			}
		}
	})
}

// testHooks looks for the span of every hook that /readyz lists.
func testHooks(t *testing.T, s *apiservertest.Server, recorded *trace.Trace) {
	_, checks := s.Get(t, s.Config(t), "/readyz?verbose")
	for line := range strings.Lines(checks) {
		name, isHook := strings.CutPrefix(strings.TrimSpace(line), "[+]poststarthook/")
		if !isHook {
			continue
		}
		hook := apiservertest.Find(recorded, "PostStartHook/"+strings.TrimSuffix(name, " ok"))
		if hook == nil {
			t.Errorf("hook %s has no span: has the library changed where it keeps its hooks?", name)
		} else if hook.Running() || hook.Source().Line == 0 {
			t.Errorf("hook %s: %+v, want it ended and its function known", name, hook)
		}
	}
}

// testWaits checks what each waiting stage says that it waits for.
func testWaits(t *testing.T, recorded *trace.Trace) {
	for wait, want := range map[string]string{
		"WaitForLeader": "the election timeout of etcd", "WaitForReady": "every check of /readyz",
		"PostStartHook/crd-informer-synced":                   "PostStartHook/start-apiextensions-informers",
		"PostStartHook/start-apiextensions-controllers":       "PostStartHook/start-apiextensions-informers",
		"PostStartHook/apiservice-registration-controller":    "PostStartHook/start-kube-aggregator-informers",
		"PostStartHook/apiservice-discovery-controller":       "PostStartHook/apiservice-registration-controller",
		"PostStartHook/rbac/bootstrap-roles":                  "PostStartHook/generic-apiserver-start-informers",
		"PostStartHook/priority-and-fairness-config-producer": "PostStartHook/generic-apiserver-start-informers",
		"PostStartHook/storage-readiness":                     "the watch cache of every built-in kind",
		"PostStartHook/scheduling/bootstrap-system-priority-classes": "PostStartHook/generic-apiserver-start-" +
			"informers",
	} {
		span := apiservertest.Find(recorded, wait)
		if got := span.WaitsFor(); got != want {
			t.Errorf("%s waits for %q, want %q", wait, got, want)
		}
		if strings.HasPrefix(want, "PostStartHook/") && apiservertest.Find(recorded, want) == nil {
			t.Errorf("%s waits for %s, which has no span", wait, want)
		}
	}
}

// testUntraced sends a request that asks for a trace to a server that follows none, and stops the server.
func testUntraced(t *testing.T, s *apiservertest.Server) {
	asking := s.Config(t)
	asking.Wrap(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			r.Header.Set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00000000000000a1-01")
			return next.RoundTrip(r)
		})
	})
	s.Get(t, asking, "/api/v1/namespaces")
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if span := apiservertest.Find(s.Recording.Snapshot(), "ServeRequest"); span != nil ||
		len(traceOf(s.Recording.Snapshot(), "0af7651916cd43dd8448eb211c80319c").Spans) > 0 {
		t.Errorf("the server follows no requests, and there is %v", span)
	}
}

// testPlaces opens the files that the spans name.
func testPlaces(t *testing.T, recorded *trace.Trace) {
	for i := range recorded.Spans {
		span := &recorded.Spans[i]
		place := span.Source()
		if file, ours := strings.CutPrefix(place.File, "apiserver/"); ours {
			line := sourceLine(t, file, place.Line)
			if !strings.Contains(line, "func") {
				t.Errorf("%s is said to begin at %s:%d, which reads %q", span.Name, place.File, place.Line, line)
			}
		} else if !strings.Contains(place.File, "@v") || filepath.IsAbs(place.File) {
			t.Errorf("%s is said to be in %q, which is no path inside a module", span.Name, place.File)
		}
		if strings.HasPrefix(span.Name, "PostStartHook/") || span.Name == "WaitForReady" || span.Name == "main" {
			continue // in goroutines of their own, or without a recorded caller
		}
		if call := span.Call(); call.Line == 0 {
			t.Errorf("%s does not know where it was called", span.Name)
		} else {
			sourceLine(t, strings.TrimPrefix(call.File, "apiserver/"), call.Line)
		}
	}
}

func sourceLine(t *testing.T, file string, number int) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	if number < 1 || number > len(lines) {
		t.Fatalf("%s has no line %d", file, number)
	}
	return lines[number-1]
}

// TestStopWhileStarting asks the server to stop at different moments of its boot: it ends in order, and soon.
func TestStopWhileStarting(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{
		"StartEtcd", "SecureServing.ApplyTo", "CreateKubeAPIServer", "PrepareRun",
		"prepared.Run", "WaitForReady", "PostStartHook/crd-informer-synced",
	} {
		t.Run(stage, func(t *testing.T) {
			begun := time.Now()
			s := apiservertest.Launch(t, "--data-dir", apiservertest.DataDir(t), "--secure-port", "0")
			apiservertest.Await(t, "the stage to begin", func(context.Context) (bool, error) {
				return apiservertest.Find(s.Recording.Snapshot(), stage) != nil, nil
			})
			if err := s.Stop(); err != nil {
				t.Errorf("stop: %v", err)
			}
			if took := time.Since(begun); took > 20*time.Second {
				t.Errorf("took %s", took)
			}
			for _, span := range s.Recording.Snapshot().Spans {
				if span.Failed() {
					t.Errorf("%s counts the order to stop as a failure: %s", span.Name, span.Message)
				}
			}
		})
	}
}
