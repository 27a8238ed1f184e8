package recording_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/recording"
)

// all returns every recording by what it is of.
func all(t *testing.T) map[string]*trace.Trace {
	t.Helper()
	recorded := make(map[string]*trace.Trace)
	add := func(name string, read *trace.Trace, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		recorded[name] = read
	}
	boot, err := recording.Read()
	add("boot", boot, err)
	for _, name := range recording.Requests() {
		read, err := recording.Request(name)
		add("request "+name, read, err)
	}
	for _, name := range recording.BrokenBoots() {
		read, err := recording.Broken(name)
		add("broken boot "+name, read, err)
	}
	if len(recorded) < 12 {
		t.Fatalf("there are %d recordings", len(recorded))
	}
	return recorded
}

// TestRecordings reads every recording: of a request it has the one trace of the request, of a boot that of the boot.
func TestRecordings(t *testing.T) {
	for name, recorded := range all(t) {
		roots := recorded.Tree()
		root, isRequest := "main", strings.HasPrefix(name, "request ")
		if isRequest {
			root = convention.RequestStage
		}
		if roots[0].Name != root || isRequest && len(roots) != 1 || recorded.Cut != "" {
			t.Errorf("%s: %d roots, the first is %s", name, len(roots), roots[0].Name)
		}
		if _, ready := recorded.Ready(); ready != (name == "boot") && !strings.HasPrefix(name, "broken boot ") {
			t.Errorf("%s: it is ready: %t", name, ready)
		}
	}
	for _, read := range []func(string) (*trace.Trace, error){recording.Request, recording.Broken} {
		if _, err := read("nonsense"); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), `"nonsense"`) {
			t.Errorf("a recording that does not exist: %v", err)
		}
	}
}

// telling are what no text of a recording may hold: a path of a machine, and what looks like a secret.
var telling = regexp.MustCompile(`(?i)(^|[^\w.-])/(tmp|var|home|users|root|private|usr|opt|mnt|srv|data|etc)(/|$)` +
	`|\b[a-z]:\\|-----begin|\bbearer |\beyJ[\w-]{8}|password|secret=|token=|[A-Za-z0-9+/]{64}`)

// tells returns the texts of a trace that tell of a machine or a secret.
func tells(recorded *trace.Trace, machine []string) (found []string) {
	recorded.Reworded(func(text string) string {
		if telling.MatchString(text) || slices.ContainsFunc(machine, func(s string) bool {
			return strings.Contains(text, s)
		}) {
			found = append(found, text)
		}
		return text
	})
	return found
}

// TestRecordingsTellNothingOfTheMachine looks for paths and secrets in every text, and for the host and its user among
// the attributes of the process.
func TestRecordingsTellNothingOfTheMachine(t *testing.T) {
	var machine []string
	here, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	home, _ := os.UserHomeDir()
	for _, path := range []string{here, home, os.TempDir()} {
		if len(path) > 3 {
			machine = append(machine, path)
		}
	}
	personal := regexp.MustCompile(`^(host\.(name|id|ip|mac)|process\.(pid|owner|executable|command|working))`)
	for name, recorded := range all(t) {
		for key := range recorded.Resource {
			if personal.MatchString(key) {
				t.Errorf("%s has %s", name, key)
			}
		}
		for _, text := range tells(recorded, machine) {
			t.Errorf("%s tells %q", name, text)
		}
	}
	for text, want := range map[string]bool{
		"/tmp/apitour-7/etcd/etcd.sock": true, `start etcd in "/var/folders/x": no`: true,
		"--tls-cert-file=/home/jane/a.crt": true, "unix:/Users/jane": true, `C:\Users\jane`: true,
		"-----BEGIN PRIVATE KEY-----": true, "Authorization: Bearer abc": true, "eyJhbGciOiJSUzI1NiIs": true,
		"--etcd-password=x": true, strings.Repeat("Ab9+", 16): true, "on " + here: true,
		"$TMPDIR/apitour/etcd/etcd.sock": false, "/api/v1/namespaces/default/configmaps/letter": false,
		"/apis/post.example.com/v1": false, "k8s.io/apiserver@v0.37.2/pkg/server/config.go": false,
		"/readyz": false, "PostStartHook/rbac/bootstrap-roles": false, "127.0.0.1:40123": false,
	} {
		poisoned := &trace.Trace{Spans: []trace.Span{{Attributes: map[string]any{"x": []any{text}}}}}
		if got := len(tells(poisoned, machine)) > 0; got != want {
			t.Errorf("%q is said to tell: %t", text, got)
		}
	}
}
