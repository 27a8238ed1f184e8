package mask

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"testing"

	"k8s.io/klog/v2"
	"k8s.io/klog/v2/textlogger"
)

// TestText masks what is secret in a URL, wherever the URL stands, and nothing else.
func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"http://admin:hunter2@127.0.0.1:2379":           "http://xxxxx@127.0.0.1:2379",
		"https://token@example.com/x":                   "https://xxxxx@example.com/x",
		"a http://u:p@a:1,https://u:p@b:2, c":           "a http://xxxxx@a:1,https://xxxxx@b:2, c",
		`parse "http://u:p/w@h:1": invalid port`:        `parse "http://xxxxx@h:1": invalid port`,
		"http://u:p@ss@h/x":                             "http://xxxxx@h/x",
		"http://u:p@h/path@v1":                          "http://xxxxx@h/path@v1",
		"[http://u:p@h:1 http://h:2]":                   "[http://xxxxx@h:1 http://h:2]",
		"https://h/x?api_key=abc&y=1&token=d":           "https://h/x?api_key=xxxxx&y=1&token=xxxxx",
		"https://h/x?X-Amz-Signature=abc":               "https://h/x?X-Amz-Signature=xxxxx",
		"https://h/x?auth=abc#f":                        "https://h/x?auth=xxxxx#f",
		"https://[fd00::1]:6443/@x https://u:p@[::1]:1": "https://[fd00::1]:6443/@x https://xxxxx@[::1]:1",
	} {
		if got := Text(text); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
	for _, text := range []string{
		"", "an address: me@example.com", "https://pkg.go.dev/x@v1.2.3", "https://h:443/a@b", "unix:///run/@etcd",
		"https://h/x?page=1&limit=2", "--token-auth-file /etc/tokens.csv", "http://", "://@",
	} {
		if got := Text(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestWithoutUser(t *testing.T) {
	for text, want := range map[string]string{
		"http://admin:hunter2@127.0.0.1:2379": "http://127.0.0.1:2379", "http://h:1": "http://h:1", "h:1": "h:1",
	} {
		if got := WithoutUser(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestFlags masks the values of flags whose names say that they are secrets, and no names of files.
func TestFlags(t *testing.T) {
	got := Flags([]string{
		"--etcd-servers=http://u:hunter2@h:1", "--etcd-servers", "http://u:hunter2@h:1", "--token", "hunter2",
		"--some-password=hunter2", "--client.secret", "hunter2", "--api-key=hunter2", "--password", "--secure-port=0",
		"--token-auth-file=tokens", "--etcd-keyfile", "key", "--tls-private-key-file=key",
	})
	want := []string{
		"--etcd-servers=http://xxxxx@h:1", "--etcd-servers", "http://xxxxx@h:1", "--token", "xxxxx",
		"--some-password=xxxxx", "--client.secret", "xxxxx", "--api-key=xxxxx", "--password", "--secure-port=0",
		"--token-auth-file=tokens", "--etcd-keyfile", "key", "--tls-private-key-file=key",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestError keeps what an error is.
func TestError(t *testing.T) {
	err := Error(fmt.Errorf("parse %q: %w", "http://u:hunter2%zz@h", fs.ErrNotExist))
	if !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v", err)
	}
	if plain := errors.New("plain"); !errors.Is(Error(plain), plain) || Error(nil) != nil {
		t.Error("an error without a secret is another one")
	}
}

// TestLog logs a secret in every form that klog has, and with a contextual logger.
func TestLog(t *testing.T) {
	var log strings.Builder
	logger := textlogger.NewLogger(textlogger.NewConfig(textlogger.Output(Writer(&log))))
	buffer := logger.GetSink().(textlogger.KlogBufferWriter).WriteKlogBuffer
	klog.SetLoggerWithOptions(logger, klog.ContextualLogger(true), klog.WriteKlogBuffer(buffer))
	t.Cleanup(klog.ClearLogger)
	address, err := url.Parse("http://u:hunter2@h:1")
	if err != nil {
		t.Fatal(err)
	}
	failure := errors.New("dial " + address.String())
	servers := []string{address.String(), "http://h:2"}
	klog.Info(address)
	klog.Infof("FLAG: --%s=%q of %d", "etcd-servers", servers, 2)
	klog.Infoln(failure)
	klog.InfoS("Dialing "+address.String(), "servers", servers, "bytes", []byte(address.String()))
	klog.ErrorS(failure, "Failed")
	klog.Background().Error(failure, "Failed", "server", address)
	klog.Flush()
	if strings.Contains(log.String(), "hunter2") || strings.Count(log.String(), Masked) != 9 {
		t.Errorf("the log is\n%s", log.String())
	}
	if !strings.Contains(log.String(), "of 2") || !strings.Contains(log.String(), "http://h:2") {
		t.Errorf("the log lost what is no secret:\n%s", log.String())
	}
	if servers[0] != address.String() {
		t.Error("the caller's values were changed")
	}
}
