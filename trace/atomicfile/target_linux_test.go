package atomicfile_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"apitour/trace/atomicfile"
)

func page(t *testing.T, path, content string) error {
	return atomicfile.Write(t.Context(), path, atomicfile.Shared, text(content))
}

func put(t *testing.T, path, content string, mode fs.FileMode) {
	t.Helper()
	if err := errors.Join(os.WriteFile(path, []byte(content), mode), os.Chmod(path, mode)); err != nil {
		t.Fatal(err)
	}
}

func checkMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	if info, err := os.Lstat(path); err != nil || info.Mode() != want {
		t.Errorf("%s has mode %v, %v, want %v", filepath.Base(path), info.Mode(), err, want)
	}
}

// TestModes writes new files and files of several modes. The umask of the test decides about the new page.
func TestModes(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o027))
	path := filepath.Join(t.TempDir(), "file")
	write := func(access atomicfile.Access, want fs.FileMode) {
		t.Helper()
		if err := atomicfile.Write(t.Context(), path, access, text("new")); err != nil {
			t.Fatal(err)
		}
		checkContent(t, path, "new")
		checkMode(t, path, want)
	}
	write(atomicfile.Shared, 0o640)
	for _, kept := range []fs.FileMode{0o600, 0o666, 0o755} {
		put(t, path, "older", kept)
		write(atomicfile.Shared, kept)
	}
	write(atomicfile.Private, 0o600)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	write(atomicfile.Private, 0o600)
}

// TestLinks writes through chains of links, to files that exist and to one that does not yet.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "pages", "deep"), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "file"), "old", 0o640)
	for link, to := range map[string]string{
		"to-file": "file", "to-link": "to-file", "dangling": "pages/new", "null": os.DevNull,
		"loop": "loop", "nowhere": "absent/file", "to-folder": "pages", "deep": "pages/deep", "up": "deep/../new",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	for link, file := range map[string]string{
		"to-file": "file", "to-link": "file", "dangling": "pages/new", "up": "pages/new",
	} {
		if err := page(t, filepath.Join(dir, link), "through "+link); err != nil {
			t.Fatal(err)
		}
		checkContent(t, filepath.Join(dir, file), "through "+link)
		if info, err := os.Lstat(filepath.Join(dir, link)); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is %v, %v", link, info.Mode(), err)
		}
	}
	checkMode(t, filepath.Join(dir, "file"), 0o640)
	if err := page(t, filepath.Join(dir, "null"), "gone"); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		t.Fatalf("%s is %v, %v", os.DevNull, info.Mode(), err)
	}
	for name, want := range map[string]error{
		"loop": syscall.ELOOP, "nowhere": fs.ErrNotExist, "to-folder": syscall.EISDIR, "pages": syscall.EISDIR,
		"pages/": syscall.EISDIR, "absent/": syscall.EISDIR, "file/below": syscall.ENOTDIR,
	} {
		path := dir + "/" + name
		for what, err := range map[string]error{"write": page(t, path, "new"), "check": atomicfile.Check(path)} {
			var onPath *fs.PathError
			if !errors.Is(err, want) || !errors.As(err, &onPath) || onPath.Path != path {
				t.Errorf("%s %s: %v, want %v", what, name, err, want)
			}
		}
	}
	checkFiles(t, filepath.Join(dir, "pages"), "deep", "new")
}

// TestPipes writes to a pipe with a reader, and gives up one without.
func TestPipes(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancelCause(t.Context())
	var waiting sync.WaitGroup
	waiting.Go(func() { stop(errors.New("enough")) })
	err := atomicfile.Write(ctx, fifo, atomicfile.Shared, text("for nobody"))
	waiting.Wait()
	if err == nil || err.Error() != "enough" {
		t.Fatalf("without a reader: %v", err)
	}
	fifo = filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	read := make(chan string, 1)
	go func() {
		content, err := os.ReadFile(fifo)
		read <- string(content) + errorText(err)
	}()
	if err := page(t, fifo, "for a reader"); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "for a reader" {
		t.Errorf("the reader got %q", got)
	}
	checkMode(t, fifo, fs.ModeNamedPipe|0o600)
}

