package messages_test

import (
	"fmt"
	"strings"
	"testing"

	"apitour/walkthrough/messages"
)

const program = `package p

import "an import"

const hint = "two words"

var errGone = errors.New("gone")

var names = map[string]string{"a key": "one value", "b": "word"}

type T struct {
	Name string ` + "`json:\"a tag\"`" + `
}

// SwaggerDoc is documentation.
func (t T) SwaggerDoc() map[string]string { return map[string]string{"": "all of it"} }

func (t *T) Log() {
	klog.V(2).Infof("started %s in %d%%", t.Name, 3)
	klog.InfoS("Started a server", "key", "value of it")
	logger.Error(err, "Stopped", "key", t.Name)
	utilruntime.HandleErrorWithContext(ctx, err, "Lost", "key", t.Name)
	fs.StringVar(&t.Name, "name", "", "The name of it.")
	klog.Info("100% done")
	if t.Name == "a b" {
		panic("put " + "together " + t.Name)
	}
}

func F[K any](g G[K]) error {
	go func() { _ = fmt.Errorf("inside") }()
	command.Long = "not a message"
	x := &cobra.Command{Short: "not one either", Version: "one more message"}
	if _, err := g.Do("key", field.NewPath("spec")); err != nil {
		return apierrors.NewBadRequest("refused")
	}
	http.Error(w, "Denied", 403)
	return field.Invalid(field.NewPath("spec"), x, "must be less")
}
`

func TestLiterals(t *testing.T) {
	literals, err := messages.Literals("p.go", []byte(program))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range literals {
		got = append(got, fmt.Sprintf("%s %d %s", l.Function, l.Line, l.Format))
	}
	want := []string{
		"hint 5 two words",
		"errGone 7 gone",
		"names 9 one value",
		"T.Log 19 started %s in %d%%",
		"T.Log 20 Started a server",
		"T.Log 21 Stopped",
		"T.Log 22 Lost",
		"T.Log 24 100%% done",
		"T.Log 26 put together %v",
		"F 31 inside",
		"F 33 one more message",
		"F 35 refused",
		"F 37 Denied",
		"F 38 must be less",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the messages are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if _, err := messages.Literals("p.go", []byte("package")); err == nil {
		t.Error("a file that is no Go has messages")
	}
}

func TestPatterns(t *testing.T) {
	for _, test := range []struct {
		format, text string
		want         bool
	}{
		{"failed to listen on %v: %v", "failed to listen on :6443: no", true},
		{"failed to listen on %v: %v", "cannot: failed  to\tlisten on :6443: no", true},
		{"failed to listen on %v: %v", "failed to listen on", false},
		{"failed to listen", "failed to listen on", true},
		{"failed to listen", "failed to listening", false},
		{"failed to listen", "unfailed to listen", false},
		{"%s is gone", "it is gone", true},
		{"%s is gone", "it is gone, or is goner", true},
		{"%sfailed", "etcdfailed", true},
		{"a %d%% b", "a 3% b", true},
		{"first line\nthe longest line of it", "the longest line of it", true},
		{"first line\nthe longest line of it", "first line", false},
		{"é %v é", "é x é", true},
		{"a %v b %v a", "a b a", false},
		{"the end %v", "the end of", true},
		{"%v", "anything", false},
	} {
		if got := messages.Matches(test.format, test.text); got != test.want {
			t.Errorf("%q in %q: %t", test.format, test.text, got)
		}
	}
	for says, want := range map[string]bool{
		"the … end": true, "… end": true, "the": true, "the …": true, "then …": false, "…the … e…d": true,
	} {
		if got := messages.MatchesSign(says, "the very end"); got != want {
			t.Errorf("the sign %q: %t", says, got)
		}
	}
}
