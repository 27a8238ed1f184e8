package nearest

import (
	"strings"
	"testing"
)

// TestName looks for names that were meant, among commands, flags, hooks and stages.
func TestName(t *testing.T) {
	names := []string{
		"tour", "play", "record", "render", "request", "break", "apiserver", "completion", "list", "port-taken",
		"output", "format", "CreateServerChain", "PostStartHook/crd-informer-synced", "启动阶段",
	}
	for typed, want := range map[string]string{
		"rendr": "render", "redner": "render", "Render": "render", "renderr": "render", "rnder": "render",
		"lsit": "list", "paly": "play", "reqest": "request", "reqeusts": "request", "recrd": "record",
		"port-takn": "port-taken", "port_taken": "port-taken", "taken": "port-taken", "fromat": "format",
		"outptu": "output", "rec": "record", "comp": "completion", "createserverchain": "CreateServerChain",
		"CreateServrChian": "CreateServerChain", "crd-informer-synced": "PostStartHook/crd-informer-synced",
		"启动阶断": "启动阶段",
		"":     "", "x": "", "re": "", "nonsense": "", "pdf": "", "tuxx": "", "\xff": "",
		"completely-different": "",
	} {
		if got := Name(typed, names); got != want {
			t.Errorf("%q means %q, want %q", typed, got, want)
		}
	}
	if got := Name("anything", nil); got != "" {
		t.Errorf("of no names it means %q", got)
	}
}

// TestLongTexts compares texts of a megabyte, as a trace from elsewhere may have for names, and a paste for what is
// typed.
func TestLongTexts(t *testing.T) {
	long := strings.Repeat("long", 1<<18)
	for typed, want := range map[string]string{
		"x" + long: long, long[1:]: long, strings.Repeat("x", len(long)): "", "xyz" + long[3:] + "xyz": "",
	} {
		if got := Name(typed, []string{long}); got != want {
			t.Errorf("a text of %d letters means one of %d, want %d", len(typed), len(got), len(want))
		}
	}
}

// FuzzSlips holds the count of slips to what is true of every distance.
func FuzzSlips(f *testing.F) {
	f.Add("render", "redner", "r")
	f.Add("", "abc", "启")
	f.Fuzz(func(t *testing.T, a, b, one string) {
		if len(a)+len(b) > 200 {
			t.Skip()
		}
		a, b = strings.ToValidUTF8(a, "?"), strings.ToValidUTF8(b, "?")
		const endless = 1 << 30
		d := slips(a, b, endless)
		switch {
		case d != slips(b, a, endless):
			t.Errorf("%q and %q: %d there, %d back", a, b, d, slips(b, a, endless))
		case (d == 0) != (a == b):
			t.Errorf("%q and %q are %d slips apart", a, b, d)
		case d > max(len([]rune(a)), len([]rune(b))):
			t.Errorf("%q and %q are %d slips apart, more than they have letters", a, b, d)
		}
		for limit := 1; limit <= 3; limit++ {
			if got := slips(a, b, limit); min(got, limit) != min(d, limit) {
				t.Errorf("%q and %q: %d with the limit %d, want %d", a, b, got, limit, d)
			}
		}
		if added := []rune(strings.ToValidUTF8(one, "?")); len(added) == 1 && slips(a, a+string(added), endless) != 1 {
			t.Errorf("one more letter at the end of %q is %d slips", a, slips(a, a+string(added), endless))
		}
	})
}
