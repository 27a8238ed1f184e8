package page_test

import (
	"strings"
	"testing"

	"apitour/trace"
	"apitour/walkthrough/page"
)

// TestOverviewsOfTheShippedBoot finds each overview on the whole page, with links to the stages that it names, and none
// on the page of a part.
func TestOverviewsOfTheShippedBoot(t *testing.T) {
	l := shippedLesson(t)
	for _, f := range forms {
		var whole, part strings.Builder
		if err := f.write(&whole, l, f.options); err != nil {
			t.Fatal(err)
		}
		options := f.options
		options.Stage = "CreateServerChain"
		if err := f.write(&part, l, options); err != nil {
			t.Fatal(err)
		}
		for _, note := range l.Overviews() {
			heading := note.Sections()[len(note.Sections())-1].Title
			if !strings.Contains(whole.String(), note.Title) || !strings.Contains(whole.String(), heading) {
				t.Errorf("%s lacks the overview %q", f.file, note.Overview)
			}
			if strings.Contains(part.String(), note.Title) {
				t.Errorf("%s has the overview %q on the page of one stage", f.file, note.Overview)
			}
		}
		link := "Its stages: [CreateServerChain](#stage-create-server-chain), "
		if strings.HasSuffix(f.file, ".md") && !strings.Contains(whole.String(), link) {
			t.Errorf("%s has no link %q", f.file, link)
		}
	}
	var b strings.Builder
	stranger := &trace.Trace{Spans: []trace.Span{{ID: id(0), Name: "GET", Start: at(0), End: at(9)}}}
	if err := page.Markdown(&b, lessonOf(t, stranger), page.Options{}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "verview") {
		t.Errorf("the page of another program has overviews:\n%s", b.String())
	}
}
