package etcd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// oddNames are names of folders that mean something else in a URL, in a pattern or in a shell.
var oddNames = []string{
	"a#b", "a?b", "a%b", "a%2Fb", "a%zzb", "a\tb", "a\nb", " a b ", ":@&=;,+~$!", "[a]*{b}", "\"a'b`c\\", "å 数据",
	"\xff\xfe",
}

// TestOddDirectories starts etcd in folders with such names: its socket's path has to get through a URL.
func TestOddDirectories(t *testing.T) {
	for _, name := range oddNames {
		t.Run(name, func(t *testing.T) {
			parent, err := os.MkdirTemp("", "odd")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.RemoveAll(parent) })
			dir := filepath.Join(parent, name, "etcd")
			server, client := mustStart(t, dir, DefaultQuota)
			mustPut(t, client, "key", "value")
			server.Stop()
			if err := Check(dir); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestOddTemporaryFolder is the same for a path that is too long for a socket, so that TMPDIR has it.
func TestOddTemporaryFolder(t *testing.T) {
	parent, err := os.MkdirTemp("", "odd")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(parent) })
	temporary := filepath.Join(parent, "a #?%b")
	if err := os.Mkdir(temporary, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", temporary)
	server, client := mustStart(t, filepath.Join(parent, strings.Repeat("long", 30)), DefaultQuota)
	mustPut(t, client, "key", "value")
	server.Stop()
	if left, _ := os.ReadDir(temporary); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
