package apiserver

import (
	"io/fs"
	"strings"
	"testing"
)

func TestDocNamesEveryFile(t *testing.T) {
	doc, err := Source.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(Source, "*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") && file != "doc.go" && !strings.Contains(string(doc), file) {
			t.Errorf("the reading order leaves %s out", file)
		}
	}
}
