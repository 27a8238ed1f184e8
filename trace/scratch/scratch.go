// Package scratch makes the temporary folders of this process, and removes those of processes that were killed.
//
// A process that is killed with SIGKILL removes nothing. So each folder has a file, "apitour-owner", on which every
// process that uses the folder holds a lock: the system takes the lock away with the process, however that ends. The
// next process calls [RemoveLeft], which looks for folders whose lock is free.
//
//	$TMPDIR/apitour-123/apitour-owner     locked by the parent that made the folder, and by its child
//	$TMPDIR/apitour-123/…                 whatever they keep there; the folder is the child's TMPDIR
//
// Only what is certainly ours is removed: a folder (no link) with such a name, of this user, that holds the file with
// our text. On systems and disks without such locks nothing is removed. Begin at [New]; left.go removes.
package scratch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const (
	prefix = "apitour-"
	// owner is the file that identifies a folder.
	owner = prefix + "owner"
	// text is what the file holds.
	text = "The folder of this file is apitour's, and is removed when no process holds a lock on the file.\n"
)

// ourName is the form of the names that New gives.
var ourName = regexp.MustCompile(`^` + prefix + `([a-z]+-)?[0-9]+$`)

// AnyFolder stands for each of these folders in a text that is passed on to others.
const AnyFolder = "$TMPDIR/apitour"

// inPath is the form of our folders in a path, behind the directory for temporary files. A child has its folders inside
// that of its parent.
var inPath = regexp.MustCompile(`^(?:[/\\]+` + prefix + `(?:[a-z]+-)?[0-9]+\b)+`)

// Anonymous returns a text without the names of our folders, which tell of one machine and differ each time.
func Anonymous(text string) string {
	directory := filepath.Clean(os.TempDir())
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, directory)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		ours := inPath.FindString(rest)
		if ours == "" {
			out.WriteString(directory)
		} else {
			out.WriteString(AnyFolder)
		}
		text = rest[len(ours):]
	}
}

// Folder is a temporary folder that this process uses.
type Folder struct {
	path string
	lock *os.File // nil where there are no locks
}

// New makes a folder in the directory for temporary files. What says what it is for, and becomes part of its name; it
// may be empty.
func New(what string) (*Folder, error) {
	if what != "" {
		what += "-"
	}
	path, err := os.MkdirTemp("", prefix+what)
	if err != nil {
		return nil, err
	}
	return &Folder{path, own(path)}, nil
}

// own makes the owner's file. It gets its name when it is locked: no other process must find it free.
func own(path string) *os.File {
	unnamed := filepath.Join(path, owner+".new")
	f, err := os.OpenFile(unnamed, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil
	}
	err = share(f)
	if err == nil {
		_, err = f.WriteString(text)
	}
	if err == nil {
		err = os.Rename(unnamed, filepath.Join(path, owner))
	}
	if err != nil {
		_ = os.Remove(unnamed)
		_ = f.Close()
		return nil
	}
	return f
}

// Join uses a folder of another process, until Leave. It returns nil when the path is no such folder.
func Join(path string) *Folder {
	f, err := os.OpenFile(filepath.Join(path, owner), os.O_RDWR, 0)
	if err != nil {
		return nil
	}
	if share(f) != nil {
		_ = f.Close()
		return nil
	}
	return &Folder{path, f}
}

// Path returns the path of the folder.
func (f *Folder) Path() string { return f.path }

// Remove removes the folder with all that is in it.
func (f *Folder) Remove() {
	if folder, err := os.OpenRoot(f.path); err == nil {
		empty(folder)
		_ = folder.Close()
	}
	_ = os.RemoveAll(f.path)
	f.release()
}

// Leave ends the use of the folder. When the process that made it has died, it removes the folder.
func (f *Folder) Leave() {
	if f == nil {
		return
	}
	f.release()
	if parent, err := os.OpenRoot(filepath.Dir(f.path)); err == nil {
		defer parent.Close()
		removeLeft(parent, filepath.Base(f.path))
	}
}

func (f *Folder) release() {
	if f.lock != nil {
		_ = f.lock.Close()
	}
}
