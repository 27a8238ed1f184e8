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
)

const (
	// lastLines is how much of the log an operator looks at first.
	lastLines = 5
	// mostLine is how many characters of a line of log are shown.
	mostLine = 200
)

// Write writes what was made wrong, where it showed, and what an operator sees.
func (s *Seen) Write(out io.Writer, b *Boot, fault Fault) error {
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s: %s\n", b.Name, b.Summary)
	section(&text, "What is wrong")
	text.WriteString(strings.ReplaceAll(page.Section(notes.Section{Body: fault.Text}), "  ", ""))
	section(&text, "Where it shows")
	s.writePlace(&text, b)
	section(&text, "What an operator sees")
	s.writeView(&text)
	_, err := out.Write(text.Bytes())
	return err
}

func section(text *bytes.Buffer, title string) { fmt.Fprintf(text, "\n%s\n\n", title) }

// writePlace says in which stage the boot failed and how the error travelled, or which checks are red.
func (s *Seen) writePlace(text *bytes.Buffer, b *Boot) {
	switch {
	case b.staysRed():
		fmt.Fprintf(text, "No stage fails. The server serves, and these checks of %s stay red: %s\n",
			readyPath, strings.Join(b.checks, ", "))
		for _, check := range b.checks {
			if s.unfinished(check) {
				fmt.Fprintf(text, "The hook of %s has not returned.\n", check)
			}
		}
	case b.request != "":
		s.writeRequest(text, b)
	default:
		chain := trace.FailedChain(s.recorded.Tree())
		if len(chain) == 0 {
			fmt.Fprintln(text, "No stage has failed.")
			return
		}
		fmt.Fprintf(text, "%s fails. The error on its way up, with what each stage adds:\n\n",
			trace.Clean(chain[0].Name))
		writeChain(text, chain)
	}
}

func (s *Seen) writeRequest(text *bytes.Buffer, b *Boot) {
	switch {
	case s.answer == nil:
		fmt.Fprintf(text, "GET %s got no answer.\n", b.request)
		return
	case b.early && s.answer.Err != nil:
		s.writeEarly(text, b)
		return
	case s.answer.Err != nil:
		fmt.Fprintf(text, "The server boots normally. The client refuses to send GET %s:\n\n    %s\n",
			b.request, trace.Clean(s.answer.Err.Error()))
		return
	}
	fmt.Fprintf(text, "The server boots normally. GET %s is answered with %s:\n\n    %s\n",
		b.request, s.answer.Status, trace.Clean(statusMessage(s.answer.Lines)))
	if span, said := s.failedCall(b.inStage); span != nil {
		fmt.Fprintf(text, "\nThe request failed in the stage %s, which the library tells in an event:\n\n    %s\n",
			trace.Clean(span.Name), trace.Clean(said))
	}
}

// writeEarly says what a client met that came before the server served, and how long it would have had to wait.
func (s *Seen) writeEarly(text *bytes.Buffer, b *Boot) {
	fmt.Fprintf(text, "The port is bound in %s. The client connects, sends the first part of the TLS handshake and "+
		"waits.\nAfter %s it gives GET %s up:\n\n    %s\n",
		convention.BindStage, s.answer.Took.Round(10*time.Millisecond), b.request, trace.Clean(s.answer.Err.Error()))
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
		fmt.Fprintf(text, "\nThe server takes its first connection in prepared.Run, which begins %s after the port "+
			"was bound.\n", serves.Sub(bound).Round(10*time.Millisecond))
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
func writeChain(text *bytes.Buffer, chain []*trace.Node) {
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
func (s *Seen) writeView(text *bytes.Buffer) {
	took := s.took.Round(10 * time.Millisecond)
	if s.ended {
		fmt.Fprintf(text, "The server ends by itself, with exit code %d, after %s.\n", s.exit.Code, took)
	} else {
		fmt.Fprintf(text, "The server keeps running; apitour stopped it after %s.\n", took)
	}
	s.writeHealth(text)
	s.writeLog(text)
}

func (s *Seen) writeHealth(text *bytes.Buffer) {
	if len(s.health) == 0 {
		fmt.Fprintln(text, "It answered no health check.")
		return
	}
	for _, path := range health.Paths {
		report, answered := s.health[path]
		if !answered {
			continue
		}
		red := len(redChecks(report))
		fmt.Fprintf(text, "%s?verbose answers %d: %d checks are green, %d red\n",
			path, report.Code, len(report.Checks)-red, red)
		for _, check := range report.Checks {
			if !check.OK {
				fmt.Fprintf(text, "    [-]%s failed: %s\n", trace.Clean(check.Name), trace.Clean(check.Reason))
			}
		}
	}
}

// writeLog writes the end of the log, and the error and the hint with which the server ended.
func (s *Seen) writeLog(text *bytes.Buffer) {
	var log, last []string
	for _, line := range s.log {
		if strings.HasPrefix(line, "error: ") || strings.HasPrefix(line, "hint: ") {
			last = append(last, line)
		} else {
			log = append(log, line)
		}
	}
	if len(log) == 0 {
		fmt.Fprintln(text, "The log is empty.")
	} else {
		fmt.Fprintf(text, "The end of its log:\n\n")
		for _, line := range log[max(0, len(log)-lastLines):] {
			fmt.Fprintf(text, "    %s\n", shortened(line))
		}
	}
	if len(last) > 0 {
		fmt.Fprintf(text, "\nIts last words:\n\n")
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
