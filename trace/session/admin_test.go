package session

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestKubeconfigsThatAreRefused(t *testing.T) {
	pair := selfSigned()
	whole := kubeconfigOf("https://127.0.0.1:1", pair.cert, pair.cert, pair.key)
	if admin, err := parseKubeconfig([]byte(whole)); err != nil || admin.server != "https://127.0.0.1:1" {
		t.Fatalf("a whole kubeconfig: %v", err)
	}
	for what, test := range map[string]struct{ text, err string }{
		"nothing":      {"", "0 clusters and 0 users instead of one each"},
		"no YAML":      {"a: b: c", "mapping values are not allowed"},
		"two clusters": {strings.Replace(whole, "clusters:\n", "clusters:\n- cluster: {}\n", 1), "2 clusters"},
		"no server":    {strings.Replace(whole, "server:", "servant:", 1), "the cluster has no server"},
		"no authority": {strings.Replace(whole, "authority-data:", "authority:", 1), "no certificate-authority-data"},
		"no base64":    {kubeconfigOf("https://x", nil, nil, nil) + "    client-key-data: '*'\n", ""},
		"a file's name": {
			strings.Replace(whole, "certificate-data:", "certificate:", 1), "the user's client-certificate-data",
		},
		"another key": {
			kubeconfigOf("https://x", pair.cert, pair.cert, selfSigned().key), "private key does not match public key",
		},
	} {
		if _, err := parseKubeconfig([]byte(test.text)); err == nil || !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s: the error is %v, want %q", what, err, test.err)
		}
	}
	missing := filepath.Join(t.TempDir(), "missing")
	if _, err := ReadKubeconfig(missing); err == nil || !strings.HasPrefix(err.Error(), "read the admin's kubeconfig") {
		t.Errorf("a missing file: %v", err)
	}
}
