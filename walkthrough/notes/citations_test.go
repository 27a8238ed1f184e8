package notes_test

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/notes/citation"
	"apitour/walkthrough/source"
)

var update = flag.Bool("update", false, "write the table of cited files anew; this downloads modules")

// citedFiles is the table of the files that notes cite and the program is not built with.
const citedFiles = "testdata/cited-files.json"

// TestCitationsHold opens every place in upstream's source that a note names, in its front matter or in its text.
func TestCitationsHold(t *testing.T) {
	upstream := &citation.Upstream{Versions: requiredModules(t), Cache: source.ModuleCache()}
	if *update {
		writeTable(t, upstream)
	}
	var err error
	if upstream.Table, err = citation.ReadTable(citedFiles); err != nil {
		t.Fatal(err)
	}
	cited := 0
	for name, text := range commented(t) {
		_, problems := upstream.CheckComments(text)
		for _, problem := range problems {
			t.Errorf("%s:%d: %s", name, problem.Line, problem.Text)
		}
	}
	for _, note := range embedded(t).All() {
		if len(note.Upstream) == 0 {
			t.Errorf("note %q names no place in upstream's source", note.ID)
		}
		claims, problems := upstream.Check(note)
		for _, problem := range problems {
			t.Errorf("en/%s.md:%d: %s", note.ID, note.Above+problem.Line, problem.Text)
		}
		cited += len(claims) - len(note.Upstream)
	}
	if cited < 100 {
		t.Errorf("the check found %d citations in the text of all notes; has their form changed?", cited)
	}
}

// commented returns the texts whose comments cite upstream: the front matter of all notes, and facts.go.
func commented(t *testing.T) map[string]string {
	t.Helper()
	texts := make(map[string]string)
	names, err := filepath.Glob("en/*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("the notes are %q, %v", names, err)
	}
	for _, name := range append(names, "facts.go") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
		if matter, _, isNote := strings.Cut(strings.TrimPrefix(string(text), "---\n"), "\n---\n"); isNote {
			texts[name] = "\n" + matter
		}
	}
	return texts
}

// TestTheTableIsTrue reads those files of the table that the module cache has.
func TestTheTableIsTrue(t *testing.T) {
	table, err := citation.ReadTable(citedFiles)
	if err != nil {
		t.Fatal(err)
	}
	for name, record := range table {
		text, err := os.ReadFile(filepath.Join(source.ModuleCache(), filepath.FromSlash(name)))
		if os.IsNotExist(err) {
			continue
		}
		file, err := citation.Read(name, text)
		if err != nil {
			t.Fatal(err)
		}
		if file.Lines != record.Lines || file.Sum != record.Sum {
			t.Errorf("%s has %d lines and the sum %s, and the table says %d and %s",
				name, file.Lines, file.Sum, record.Lines, record.Sum)
		}
		for word, lines := range record.Names {
			if found, _ := file.Find(word); !slices.Equal(found, lines) {
				t.Errorf("%s has %q on the lines %d, and the table says %d", name, word, found, lines)
			}
		}
	}
}

// writeTable has the go command download the modules of every release that a note cites, checks all citations there,
// and writes the table.
func writeTable(t *testing.T, upstream *citation.Upstream) {
	t.Helper()
	all := embedded(t).All()
	download(t, releases(upstream, all))
	var claims []citation.Claim
	for _, note := range all {
		made, problems := upstream.Check(note)
		for _, problem := range problems {
			t.Errorf("en/%s.md:%d: %s", note.ID, note.Above+problem.Line, problem.Text)
		}
		claims = append(claims, made...)
	}
	if t.Failed() {
		t.Fatal("the table stays as it is")
	}
	table, err := upstream.Tabulate(claims)
	if err == nil {
		err = table.Write(citedFiles)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// releases returns the releases of Kubernetes that the notes cite.
func releases(upstream *citation.Upstream, all []*notes.Note) []string {
	names := []string{upstream.Release()}
	for _, note := range all {
		found, _ := citation.Find(note)
		for _, c := range found {
			names = append(names, c.Release)
		}
		for _, a := range note.Upstream {
			names = append(names, a.Version)
		}
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
}

// download fetches the modules of the releases into the module cache. It needs the network.
func download(t *testing.T, releases []string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module citations\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, release := range releases {
		for _, module := range citation.Modules(release) {
			command := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", module)
			command.Dir = dir
			out, err := command.Output()
			var answer struct{ Error string }
			if jsonErr := json.Unmarshal(out, &answer); jsonErr != nil {
				t.Fatalf("download %s: %v", module, err)
			}
			if answer.Error != "" {
				t.Logf("%s is not to be had: %s", module, strings.TrimSpace(answer.Error))
			}
		}
	}
}

// requiredModules returns the versions of the modules that go.mod requires.
func requiredModules(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	versions := make(map[string]string)
	for _, line := range regexp.MustCompile(`(?m)^\t(\S+) (v\S+)`).FindAllStringSubmatch(string(text), -1) {
		versions[line[1]] = line[2]
	}
	return versions
}
