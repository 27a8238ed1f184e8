package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/health"
	"apitour/walkthrough/tour"
)

// elsewhere is the boot that waits for 20 s, and does so in a script, beside other scripts.
const elsewhere = "etcd-unreachable"

// TestBrokenBootsBreakAsAnnounced boots a real server for each: what is announced of it shows, and is told, and nothing is left.
func TestBrokenBootsBreakAsAnnounced(t *testing.T) {
	self = func() (string, error) { return exec.LookPath("apitour") }
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	// Together, because they do little but wait, and the slow ones first, which are at the end of the table.
	var running sync.WaitGroup
	atOnce := make(chan struct{}, 4)
	problems := make([]error, len(brokenBoots))
	for i, b := range slices.Backward(brokenBoots) {
		if b.name == elsewhere {
			continue
		}
		atOnce <- struct{}{}
		running.Go(func() {
			problems[i] = breakAsAnnounced(t.Context(), &b)
			<-atOnce
		})
	}
	running.Wait()
	for i, b := range brokenBoots {
		t.Run(b.name, func(t *testing.T) {
			if b.name == elsewhere {
				t.Skip("broken in the script break.txtar")
			}
			if problems[i] != nil {
				t.Error(problems[i])
			}
		})
	}
	checkEmpty(t, os.Getenv("TMPDIR"))
}

// breakAsAnnounced breaks a boot as the command does, and holds it and its report to what is announced.
func breakAsAnnounced(ctx context.Context, b *brokenBoot) error {
	w, err := newWorkshop()
	if err != nil {
		return err
	}
	defer w.close()
	made, err := b.make(ctx, w)
	if err != nil {
		return err
	}
	seen, err := watchBroken(ctx, b, made)
	if err != nil {
		return err
	}
	var report bytes.Buffer
	if err := errors.Join(reportBroken(&report, b, made, seen), seen.verdict(b)); err != nil {
		return fmt.Errorf("%w\n%s", err, report.String())
	}
	for _, part := range append([]string{b.stage, b.inStage, b.message, b.request}, b.checks...) {
		if !strings.Contains(report.String(), part) {
			err = errors.Join(err, fmt.Errorf("%q is not told:\n%s", part, report.String()))
		}
	}
	if b.stage == "" {
		return err
	}
	if chain := failedChain(seen.recorded); chain[len(chain)-1].Name != "main" || seen.exit.Code == 0 {
		return fmt.Errorf("the error ended in %q, with exit code %d, want main and another code than 0", chain[len(chain)-1].Name, seen.exit.Code)
	}
	return err
}

// TestTheFirstFailureIsTheCause gives a stage two parts that failed, of which the one that comes second ended first, and one
// inside a stage that went on.
func TestTheFirstFailureIsTheCause(t *testing.T) {
	at := func(n int) time.Time { return time.Unix(int64(n), 0) }
	span := func(id, parent string, start, end int, status trace.Status) trace.Span {
		return trace.Span{TraceID: "1", ID: id, ParentID: parent, Name: id, Start: at(start), End: at(end), Status: status}
	}
	boot := trace.Trace{Spans: []trace.Span{
		span("main", "", 0, 9, trace.StatusError),
		span("forgiven", "main", 1, 2, trace.StatusUnset),
		span("harmless", "forgiven", 1, 2, trace.StatusError),
		span("wait", "main", 3, 8, trace.StatusError),
		span("hook", "main", 4, 7, trace.StatusError),
	}}
	var names []string
	for _, n := range failedChain(&boot) {
		names = append(names, n.Name)
	}
	if want := []string{"hook", "main"}; !slices.Equal(names, want) {
		t.Errorf("the error's way is %q, want %q", names, want)
	}
}

func TestABootThatBreaksOtherwiseIsAnError(t *testing.T) {
	inStage := &brokenBoot{name: "b", shows: shows{stage: "Validate", message: "is not one of"}}
	failed := func(stage, message string) *trace.Trace {
		return &trace.Trace{Spans: []trace.Span{{ID: "1", Name: stage, Message: message, Status: trace.StatusError, Start: time.Unix(1, 0), End: time.Unix(2, 0)}}}
	}
	inCheck := &brokenBoot{name: "b", shows: shows{checks: []string{"etcd"}}}
	readyz := func(checks ...health.Check) map[string]health.Report {
		return map[string]health.Report{readyPath: {Code: 500, Checks: checks}}
	}
	nothing := &trace.Trace{}
	atClient := &brokenBoot{name: "b", shows: shows{request: "/api", message: "expired"}}
	inRequest := &brokenBoot{name: "b", shows: shows{request: "/api", inStage: "Get", message: "webhook"}}
	for name, test := range map[string]struct {
		boot *brokenBoot
		seen seenBoot
	}{
		"still runs":         {inStage, seenBoot{recorded: failed("Validate", "x is not one of y")}},
		"no stage":           {inStage, seenBoot{recorded: nothing, ended: true}},
		"other stage":        {inStage, seenBoot{recorded: failed("Run", "x is not one of y"), ended: true}},
		"other message":      {inStage, seenBoot{recorded: failed("Validate", "x is missing"), ended: true}},
		"no health":          {inCheck, seenBoot{recorded: nothing}},
		"all is green":       {inCheck, seenBoot{recorded: nothing, health: readyz(health.Check{Name: "etcd", OK: true})}},
		"more is red":        {inCheck, seenBoot{recorded: nothing, health: readyz(health.Check{Name: "etcd"}, health.Check{Name: "ping"})}},
		"red, and ended":     {inCheck, seenBoot{recorded: nothing, health: readyz(health.Check{Name: "etcd"}), ended: true}},
		"not asked":          {atClient, seenBoot{recorded: nothing, ready: true}},
		"not refused":        {atClient, seenBoot{recorded: nothing, ready: true, answer: &tour.Answer{Status: "200 OK"}}},
		"refused otherwise":  {atClient, seenBoot{recorded: nothing, ready: true, answer: &tour.Answer{Err: errors.New("unknown authority")}}},
		"answered":           {inRequest, seenBoot{recorded: nothing, ready: true, answer: &tour.Answer{Status: "200 OK"}}},
		"failed, not traced": {inRequest, seenBoot{recorded: nothing, ready: true, answer: &tour.Answer{Status: "500", Lines: []string{"webhook"}}}},
	} {
		if test.seen.verdict(test.boot) == nil {
			t.Errorf("%s: taken for what was announced", name)
		}
	}
}

// TestATouredBrokenBoot follows a broken boot as its tour does: nobody lets a stage go, and the request is sent all the same.
func TestATouredBrokenBoot(t *testing.T) {
	self = func() (string, error) { return exec.LookPath("apitour") }
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	s, err := startSessionIn(context.Background(), unstepped, nil, requestsVariable+"=1")
	if err != nil {
		t.Fatal(err)
	}
	f := &follower{t: t, session: s, spans: make(map[trace.Key]trace.Span)}
	broken := brokenByName("conversion-webhook-down")
	s.beside.Go(func() { s.sendWhenReady(broken.request, defineDials) })
	f.await("the answer", func() bool { return f.answer != nil })
	if f.answer.Status != "500 Internal Server Error" || !strings.Contains(strings.Join(f.answer.Lines, "\n"), broken.message) {
		t.Errorf("the answer is %+v, want 500 and %q", f.answer, broken.message)
	}
	if err := s.close(); err != nil {
		t.Errorf("the server ends with %v", err)
	}
	s.boot.remove()
	checkEmpty(t, os.Getenv("TMPDIR"))
}
