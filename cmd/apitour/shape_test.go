package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	// mostLines is how long a file may be: a longer one is about two things.
	mostLines = 400
	// mostFiles is how many Go files a folder may have before its doc.go has to say in which order to read them.
	mostFiles = 25
)

// TestShape holds files to a length and large packages to a reading order. The linter holds functions and lines.
func TestShape(t *testing.T) {
	folders := make(map[string][]string)
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != "../.." && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lines, generated := bytes.Count(text, []byte("\n")), bytes.Contains(text, []byte("// Code generated "))
		if lines > mostLines && !generated {
			t.Errorf("%s has %d lines, more than %d", path, lines, mostLines)
		}
		folders[filepath.Dir(path)] = append(folders[filepath.Dir(path)], entry.Name())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, files := range folders {
		if len(files) > mostFiles {
			checkReadingOrder(t, folder, files)
		}
	}
}

// checkReadingOrder looks for every file of a package, but for tests and generated files, in its doc.go.
func checkReadingOrder(t *testing.T, folder string, files []string) {
	t.Helper()
	order, err := os.ReadFile(filepath.Join(folder, "doc.go"))
	if err != nil {
		t.Errorf("%s has %d files and no doc.go that says in which order to read them", folder, len(files))
		return
	}
	for _, file := range files {
		if file == "doc.go" || strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "zz_generated") {
			continue
		}
		if !bytes.Contains(order, []byte(file)) {
			t.Errorf("the reading order in %s/doc.go does not have %s", folder, file)
		}
	}
}
