package durability_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

// quotaFlag makes the embedded database full after some tens of objects.
var quotaFlag = []string{"--embedded-etcd-quota", "40Mi"}

// TestQuota fills the embedded database with live objects. /healthz and the log tell of it while there is still room;
// when there is none, /readyz turns red too, a restart still comes up, and deleting objects is all that it takes.
//
// The long form fills and empties the database fifty times.
func TestQuota(t *testing.T) {
	t.Parallel()
	dir := apiservertest.DataDir(t)
	s := apiservertest.Start(t, dir, quotaFlag...)
	config := s.Config(t)
	awaitDefault(t, config)
	client, done := connect(config)
	configMaps := client.CoreV1().ConfigMaps(metav1.NamespaceDefault)

	written := 0
	for ; !strings.Contains(health(t, s, config, "/healthz"), "[-]embedded-etcd"); written++ {
		if err := large(t, configMaps, written); err != nil {
			t.Fatalf("object %d, with /healthz green: %v", written, err)
		}
	}
	apiservertest.Await(t, "the line in the log", s.Logged("embedded etcd is nearly full"))
	if answer := health(t, s, config, "/readyz"); !strings.Contains(answer, "[+]embedded-etcd ok") {
		t.Errorf("with room for more, /readyz is %s", answer)
	}
	fillUp(t, configMaps, written)
	awaitHealth(t, s, config, "/readyz", "[-]embedded-etcd")
	t.Logf("red after %d objects of 900 KiB", written)
	done()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}

	s = apiservertest.Start(t, dir, quotaFlag...) // full as it is
	config = s.Config(t)
	client, done = connect(config)
	defer done()
	configMaps = client.CoreV1().ConfigMaps(metav1.NamespaceDefault)
	awaitHealth(t, s, config, "/readyz", "[-]embedded-etcd")
	rounds := 1
	if *soak {
		rounds = 50
	}
	for range rounds {
		everything := metav1.ListOptions{LabelSelector: "large"}
		if err := configMaps.DeleteCollection(t.Context(), metav1.DeleteOptions{}, everything); err != nil {
			t.Fatal(err)
		}
		awaitHealth(t, s, config, "/readyz", "[+]embedded-etcd ok")
		awaitHealth(t, s, config, "/healthz", "[+]embedded-etcd ok")
		for n := range 20 {
			if err := large(t, configMaps, n); err != nil {
				t.Fatalf("object %d after there is room: %v", n, err)
			}
		}
		if rounds > 1 {
			fillUp(t, configMaps, 20)
		}
	}
}

// TestQuotaOfOldRevisions updates one object until much more than the quota has been written. The apiserver's own
// compaction would come after five minutes.
func TestQuotaOfOldRevisions(t *testing.T) {
	t.Parallel()
	s := apiservertest.Start(t, apiservertest.DataDir(t), quotaFlag...)
	config := s.Config(t)
	awaitDefault(t, config)
	client, done := connect(config)
	defer done()
	configMaps := client.CoreV1().ConfigMaps(metav1.NamespaceDefault)
	object := largeObject(0)
	if _, err := configMaps.Create(t.Context(), object, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	rounds := 100
	if *soak {
		rounds = 5_000
	}
	for n := range rounds {
		object.Labels["n"] = fmt.Sprint(n)
		if _, err := configMaps.Update(t.Context(), object, metav1.UpdateOptions{}); err != nil {
			t.Fatalf("update %d: %v", n, err)
		}
	}
	awaitHealth(t, s, config, "/healthz", "[+]embedded-etcd ok")
}

func largeObject(n int) *corev1.ConfigMap {
	object := configMap(fmt.Sprintf("large-%d", n))
	object.Labels = map[string]string{"large": "yes"}
	object.Data["content"] = strings.Repeat("x", 900<<10)
	return object
}

func large(t *testing.T, configMaps corev1client.ConfigMapInterface, n int) error {
	t.Helper()
	_, err := configMaps.Create(t.Context(), largeObject(n), metav1.CreateOptions{})
	return err
}

// fillUp creates objects until there is no room for one more.
func fillUp(t *testing.T, configMaps corev1client.ConfigMapInterface, from int) {
	t.Helper()
	for n := from; ; n++ {
		err := large(t, configMaps, n)
		if err != nil && strings.Contains(err.Error(), "database space exceeded") {
			return
		}
		if err != nil || n > 60 {
			t.Fatalf("object %d: %v", n, err)
		}
	}
}

func health(t *testing.T, s *apiservertest.Server, config *rest.Config, path string) string {
	t.Helper()
	code, body := s.Get(t, config, path+"?verbose")
	if red := strings.Contains(body, "[-]"); red != (code != http.StatusOK) {
		t.Errorf("%s answers %d with %s", path, code, body)
	}
	return body
}

func awaitHealth(t *testing.T, s *apiservertest.Server, config *rest.Config, path, line string) {
	t.Helper()
	apiservertest.Await(t, line+" of "+path, func(context.Context) (bool, error) {
		return strings.Contains(health(t, s, config, path), line), nil
	})
}
