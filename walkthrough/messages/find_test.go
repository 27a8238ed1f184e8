package messages_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/messages"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// finder returns a finder for the notes of the program and the table on the disk.
func finder(t testing.TB) *messages.Finder {
	t.Helper()
	releases, err := anchors.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	all, err := notes.Embedded(notes.Original)
	if err != nil {
		t.Fatal(err)
	}
	read, err := messages.ReadTable(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	f, err := messages.NewFinder(all, read, releases)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func find(t testing.TB, f *messages.Finder, text string) *messages.Answer {
	t.Helper()
	answer, err := f.Find(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// texts are what operators paste, with what is found in each: signs by their means, messages by their formats, checks
// and codes by their names; and the notes.
var texts = []struct{ text, found, notes string }{
	{"failed to listen on :0: listen tcp: bind: address already in use", "Another process has the port.", "serve"},
	{"failed to listen on 1.2.3.4:6443: cannot assign requested address", "failed to listen on %v: %w", "serve"},
	{"E0102 15:04:05.123456       1 serving.go:6] \"Port is negative\" port=-1", "Port is negative", "serve"},
	{`pod | F0102 15:04:05.123456 1 hooks.go:3] PostStartHook "a/b" failed: no`, "PostStartHook %q failed: %v", "hook"},
	{
		`{"ts":1,"caller":"server/hooks.go:3","msg":"PostStartHook \"a\" failed: no"}`, "PostStartHook %q failed: %v",
		"hook",
	},
	{"\x1b[31mPostStartHook\t\"a\"   failed: no\x1b[0m", "PostStartHook %q failed: %v", "hook"},
	{
		`"command failed" err="PostStartHook \"a\" failed: failed to listen on x: y"`,
		"PostStartHook %q failed: %v; failed to listen on %v: %w", "hook; serve",
	},
	{"the insecure port 8080 is open", "the insecure port %d is open", "serve"},
	{"apitour: --secure-port 7 must be between 0 and 65535", "--secure-port %d must be between 0 and 65535", "serve"},
	{"[+]ping ok\n[-]port failed: reason withheld\nreadyz check failed", "port, Nothing listens.", "serve"},
	{"[-]port failed: failed to listen on x: y", "port, Nothing listens.; failed to listen on %v: %w", "serve; serve"},
	{"[-]poststarthook/a/b failed: reason withheld", "poststarthook/a/b", "hook"},
	{"[-]nonsense failed: reason withheld", "nonsense", ""},
	{"[+]port ok\n[+]nonsense ok", "port; nonsense", "serve; "},
	{"exit status 1", "1, The boot failed.", "serve"},
	{"command terminated with exit code 1", "1, The boot failed.", "serve"},
	{"Exit Code:    1", "1, The boot failed.", "serve"},
	{"Error from server (Forbidden): no: the port is closed", "The server refuses.", "serve"},
	{"exit status 137", "", ""},
	{"failed to", "", ""},
	{"they failed to listen once", "", ""},
	{"unfailed to listen on x: y", "", ""},
	{"", "", ""},
}

func TestFind(t *testing.T) {
	f := small(t)
	for _, test := range texts {
		var found, noted []string
		for _, x := range find(t, f, test.text).Found {
			found = append(found, said(x))
			var ids []string
			for _, note := range x.Notes() {
				ids = append(ids, note.ID)
			}
			noted = append(noted, strings.Join(ids, ","))
		}
		if got := strings.Join(found, "; "); got != test.found {
			t.Errorf("%q says %q, want %q", test.text, got, test.found)
		}
		if got := strings.Join(noted, "; "); got != test.notes {
			t.Errorf("%q is explained by %q, want %q", test.text, got, test.notes)
		}
	}
}

// said returns what was found in a few words.
func said(x *messages.Found) string {
	var parts []string
	for _, name := range []string{x.Check, x.Exit} {
		if name != "" {
			parts = append(parts, name)
		}
	}
	for _, s := range x.Signs {
		parts = append(parts, s.Means)
	}
	if len(parts) == 0 {
		parts = append(parts, x.Places[0].Format)
	}
	return strings.Join(parts, ", ")
}

// TestFindDates tells at which releases a message is there, and which its header means.
func TestFindDates(t *testing.T) {
	f := small(t)
	for _, test := range []struct {
		text    string
		want    messages.Place
		logged  string
		message string
	}{
		{
			"I0102 15:04:05.123456 1 serving.go:7] the insecure port 8080 is open",
			messages.Place{Release: "v1.17.0", Line: 7, Until: "v1.17", After: "v1.30"},
			"v1.17 to v1.17",
			"k8s.io/apiserver/pkg/server.Old",
		},
		{
			"E0102 15:04:05.123456 1 serving.go:6] \"Port is negative\" port=-1",
			messages.Place{Release: "v1.37.2", Line: 6, Since: "v1.30", Before: "v1.17"},
			"v1.30 to v1.37",
			"k8s.io/apiserver/pkg/server.Serve",
		},
		{
			"failed to listen on x: y",
			messages.Place{Release: "v1.37.2", Line: 8},
			"",
			"k8s.io/apiserver/pkg/server.Serve",
		},
		{
			`PostStartHook "x" failed: y`,
			messages.Place{Release: "v1.37.2", Line: 3, Since: "v1.30", Before: "v1.17"},
			"",
			"k8s.io/apiserver/pkg/server.runPostStartHook",
		},
	} {
		answer := find(t, f, test.text)
		if len(answer.Found) != 1 {
			t.Fatalf("%q says %d things", test.text, len(answer.Found))
		}
		p := answer.Found[0].Places[0]
		got := messages.Place{
			Release: p.Release, Line: p.Line, Since: p.Since, Before: p.Before, Until: p.Until, After: p.After,
		}
		var logged []string
		for _, run := range p.Logged {
			logged = append(logged, run.From+" to "+run.To)
		}
		if !equalDates(got, test.want) || strings.Join(logged, ", ") != test.logged ||
			p.Declaration.String() != test.message {
			t.Errorf("%q: %+v, logged at %v, in %s", test.text, got, logged, p.Declaration)
		}
	}
}

func equalDates(a, b messages.Place) bool {
	return a.Release == b.Release && a.Line == b.Line && a.Since == b.Since && a.Before == b.Before &&
		a.Until == b.Until && a.After == b.After
}

// TestReports compares what is printed with golden files, in both languages and as JSON.
func TestReports(t *testing.T) {
	var all []string
	for _, test := range texts {
		all = append(all, test.text)
	}
	all = append(all, texts[0].text, texts[0].text, strings.Repeat("word ", 100)+"failed to listen on x: y")
	answer := find(t, small(t), strings.Join(all, "\n"))
	answer.Cut = true
	for name, write := range map[string]func(*strings.Builder) error{
		"found.txt":    func(w *strings.Builder) error { return answer.Text(w, &phrases.In("en").Find) },
		"found.zh.txt": func(w *strings.Builder) error { return answer.Text(w, &phrases.In("zh").Find) },
		"found.json":   func(w *strings.Builder) error { return answer.JSON(w) },
	} {
		var got strings.Builder
		if err := write(&got); err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != string(want) {
			t.Errorf("%s is another:\n%s", name, got.String())
		}
	}
}

func TestFindCountsLines(t *testing.T) {
	answer := find(t, small(t), strings.Repeat("failed to listen on x: y\nnothing\n", 3))
	if len(answer.Found) != 1 || answer.Found[0].Times != 3 || answer.Found[0].Line != 1 || answer.Lines != 6 {
		t.Errorf("three equal lines of six give %+v", answer)
	}
}

func TestFindIsBounded(t *testing.T) {
	long := strings.Repeat("x", messages.MostText-1) + "é\nfailed to listen on x: y"
	if answer := find(t, small(t), long); !answer.Cut || len(answer.Found) != 0 {
		t.Errorf("a text that is too long gives %+v", answer)
	}
	late := strings.Repeat("x ", 4000) + "failed to listen on x: y"
	if answer := find(t, small(t), late); len(answer.Found) != 0 {
		t.Errorf("the end of a long line gives %+v", answer.Found[0])
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := small(t).Find(stopped, "text"); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of its context: %v", err)
	}
}

// TestShippedSignsAreFound holds each sign of the notes against itself.
func TestShippedSignsAreFound(t *testing.T) {
	f := finder(t)
	all, err := notes.Embedded(notes.Original)
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range all.All() {
		for _, s := range note.Diagnosis {
			text := strings.ReplaceAll(s.Says, "…", "zzz")
			switch s.Kind {
			case notes.SilenceSign:
				continue
			case notes.ExitSign:
				text = "exit status " + text
			}
			found := slices.ContainsFunc(find(t, f, text).Found, func(x *messages.Found) bool {
				return slices.ContainsFunc(x.Signs, func(of messages.Sign) bool { return of.Note.ID == note.ID })
			})
			if !found {
				t.Errorf("en/%s.md:%d: %q does not lead to its own note", note.ID, s.Line, text)
			}
		}
	}
}
