// Package datadir keeps the directory for the data of the tour's apiserver that must survive it: the certificate
// authority, the database, the admin's kubeconfig.
//
// A directory is used by one server at a time, and only if a server has made it: a mistyped --data-dir must not scatter
// keys over a home directory. When the boot fails, or when no directory was named, the files of the boot are removed.
package datadir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"go.etcd.io/etcd/client/pkg/v3/fileutil"
)

// marker is the file that identifies a data directory. Its lock says that a server uses the directory, its content
// which files the directory must have (see lasting.go).
const marker = "apitour-data"

// ErrForeign and ErrInUse are the reasons to refuse an existing directory.
var (
	ErrForeign = errors.New("holds files that are not apitour's")
	ErrInUse   = errors.New("is in use by another apiserver")
)

// Directory is a data directory that this process holds.
type Directory struct {
	path string
	lock *fileutil.LockedFile
	// remove names what Close deletes: the directory with the parents that were made for it, or only its contents.
	remove    []string
	temporary bool
	closing   sync.Mutex
	closed    []func()
}

// Open locks the directory at path, and makes it if it is missing. Until Keep is called, Close deletes what Open has
// made and what the server has written there. An empty path means a temporary directory, which Close always deletes.
// Close ends with a call of each function of closed that is not nil.
func Open(path string, closed ...func()) (*Directory, error) {
	d := &Directory{closed: closed}
	if path == "" {
		temporary, err := os.MkdirTemp("", "apitour-")
		if err != nil {
			return nil, fmt.Errorf("make a temporary data directory: %w", err)
		}
		d.path, d.temporary, d.remove = temporary, true, []string{temporary}
	} else if err := d.adopt(path); err != nil {
		return nil, err
	}
	var err error
	file := filepath.Join(d.path, marker)
	d.lock, err = fileutil.TryLockFile(file, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		if errors.Is(err, fileutil.ErrLocked) {
			return nil, fmt.Errorf("data directory %q %w", path, ErrInUse)
		}
		d.Close()
		return nil, fmt.Errorf("use data directory %q: %w", path, err)
	}
	return d, nil
}

// adopt decides what the named directory is: missing, empty, ours, or foreign.
func (d *Directory) adopt(path string) (err error) {
	// Absolute, because the kubeconfig's path is printed for shells in other directories.
	if d.path, err = filepath.Abs(path); err != nil {
		return fmt.Errorf("use data directory %q: %w", path, err)
	}
	entries, err := os.ReadDir(d.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.remove = []string{firstMissing(d.path)}
		if err := os.MkdirAll(d.path, 0o700); err != nil {
			return fmt.Errorf("make data directory %q: %w", path, err)
		}
		return nil
	case err != nil:
		return fmt.Errorf("use data directory %q: %w", path, err)
	case len(entries) == 0:
		d.remove = d.contents()
		return nil
	}
	if _, err := os.Stat(d.Path(marker)); err == nil {
		return nil
	}
	if d.has("etcd/member") && d.has("pki/ca.crt") {
		return fmt.Errorf("data directory %q %w its file %q, which may be empty", path, ErrIncomplete, d.Path(marker))
	}
	return fmt.Errorf("data directory %q %w", path, ErrForeign)
}

// firstMissing returns the outermost part of the path that does not exist.
func firstMissing(path string) string {
	for {
		parent := filepath.Dir(path)
		if _, err := os.Stat(parent); err == nil || parent == path {
			return path
		}
		path = parent
	}
}

// contents names every file and folder that a server puts into its directory.
func (d *Directory) contents() []string {
	return []string{d.Path(marker), d.Path("pki"), d.Path("etcd"), d.Path("admin.kubeconfig")}
}

// Path joins the directory and the elements.
func (d *Directory) Path(elements ...string) string {
	return filepath.Join(append([]string{d.path}, elements...)...)
}

// OthersMayWrite returns the directory's permissions when its group or all users may write to it, and 0 otherwise.
func (d *Directory) OthersMayWrite() fs.FileMode {
	info, err := os.Stat(d.path)
	if err != nil || info.Mode().Perm()&0o022 == 0 {
		return 0
	}
	return info.Mode().Perm()
}

// Keep says that from now on the directory contains data that its user would miss.
func (d *Directory) Keep() error {
	d.closing.Lock()
	defer d.closing.Unlock()
	if d.temporary || d.lock == nil {
		return nil
	}
	if err := d.record(); err != nil {
		return fmt.Errorf("write %q: %w", d.Path(marker), err)
	}
	d.remove = nil
	return nil
}

// Close releases the directory, and deletes what is not kept. It may be called more than once.
func (d *Directory) Close() {
	d.closing.Lock()
	defer d.closing.Unlock()
	for _, path := range d.remove {
		_ = os.RemoveAll(path)
	}
	if d.lock != nil {
		_ = d.lock.Close()
		d.lock = nil
	}
	for _, closed := range d.closed {
		if closed != nil {
			closed()
		}
	}
}
