package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/health"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
)

// lastLines is how much of the log an operator looks at first.
const lastLines = 5

// reportBroken writes what was made wrong, where it showed, and what an operator would see.
func reportBroken(out io.Writer, broken *brokenBoot, made wrong, seen *seenBoot) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s: %s\n", broken.name, broken.summary)
	section(&b, "What is wrong")
	b.WriteString(strings.ReplaceAll(page.Section(notes.Section{Body: made.text}), "  ", ""))
	section(&b, "Where it shows")
	seen.writePlace(&b, broken)
	section(&b, "What an operator sees")
	seen.writeView(&b)
	_, err := out.Write(b.Bytes())
	return err
}

func section(b *bytes.Buffer, title string) { fmt.Fprintf(b, "\n%s\n\n", title) }

// writePlace says in which stage it failed and how the error travelled, or which check is red.
func (s *seenBoot) writePlace(b *bytes.Buffer, broken *brokenBoot) {
	switch {
	case len(broken.checks) > 0:
		fmt.Fprintf(b, "No stage fails. The server serves, and these checks of %s stay red: %s\n", readyPath, strings.Join(broken.checks, ", "))
		for _, check := range broken.checks {
			if s.unfinished(check) {
				fmt.Fprintf(b, "The hook of %s has not returned.\n", check)
			}
		}
	case broken.request != "":
		s.writeRequest(b, broken)
	default:
		chain := failedChain(s.recorded)
		if len(chain) == 0 {
			fmt.Fprintln(b, "No stage has failed.")
			return
		}
		fmt.Fprintf(b, "%s fails. The error on its way up, with what each stage adds:\n\n", trace.Clean(chain[0].Name))
		writeChain(b, chain)
	}
}

func (s *seenBoot) writeRequest(b *bytes.Buffer, broken *brokenBoot) {
	switch {
	case s.answer == nil:
		fmt.Fprintf(b, "GET %s got no answer.\n", broken.request)
		return
	case s.answer.Err != nil:
		fmt.Fprintf(b, "The boot is as always. The client refuses to send GET %s:\n\n    %s\n", broken.request, trace.Clean(s.answer.Err.Error()))
		return
	}
	fmt.Fprintf(b, "The boot is as always. GET %s is answered with %s:\n\n    %s\n", broken.request, s.answer.Status, trace.Clean(statusMessage(s.answer.Lines)))
	if span, said := s.failedCall(broken.inStage); span != nil {
		fmt.Fprintf(b, "\nThe request failed in the stage %s, which the library tells in an event:\n\n    %s\n", trace.Clean(span.Name), trace.Clean(said))
	}
}

