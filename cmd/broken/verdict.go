package broken

import (
	"slices"
	"strings"

	"apitour/cmd/hint"
	"apitour/trace"
	"apitour/walkthrough/phrases"
)

// Verdict returns an error, in that language, unless the boot broke as it was announced.
func (s *Seen) Verdict(b *Boot, all *phrases.Broken) error {
	in := &all.Wrong
	problem := s.problem(b, in)
	if problem == "" {
		return nil
	}
	return hint.With(in.Otherwise.Error(b.Name, problem), in.Record)
}

// problem says what differs from the announcement, "" when nothing does.
func (s *Seen) problem(b *Boot, in *phrases.BrokenWrong) string {
	switch {
	case b.stage != "":
		return s.problemOfStage(b, in)
	case b.staysRed():
		if s.ended || !slices.Equal(redChecks(s.health[readyPath]), b.checks) {
			return in.OnlyRed.With(b.checks)
		}
	case !s.ready || s.answer == nil:
		return in.NotReady.With(b.request)
	case b.inStage != "":
		if _, said := s.failedCall(b.inStage); !strings.Contains(said, b.message) {
			return in.RequestPassed.With(b.inStage)
		}
	case s.answer.Err == nil || !strings.Contains(s.answer.Err.Error(), b.message):
		return in.NotRefused.With(b.message)
	}
	return ""
}

func (s *Seen) problemOfStage(b *Boot, in *phrases.BrokenWrong) string {
	chain := trace.FailedChain(s.recorded.Tree())
	switch {
	case !s.ended:
		return in.NotEnded
	case len(chain) == 0 || chain[0].Name != b.stage:
		return in.NotFailed.With(b.stage)
	case !strings.Contains(chain[0].Message, b.message):
		return in.FailedWith.With(b.stage, chain[0].Message)
	case len(b.checks) > 0 && !slices.Equal(redChecks(s.health[readyPath]), b.checks):
		return in.RedBefore.With(b.checks)
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
