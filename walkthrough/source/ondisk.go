package source

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrOtherText is the error for a file whose text differs from the source that is shown.
var ErrOtherText = errors.New("the file on disk differs from the source in this program")

// OnDisk returns the path of a real file with the source of that name, for an editor: a library's file in the module
// cache, ours in the checkout that contains dir. The file is always the version that is shown. The error wraps
// [fs.ErrNotExist] when there is no such file, and [ErrOtherText] when the file has another text.
func (l *Library) OnDisk(name, dir string) (string, error) {
	found, err := l.onDisk(name, dir)
	if err != nil {
		return "", fmt.Errorf("find a file with the source of %q: %w", name, err)
	}
	return found, nil
}

func (l *Library) onDisk(name, dir string) (string, error) {
	if l == nil {
		return "", fs.ErrNotExist
	}
	text, err := l.read(name)
	if err != nil {
		return "", err
	}
	if IsLibrary(name) {
		cached, _ := inModuleCache(name)
		return filepath.Join(ModuleCache(), filepath.FromSlash(cached)), nil
	}
	root := checkout(dir)
	if root == "" {
		return "", fs.ErrNotExist
	}
	ours := filepath.Join(root, filepath.FromSlash(name))
	there, err := os.ReadFile(ours)
	if err != nil {
		return "", err
	}
	if !bytes.Equal(there, text) {
		return "", ErrOtherText
	}
	return ours, nil
}

// ourModule is the first line of our go.mod.
const ourModule = "module apitour"

// checkout returns the folder of our module that contains dir, or "".
func checkout(dir string) string {
	for {
		if text, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
			first, _, _ := strings.Cut(string(text), "\n")
			if strings.TrimSpace(first) == ourModule {
				return dir
			}
			return ""
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}
