//go:build linux

package durability_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"apitour/apiserver/apiservertest"
)

// TestFullDisk writes until the disk is full. The embedded etcd cannot go on then, so the server says why and ends;
// while there is no room it does not start; when there is, everything that was acknowledged is there.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	// Two segments of the write-ahead log take 128 MiB from the beginning.
	disk := mount(t, "size=160m")
	dir := filepath.Join(disk, "data")
	s := apiservertest.Start(t, dir)
	config := s.Config(t)
	awaitDefault(t, config)

	ledger := newLedger()
	reached := ledger.after(50)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	failures := ledger.write(ctx, config, 0)
	<-reached
	ballast := filepath.Join(disk, "ballast")
	fill(t, ballast)
	drain(t, failures, clients)
	ended(t, s, "no space left on device")
	refused(t, apiservertest.Launch(t, "--data-dir", dir, "--secure-port", "0"), "no space left on device")

	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s = apiservertest.Start(t, dir)
	ledger.compare(t, stored(t, s.Config(t)))
	t.Logf("%d acknowledged writes, %d objects", ledger.answers, len(ledger.promises))
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}

// mount gives the test a small disk of its own.
func mount(t *testing.T, options string) string {
	t.Helper()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, options); err != nil {
		t.Skipf("only root can mount a small disk to fill: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return disk
}

// fill writes the file until there is no room for another page.
func fill(t *testing.T, file string) {
	t.Helper()
	ballast, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer ballast.Close()
	for size := 1 << 20; size >= os.Getpagesize(); {
		if _, err := ballast.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
}

// TestReadOnlyDirectory starts the server on a directory that it has used before and may not write to any more.
func TestReadOnlyDirectory(t *testing.T) {
	t.Parallel()
	var dir, says string
	var forbid, allow func() error
	if os.Getuid() == 0 {
		// Root may write everywhere, except to a read-only disk.
		disk := mount(t, "size=160m")
		dir, says = filepath.Join(disk, "data"), "read-only file system"
		forbid = func() error { return syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, "") }
		allow = func() error { return syscall.Mount("", disk, "", syscall.MS_REMOUNT, "") }
	} else {
		dir, says = apiservertest.DataDir(t), "permission denied"
		forbid = func() error { return chmodAll(dir, 0o500, 0o400) }
		allow = func() error { return chmodAll(dir, 0o700, 0o600) }
	}
	s := apiservertest.Start(t, dir)
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := forbid(); err != nil {
		t.Fatal(err)
	}
	refused(t, apiservertest.Launch(t, "--data-dir", dir, "--secure-port", "0"), says)
	if err := allow(); err != nil {
		t.Fatal(err)
	}
	if err := apiservertest.Start(t, dir).Stop(); err != nil {
		t.Errorf("once it may be written to again: %v", err)
	}
}

func chmodAll(dir string, folder, file os.FileMode) error {
	if err := os.Chmod(dir, 0o700); err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		mode := file
		if entry.IsDir() {
			mode = folder
		}
		return os.Chmod(path, mode)
	})
}
