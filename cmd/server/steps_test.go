package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/step"
	"apitour/walkthrough/tour"
)

// stepped boots a server that is held at its first stage, and ends it with the test, of which nothing may be left.
func steppedServer(t *testing.T) *follower {
	t.Helper()
	self = func() (string, error) { return exec.LookPath("apitour") }
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	s, err := startSession(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	f := &follower{t: t, session: s, spans: make(map[trace.Key]trace.Span)}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
		s.boot.remove()
		checkEmpty(t, os.Getenv("TMPDIR"))
	})
	f.awaitHeld("main")
	return f
}

// checkEmpty checks that nothing is left in a folder.
func checkEmpty(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		t.Errorf("%s is left", entry.Name())
	}
}

// follower reads the feed of a session, as a tour does.
type follower struct {
	t       *testing.T
	session *session
	state   tour.Stepping
	told    int
	spans   map[trace.Key]trace.Span
	begun   []string // the stages that have begun their work, in order
	answer  *tour.Answer
	ended   bool
}

// await reads the feed until something holds.
func (f *follower) await(what string, holds func() bool) {
	f.t.Helper()
	timeout := time.After(time.Minute)
	for !holds() {
		select {
		case update, open := <-f.session.feed:
			if !open {
				f.t.Fatalf("the feed ends before %s", what)
			}
			f.take(update)
		case <-timeout:
			f.t.Fatalf("waited in vain for %s; the server is %+v", what, f.state.State)
		}
	}
}

func (f *follower) take(update tour.Update) {
	switch u := update.(type) {
	case tour.Stepping:
		f.state = u
	case tour.Answer:
		f.answer = &u
	case tour.Ended:
		f.ended = true
		if u.Err != nil {
			f.t.Errorf("the server ends with %v", u.Err)
		}
	case tour.Span:
		before, known := f.spans[u.Key()]
		f.spans[u.Key()] = u.Span
		if !u.Held() && (!known || before.Held()) {
			f.begun = append(f.begun, u.Name)
		}
	}
}

// current is where the server is held, once it has been told everything; "" while it is on its way.
func (f *follower) current() string {
	if f.state.Done < f.told || f.state.Mode != step.Waiting || f.state.Current == nil {
		return ""
	}
	return f.state.Current.Name
}

func (f *follower) awaitHeld(name string) {
	f.t.Helper()
	f.await("the server to be held at "+name, func() bool { return f.current() == name })
}

// step has the server take a step and returns the stages that began their work in it.
func (f *follower) step(c step.Command) []string {
	f.t.Helper()
	before := len(f.begun)
	f.tell(func(s *session) { s.Step(c) })
	f.await("the end of a step", func() bool { return f.current() != "" })
	return f.begun[before:]
}

func (f *follower) tell(order func(*session)) {
	f.told++
	order(f.session)
}

// span returns the first span of that name.
func (f *follower) span(name string) trace.Span {
	for _, s := range f.spans {
		if s.Name == name {
			return s
		}
	}
	f.t.Fatalf("there is no span %q", name)
	return trace.Span{}
}

// inside reports whether the span of a name is inside that of another, or that one itself.
func (f *follower) inside(name, outer string) bool {
	for s := f.span(name); ; s = f.spans[trace.Key{TraceID: s.TraceID, ID: s.ParentID}] {
		if s.Name == outer {
			return true
		}
		if s.ParentID == "" {
			return false
		}
	}
}

