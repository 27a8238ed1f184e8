//go:build !unix

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
)

// Other systems have no names for descriptors, and a file that is made belongs to whom its folder says.

const noTerminal = 0

func descriptorAt(string, string) (int, bool) { return 0, false }

func duplicate(int, string) (*os.File, error) { return nil, errors.ErrUnsupported }

func keepOwner(*os.File, fs.FileInfo) error { return nil }
