//go:build unix

package durability_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

// requestTimeout is --request-timeout in these tests. Upstream's default is a minute.
const requestTimeout = 3 * time.Second

// TestEtcdAway takes a server's etcd away in three ways and gives it back: the process dies, the process hangs, and the
// database has no room left. The server says which requests it cannot serve, within their timeout, and /readyz turns
// red when nothing can be read; it needs no restart to recover.
func TestEtcdAway(t *testing.T) {
	t.Parallel()
	whole := t // what is started again outlives its subtest
	etcd := newCluster(t, tlsFiles{}, "only")[0]
	etcd.Quota = 4 << 20
	etcd.start(t)
	awaitEtcd(t, nil, etcd)
	s := apiservertest.Start(t, apiservertest.DataDir(t), "--etcd-servers", etcd.Client, "--request-timeout",
		requestTimeout.String(),
		// /readyz asks etcd twice, one after the other; together they must be quicker than the request times out.
		"--etcd-healthcheck-timeout", "1s", "--etcd-readycheck-timeout", "1s")
	config := s.Config(t)
	awaitDefault(t, config)
	client, done := connect(config)
	defer done()
	create(t, client, "before")

	away := func(t *testing.T) { t.Helper(); wantAway(t, s, config, client) }
	back := func(t *testing.T, name string) { t.Helper(); wantBack(t, s, config, client, name) }
	ok := t.Run("it dies and is started again", func(t *testing.T) {
		etcd.kill(t)
		away(t)
		etcd.start(whole)
		back(t, "after-death")
	}) && t.Run("it hangs and goes on", func(t *testing.T) {
		etcd.signal(t, syscall.SIGSTOP)
		away(t)
		etcd.signal(t, syscall.SIGCONT)
		back(t, "after-hanging")
	}) && t.Run("it has no room and is given some", func(t *testing.T) { testNoRoom(t, s, etcd, client) })
	if !ok {
		return // each begins with what the one before has left
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}

// wantAway checks a server without etcd: it says so, and every request fails in time.
func wantAway(t *testing.T, s *apiservertest.Server, config *rest.Config, client *kubernetes.Clientset) {
	t.Helper()
	apiservertest.Await(t, "/readyz to turn red", func(context.Context) (bool, error) {
		code, body := s.Get(t, config, "/readyz?verbose")
		return code == http.StatusInternalServerError && strings.Contains(body, "[-]etcd failed"), nil
	})
	if code, body := s.Get(t, config, "/livez?verbose"); code != http.StatusInternalServerError ||
		!strings.Contains(body, "[-]etcd failed") {
		t.Errorf("/livez: %d, want etcd red there too:\n%s", code, body)
	}
	if code, body := s.Get(t, config, "/livez?verbose&exclude=etcd"); code != http.StatusOK {
		t.Errorf("/livez without etcd: %d, want 200, because the process itself is well:\n%s", code, body)
	}
	var requests sync.WaitGroup
	requests.Go(func() {
		fails(t, "create", func() error {
			_, err := client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Create(t.Context(), configMap("during"),
				metav1.CreateOptions{})
			return err
		})
	})
	requests.Go(func() {
		fails(t, "get", func() error {
			_, err := client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Get(t.Context(), "before",
				metav1.GetOptions{})
			return err
		})
	})
	requests.Wait()
}

// wantBack checks that the server serves again, without a restart.
func wantBack(
	t *testing.T, s *apiservertest.Server, config *rest.Config, client *kubernetes.Clientset, name string,
) {
	t.Helper()
	apiservertest.Await(t, "/readyz to turn green", func(context.Context) (bool, error) {
		code, _ := s.Get(t, config, "/readyz")
		return code == http.StatusOK, nil
	})
	watched := watchFor(t, client, name)
	create(t, client, name)
	watched()
}

// testNoRoom fills etcd up to its quota. It serves reads and deletions then, so that an operator can make room, and the
// server stays ready for those.
func testNoRoom(t *testing.T, s *apiservertest.Server, etcd *member, client *kubernetes.Clientset) {
	direct := dial(t, nil, etcd.Client)
	var err error
	for err == nil {
		_, err = direct.Put(t.Context(), "ballast", strings.Repeat("x", 1<<20))
	}
	if !strings.Contains(err.Error(), "database space exceeded") {
		t.Fatal(err)
	}
	_, err = client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Create(t.Context(), configMap("no-room"),
		metav1.CreateOptions{})
	if err == nil || !strings.Contains(err.Error(), "database space exceeded") {
		t.Errorf("create with a full etcd: %v, want etcd's own words", err)
	}
	if _, err := client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Get(t.Context(), "before",
		metav1.GetOptions{}); err != nil {
		t.Errorf("get with a full etcd: %v", err)
	}
	if err := client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Delete(t.Context(), "before",
		metav1.DeleteOptions{}); err != nil {
		t.Errorf("delete with a full etcd: %v", err)
	}
	if code, body := s.Get(t, s.Config(t), "/readyz"); code != http.StatusOK {
		t.Errorf("/readyz with a full etcd: %d %s, want 200: it can be read", code, body)
	}

	// What an administrator does: forget old revisions, give the room back, lift the alarm.
	deleted, err := direct.Delete(t.Context(), "ballast")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := direct.Compact(t.Context(), deleted.Header.Revision, clientv3.WithCompactPhysical()); err != nil {
		t.Fatal(err)
	}
	if _, err := direct.Defragment(t.Context(), etcd.Client); err != nil {
		t.Fatal(err)
	}
	if _, err := direct.AlarmDisarm(t.Context(), &clientv3.AlarmMember{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "room", func(ctx context.Context) (bool, error) {
		_, err := client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Create(ctx, configMap("room-again"),
			metav1.CreateOptions{})
		return err == nil || apierrors.IsAlreadyExists(err), nil
	})
}

// fails holds a request to failing as a Status of the server, in the server's own words and time: a client that hears
// nothing cannot tell a slow server from a dead one.
func fails(t *testing.T, what string, request func() error) {
	t.Helper()
	begun := time.Now()
	err := request()
	took := time.Since(begun)
	var status apierrors.APIStatus
	// The handler and the timeout filter around it run out of time in the same moment. When the handler has just begun
	// to say so, the filter can only cut the answer off (k8s.io/apiserver, pkg/server/filters/timeout.go:
	// ErrAbortHandler).
	cut := err != nil && strings.Contains(err.Error(), "stream error")
	if !cut && (!errors.As(err, &status) || status.Status().Code < 500) {
		t.Errorf("%s without etcd: %v, want a Status of 5xx", what, err)
	}
	if took > requestTimeout+2*time.Second {
		t.Errorf("%s without etcd took %s to fail, want about --request-timeout=%s", what, took, requestTimeout)
	}
	t.Logf("%s without etcd failed after %s: %v", what, took.Round(time.Millisecond), err)
}

func configMap(name string) *corev1.ConfigMap {
	return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string]string{"content": name}}
}

func create(t testing.TB, client *kubernetes.Clientset, name string) *corev1.ConfigMap {
	t.Helper()
	created, err := client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Create(t.Context(), configMap(name),
		metav1.CreateOptions{})
	if err != nil {
		t.Fatalf("create %s: %v", name, err)
	}
	return created
}

// watchFor begins to watch for a configmap. The function that it returns waits until the watch has told of it.
func watchFor(t testing.TB, client *kubernetes.Clientset, name string) (wait func()) {
	t.Helper()
	watch, err := client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Watch(t.Context(),
		metav1.ListOptions{FieldSelector: "metadata.name=" + name})
	if err != nil {
		t.Fatalf("watch %s: %v", name, err)
	}
	return func() {
		t.Helper()
		defer watch.Stop()
		select {
		case event := <-watch.ResultChan():
			if seen, ok := event.Object.(*corev1.ConfigMap); !ok || seen.Name != name {
				t.Errorf("watched %+v, want %s", event, name)
			}
		case <-time.After(20 * time.Second):
			t.Errorf("the watch does not tell of %s", name)
		}
	}
}
