package scratch

import (
	"errors"
	"io"
	"os"
)

// RemoveLeft removes the folders that killed processes have left in the directory for temporary files. What cannot be
// removed stays for the next process.
func RemoveLeft() {
	parent, err := os.OpenRoot(os.TempDir())
	if err != nil {
		return
	}
	defer parent.Close()
	for _, name := range ourNames(parent) {
		removeLeft(parent, name)
	}
}

// ourNames returns the names in a directory that may be those of our folders.
func ourNames(directory *os.Root) (names []string) {
	f, err := directory.Open(".")
	if err != nil {
		return nil
	}
	defer f.Close()
	const some = 1000 // the directory may be that of all users, and large
	for err == nil {
		var more []string
		more, err = f.Readdirnames(some)
		for _, name := range more {
			if ourName.MatchString(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// removeLeft removes a folder that no process uses. Links are not followed, and what is looked at is what is removed:
// other users may put something else into its place meanwhile.
func removeLeft(parent *os.Root, name string) {
	if !ourName.MatchString(name) {
		return
	}
	folder := openFolder(parent, name)
	if folder == nil {
		return
	}
	defer folder.Close()
	lock := openOwner(folder)
	if lock == nil {
		return
	}
	defer lock.Close()
	if hold(lock) != nil || !isAt(lock, folder, owner) {
		return // a process uses the folder, or another one removes it
	}
	empty(folder)
	_ = parent.Remove(name)
}

// openFolder opens a folder of this user, nil when it is something else.
func openFolder(parent *os.Root, name string) *os.Root {
	info, err := parent.Lstat(name)
	if err != nil || !info.IsDir() || !isOurs(info) {
		return nil
	}
	folder, err := parent.OpenRoot(name)
	if err != nil {
		return nil
	}
	if opened, err := folder.Stat("."); err != nil || !os.SameFile(info, opened) {
		_ = folder.Close()
		return nil
	}
	return folder
}

// openOwner opens the file that says that the folder is ours, nil when there is none.
func openOwner(folder *os.Root) *os.File {
	info, err := folder.Lstat(owner)
	if err != nil || !info.Mode().IsRegular() || !isOurs(info) {
		return nil
	}
	f, err := folder.OpenFile(owner, os.O_RDWR, 0)
	if err != nil {
		return nil
	}
	content, err := io.ReadAll(io.LimitReader(f, int64(len(text))+1))
	if err != nil || string(content) != text || !isAt(f, folder, owner) {
		_ = f.Close()
		return nil
	}
	return f
}

// isAt reports whether the file has that name in the folder, and is no link.
func isAt(f *os.File, folder *os.Root, name string) bool {
	opened, err := f.Stat()
	if err != nil {
		return false
	}
	info, err := folder.Lstat(name)
	return err == nil && os.SameFile(info, opened)
}

// empty removes all that is in a folder, the owner's file last: a process that is killed meanwhile leaves a folder that
// the next one still knows.
func empty(folder *os.Root) {
	f, err := folder.Open(".")
	if err != nil {
		return
	}
	names, err := f.Readdirnames(-1)
	_ = f.Close()
	for _, name := range names {
		if name != owner {
			err = errors.Join(err, folder.RemoveAll(name))
		}
	}
	if err == nil {
		_ = folder.Remove(owner)
	}
}
