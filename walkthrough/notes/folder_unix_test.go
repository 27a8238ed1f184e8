//go:build unix

package notes_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"apitour/walkthrough/notes"
)

// TestFolderOnDisk reads what only a disk has: links, pipes, folders in the place of files, files without rights.
func TestFolderOnDisk(t *testing.T) {
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "secret.md")
	write := func(file, text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	write(outside, theirs("functions: [secret.f]\n"), 0o600)
	write(filepath.Join(dir, "a.md"), theirs("functions: [a.b]\n"), 0o600)
	write(filepath.Join(dir, "shut.md"), theirs("functions: [shut.b]\n"), 0o000)
	must(os.Symlink("a.md", filepath.Join(dir, "inside.md")))
	must(os.Symlink(outside, filepath.Join(dir, "outside.md")))
	must(os.Symlink("ring.md", filepath.Join(dir, "ring.md")))
	must(os.Mkdir(filepath.Join(dir, "folder.md"), 0o700))
	must(syscall.Mkfifo(filepath.Join(dir, "pipe.md"), 0o600))
	must(os.Symlink("/", filepath.Join(dir, "chapters")))

	library, mistakes, err := notes.ReadFolders(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := printed(mistakes)
	for i := range got {
		got[i] = strings.TrimPrefix(got[i], dir+"/")
	}
	want := []string{
		"chapters: the link leads out of the folder",
		"folder.md: it is not a file",
		`inside.md:3: "a.b" is already explained by note "a"`,
		"outside.md: the link leads out of the folder",
		"pipe.md: it is not a file",
		"ring.md: too many levels of symbolic links",
		"shut.md: permission denied",
	}
	if os.Geteuid() == 0 { // for whom no file is shut
		want = want[:len(want)-1]
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if library.For(spanOf("x", "", function("a.b"))) == nil || library.ByID("outside") != nil {
		t.Error("a note inside is not there, or one outside is")
	}
	for name, want := range map[string]string{
		filepath.Join(dir, "nowhere"): "there is no folder", filepath.Join(dir, "a.md"): "not a directory",
	} {
		if _, _, err := notes.ReadFolders(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}
