package messages_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"apitour/walkthrough/messages"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

var folder = flag.String("notes", "", "check the signs of the notes in this folder (…/walkthrough/notes)")

// library returns the notes: those of the program, or those of a folder.
func library(t *testing.T) *notes.Library {
	t.Helper()
	load := func() (*notes.Library, error) { return notes.Embedded(notes.Original) }
	if *folder != "" {
		load = func() (*notes.Library, error) { return notes.Load(os.DirFS(*folder), notes.Original) }
	}
	library, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return library
}

// TestSignsHold looks up each sign: its text where the sign says that it stands, its health check, its exit code, and
// the notes at which to read on.
func TestSignsHold(t *testing.T) {
	all := library(t)
	files := newSources(t)
	signs := 0
	for _, note := range all.All() {
		for _, sign := range note.Diagnosis {
			signs++
			for _, problem := range problemsOf(all, files, note, sign) {
				t.Errorf("en/%s.md:%d: %s", note.ID, sign.Line, problem)
			}
		}
	}
	t.Logf("%d signs", signs)
}

var (
	healthLine = regexp.MustCompile(`^\[[-+]\](\S+) (?:failed: |ok$|excluded: )`)
	exitCode   = regexp.MustCompile(`^\d{1,3}$`)
)

func problemsOf(all *notes.Library, files *sources, note *notes.Note, sign notes.Sign) (problems []string) {
	wrong := func(format string, values ...any) { problems = append(problems, fmt.Sprintf(format, values...)) }
	for _, id := range sign.See {
		if all.ByID(id) == nil || id == note.ID {
			wrong("see: there is no other note %q", id)
		}
	}
	switch sign.Kind {
	case notes.HealthSign:
		switch match := healthLine.FindStringSubmatch(sign.Says); {
		case match == nil:
			wrong("health: %q is not a line of /readyz?verbose, such as \"[-]etcd failed: reason withheld\"", sign.Says)
		case !knownCheck(all, match[1]):
			wrong("health: no note turns a check %q green", match[1])
		}
	case notes.ExitSign:
		if !exitCode.MatchString(sign.Says) {
			wrong("exit: %q is not a code", sign.Says)
		}
	case notes.LogSign, notes.ClientSign:
		texts, where, err := files.at(sign.At)
		switch {
		case err != nil:
			wrong("at: %v", err)
		case !slices.ContainsFunc(texts, func(x text) bool { return x.in(sign.Says) }):
			wrong("at: no text %s is a part of %q%s", where, sign.Says, files.advise(sign))
		}
	}
	return problems
}

// knownCheck reports whether a note explains what turns the check green.
func knownCheck(all *notes.Library, name string) bool {
	green, ok := all.Check(name)
	if !ok || !strings.HasPrefix(name, "poststarthook/") {
		return ok
	}
	return slices.ContainsFunc(all.All(), func(n *notes.Note) bool {
		return slices.ContainsFunc(n.Spans, func(span string) bool {
			start, star := strings.CutSuffix(span, "*")
			return span == green || star && strings.HasPrefix(green, start)
		})
	})
}

// text is a text in a Go file, on some lines of it.
type text struct {
	function string
	from, to int
	formats  []string // with verbs, and as it stands
}

// in reports whether the text, with anything in place of its verbs, is a part of what a sign says.
func (x text) in(says string) bool {
	const least = 4 // letters, of a text that says something
	for _, format := range x.formats {
		if messages.Weight(format) >= least &&
			(messages.Matches(format, says) || messages.Matches(format, strings.ReplaceAll(says, `\"`, `"`))) {
			return true
		}
	}
	return false
}

// goLibrary is what signs call Go's own library.
const goLibrary = "std"

// sources are Go files of the modules in the cache, of Go's own library, and of ours.
type sources struct {
	goroot   string
	versions map[string]string
	shipped  *messages.Table
	read     map[string][]text
}

func newSources(t *testing.T) *sources {
	t.Helper()
	shipped, err := messages.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	goroot, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return &sources{strings.TrimSpace(string(goroot)), requiredModules(t), shipped, make(map[string][]text)}
}

// at returns the texts at the place, and which these are, in words.
func (s *sources) at(place notes.SignPlace) (texts []text, where string, _ error) {
	if place.Function != "" {
		return s.ofFunction(place.Function)
	}
	where = fmt.Sprintf("on line %d of %s", place.Line, place.File)
	all, err := s.file(place.Module, place.File)
	if errors.Is(err, fs.ErrNotExist) && place.Module == kubernetes {
		return s.tabulated(place), where, nil
	}
	if err != nil {
		return nil, where, err
	}
	if place.Module == goLibrary { // whose lines differ with the release of Go that runs the test
		return all, "in " + place.File, nil
	}
	for _, x := range all {
		if x.from <= place.Line && place.Line <= x.to {
			texts = append(texts, x)
		}
	}
	return texts, where, nil
}

