package scratch

import (
	"os"
	"path/filepath"
	"testing"
)

// TestAnonymous takes the names of our folders out of texts, and nothing else.
func TestAnonymous(t *testing.T) {
	directory := t.TempDir()
	t.Setenv("TMPDIR", directory)
	folder, err := New("break")
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Remove()
	inside := filepath.Join(folder.Path(), "apitour-42", "etcd.sock")
	for text, want := range map[string]string{
		"":                               "",
		"no path":                        "no path",
		folder.Path():                    AnyFolder,
		inside:                           AnyFolder + "/etcd.sock",
		"unix:" + inside + ", " + inside: "unix:" + AnyFolder + "/etcd.sock, " + AnyFolder + "/etcd.sock",
		`start etcd in "` + folder.Path() + `/data": no`: `start etcd in "` + AnyFolder + `/data": no`,
		"--tls-cert-file=" + folder.Path() + "/a.crt":    "--tls-cert-file=" + AnyFolder + "/a.crt",
		directory:                     directory,
		directory + "/apitour-x":      directory + "/apitour-x",
		directory + "/apitour-7b/x":   directory + "/apitour-7b/x",
		directory + "/mine/apitour-7": directory + "/mine/apitour-7",
		"/elsewhere/apitour-7/x":      "/elsewhere/apitour-7/x",
	} {
		if got := Anonymous(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	if got := Anonymous(filepath.Join(os.TempDir(), "apitour-break-1")); got != AnyFolder {
		t.Errorf("a folder of a broken boot becomes %q", got)
	}
}
