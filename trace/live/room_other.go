//go:build !linux

package live

import "os"

// makeRoom does nothing: only Linux lets a program choose how much a pipe takes.
func makeRoom(*os.File) {}