func errorText(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}

// TestDescriptors appends to what a shell has redirected, by the names of the descriptor and through a link.
func TestDescriptors(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "log")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	stdout, err := unix.Dup(1)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(stdout)
	if err := os.Symlink("/dev/stdout", filepath.Join(dir, "out")); err != nil {
		t.Fatal(err)
	}
	if err := unix.Dup3(int(f.Fd()), 1, 0); err != nil {
		t.Fatal(err)
	}
	failed := page(t, "/dev/stdout", "a")
	for _, name := range []string{"/dev/fd/1", "/proc/self/fd/1", filepath.Join(dir, "out")} {
		failed = errors.Join(failed, page(t, name, "b"))
	}
	if err := errors.Join(failed, unix.Dup3(stdout, 1, 0)); err != nil {
		t.Fatal(err)
	}
	checkContent(t, path, "abbb")
}

// TestFullDisk writes to a device without room, and to files that may not grow further. What was there stays.
func TestFullDisk(t *testing.T) {
	if err := page(t, "/dev/full", "new"); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a full device: %v", err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	put(t, path, "old", 0o666)
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	const longest = 100 << 10
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: longest, Max: limit.Max}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
			t.Fatal(err)
		}
	}()
	long := strings.Repeat("new", longest)
	if err := page(t, path, long); !errors.Is(err, syscall.EFBIG) {
		t.Errorf("a long file: %v", err)
	}
	checkContent(t, path, "old")
	checkFiles(t, dir, "file")
	inClosedFolder(t, dir, func() {
		if err := page(t, path, long); !errors.Is(err, syscall.EFBIG) {
			t.Errorf("a long file in place: %v", err)
		}
	})
	checkContent(t, path, "old")
	checkFiles(t, dir, "file")
}

// TestFileInAClosedFolder writes a file that cannot be replaced, but written to. A file that is read-only stays as it
// is, also where it could be replaced.
func TestFileInAClosedFolder(t *testing.T) {
	dir := t.TempDir()
	path, locked := filepath.Join(dir, "file"), filepath.Join(dir, "read-only")
	put(t, path, "older and longer", 0o666)
	put(t, locked, "old", 0o444)
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	inClosedFolder(t, dir, func() {
		half := errors.New("no more to write")
		err := atomicfile.Write(t.Context(), path, atomicfile.Shared, func(w io.Writer) error {
			_, _ = io.WriteString(w, "half")
			return half
		})
		if !errors.Is(err, half) {
			t.Errorf("half of a page: %v", err)
		}
		checkContent(t, path, "older and longer")
		if err := errors.Join(atomicfile.Check(path), page(t, path, "new")); err != nil {
			t.Error(err)
		}
		if err := page(t, filepath.Join(dir, "another"), "new"); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("a new file: %v", err)
		}
		for _, err := range []error{atomicfile.Check(locked), page(t, locked, "new")} {
			if !errors.Is(err, fs.ErrPermission) {
				t.Errorf("a file that is read-only: %v", err)
			}
		}
	})
	checkContent(t, path, "new")
	checkContent(t, locked, "old")
	checkMode(t, path, 0o666)
	if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) {
		t.Errorf("the file is another one now, %v", err)
	}
}

// inClosedFolder calls a function that may not write to the folder. For root every folder is open, so it is called as
// another user, which on Linux a single thread can be; that thread is not used again.
func inClosedFolder(t *testing.T, dir string, call func()) {
	t.Helper()
	// The folder around that of a test is closed to others.
	if err := errors.Join(os.Chmod(dir, 0o555), os.Chmod(filepath.Dir(dir), 0o755)); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if os.Getuid() == 0 {
			runtime.LockOSThread()
			const nobody = 65534
			_, _ = unix.SetfsuidRetUid(nobody)
			_, _ = unix.SetfsgidRetGid(nobody)
		}
		call()
	}()
	<-done
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
}
