//go:build unix

package anchors_test

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"apitour/walkthrough/anchors"
)

// answer puts a go command before all others that gives this answer to "go mod download", and returns the file in which
// it notes how it was called.
func answer(t *testing.T, script string) (calls string) {
	t.Helper()
	folder := t.TempDir()
	calls = filepath.Join(folder, "calls")
	text := "#!/bin/sh\necho \"$@\" >" + calls + "\nenv >>" + calls + "\n" + script
	if err := os.WriteFile(filepath.Join(folder, "go"), []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+string(filepath.ListSeparator)+os.Getenv("PATH"))
	return calls
}

func TestAReleaseComesFromTheGoCommand(t *testing.T) {
	module := t.TempDir()
	if err := os.MkdirAll(filepath.Join(module, "pkg/server"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(module, "pkg/server/hooks.go"), []byte(hooks), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOFLAGS", "-mod=vendor")
	t.Setenv("GOWORK", "/nowhere/go.work")
	calls := answer(t, `shift 3
for module; do echo "{\"Path\": \"${module%@*}\", \"Dir\": \"`+module+`\"}"; done
`)
	tree, err := anchors.Fetch(t.Context(), "v1.17.17")
	if err != nil {
		t.Fatal(err)
	}
	at, err := tree.At("k8s.io/kube-aggregator/pkg/server/hooks.go", 31, 31)
	if err != nil || at[0].String() != "k8s.io/kube-aggregator/pkg/server.Server.Run" {
		t.Errorf("the tree has %v, %v", at, err)
	}
	said := string(must(os.ReadFile(calls)))
	for _, want := range []string{
		"mod download -json ", " k8s.io/kubernetes@v1.17.17\n", " k8s.io/apiserver@v0.17.17 ", "\nGOWORK=off\n",
		"\nGOFLAGS=-mod=mod\n", "\nGOTOOLCHAIN=local\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the go command was called without %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "component-helpers") {
		t.Error("v1.17.17 was asked for a module that is younger")
	}
}

// TestAReleaseForANewerGoIsReadInItsArchive has a go command that downloads and then refuses.
func TestAReleaseForANewerGoIsReadInItsArchive(t *testing.T) {
	name := filepath.Join(t.TempDir(), "v.zip")
	file := must(os.Create(name))
	archive := zip.NewWriter(file)
	entry := must(archive.Create("k8s.io/apiserver@v0.99.0/pkg/server/hooks.go"))
	must(io.WriteString(entry, hooks))
	if err := errors.Join(archive.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	answer(t, `shift 3
for module; do echo "{\"Path\": \"${module%@*}\", \"Version\": \"${module#*@}\", \"Zip\": \"`+name+`\",
\"Sum\": \"h1:=\", \"Error\": \"$module requires go >= 1.99.0 (running go 1.26.8; GOTOOLCHAIN=local)\"}"; done
exit 1
`)
	tree, err := anchors.Fetch(t.Context(), "v1.99.0")
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	bodies, err := tree.Bodies(map[anchors.Declaration][]string{run: nil})
	if err != nil || bodies[run].Position() != "k8s.io/apiserver/pkg/server/hooks.go:31" {
		t.Errorf("%s is at %q, %v", run, bodies[run].Position(), err)
	}
}

func TestAReleaseThatCannotBeHadIsAnError(t *testing.T) {
	for _, c := range []struct{ script, want string }{
		{
			`echo '{"Path": "k8s.io/api", "Error": "k8s.io/api@v0.99.0: unknown revision v0.99.0"}'; exit 1`,
			"download k8s.io/api of v1.99.0: k8s.io/api@v0.99.0: unknown revision v0.99.0",
		},
		{"echo 'go: no' >&2; exit 1", "download k8s.io/api of v1.99.0: go: no"},
		{"exit 3", "download k8s.io/api of v1.99.0: exit status 3"},
	} {
		answer(t, c.script)
		_, err := anchors.Fetch(t.Context(), "v1.99.0")
		var refused *anchors.FetchError
		if !errors.As(err, &refused) || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.script, err, c.want)
		}
	}
	answer(t, "echo nonsense")
	_, err := anchors.Fetch(t.Context(), "v1.99.0")
	if err == nil || !strings.Contains(err.Error(), "go command says") {
		t.Errorf("nonsense: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := anchors.Fetch(t.Context(), "v1.99.0"); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("without a go command: %v", err)
	}
}
