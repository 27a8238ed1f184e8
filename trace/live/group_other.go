//go:build !unix

package live

import (
	"os"
	"os/exec"
)

// Without process groups and signals, a child is asked to stop by closing its stdin.

func ownGroup(*exec.Cmd) {}

func terminate(p *os.Process) error { return p.Signal(os.Interrupt) }

func kill(p *os.Process) error { return p.Kill() }

func signalOf(*os.ProcessState) string { return "" }
