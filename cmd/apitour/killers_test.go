package main

import "syscall"

// killers are the ends that a tour may come to.
var killers = map[string]syscall.Signal{"SIGHUP": syscall.SIGHUP, "SIGTERM": syscall.SIGTERM, "SIGKILL": syscall.SIGKILL}
