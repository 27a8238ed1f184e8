package anchors_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"apitour/walkthrough/anchors"
)

type fsys = fs.FS

var run = anchors.Declaration{Package: "k8s.io/apiserver/pkg/server", Name: "Server.Run"}

// verdict returns what becomes of Server.Run when these are the modules, by path, with their files.
func verdict(t *testing.T, modules map[string]map[string]string) (anchors.Verdict, anchors.Body) {
	t.Helper()
	before := tree(map[string]string{"pkg/server/hooks.go": hooks})
	then, err := before.Bodies(map[anchors.Declaration][]string{run: nil})
	if err != nil {
		t.Fatal(err)
	}
	trees := make(map[string]fsys)
	for module, files := range modules {
		trees[module] = folder(files)
	}
	now, err := anchors.NewTree(trees).Bodies(map[anchors.Declaration][]string{run: {then[run].Hash}})
	if err != nil {
		t.Fatal(err)
	}
	return anchors.Compare(run, then[run], now[run]), now[run]
}

func TestVerdicts(t *testing.T) {
	const server, file = "k8s.io/apiserver", "pkg/server/hooks.go"
	in := func(name, text string) map[string]map[string]string {
		return map[string]map[string]string{server: {name: text}}
	}
	edited := strings.Replace(hooks, "return ErrLate\n}", "return nil\n}", 1)
	for _, c := range []struct {
		what    string
		modules map[string]map[string]string
		want    anchors.Verdict
		now     string
	}{
		{"nothing has happened", in(file, hooks), anchors.Same, server + "/pkg/server/hooks.go:31"},
		{
			"white space and a comment inside",
			in(file, strings.Replace(hooks, "\n\n\treturn ErrLate", "\n\t// too late\n\treturn ErrLate", 1)),
			anchors.Same, server + "/pkg/server/hooks.go:31",
		},
		{
			"a line more above", in(file, strings.Replace(hooks, "package server", "package server\n", 1)),
			anchors.Moved, server + "/pkg/server/hooks.go:32",
		},
		{"another file", in("pkg/server/run.go", hooks), anchors.Moved, server + "/pkg/server/run.go:31"},
		{"another package", in("pkg/hooks/hooks.go", hooks), anchors.Moved, server + "/pkg/hooks/hooks.go:31"},
		{
			"another module",
			map[string]map[string]string{"k8s.io/kubernetes": {"pkg/hooks/hooks.go": hooks}},
			anchors.Moved, "k8s.io/kubernetes/pkg/hooks/hooks.go:31",
		},
		{"another text", in(file, edited), anchors.Changed, server + "/pkg/server/hooks.go:31"},
		{
			"another text in another file", in("pkg/server/run.go", edited),
			anchors.Changed, server + "/pkg/server/run.go:31",
		},
		{"another text in another package", in("pkg/hooks/hooks.go", edited), anchors.Gone, ""},
		{"a test has it", in("pkg/server/hooks_test.go", hooks), anchors.Gone, ""},
		{"a vendored module has it", in("vendor/pkg/hooks.go", hooks), anchors.Gone, ""},
		{
			"another receiver", in(file, strings.ReplaceAll(hooks, "*Server) Run", "*List) Run")),
			anchors.Gone, "",
		},
		{
			"no pointer", in(file, strings.Replace(hooks, "(s *Server)", "(s Server)", 1)),
			anchors.Changed, server + "/pkg/server/hooks.go:31",
		},
	} {
		got, now := verdict(t, c.modules)
		if got != c.want || now.Position() != c.now {
			t.Errorf("%s: %s at %q, want %s at %q", c.what, got, now.Position(), c.want, c.now)
		}
	}
}

// TestABodyOfAThirdReleaseIsGone looks at a declaration that has left its package with the text of another release: the
// place that is asked about had another text.
func TestABodyOfAThirdReleaseIsGone(t *testing.T) {
	then := anchors.Body{File: "k8s.io/apiserver/pkg/server/hooks.go", Doc: 1, From: 1, To: 2, Hash: "aaaaaaaaaaaa"}
	now := anchors.Body{File: "k8s.io/apiserver/pkg/other/hooks.go", Doc: 1, From: 1, To: 2, Hash: "bbbbbbbbbbbb"}
	if got := anchors.Compare(run, then, now); got != anchors.Gone {
		t.Errorf("the verdict is %s", got)
	}
}

func TestACheckoutHasTheModulesBelowStaging(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"pkg/server/hooks.go":                                      hooks,
		"staging/src/k8s.io/apiserver/pkg/server/hooks.go":         hooks,
		"staging/src/k8s.io/apiserver/pkg/server/hooks_windows.go": "package server\n",
		"vendor/k8s.io/apiserver/pkg/server/hooks.go":              "no Go",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	checkout, err := anchors.Checkout(root)
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"k8s.io/apiserver/pkg/server/hooks.go":  "k8s.io/apiserver/pkg/server.Server.Run",
		"k8s.io/kubernetes/pkg/server/hooks.go": "k8s.io/kubernetes/pkg/server.Server.Run",
	} {
		got, err := checkout.At(file, 31, 31)
		if err != nil || len(got) != 1 || got[0].String() != want {
			t.Errorf("%s has %v, %v, want %s", file, got, err, want)
		}
	}
	if _, err := anchors.Checkout(filepath.Join(root, "pkg")); err == nil {
		t.Error("a folder without staging passes for a checkout")
	}
}
