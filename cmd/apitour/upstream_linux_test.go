package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestTheFirstSignalEndsADownload interrupts a go command that downloads for ever.
func TestTheFirstSignalEndsADownload(t *testing.T) {
	folder := t.TempDir()
	asked := filepath.Join(folder, "asked")
	script := "#!/bin/sh\necho asked >" + asked + "\nexec sleep 600\n"
	if err := os.WriteFile(filepath.Join(folder, "go"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+string(filepath.ListSeparator)+os.Getenv("PATH"))
	s := startCommand(t, "notes", "verify", "--upstream", "v1.99.0")
	s.start()
	s.await("the go command", func() bool {
		_, err := os.Stat(asked)
		return err == nil
	})
	if err := s.command.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	s.ends(killed + int(syscall.SIGINT))
}