// failedCall returns the stage of the request in which something failed, and what its event tells of it.
func (s *seenBoot) failedCall(stage string) (*trace.Span, string) {
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

// statusMessage returns what the server says in an answer that is a Status, and the whole answer otherwise.
func statusMessage(lines []string) string {
	whole := strings.Join(lines, "\n")
	var status struct{ Message string }
	if json.Unmarshal([]byte(whole), &status) == nil && status.Message != "" {
		return status.Message
	}
	return whole
}

// unfinished reports whether the check is that of a hook that still runs.
func (s *seenBoot) unfinished(check string) bool {
	hook, isHook := strings.CutPrefix(check, "poststarthook/")
	return isHook && slices.ContainsFunc(s.recorded.Spans, func(span trace.Span) bool {
		return span.Name == "PostStartHook/"+hook && span.Running()
	})
}

// failedChain returns the way of the boot's error: from the innermost stage that failed up to the outermost. A stage that
// failed and whose caller went on is no part of it. Where several parts of a stage failed, the first to end was the cause: the
// wait for readiness fails as well when a hook has, a little later.
func failedChain(recorded *trace.Trace) (chain []*trace.Span) {
	for level := recorded.Tree(); ; {
		var cause *trace.Node
		for _, n := range level {
			if n.Failed() && (cause == nil || n.End.Before(cause.End)) {
				cause = n
			}
		}
		if cause == nil {
			break
		}
		chain, level = append(chain, cause.Span), cause.Children
	}
	slices.Reverse(chain)
	return chain
}

// writeChain writes each stage, and its message where it is another than that of the stage before.
func writeChain(b *bytes.Buffer, chain []*trace.Span) {
	before := ""
	for _, span := range chain {
		fmt.Fprintf(b, "    %s\n", trace.Clean(span.Name))
		if span.Message != before {
			fmt.Fprintf(b, "        %s\n", trace.Clean(span.Message))
		}
		before = span.Message
	}
}

// writeView writes what can be seen from outside.
func (s *seenBoot) writeView(b *bytes.Buffer) {
	if s.ended {
		fmt.Fprintf(b, "The server ends by itself, with exit code %d, after %s.\n", s.exit.Code, s.took.Round(10*time.Millisecond))
	} else {
		fmt.Fprintf(b, "The server runs, and would go on; apitour stopped it after %s.\n", s.took.Round(10*time.Millisecond))
	}
	s.writeHealth(b)
	var log, last []string
	for _, line := range s.log {
		if strings.HasPrefix(line, "error: ") || strings.HasPrefix(line, "hint: ") {
			last = append(last, line)
		} else {
			log = append(log, line)
		}
	}
	if len(log) == 0 {
		fmt.Fprintln(b, "The log is empty.")
	} else {
		log = log[max(0, len(log)-lastLines):]
		fmt.Fprintf(b, "The end of its log:\n\n")
		for _, line := range log {
			fmt.Fprintf(b, "    %s\n", shortened(line))
		}
	}
	if len(last) > 0 {
		fmt.Fprintf(b, "\nIts last words:\n\n")
		for _, line := range last {
			fmt.Fprintf(b, "    %s\n", line)
		}
	}
}

func (s *seenBoot) writeHealth(b *bytes.Buffer) {
	if len(s.health) == 0 {
		fmt.Fprintln(b, "It answered nobody who asked for its health.")
		return
	}
	for _, path := range health.Paths {
		report, answered := s.health[path]
		if !answered {
			continue
		}
		red := redChecks(report)
		fmt.Fprintf(b, "%s?verbose answers %d: %d checks are green, %d red\n", path, report.Code, len(report.Checks)-len(red), len(red))
		for _, check := range report.Checks {
			if !check.OK {
				fmt.Fprintf(b, "    [-]%s failed: %s\n", trace.Clean(check.Name), trace.Clean(check.Reason))
			}
		}
	}
}

// verdict says whether the boot broke as it was announced.
func (s *seenBoot) verdict(broken *brokenBoot) error {
	var problem string
	switch {
	case broken.stage != "":
		problem = "the server should have ended"
		if s.ended {
			problem = otherwise(failedChain(s.recorded), broken.stage, broken.message)
		}
	case len(broken.checks) > 0:
		if ready := s.health[readyPath]; s.ended || !slices.Equal(redChecks(ready), broken.checks) {
			problem = fmt.Sprintf("%q, and no other check, should have stayed red", broken.checks)
		}
	case !s.ready || s.answer == nil:
		problem = fmt.Sprintf("the server should have been asked for %q", broken.request)
	case broken.inStage != "":
		if _, said := s.failedCall(broken.inStage); !strings.Contains(said, broken.message) {
			problem = fmt.Sprintf("stage %q of the request should have failed", broken.inStage)
		}
	case s.answer.Err == nil || !strings.Contains(s.answer.Err.Error(), broken.message):
		problem = fmt.Sprintf("the client should have refused, with %q", broken.message)
	}
	if problem == "" {
		return nil
	}
	return failure(fmt.Errorf("break %q: %s", broken.name, problem), "apitour record keeps the trace of a boot, a failed one too")
}

// otherwise says how an error differs from what was announced of it, "" when it does not.
func otherwise(chain []*trace.Span, stage, message string) string {
	switch {
	case len(chain) == 0 || chain[0].Name != stage:
		return fmt.Sprintf("stage %q should have failed", stage)
	case !strings.Contains(chain[0].Message, message):
		return fmt.Sprintf("stage %q failed with %q", stage, chain[0].Message)
	}
	return ""
}

// shortened cuts a line of a log that is longer than anybody reads.
func shortened(line string) string {
	const most = 200
	if runes := []rune(line); len(runes) > most {
		return string(runes[:most]) + " …"
	}
	return line
}
