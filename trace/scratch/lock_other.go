//go:build !unix

package scratch

import (
	"errors"
	"io/fs"
	"os"
)

// Other systems have no locks that end with their process and say so to others: what a killed process leaves there
// stays.

func share(*os.File) error { return errors.ErrUnsupported }

func hold(*os.File) error { return errors.ErrUnsupported }

func isOurs(fs.FileInfo) bool { return false }
