package live

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/step"
)

// stepped joins a real child and the state machine that steps it, as a session does.
type stepped struct {
	t    *testing.T
	boot *Boot
	step.Stepper
	went []string // names of the stages that went on, in order
	held map[string]bool
	log  []string
	over bool // no more updates
}

func startStepped(t *testing.T) *stepped {
	boot, err := Start(t.Context(), child("is stepped"))
	if err != nil {
		t.Fatal(err)
	}
	return &stepped{t: t, boot: boot, held: make(map[string]bool)}
}

func (s *stepped) hear(u Update) {
	if u.Span == nil {
		s.log = append(s.log, u.Log)
		return
	}
	switch {
	case u.Span.Held():
		s.held[u.Span.ID] = true
	case s.held[u.Span.ID]:
		delete(s.held, u.Span.ID)
		s.went = append(s.went, u.Span.Name)
	}
	s.boot.Release(s.Hear(*u.Span)...)
}

// until reads updates until the state is as wanted, or to their end.
func (s *stepped) until(isSo func(state step.State) bool) {
	s.t.Helper()
	for !isSo(s.State()) {
		u, open := <-s.boot.Updates()
		if !open {
			s.over = true
			return
		}
		s.hear(u)
	}
}

func (s *stepped) waits(state step.State) bool { return state.Mode == step.Waiting }

// waitsAt reads updates until the boot waits for the learner, and checks at which stage.
func (s *stepped) waitsAt(name string) {
	s.t.Helper()
	s.until(s.waits)
	if current := s.State().Current; current == nil || current.Name != name {
		s.t.Fatalf("the boot waits at %+v, want %q; these went on: %q", current, name, s.went)
	}
}

func (s *stepped) do(c step.Command) { s.boot.Release(s.Do(c)...) }

func (s *stepped) wentOn(want ...string) {
	s.t.Helper()
	if !slices.Equal(s.went, want) {
		s.t.Errorf("went on %q, want %q", s.went, want)
	}
	s.went = nil
}

// untilHeld reads updates until exactly these stages are held.
func (s *stepped) untilHeld(names ...string) {
	s.t.Helper()
	s.until(func(state step.State) bool {
		var held []string
		for _, h := range state.Held {
			held = append(held, h.Name)
		}
		slices.Sort(held)
		return slices.Equal(held, names)
	})
}

// TestChildIsSteppedFromStartToEnd steps a real child through its boot, readiness and shutdown.
func TestChildIsSteppedFromStartToEnd(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	s := startStepped(t)
	s.waitsAt("main")
	s.do(step.Command{Kind: step.Into})
	s.waitsAt("Create")
	s.wentOn("main")
	s.do(step.Command{Kind: step.Over})
	s.waitsAt("prepared")
	s.wentOn("Create", "Config", "Server")

	s.do(step.Command{Kind: step.Into})
	s.until(s.waits)
	s.untilHeld("WaitForReady", "hookA", "hookB") // the hook that owns a lease is never held
	for _, h := range s.State().Held {
		if h.Name == "hookA" && !s.Choose(h.Lane) {
			t.Fatal("a held lane could not be chosen")
		}
	}
	s.wentOn("prepared")
	s.do(step.Command{Kind: step.Into})
	s.waitsAt("a1")
	s.wentOn("hookA")
	s.do(step.Command{Kind: step.Over}) // its lane ends, and the oldest of the others is next
	s.until(s.waits)
	s.wentOn("a1")
	if log := strings.Join(s.log, "|"); log != "boots" {
		t.Errorf("child said %q before it could be ready", log)
	}

	s.do(step.Command{Kind: step.RunTo, Name: "stop"})
	s.boot.Release(s.SetOthersRun(true)...)
	s.until(func(step.State) bool { return slices.Contains(s.log, "ready") })
	s.boot.Terminate()
	s.waitsAt("stop")
	s.went = nil
	s.do(step.Command{Kind: step.Into})
	s.waitsAt("drain")
	s.wentOn("stop")
	s.do(step.Command{Kind: step.Into})
	s.until(func(step.State) bool { return false })
	s.wentOn("drain")
	if got := strings.Join(s.log, "|"); got != "boots|ready|stopped in order" {
		t.Errorf("child said %q", got)
	}
	if err := s.boot.Wait(); err != nil {
		t.Error(err)
	}
}

// TestFreeLetsTheChildGoOnToItsEnd sends no order but Free: no span is held any more, not even during the shutdown.
func TestFreeLetsTheChildGoOnToItsEnd(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	s := startStepped(t)
	s.waitsAt("main")
	s.boot.Free()
	s.until(func(step.State) bool { return slices.Contains(s.log, "ready") })
	s.boot.Terminate()
	s.until(func(step.State) bool { return false })
	s.wentOn("main")
	if got := strings.Join(s.log, "|"); got != "boots|ready|stopped in order" {
		t.Errorf("child said %q", got)
	}
	if err := s.boot.Wait(); err != nil {
		t.Error(err)
	}
}

// TestStopOfAHeldChildLetsItGo: without that, a server whose main goroutine is held could not stop.
func TestStopOfAHeldChildLetsItGo(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	s := startStepped(t)
	s.waitsAt("main")
	stopped := make(chan error)
	go func() { stopped <- s.boot.Stop(time.Minute) }()
	s.until(func(step.State) bool { return false })
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	s.boot.Free() // has no effect any more
	s.boot.Release(trace.Key{ID: "0123456789abcdef"})
	if err := s.boot.Wait(); err != nil {
		t.Error(err)
	}
	if got := strings.Join(s.log, "|"); got != "boots|ready|stopped in order" {
		t.Errorf("child said %q", got)
	}
}

// TestChildKilledWhileHeld kills the child: its updates end, and the error says how.
func TestChildKilledWhileHeld(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	s := startStepped(t)
	s.waitsAt("main")
	s.do(step.Command{Kind: step.RunTo, Name: "prepared"})
	s.waitsAt("prepared")
	if err := s.boot.process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.until(func(step.State) bool { return false })
	var exit *ExitError
	err := s.boot.Wait()
	if !errors.As(err, &exit) || exit.Signal != "killed" || !slices.Equal(exit.LastWords, []string{"boots"}) {
		t.Errorf("error is %v, %+v", err, exit)
	}
	s.do(step.Command{Kind: step.Into}) // must not block or fail after the end, and neither must these
	s.boot.Free()
	s.boot.Terminate()
}

// TestOrdersToAChildThatDoesNotListen fills the pipe, which takes some thousand lines. The parent must not block.
func TestOrdersToAChildThatDoesNotListen(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	boot, err := Start(t.Context(), child("stops in order"))
	if err != nil {
		t.Fatal(err)
	}
	waitForLog(t, boot, "ready")
	for range 50_000 {
		boot.Release(trace.Key{ID: "0123456789abcdef"})
	}
	if err := boot.Stop(time.Minute); err != nil {
		t.Error(err)
	}
	if err := boot.Wait(); err != nil {
		t.Error(err)
	}
}
