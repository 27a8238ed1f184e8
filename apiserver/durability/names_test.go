package durability_test

import (
	"net/http"
	"path/filepath"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"apitour/apiserver/apiservertest"
)

// TestOddDirectory runs a server in a directory whose name means something else in a URL, a pattern or a shell. Package
// etcd tries each character by itself.
func TestOddDirectory(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a #?%2F\t\n[数]*", "data")
	for range 2 { // the second start finds what the first one has left
		s := apiservertest.Start(t, dir)
		config := s.Config(t)
		awaitDefault(t, config)
		path := "/api/v1/namespaces/" + metav1.NamespaceDefault
		if code, body := s.Get(t, config, path); code != http.StatusOK {
			t.Errorf("%d %s", code, body)
		}
		if err := s.Stop(); err != nil {
			t.Fatal(err)
		}
	}
}