// TestStepsReleaseWhatTheySay walks through a boot and looks at which stages each step lets go, and at the server's own
// opinion of its health before and after the last of them.
func TestStepsReleaseWhatTheySay(t *testing.T) {
	f := steppedServer(t)
	for i, want := range []string{"NewAPIServerCommand", "NewServerRunOptions", "RunE", "PrintAndExitIfRequested", "PrintFlags", "Complete"} {
		from := f.current()
		if released := f.step(step.Command{Kind: step.Into}); len(released) != 1 || released[0] != from || f.current() != want {
			t.Fatalf("step %d from %s lets go %q and leads to %s, want %s", i+1, from, released, f.current(), want)
		}
	}
	if released := f.step(step.Command{Kind: step.Over}); f.current() != "Validate" || released[0] != "Complete" {
		t.Errorf("over Complete lets go %q and leads to %s", released, f.current())
	}
	f.step(step.Command{Kind: step.RunTo, Name: "CreateServerChain"})
	f.step(step.Command{Kind: step.RunTo, Name: "BuildStorageFactory"})
	released := f.step(step.Command{Kind: step.Out}) // of buildGenericConfig
	for _, name := range released {
		if !f.inside(name, "buildGenericConfig") {
			t.Errorf("out of buildGenericConfig lets %s go", name)
		}
	}
	if f.current() == "" || f.inside(f.current(), "buildGenericConfig") || !f.inside(f.current(), "CreateServerChain") {
		t.Errorf("out of buildGenericConfig leads to %s", f.current())
	}

	const last = "PostStartHook/start-apiextensions-informers"
	f.tell(func(s *session) { s.OthersRun(true) })
	f.tell(func(s *session) { s.SetBreakpoints([]string{last}) })
	f.step(step.Command{Kind: step.Free})
	if f.current() != last {
		t.Fatalf("running free leads to %s", f.current())
	}
	bound := f.span("SecureServing.ApplyTo")
	ready := func() (int, string) { return readyz(f.session.boot, boundTo(&bound)) }
	f.awaitThat("all checks but what waits for the last hook to be green", func() bool {
		_, body := ready()
		return strings.Contains(body, "[+]poststarthook/bootstrap-controller ok")
	})
	if code, body := ready(); code != http.StatusInternalServerError || !strings.Contains(body, "[-]"+strings.ToLower(last[:13])+last[13:]+" failed") {
		t.Errorf("before the last hook, /readyz is %d:\n%s", code, body)
	}
	f.tell(func(s *session) { s.SetBreakpoints(nil) })
	f.tell(func(s *session) { s.Step(step.Command{Kind: step.Free}) })
	f.await("the server to be ready", func() bool {
		_, isReady := readyBy(ptr(f.spanOr("WaitForReady")))
		return isReady
	})
	if code, body := ready(); code != http.StatusOK {
		t.Errorf("after the last hook, /readyz is %d:\n%s", code, body)
	}

	// A request is held at its first stage, and answered when it is let go.
	f.tell(func(s *session) { s.Request("GET", "/api/v1/namespaces/default") })
	f.await("the request to be held", func() bool { return f.current() != "" })
	if f.current() != "ServeRequest" || f.answer != nil {
		t.Errorf("the request is held at %s, its answer is %v", f.current(), f.answer)
	}
	f.tell(func(s *session) { s.Step(step.Command{Kind: step.Free}) })
	f.await("an answer", func() bool { return f.answer != nil })
	if f.answer.Err != nil || f.answer.Status != "200 OK" || f.span("ServeRequest").TraceID != f.answer.TraceID {
		t.Errorf("the answer is %+v", *f.answer)
	}

	// And so is the way to the end.
	f.tell(func(s *session) { s.Terminate() })
	f.await("the termination to be held", func() bool { return f.current() != "" })
	if f.ended {
		t.Error("the server has ended while it was held")
	}
	f.tell(func(s *session) { s.Step(step.Command{Kind: step.Free}) })
	f.await("the end", func() bool { return f.ended })
	if !slices.Contains(f.begun, "StopEtcd") {
		t.Error("etcd has not been stopped in order")
	}
}

func ptr[T any](v T) *T { return &v }

func (f *follower) spanOr(name string) trace.Span {
	for _, s := range f.spans {
		if s.Name == name {
			return s
		}
	}
	return trace.Span{}
}

// awaitThat waits for something that is not heard of by the feed, which goes on being read.
func (f *follower) awaitThat(what string, holds func() bool) {
	f.t.Helper()
	deadline := time.Now().Add(time.Minute)
	f.await(what, func() bool {
		if holds() {
			return true
		}
		if time.Now().After(deadline) {
			f.t.Fatalf("waited in vain for %s", what)
		}
		return false
	})
}

// readyz asks as the admin.
func readyz(b *boot, address string) (code int, body string) {
	admin, err := b.admin()
	if admin == nil || err != nil {
		return 0, fmt.Sprint(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, Certificates: []tls.Certificate{*admin}}}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).Get("https://" + address + "/readyz?verbose")
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text)
}

// TestQuitWhileHeld leaves a server in the middle of its boot.
func TestQuitWhileHeld(t *testing.T) {
	f := steppedServer(t)
	f.step(step.Command{Kind: step.RunTo, Name: "StartEtcd"})
}

// TestAKilledTourTakesItsServerAlong kills apitour while its server is held, with a signal that it can handle and with one
// that it cannot, and looks for what is left.
func TestAKilledTourTakesItsServerAlong(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("there is no /proc to look for processes in")
	}
	for signal, number := range killers {
		t.Run(signal, func(t *testing.T) {
			dir := t.TempDir()
			tourIn, keyboard, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer keyboard.Close()
			command := exec.Command("apitour", "--plain")
			command.Env = append(os.Environ(), "TMPDIR="+dir, "GORACE=atexit_sleep_ms=0")
			command.Stdin = tourIn
			out, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			tourIn.Close()
			fmt.Fprintln(keyboard, "j StartEtcd\nt")
			awaitText(t, out, "held, before its work begins, began at", 2)
			servers := childrenOf(command.Process.Pid)
			if len(servers) != 1 {
				t.Fatalf("apitour has the children %v", servers)
			}
			if err := command.Process.Signal(number); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, out)
			_ = command.Wait() // it was killed
			awaitGone(t, servers[0])
			if signal != "SIGKILL" {
				checkEmpty(t, dir)
			}
		})
	}
}

// awaitText reads until a text has come so often.
func awaitText(t *testing.T, r io.Reader, text string, times int) {
	t.Helper()
	var all strings.Builder
	buffer := make([]byte, 4096)
	for strings.Count(all.String(), text) < times {
		n, err := r.Read(buffer)
		all.Write(buffer[:n])
		if err != nil {
			t.Fatalf("no %q in\n%s", text, all.String())
		}
	}
}

func childrenOf(pid int) (children []string) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended meanwhile
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == fmt.Sprint(pid) && fields[0] != "Z" {
			children = append(children, filepath.Dir(stat))
		}
	}
	return children
}

// awaitGone waits until a process has ended. Its entry stays while nobody asks how it went.
func awaitGone(t *testing.T, process string) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		text, err := os.ReadFile(process + "/stat")
		if err != nil || strings.Contains(string(text), ") Z ") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server goes on: %s", text)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
