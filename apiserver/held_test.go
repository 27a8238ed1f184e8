package apiserver_test

import (
	"context"
	"flag"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"apitour/apiserver"
	"apitour/apiserver/apiservertest"
	"apitour/trace"
)

// soak holds for longer than any time limit of the boot, and of a request at its default.
var soak = flag.Bool("soak", false, "hold the server for longer than any of its time limits")

func holdTime() time.Duration {
	if *soak {
		return 65 * time.Second
	}
	return 2 * time.Second
}

// released lets go what is held, as soon as it is, for as long as ctx lasts: what may says no to waits for another
// answer.
func released(ctx context.Context, s *apiservertest.Server, after time.Duration, may func(*trace.Span) bool) {
	done := map[trace.Key]bool{}
	for ctx.Err() == nil {
		for _, span := range s.Recording.Snapshot().Spans {
			if span.Held() && !done[span.Key()] && may(&span) {
				done[span.Key()] = true
				time.Sleep(after)
				s.Boot.Release(span.Key())
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func isHook(span *trace.Span) bool { return strings.HasPrefix(span.Name, "PostStartHook/") }

// TestHeldForLong steps through a boot as slowly as a learner would, holding the hooks until every time limit is over
// that one of them, or who waits for one of them, could have.
func TestHeldForLong(t *testing.T) {
	t.Parallel()
	starts := func(span *trace.Span) bool { return isHook(span) && strings.Contains(span.Name, "informers") }
	for _, test := range []struct {
		name  string
		later func(*trace.Span) bool // who is held for long
		each  time.Duration          // and before each of the others
	}{
		{"all hooks at once", isHook, 0},
		{"stages that others wait for", starts, 0},
		{"one hook after the other", func(*trace.Span) bool { return false }, holdTime() / 40},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := apiservertest.LaunchWith(t, []string{
				apiservertest.StepVariable + "=1",
				apiservertest.RequestsVariable + "=1",
			}, "--data-dir", apiservertest.DataDir(
				t), "--secure-port", "0", "--request-timeout", "1h", "--token-auth-file", guests(t))
			ctx, cancel := context.WithCancel(t.Context())
			var letting sync.WaitGroup
			let := func(after time.Duration, may func(*trace.Span) bool) {
				letting.Go(func() { released(ctx, s, after, may) })
			}
			let(0, func(span *trace.Span) bool { return !isHook(span) })
			let(test.each, func(span *trace.Span) bool { return isHook(span) && !test.later(span) })
			apiservertest.Await(t, "the hooks to start", func(context.Context) (bool, error) {
				return apiservertest.Find(s.Recording.Snapshot(), "PostStartHook/rbac/bootstrap-roles") != nil, nil
			})
			select {
			case <-s.Ready:
				if test.each == 0 {
					t.Error("ready, although hooks are held")
				}
			case <-time.After(holdTime()):
			}
			if test.name == "stages that others wait for" {
				testWaiting(t, s, starts)
			}
			let(0, func(*trace.Span) bool { return true })
			hold := func() { cancel(); letting.Wait() }
			defer hold()
			select {
			case <-s.Ready:
			case <-s.Followed:
				t.Fatalf("the server ended: %v\n%s", s.Boot.Wait(), strings.Join(s.Log, "\n"))
			case <-time.After(time.Minute):
				t.Fatal("not ready a minute after everything was let go")
			}
			for _, path := range []string{"/readyz?verbose", "/livez", "/api/v1/namespaces"} {
				if code, body := s.Get(t, s.Config(t), path); code != http.StatusOK {
					t.Errorf("%s: %d %s", path, code, body)
				}
			}
			testHeld(t, s.Recording.Snapshot())
			if test.name == "all hooks at once" {
				testHeldRequest(t, s, hold)
				testHeldTermination(t, s)
			}
		})
	}
}

// testWaiting compares what the hooks say that they wait for with what they do while some hooks are held: exactly those
// that wait for a held one, or for one that waits for it, must not end.
func testWaiting(t *testing.T, s *apiservertest.Server, held func(*trace.Span) bool) {
	waits := func(recorded *trace.Trace, hook *trace.Span) bool {
		for ; hook != nil; hook = apiservertest.Find(recorded, hook.WaitsFor()) {
			if held(hook) {
				return true
			}
		}
		return false
	}
	apiservertest.Await(t, "the hooks to end that wait for no held one", func(context.Context) (bool, error) {
		recorded, ended := s.Recording.Snapshot(), 0
		for i := range recorded.Spans {
			if hook := &recorded.Spans[i]; isHook(hook) && !waits(recorded, hook) {
				if hook.Running() {
					return false, nil
				}
				ended++
			}
		}
		return ended > 0, nil
	})
	recorded, waiting := s.Recording.Snapshot(), 0
	for i := range recorded.Spans {
		hook := &recorded.Spans[i]
		if !isHook(hook) || held(hook) || !waits(recorded, hook) {
			continue
		}
		waiting++
		if !hook.Running() {
			t.Errorf("%s says that it waits for %s, and ended while that was held", hook.Name, hook.WaitsFor())
		}
	}
	if waiting == 0 {
		t.Error("no hook waits for a held one")
	}
}

// testHeld holds the table to what has happened.
func testHeld(t *testing.T, recorded *trace.Trace) {
	for _, span := range recorded.Spans {
		why, never := apiserver.NeverHeld[span.Name]
		if never && span.NeverHeld() != why || never && span.Pause() > 0 {
			t.Errorf("%s was held, or does not say why not: %v", span.Name, span.Attributes)
		}
	}
}

// testHeldRequest holds a request at each stage of its way. The server holds every stage again after hold.
func testHeldRequest(t *testing.T, s *apiservertest.Server, hold func()) {
	awaitDefaultNamespace(t, kubernetes.NewForConfigOrDie(s.Config(t)))
	hold()
	// A guest queues, and a queued request has a minute from its arrival; but a seat is free when it arrives.
	guest := rest.AnonymousClientConfig(s.Config(t))
	guest.BearerToken = "guest-token"
	for _, request := range []struct {
		config                          *rest.Config
		method, path, contentType, body string
		code                            int
	}{
		{s.Config(t), http.MethodGet, "/version", "", "", http.StatusOK},
		{s.Config(t), http.MethodGet, "/api/v1/namespaces/default", "", "", http.StatusOK},
		{
			s.Config(t), http.MethodPost, "/api/v1/namespaces/default/configmaps", "application/json",
			`{"metadata":{"name":"patience"}}`, http.StatusCreated,
		},
		{guest, http.MethodGet, "/api/v1/secrets", "", "", http.StatusForbidden},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		var letting sync.WaitGroup
		letting.Go(func() {
			released(ctx, s, holdTime()/20, func(*trace.Span) bool { return true })
		})
		code, body, followed := follow(t, s, request.config, request.method, request.path, request.contentType,
			request.body)
		cancel()
		letting.Wait()
		if code != request.code {
			t.Errorf("%s %s, held at each stage: %d %s", request.method, request.path, code, body)
		}
		held := 0
		for i := range followed.Spans {
			if followed.Spans[i].Pause() > 0 {
				held++
			}
		}
		if held < 20 {
			t.Errorf("%s %s was held at %d stages", request.method, request.path, held)
		}
	}
}

// testHeldTermination shows that a server whose termination is held still serves, and stops in order once it is let go.
func testHeldTermination(t *testing.T, s *apiservertest.Server) {
	heldAt := func(name string) func(context.Context) (bool, error) {
		return func(context.Context) (bool, error) {
			span := apiservertest.Find(s.Recording.Snapshot(), name)
			return span != nil && span.Held(), nil
		}
	}
	pass := func(name string) {
		t.Helper()
		apiservertest.Await(t, name+" to be held", heldAt(name))
		s.Boot.Release(apiservertest.Find(s.Recording.Snapshot(), name).Key())
	}
	config := s.Config(t)
	asks := func(path string, want int) {
		t.Helper()
		if code, body := s.Get(t, config, path); code != want {
			t.Errorf("%s during the termination: %d %s, want %d", path, code, body, want)
		}
	}
	s.Boot.Terminate()
	apiservertest.Await(t, "Terminate to be held", heldAt("Terminate"))
	asks("/readyz", http.StatusOK)
	pass("Terminate")
	apiservertest.Await(t, "the hook to be held", heldAt("PreShutdownHook/stop-kubernetes-service-controller"))
	apiservertest.Await(t, "/readyz to turn red", func(context.Context) (bool, error) {
		code, _ := s.Get(t, config, "/readyz")
		return code == http.StatusInternalServerError, nil
	})
	pass("PreShutdownHook/stop-kubernetes-service-controller")
	apiservertest.Await(t, "NotAcceptingNewRequest to be held", heldAt("NotAcceptingNewRequest"))
	asks("/api/v1/namespaces/default", http.StatusOK)
	pass("NotAcceptingNewRequest")
	apiservertest.Await(t, "the port to be closed", s.Recorded("HTTPServerStoppedListening"))
	apiservertest.Await(t, "InFlightRequestsDrained to be held", heldAt("InFlightRequestsDrained"))
	if answers(t, config, s.URL) {
		t.Error("the port is closed, and a server answers")
	}
	pass("InFlightRequestsDrained")
	pass("StopEtcd")
	<-s.Followed
	if err := s.Boot.Wait(); err != nil {
		t.Errorf("the end: %v\n%s", err, strings.Join(s.Log, "\n"))
	}
}

// TestImpatience holds a server and does not wait for it: an order to stop is obeyed although the boot is held and will
// not be over, and a second order ends a termination that is held.
func TestImpatience(t *testing.T) {
	t.Parallel()
	launch := func(t *testing.T) *apiservertest.Server {
		t.Parallel()
		return apiservertest.LaunchWith(t, []string{apiservertest.StepVariable + "=1"}, "--data-dir",
			apiservertest.DataDir(t), "--secure-port", "0")
	}
	let := func(t *testing.T, s *apiservertest.Server, may func(*trace.Span) bool) {
		ctx, cancel := context.WithCancel(t.Context())
		var letting sync.WaitGroup
		letting.Go(func() { released(ctx, s, 0, may) })
		t.Cleanup(func() {
			cancel()
			letting.Wait()
		})
	}
	t.Run("a boot that is held", func(t *testing.T) {
		s := launch(t)
		let(t, s, func(span *trace.Span) bool { return !isHook(span) })
		apiservertest.Await(t, "a hook to be held", func(context.Context) (bool, error) {
			span := apiservertest.Find(s.Recording.Snapshot(), "PostStartHook/storage-readiness")
			return span != nil && span.Held(), nil
		})
		s.Boot.Terminate()
		apiservertest.Await(t, "the server to be down", s.Recorded("StopEtcd"))
		s.Boot.Free()
		<-s.Followed // and a child that has not begun its controllers leaves their queues behind
		for _, span := range s.Recording.Snapshot().Spans {
			if span.Failed() || isHook(&span) && span.Pause() > 0 && len(span.Events) == 0 {
				t.Errorf("%s ended as if it had been begun in time: %+v", span.Name, span)
			}
		}
	})
	t.Run("a termination that is held", func(t *testing.T) {
		s := launch(t)
		let(t, s, func(span *trace.Span) bool { return span.Name != "Terminate" })
		<-s.Ready
		s.Boot.Terminate()
		apiservertest.Await(t, "Terminate to be held", func(context.Context) (bool, error) {
			span := apiservertest.Find(s.Recording.Snapshot(), "Terminate")
			return span != nil && span.Held(), nil
		})
		begun := time.Now()
		if err := s.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		<-s.Followed
		if err := s.Boot.Wait(); err == nil || time.Since(begun) > 5*time.Second {
			t.Errorf("ended with %v after %s, want a failure at once", err, time.Since(begun))
		}
	})
}

// answers sends a request on a connection of its own and reports whether it is answered.
func answers(t *testing.T, config *rest.Config, url string) bool {
	t.Helper()
	own := rest.CopyConfig(config)
	own.Proxy = http.ProxyFromEnvironment
	client, err := rest.HTTPClientFor(own)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	response, err := client.Get(url + "/livez") //nolint:noctx // a refusal comes at once
	if err == nil {
		response.Body.Close()
	}
	return err == nil
}

// TestExtraHooks adds hooks that go wrong.
func TestExtraHooks(t *testing.T) {
	t.Parallel()
	t.Run("one that fails", func(t *testing.T) {
		t.Parallel()
		s := apiservertest.LaunchWith(t, []string{apiservertest.HookVariable + "=fails"}, "--data-dir",
			apiservertest.DataDir(t), "--secure-port", "0")
		<-s.Followed
		hook := apiservertest.Find(s.Recording.Snapshot(), "PostStartHook/fails")
		if err := s.Boot.Wait(); err == nil || hook == nil || !hook.Failed() || hook.Message != "broken on purpose" {
			t.Errorf("ended with %v, and the hook is %+v", err, hook)
		}
		if run := apiservertest.Find(s.Recording.Snapshot(), "Run"); !strings.Contains(run.Message,
			`run post-start hook "fails": broken on purpose`) {
			t.Errorf("Run failed with %q", run.Message)
		}
	})
	t.Run("one that never returns", func(t *testing.T) {
		t.Parallel()
		s := apiservertest.LaunchWith(t, []string{apiservertest.HookVariable + "=hangs"}, "--data-dir",
			apiservertest.DataDir(t), "--secure-port", "0")
		apiservertest.Await(t, "everything else to be ready", func(context.Context) (bool, error) {
			wait := apiservertest.Find(s.Recording.Snapshot(), "PostStartHook/hangs")
			return wait != nil, nil
		})
		select {
		case <-s.Ready:
			t.Error("ready, although a hook has not returned")
		case <-time.After(time.Second):
		}
		if err := s.Boot.Stop(20 * time.Second); err != nil {
			t.Error(err)
		}
	})
}
