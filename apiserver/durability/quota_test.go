package durability_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
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
//
// It runs alone, as does the next one: they write as fast as the disk can, and beside others etcd's own time for a
// request runs out.
func TestQuota(t *testing.T) {
	dir := apiservertest.DataDir(t)
	s := apiservertest.Start(t, dir, quotaFlag...)
	config := s.Config(t)
	awaitDefault(t, config)
	client, done := connect(config)
	configMaps := client.CoreV1().ConfigMaps(metav1.NamespaceDefault)

	written := 0
	for ; !strings.Contains(health(t, s, config, "/healthz"), "[-]embedded-etcd"); written++ {
		largeSoon(t, configMaps, written)
	}
	apiservertest.Await(t, "the line in the log", s.Logged("embedded etcd is nearly full"))
	if answer := health(t, s, config, "/readyz"); !strings.Contains(answer, "[+]embedded-etcd ok") {
		t.Errorf("with room for more, /readyz is %s", answer)
	}
	fillUp(t, s, config, written)
	done()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}

	s = apiservertest.Start(t, dir, quotaFlag...) // full as it is
	config = s.Config(t)
	client, done = connect(config)
	defer done()
	configMaps = client.CoreV1().ConfigMaps(metav1.NamespaceDefault)
	fillUp(t, s, config, 50) // at once, unless the start has made room
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
			largeSoon(t, configMaps, n)
		}
		if rounds > 1 {
			fillUp(t, s, config, 20)
		}
	}
}

// TestQuotaOfOldRevisions updates one object until much more than the quota has been written. The apiserver's own
// compaction would come after five minutes.
func TestQuotaOfOldRevisions(t *testing.T) {
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
		apiservertest.Await(t, fmt.Sprintf("update %d", n), func(ctx context.Context) (bool, error) {
			_, err := configMaps.Update(ctx, object, metav1.UpdateOptions{})
			return err == nil, outOfSpace(err)
		})
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

// largeSoon creates an object where there is room. With a quota as small as this one a write can be refused anyway:
// free pages in the file count until the keeper has given them back, which it does at most once a second. The write
// with which the database becomes full is carried out and refused (etcd v3.7.3 server/etcdserver/apply/quota.go:45-52),
// so that the next attempt finds its object.
func largeSoon(t *testing.T, configMaps corev1client.ConfigMapInterface, n int) {
	t.Helper()
	refused := false
	apiservertest.Await(t, fmt.Sprintf("room for object %d", n), func(context.Context) (bool, error) {
		err := large(t, configMaps, n)
		if refused && apierrors.IsAlreadyExists(err) {
			return true, nil
		}
		refused = err != nil
		return err == nil, outOfSpace(err)
	})
}

// outOfSpace returns nil for a write that was refused for want of room, and any other error.
func outOfSpace(err error) error {
	if err != nil && strings.Contains(err.Error(), "database space exceeded") {
		return nil
	}
	return err
}

// fillUp creates objects until /readyz is red. A write that is refused says less: the keeper may find room for it.
func fillUp(t *testing.T, s *apiservertest.Server, config *rest.Config, from int) {
	t.Helper()
	client, done := connect(config)
	defer done()
	configMaps := client.CoreV1().ConfigMaps(metav1.NamespaceDefault)
	n := from
	apiservertest.Await(t, "a full database", func(context.Context) (bool, error) {
		if n > 60 {
			return false, errors.New("sixty large objects have room")
		}
		err := large(t, configMaps, n)
		if apierrors.IsAlreadyExists(err) { // it was carried out and refused: see largeSoon
			err = nil
		}
		if err == nil {
			n++
		}
		return strings.Contains(health(t, s, config, "/readyz"), "[-]embedded-etcd"), outOfSpace(err)
	})
	t.Logf("red after %d objects of 900 KiB", n)
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
