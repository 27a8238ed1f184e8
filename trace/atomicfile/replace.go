package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// replace puts a new file in the place of the target.
func (t target) replace(access Access, fill func(io.Writer) error) (err error) {
	if t.info != nil {
		if err := t.checkWritable(); err != nil {
			return err
		}
	}
	f, err := t.createBeside(access)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	err = fill(f)
	if err == nil {
		err = t.keepAccess(f, access)
	}
	// Sync comes before the rename, or a crash may leave the name on an empty file.
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), t.path)
}

// createBeside makes the new file: in the same folder, because a rename from another file system fails.
func (t target) createBeside(access Access) (f *os.File, err error) {
	const (
		longestName = 200 // bytes of the target's, so that the new name is not too long
		mostTries   = 100
	)
	mode := fs.FileMode(0o600) // until it has that of the old file
	if access == Shared && t.info == nil {
		mode = 0o666 // less the umask
	}
	folder, name := filepath.Split(t.path)
	name = name[:min(len(name), longestName)]
	for range mostTries {
		path := fmt.Sprintf("%s.%s.%d", folder, name, rand.Uint32())
		f, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return f, err
}

// keepAccess gives the new file the owner and the mode of the old one. An owner that cannot be kept is an error: then
// the file is written where it is.
func (t target) keepAccess(f *os.File, access Access) error {
	if t.info == nil {
		return nil
	}
	if err := keepOwner(f, t.info); err != nil {
		return err
	}
	if access == Private {
		return nil
	}
	return f.Chmod(t.info.Mode().Perm())
}
