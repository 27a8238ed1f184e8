//go:build unix

package live

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup makes the child the leader of a process group of its own.
func ownGroup(cmd *exec.Cmd) {
	var attr syscall.SysProcAttr
	if cmd.SysProcAttr != nil {
		attr = *cmd.SysProcAttr
	}
	attr.Setpgid, attr.Pgid = true, 0
	cmd.SysProcAttr = &attr
}

func terminate(p *os.Process) error { return p.Signal(syscall.SIGTERM) }

// kill ends the child's process group: the child, and every process that it has started and that has not left the
// group.
func kill(p *os.Process) error {
	if syscall.Kill(-p.Pid, syscall.SIGKILL) == nil {
		return nil
	}
	return p.Kill()
}

func signalOf(state *os.ProcessState) string {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return status.Signal().String()
	}
	return ""
}
