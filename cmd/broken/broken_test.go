package broken

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"apitour/cmd/server"
	"apitour/cmd/server/servertest"
	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/recording"
)

var english = &phrases.In(notes.Original).Broken

func TestMain(m *testing.M) { servertest.Main(m, Hook) }

// elsewhere is the boot that waits for 20 s. A script breaks it, beside other scripts.
const elsewhere = "etcd-unreachable"

// TestBrokenBootsBreakAsAnnounced boots a real server for each broken boot: the fault shows where it was announced, the
// report tells of it, and nothing is left.
func TestBrokenBootsBreakAsAnnounced(t *testing.T) {
	servertest.Use(t)
	// They run together, because they do little but wait. The slow ones, which are at the end of the table, start
	// first.
	var running sync.WaitGroup
	atOnce := make(chan struct{}, 4)
	problems := make([]error, len(boots))
	for i, b := range slices.Backward(boots) {
		if b.Name == elsewhere {
			continue
		}
		atOnce <- struct{}{}
		running.Go(func() {
			problems[i] = breakAsAnnounced(t.Context(), &b)
			<-atOnce
		})
	}
	running.Wait()
	for i, b := range boots {
		t.Run(b.Name, func(t *testing.T) {
			if b.Name == elsewhere {
				t.Skip("broken in the script break.txtar")
			}
			if problems[i] != nil {
				t.Error(problems[i])
			}
		})
	}
}

// breakAsAnnounced breaks a boot as the command does, and holds it and its report against the announcement.
func breakAsAnnounced(ctx context.Context, b *Boot) error {
	w, err := NewWorkshop(english)
	if err != nil {
		return err
	}
	defer w.Close()
	fault, err := b.Break(ctx, w, english)
	if err != nil {
		return err
	}
	seen, err := b.Watch(ctx, fault)
	if err != nil {
		return err
	}
	var report bytes.Buffer
	if err := errors.Join(seen.Write(&report, b, fault, english), seen.Verdict(b, english)); err != nil {
		return fmt.Errorf("%w\n%s", err, report.String())
	}
	for _, part := range append([]string{b.stage, b.inStage, b.message, b.request}, b.checks...) {
		if !strings.Contains(report.String(), part) {
			err = errors.Join(err, fmt.Errorf("%q is not in the report:\n%s", part, report.String()))
		}
	}
	err = errors.Join(err, checkQuestions(b, seen))
	if b.stage == "" {
		return err
	}
	chain := trace.FailedChain(seen.recorded.Tree())
	if outermost := chain[len(chain)-1].Name; outermost != "main" || seen.exit.Code == 0 {
		return fmt.Errorf("the error ended in %q, with exit code %d, want main and another code than 0",
			outermost, seen.exit.Code)
	}
	return err
}

// checkQuestions sees that what was seen of a broken boot answers what its tour asks, with one of the choices.
func checkQuestions(b *Boot, seen *Seen) (err error) {
	library, err := notes.Embedded("en")
	if err != nil {
		return err
	}
	record := predict.NewRecord(asToured(seen.Trace()).Tree(), library, seen.greenChecks()...)
	for _, q := range library.Break(b.Name).Questions {
		asked, ok := record.AskAhead(q, b.Name)
		if !ok {
			return fmt.Errorf("question %s cannot be asked", q.ID)
		}
		right := 0
		for i := range asked.Options {
			if verdict, ok := asked.Verdict(i, record); ok && verdict.Right {
				right++
			}
		}
		if right != 1 {
			err = errors.Join(err, fmt.Errorf("question %s has %d right answers", q.ID, right))
		}
		err = errors.Join(err, checkRecorded(b, seen, library, q))
	}
	return err
}

// asToured returns a trace as a tour of the boot has it at that moment: stages that go on have not told their events.
func asToured(recorded *trace.Trace) *trace.Trace {
	toured := &trace.Trace{Resource: recorded.Resource, Spans: slices.Clone(recorded.Spans)}
	for i := range toured.Spans {
		if s := &toured.Spans[i]; s.Running() {
			s.Events = nil
		}
	}
	return toured
}

// checkRecorded sees that the trace alone gives the answer to a question, as the shipped recording of the boot has it.
// Of checks that stay red a trace may be silent: on a busy machine a probe of etcd may take an answer, once, whose
// deadline has passed, and the trace has that.
func checkRecorded(b *Boot, seen *Seen, library *notes.Library, q *notes.Question) error {
	shipped, err := recording.Broken(b.Name)
	if err != nil {
		return err
	}
	var right [2]string
	for i, recorded := range []*trace.Trace{seen.Trace(), shipped} {
		asked, ok := predict.NewRecord(recorded.Tree(), library).Ask(q, b.Name)
		if !ok && b.staysRed() && recorded != shipped {
			return nil
		}
		if !ok {
			return fmt.Errorf("the trace does not answer question %s", q.ID)
		}
		right[i] = asked.Options[asked.Right()]
	}
	if right[0] != right[1] {
		return fmt.Errorf("to %s %q is right, and %q in the shipped recording", q.ID, right[0], right[1])
	}
	return nil
}

// TestATouredBrokenBoot follows a broken boot as its tour does: no stage is released by hand, and the request is sent
// all the same.
func TestATouredBrokenBoot(t *testing.T) {
	servertest.Use(t)
	b := ByName("conversion-webhook-down")
	fault, err := b.Break(t.Context(), nil, english)
	if err != nil {
		t.Fatal(err)
	}
	s, err := b.Start(t.Context(), fault, server.Following)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	f := s.Follow()
	if err := f.Until(ctx, func() bool { return f.Answer != nil }); err != nil {
		t.Fatalf("no answer: %v", err)
	}
	body := strings.Join(f.Answer.Lines, "\n")
	if f.Answer.Status != "500 Internal Server Error" || !strings.Contains(body, b.message) {
		t.Errorf("the answer is %+v, want 500 and %q", f.Answer, b.message)
	}
}

func TestEveryBrokenBootHasItsNote(t *testing.T) {
	library, err := notes.Embedded(notes.Original)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Names() {
		if note, err := ByName(name).Note(library); err != nil || note == nil {
			t.Errorf("%s: the note is %v, %v", name, note, err)
		}
	}
}
