package live

import (
	"os/exec"
	"syscall"
)

// dieWithParent makes the kernel send SIGTERM to the child when the thread ends that starts it; Boot.run keeps that
// thread until the child has ended. The signal reaches every child. The end of stdin reaches only children that watch
// it, but on every system.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr.Pdeathsig = syscall.SIGTERM
}
