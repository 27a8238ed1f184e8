package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// accepted are the licences of what apitour may be linked with. All of them allow passing the program on in binary
// form; MPL-2.0 asks that changes to its files stay open, and we change none.
var accepted = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0"}

// TestNotice compares NOTICE with what is linked into the program: every module is named, with its version, and no
// other. `make notice` writes the file anew.
func TestNotice(t *testing.T) {
	text, err := os.ReadFile("../../NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	_, list, ok := strings.Cut(string(text), "\n---\n")
	if !ok {
		t.Fatal("NOTICE has no line of hyphens before its list")
	}
	linked := linkedModules(t)
	named := map[string]bool{}
	for line := range strings.Lines(list) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			t.Errorf("%q is not a library, a version and a licence", line)
			continue
		}
		library, version, licence := fields[0], fields[1], fields[2]
		module := moduleOf(library, linked)
		named[module] = true
		switch {
		case module == "":
			t.Errorf("%s is named and not linked: run make notice", library)
		case linked[module] != version:
			t.Errorf("%s is named in %s and linked in %s: run make notice", library, version, linked[module])
		}
		if !slices.Contains(accepted, licence) {
			t.Errorf("%s is under %s, which is not accepted", library, licence)
		}
	}
	for module := range linked {
		if !named[module] {
			t.Errorf("%s is linked and not named: run make notice", module)
		}
	}
}

// linkedModules returns the versions of the modules that the program is linked with, on any of the systems.
func linkedModules(t *testing.T) map[string]string {
	t.Helper()
	linked := map[string]string{}
	for _, system := range []string{"linux", "darwin", "windows"} {
		command := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f",
			"{{with .Module}}{{.Path}} {{.Version}}{{end}}", ".")
		command.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
		out, err := command.Output()
		if err != nil {
			t.Fatalf("go list for %s: %v", system, err)
		}
		for line := range strings.Lines(string(out)) {
			if module, version, ok := strings.Cut(strings.TrimSpace(line), " "); ok && module != "apitour" {
				linked[module] = version
			}
		}
	}
	return linked
}

// moduleOf returns the linked module that the library is or is a part of: the longest that fits. k8s.io/api is no part
// of k8s.io/apiserver.
func moduleOf(library string, linked map[string]string) (longest string) {
	for module := range linked {
		if (library == module || strings.HasPrefix(library, module+"/")) && len(module) > len(longest) {
			longest = module
		}
	}
	return longest
}
