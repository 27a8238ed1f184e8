package broken

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/health"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
	"apitour/walkthrough/phrases"
)

const (
	// lastLines is how much of the log an operator looks at first.
	lastLines = 5
	// mostLine is how many characters of a line of log are shown.
	mostLine = 200
)

// Write writes in that language what was made wrong, where it showed, and what an operator sees.
func (s *Seen) Write(out io.Writer, b *Boot, fault Fault, in *phrases.Broken) error {
	text := &report{in: &in.Report}
	text.say(in.Report.Title, b.Name, in.Summaries[b.Name])
	text.section(in.Report.Wrong)
	text.WriteString(strings.ReplaceAll(page.Section(notes.Section{Body: fault.Text(in)}), "  ", ""))
	text.section(in.Report.Where)
	s.writePlace(text, b, in.Ahead.Comma)
	text.section(in.Report.Operator)
	s.writeView(text)
	_, err := out.Write(text.Bytes())
	return err
}

// report is the text of a report.
type report struct {
	bytes.Buffer
	in *phrases.BrokenReport
}

// say writes a line.
func (r *report) say(format phrases.Format, values ...any) {
	r.WriteString(format.With(values...) + "\n")
}

// quote writes what was said, apart from the lines around it.
func (r *report) quote(said string) { fmt.Fprintf(r, "\n    %s\n", said) }

func (r *report) section(title string) { fmt.Fprintf(r, "\n%s\n\n", title) }

// writePlace says in which stage the boot failed and how the error travelled, or which checks are red.
func (s *Seen) writePlace(text *report, b *Boot, comma string) {
	switch {
	case b.staysRed():
		text.say(text.in.StaysRed, readyPath, strings.Join(b.checks, comma))
		for _, check := range b.checks {
			if s.unfinished(check) {
				text.say(text.in.Hook, check)
			}
		}
	case b.request != "":
		s.writeRequest(text, b)
	default:
		chain := trace.FailedChain(s.recorded.Tree())
		if len(chain) == 0 {
			text.say("%s", text.in.NoFailure)
			return
		}
		text.say(text.in.Fails, trace.Clean(chain[0].Name))
		text.WriteString("\n")
		writeChain(text, chain)
	}
}

func (s *Seen) writeRequest(text *report, b *Boot) {
	switch {
	case s.answer == nil:
		text.say(text.in.NoAnswer, b.request)
		return
	case b.early && s.answer.Err != nil:
		s.writeEarly(text, b)
		return
	case s.answer.Err != nil:
		text.say(text.in.Refuses, b.request)
		text.quote(trace.Clean(s.answer.Err.Error()))
		return
	}
	text.say(text.in.Answered, b.request, s.answer.Status)
	text.quote(trace.Clean(statusMessage(s.answer.Lines)))
	if span, said := s.failedCall(b.inStage); span != nil {
		text.WriteString("\n")
		text.say(text.in.InEvent, trace.Clean(span.Name))
		text.quote(trace.Clean(said))
	}
}

// writeEarly says what a client met that came before the server served, and how long it would have had to wait.
func (s *Seen) writeEarly(text *report, b *Boot) {
	text.say(text.in.Early, convention.BindStage, s.answer.Took.Round(10*time.Millisecond).String(), b.request)
	text.quote(trace.Clean(s.answer.Err.Error()))
	var bound, serves time.Time
	for i := range s.recorded.Spans {
		switch span := &s.recorded.Spans[i]; span.Name {
		case convention.BindStage:
			bound = span.End
		case "prepared.Run":
			serves = span.Start
		}
	}
	if !bound.IsZero() && !serves.IsZero() {
		text.WriteString("\n")
		text.say(text.in.Serves, serves.Sub(bound).Round(10*time.Millisecond).String())
	}
}

// statusMessage returns the message of an answer that is a Status, and the whole answer otherwise.
func statusMessage(lines []string) string {
	whole := strings.Join(lines, "\n")
	var status struct{ Message string }
	if json.Unmarshal([]byte(whole), &status) == nil && status.Message != "" {
		return status.Message
	}
	return whole
}

// unfinished reports whether the check is that of a hook that still runs.
func (s *Seen) unfinished(check string) bool {
	hook, isHook := strings.CutPrefix(check, "poststarthook/")
	return isHook && slices.ContainsFunc(s.recorded.Spans, func(span trace.Span) bool {
		return span.Name == convention.HookPrefix+hook && span.Running()
	})
}

// writeChain writes each stage, and its message where it differs from that of the stage before.
func writeChain(text *report, chain []*trace.Node) {
	before := ""
	for _, stage := range chain {
		fmt.Fprintf(text, "    %s\n", trace.Clean(stage.Name))
		if stage.Message != before {
			fmt.Fprintf(text, "        %s\n", trace.Clean(stage.Message))
		}
		before = stage.Message
	}
}

// writeView writes the exit code, the health and the log.
func (s *Seen) writeView(text *report) {
	took := s.took.Round(10 * time.Millisecond)
	if s.ended {
		text.say(text.in.EndsItself, s.exit.Code, took.String())
	} else {
		text.say(text.in.KeepsRunning, took.String())
	}
	s.writeHealth(text)
	s.writeLog(text)
}

func (s *Seen) writeHealth(text *report) {
	if len(s.health) == 0 {
		text.say("%s", text.in.NoHealth)
		return
	}
	for _, path := range health.Paths {
		answer, answered := s.health[path]
		if !answered {
			continue
		}
		red := len(redChecks(answer))
		text.say(text.in.Answers, path, answer.Code, len(answer.Checks)-red, red)
		for _, check := range answer.Checks {
			if !check.OK {
				fmt.Fprintf(text, "    [-]%s failed: %s\n", trace.Clean(check.Name), trace.Clean(check.Reason))
			}
		}
	}
}

// writeLog writes the end of the log, and the error and the hint with which the server ended.
func (s *Seen) writeLog(text *report) {
	var log, last []string
	for _, line := range s.log {
		if strings.HasPrefix(line, "error: ") || strings.HasPrefix(line, "hint: ") {
			last = append(last, line)
		} else {
			log = append(log, line)
		}
	}
	if len(log) == 0 {
		text.say("%s", text.in.EmptyLog)
	} else {
		text.say("%s\n", text.in.EndOfLog)
		for _, line := range log[max(0, len(log)-lastLines):] {
			fmt.Fprintf(text, "    %s\n", shortened(line))
		}
	}
	if len(last) > 0 {
		text.say("\n%s\n", text.in.LastWords)
		for _, line := range last {
			fmt.Fprintf(text, "    %s\n", line)
		}
	}
}

// shortened cuts a long line of log.
func shortened(line string) string {
	if runes := []rune(line); len(runes) > mostLine {
		return string(runes[:mostLine]) + " …"
	}
	return line
}
