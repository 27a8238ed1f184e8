//go:build !linux

package live

import "os/exec"

// dieWithParent does nothing: other systems have no such signal. The child watches its stdin: see record.WatchParent.
func dieWithParent(*exec.Cmd) {}
