package apiserver_test

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"apitour/apiserver/apiservertest"
)

// TestHints boots where the system refuses something, and reads the hint: it has to be the step that helps.
func TestHints(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the limits are set by a shell of Unix")
	}
	t.Parallel()
	long, noTemporary := strings.Repeat("long/", 30), []string{"TMPDIR=/missing/tmp"}
	for _, test := range []struct {
		name, before, hint string
		environment, args  []string
	}{
		{"no folder for temporary files", "", "make the folder that TMPDIR names", noTemporary, nil},
		{
			"no folder for the socket of etcd", "", "make the folder that TMPDIR names", noTemporary,
			[]string{"--data-dir", filepath.Join(t.TempDir(), long)},
		},
		{"too few open files for etcd", "ulimit -n 60", "ulimit -n", nil, nil},
		{"too few open files for etcd's clients", "ulimit -n 151", "ulimit -n", nil, nil},
		{"small files", "ulimit -f 8", "ulimit -f", nil, nil},
		{
			"an address that is not this host's", "", "name an address of this host with --bind-address", nil,
			[]string{"--bind-address", "203.0.113.1"}, // RFC 5737: no host has it
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := apiservertest.LaunchAfter(
				t, test.before, test.environment, append([]string{"--secure-port", "0"}, test.args...)...)
			select {
			case <-s.Followed:
			case <-s.Ready:
				t.Fatal("the server is ready, although it should have failed")
			}
			log := strings.Join(s.Log, "\n")
			if _, hint, _ := strings.Cut(log, "\nhint: "); !strings.Contains(hint, test.hint) {
				t.Errorf("no hint %q:\n%s", test.hint, log)
			}
			if strings.Contains(log, "goroutine ") {
				t.Errorf("the process was ended by force:\n%s", log)
			}
		})
	}
}
