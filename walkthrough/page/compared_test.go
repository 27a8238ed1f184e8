package page_test

import (
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/page"
	"apitour/walkthrough/walk/walktest"
)

// unheld is the trace of a boot of which no learner has held a stage.
func unheld(b *boot) *trace.Trace {
	recorded := b.trace()
	for _, s := range recorded.Spans {
		delete(s.Attributes, convention.Pause)
	}
	return recorded
}

// thirdBoot is the first boot on a slower machine, with its groups the other way round and without its server.
func thirdBoot() *trace.Trace {
	b := firstBoot()
	b.slowness = 3
	recorded := unheld(b)
	recorded.Spans = slices.DeleteFunc(recorded.Spans, func(s trace.Span) bool { return s.Name == "serve" })
	var groups []*trace.Span
	for i, s := range recorded.Spans {
		if strings.HasPrefix(s.Name, "InstallAPIGroup/") {
			groups = append(groups, &recorded.Spans[i])
		}
	}
	one, other := groups[0], groups[1]
	one.Start, one.End, other.Start, other.End = other.Start, other.End, one.Start, one.End
	return recorded
}

// writtenIn returns a page in a form.
func writtenIn(t testing.TB, form int, recorded *trace.Trace, options page.Options) string {
	t.Helper()
	var b strings.Builder
	if err := forms[form].write(&b, lessonOf(t, recorded), options); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The forms without --stable.
const inMarkdown, inText = 0, 2

// TestComparedPages keeps the pages of three boots: medians and bounds, law and luck, a stage that one boot lacks.
func TestComparedPages(t *testing.T) {
	recorded := unheld(firstBoot())
	options := page.Options{Compared: walktest.Compared(recorded, unheld(secondBoot()), thirdBoot())}
	markdown, text := writtenIn(t, inMarkdown, recorded, options), writtenIn(t, inText, recorded, options)
	compare(t, "compared.md", markdown)
	compare(t, "compared.txt", text)
	checkMarkdown(t, markdown, len(recorded.Spans), knownHosts...)
	checkColumns(t, text)
}

// TestComparedPageOfAStage counts law and luck among what is on the page alone.
func TestComparedPageOfAStage(t *testing.T) {
	recorded := unheld(firstBoot())
	compared := walktest.Compared(recorded, unheld(secondBoot()), thirdBoot())
	for stage, want := range map[string]string{
		"CreateServerChain":    "luck 2 stages: 2 in CreateServerChain",
		"prepared.Run":         "luck 4 stages: 4 in prepared.Run",
		"InstallAPIGroup/core": "luck 1 stage: 1 in CreateServerChain",
	} {
		page := writtenIn(t, inText, recorded, page.Options{Compared: compared, Stage: stage})
		if !strings.Contains(strings.Join(strings.Fields(page), " "), want) {
			t.Errorf("the page of %s does not say %q:\n%s", stage, want, page)
		}
	}
}

// TestManyComparedRecordings compares more recordings than a column of digits is made for: no line is too wide, and the
// counts are those of all.
func TestManyComparedRecordings(t *testing.T) {
	recorded := unheld(firstBoot())
	others := slices.Repeat([]*trace.Trace{unheld(secondBoot())}, 1500)
	others = append(others, thirdBoot())
	options := page.Options{Compared: walktest.Compared(recorded, others...)}
	text := writtenIn(t, inText, recorded, options)
	checkColumns(t, text)
	said := strings.Join(strings.Fields(text), " ")
	for _, want := range []string{
		"In all 1,502 recordings", "recordings 1,502, of which this page is about the first",
		"median of 1502: 406 ms ±0, 58.0 ms to 406 ms", "in 1,501 of 1,502",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	checkMarkdown(t, writtenIn(t, inMarkdown, recorded, options), len(recorded.Spans), knownHosts...)
}

// TestAStablePageComparesNothing writes the same page with and without other recordings.
func TestAStablePageComparesNothing(t *testing.T) {
	recorded := unheld(firstBoot())
	for form, f := range forms {
		if !f.options.Stable {
			continue
		}
		options := f.options
		options.Compared = walktest.Compared(recorded, unheld(secondBoot()))
		if got, want := writtenIn(t, form, recorded, options), pageOf(t, form, recorded); got != want {
			t.Errorf("%s: the other recordings show:\n%s", f.file, firstDifference(got, want))
		}
	}
}
