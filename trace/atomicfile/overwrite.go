package atomicfile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
)

// overwrite writes into a file that has to stay where it is. The new content is made before the file is touched, and
// the old content is written back when the disk refuses the new one. Only a crash between the two can leave a part.
func (t target) overwrite(access Access, fill func(io.Writer) error) error {
	var content bytes.Buffer
	if err := fill(&content); err != nil {
		return err
	}
	f, err := os.OpenFile(t.path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrPermission) {
		f, err = os.OpenFile(t.path, os.O_WRONLY, 0) // a file into which its user may only write
	}
	if err != nil {
		return err
	}
	if access == Private {
		_ = f.Chmod(0o600) // another owner's mode is not ours to change
	}
	old, unread := io.ReadAll(f)
	if err := put(f, content.Bytes()); err != nil {
		if unread == nil {
			_ = put(f, old)
		}
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

// put makes the content that of the file. The file gets its length last, so that a disk without room is noticed while
// there is still something to restore.
func put(f *os.File, content []byte) error {
	if _, err := f.WriteAt(content, 0); err != nil {
		return err
	}
	if err := f.Truncate(int64(len(content))); err != nil {
		return err
	}
	return f.Sync()
}
