package apiserver_test

import (
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"apitour/apiserver/apiservertest"
)

// failure is a mistake in the flags: the stage that fails, and a part of its message.
type failure struct {
	name, stage, message string
	args                 []string
}

// password is in the flags of one failure, and may be nowhere in what a server says.
const password = "hunter2"

// failures are mistakes in the flags. The port is taken.
func failures(port string) []failure {
	return []failure{
		{"a taken port", "SecureServing.ApplyTo", "address already in use", []string{"--secure-port", port}},
		{"a port that is none", "Validate", "--secure-port 80000", []string{"--secure-port", "80000"}},
		{"a bad value for the embedded etcd", "Validate", "--storage-backend", []string{"--storage-backend", "paper"}},
		{"a taken insecure port", "buildGenericConfig", "address already in use", []string{
			"--secure-port", "0",
			"--insecure-port", port,
		}},
		{
			"an admission plugin that is none", "Validate", `enable-admission-plugins plugin "AlwaysMaybe" is unknown`,
			[]string{"--enable-admission-plugins", "AlwaysMaybe"},
		},
		{
			"a proxy certificate without its key", "Validate", "--proxy-client-cert-file",
			[]string{"--proxy-client-cert-file", os.DevNull},
		},
		{"a quota that is too small", "Validate", "at least", []string{"--embedded-etcd-quota", "1Mi"}},
		{"a quota of another's etcd", "Validate", "cannot be used with --etcd-servers", []string{
			"--etcd-servers", "http://127.0.0.1:1",
			"--embedded-etcd-quota", "1Gi",
		}},
		{"a bad value", "Validate", "--insecure-bind-address", []string{
			"--insecure-bind-address", "10.0.0.1",
			"--bind-address", "0.0.0.0", "--advertise-address", "127.0.0.1",
		}},
		{"a folder that is none", "Complete", "not a directory", []string{"--data-dir", os.DevNull + "/x"}},
		{
			"an etcd that is not there", "createAPIExtensionsServer", "etcd grpc connection not ready",
			[]string{"--secure-port", "0", "--etcd-servers", "http://admin:" + password + "@127.0.0.1:1", "-v", "2"},
		},
		{"a mode that is none", "Validate", `--authorization-mode "Ask"`, []string{"--authorization-mode", "RBAC,Ask"}},
		{"a group that is none", "Validate", "unknown api groups nonsense.example", []string{
			"--runtime-config",
			"nonsense.example/v1=true",
		}},
		{"a token file that is none", "BuildAuthenticator", "--token-auth-file", []string{
			"--secure-port", "0",
			"--token-auth-file", os.DevNull + "/x",
		}},
		{"an audit policy that is none", "Audit.ApplyTo", "set up auditing", []string{
			"--secure-port", "0",
			"--audit-policy-file", os.DevNull,
		}},
		{"a client authority that is none", "BuildAuthenticator", "--client-ca-file", []string{
			"--secure-port", "0",
			"--client-ca-file", os.DevNull,
		}},
	}
}

// TestFailure boots into mistakes: the stage that fails says why, nothing is left behind, and it does not take long.
func TestFailure(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() }) // and not deferred: the parallel tests below go on after this function
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)

	for _, test := range failures(port) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := apiservertest.DataDir(t)
			begun := time.Now()
			s := apiservertest.Launch(t, append([]string{"--data-dir", dir}, test.args...)...)
			select {
			case <-s.Followed:
			case <-s.Ready:
				t.Fatal("the server is ready, although it should have failed")
			}
			if took := time.Since(begun); took > 25*time.Second {
				t.Errorf("took %s to fail", took)
			}
			log := strings.Join(s.Log, "\n")
			exposed := slices.Contains(test.args, "0.0.0.0")
			if warned := strings.Contains(log, "every host that can reach"); warned != exposed {
				t.Errorf("the log warns of other hosts: %t\n%s", warned, log)
			}
			if s.Boot.Wait() == nil || !strings.Contains(log, "error: ") || strings.Contains(log, "goroutine ") {
				t.Errorf("ended with %v and said:\n%s", s.Boot.Wait(), log)
			}
			recorded := s.Recording.Snapshot()
			if strings.Contains(log+fmt.Sprintf("%+v", recorded), password) {
				t.Errorf("a password is in the log or the recording:\n%s\n%+v", log, recorded)
			}
			failed := apiservertest.Find(recorded, test.stage)
			if failed == nil || !failed.Failed() || !strings.Contains(failed.Message, test.message) {
				t.Errorf("stage %s: %+v, want it failed with %q", test.stage, failed, test.message)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Errorf("the failed boot left %s behind", dir)
			}
		})
	}
}
