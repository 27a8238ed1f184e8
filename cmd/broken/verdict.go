package broken

import (
	"fmt"
	"slices"
	"strings"

	"apitour/cmd/hint"
	"apitour/trace"
)

// Verdict returns an error unless the boot broke as it was announced.
func (s *Seen) Verdict(b *Boot) error {
	problem := s.problem(b)
	if problem == "" {
		return nil
	}
	return hint.With(fmt.Errorf("break %q: %s", b.Name, problem),
		"apitour record writes the trace of a boot, a failed one too")
}

// problem says what differs from the announcement, "" when nothing does.
func (s *Seen) problem(b *Boot) string {
	switch {
	case b.stage != "":
		return s.problemOfStage(b)
	case b.staysRed():
		if s.ended || !slices.Equal(redChecks(s.health[readyPath]), b.checks) {
			return fmt.Sprintf("%q, and no other check, should have stayed red", b.checks)
		}
	case !s.ready || s.answer == nil:
		return fmt.Sprintf("the server should have become ready for GET %s", b.request)
	case b.inStage != "":
		if _, said := s.failedCall(b.inStage); !strings.Contains(said, b.message) {
			return fmt.Sprintf("stage %q of the request should have failed", b.inStage)
		}
	case s.answer.Err == nil || !strings.Contains(s.answer.Err.Error(), b.message):
		return fmt.Sprintf("the client should have refused, with %q", b.message)
	}
	return ""
}

func (s *Seen) problemOfStage(b *Boot) string {
	chain := trace.FailedChain(s.recorded.Tree())
	switch {
	case !s.ended:
		return "the server should have ended"
	case len(chain) == 0 || chain[0].Name != b.stage:
		return fmt.Sprintf("stage %q should have failed", b.stage)
	case !strings.Contains(chain[0].Message, b.message):
		return fmt.Sprintf("stage %q failed with %q", b.stage, chain[0].Message)
	case len(b.checks) > 0 && !slices.Equal(redChecks(s.health[readyPath]), b.checks):
		return fmt.Sprintf("%q, and no other check, should have been red before the end", b.checks)
	}
	return ""
}

// failedCall returns the stage of the request in which something failed, and what its event tells.
func (s *Seen) failedCall(stage string) (*trace.Span, string) {
	for i := range s.recorded.Spans {
		span := &s.recorded.Spans[i]
		if span.TraceID != s.answer.TraceID || span.Name != stage {
			continue
		}
		for _, event := range span.Events {
			if reason, ok := event.Attributes["err"].(string); ok {
				return span, event.Name + ": " + reason
			}
		}
	}
	return nil, ""
}