// tabulated returns the texts at the place that the program's own table has: Kubernetes itself is not among the modules
// of go.mod.
func (s *sources) tabulated(place notes.SignPlace) (texts []text) {
	for _, m := range s.shipped.At(place.Module+"/"+place.File, place.Line) {
		texts = append(texts, text{formats: []string{m.Format}})
	}
	return texts
}

const kubernetes = "k8s.io/kubernetes"

// file returns the texts of a file. The error is [fs.ErrNotExist] if the module is not in the cache.
func (s *sources) file(module, name string) ([]text, error) {
	if !fs.ValidPath(name) || path.Ext(name) != ".go" {
		return nil, fmt.Errorf("%q is no Go file of a module", name)
	}
	version := s.versions[module]
	dir := filepath.Join(source.ModuleCache(), filepath.FromSlash(module)+"@"+version)
	switch {
	case module == goLibrary:
		dir = filepath.Join(s.goroot, "src")
	case module == kubernetes:
		dir = filepath.Join(source.ModuleCache(), filepath.FromSlash(module)+"@"+s.shipped.Present)
	case version == "":
		return nil, fmt.Errorf("go.mod has no module %q", module)
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("module %s is not in the cache: %w", module, fs.ErrNotExist)
	}
	return s.parsed(filepath.Join(dir, filepath.FromSlash(name)), name)
}

func (s *sources) parsed(file, name string) ([]text, error) {
	if texts, ok := s.read[file]; ok {
		return texts, nil
	}
	code, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the module has no file %q", name)
	}
	texts, err := textsOf(name, code)
	s.read[file] = texts
	return texts, err
}

var ourFunction = regexp.MustCompile(`^apitour/((?:apiserver|cmd|trace)(?:/[a-z0-9]+)*)\.((?:\(\*?\w+\)\.|\w+\.)?\w+)$`)

// ofFunction returns the texts of a function of ours.
func (s *sources) ofFunction(function string) (texts []text, where string, _ error) {
	parts := ourFunction.FindStringSubmatch(function)
	if parts == nil {
		return nil, "", fmt.Errorf("%q is no function of ours, such as apitour/apiserver.(*Options).Validate", function)
	}
	name := strings.NewReplacer("(*", "", "(", "", ")", "").Replace(parts[2])
	files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(parts[1]), "*.go"))
	if err != nil || len(files) == 0 {
		return nil, "", fmt.Errorf("we have no package apitour/%s", parts[1])
	}
	declared := false
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		all, err := s.parsed(file, file)
		if err != nil {
			return nil, "", err
		}
		for _, x := range all {
			if x.function == name {
				declared = true
				texts = append(texts, x)
			}
		}
	}
	if !declared {
		return nil, "", fmt.Errorf("no text stands in a function %s", function)
	}
	return texts, "in " + function, nil
}

// advise says where in the file the sign's text does stand.
func (s *sources) advise(sign notes.Sign) string {
	var at []string
	if all, err := s.file(sign.At.Module, sign.At.File); sign.At.Function == "" && err == nil {
		for _, x := range all {
			if x.in(sign.Says) {
				at = append(at, strconv.Itoa(x.from))
			}
		}
	}
	texts, _, _ := s.at(sign.At)
	var there []string
	for _, x := range texts {
		if messages.Weight(x.formats[0]) > 0 && len(there) < 8 {
			there = append(there, strconv.Quote(x.formats[0]))
		}
	}
	said := ""
	if len(there) > 0 {
		said = "; there is " + strings.Join(there, ", ")
	}
	if len(at) > 0 {
		said += "; a part of it is on line " + strings.Join(at, ", ")
	}
	return said
}

// requiredModules returns the versions of the modules that go.mod requires.
func requiredModules(t *testing.T) map[string]string {
	t.Helper()
	code, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	versions := make(map[string]string)
	for _, line := range regexp.MustCompile(`(?m)^\t(\S+) (v\S+)`).FindAllStringSubmatch(string(code), -1) {
		versions[line[1]] = line[2]
	}
	return versions
}

// TestEveryStageHasASign demands of every note of a stage or of a hook what an operator has in hand when it goes wrong.
func TestEveryStageHasASign(t *testing.T) {
	var missing []string
	stages := 0
	for _, note := range library(t).All() {
		if len(note.Functions)+len(note.Spans) == 0 {
			continue
		}
		stages++
		if len(note.Diagnosis) == 0 {
			missing = append(missing, note.ID)
		}
	}
	if len(missing) > 0 {
		t.Errorf("%d of %d notes of stages have no diagnosis: %s", len(missing), stages, strings.Join(missing, ", "))
	}
}
