package live

import (
	"os/exec"
	"syscall"
)

// dieWithParent has the kernel send the child SIGTERM when the thread that starts it dies, which Boot.run keeps alive for
// as long as the process lives. It works for every child; stdin works for those that watch it, on every system.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr.Pdeathsig = syscall.SIGTERM
}
