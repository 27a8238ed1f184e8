package durability_test

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

// TestMemory creates objects, lists, watches and deletes them, and looks for the memory that they took.
//
// What is alive after a garbage collection is not back at once, for reasons that are meant to be so, and later writes
// give it back. etcd keeps the last entries of its log until it takes a snapshot, and old revisions in its index until
// they are compacted, every 5 minutes by default and here every 2 s. And the watch cache remembers the events of the
// last 75 s with their objects, for clients that resume a watch (k8s.io/apiserver,
// pkg/storage/cacher/watch_cache_history.go): its window doubles while it is full of younger events, and is halved when
// it is full of older ones. So a server that has been very busy and is then left alone keeps what its window holds, and
// one that goes on working gives it back.
//
// The long form waits for that. The short form has no 75 s: it goes without a watch cache for its kind, and so shows
// that nothing but the window keeps what is gone. Its objects are larger, so that they would be noticed.
func TestMemory(t *testing.T) {
	t.Parallel()
	objects, kib, patience := 600, 16, 20*time.Second
	flags := []string{"--etcd-compaction-interval", "2s", "--watch-cache-sizes", "configmaps#0"}
	if *soak {
		objects, kib, patience = 10_000, 1, 8*time.Minute
		flags = flags[:2]
	}
	s := apiservertest.Start(t, apiservertest.DataDir(t), flags...)
	config := rest.CopyConfig(s.Config(t))
	config.ContentType = "application/vnd.kubernetes.protobuf"
	awaitDefault(t, config)
	idle := heap(t, s, config)
	churn(t, config, objects, kib)
	churned := time.Now()
	after := heap(t, s, config)
	t.Logf("idle %d KiB, after %d objects %d KiB", idle>>10, objects, after>>10)

	limit := idle + idle/5
	client, done := connect(config)
	defer done()
	beating := create(t, client, "heartbeat")
	err := wait.PollUntilContextTimeout(t.Context(), time.Second, patience, true, func(ctx context.Context) (_ bool,
		err error,
	) {
		after = heap(t, s, config)
		beats := beatsAfter(time.Since(churned))
		for n := 0; after > limit && n < beats && err == nil; n++ {
			beating.Data["beat"] = fmt.Sprint(n)
			beating, err = client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Update(ctx, beating,
				metav1.UpdateOptions{})
		}
		return after <= limit, err
	})
	t.Logf("in the end %d KiB", after>>10)
	if err != nil {
		t.Errorf("the heap was %d KiB and is %d KiB, want at most a fifth more: %v", idle>>10, after>>10, err)
	}
}

// beatsAfter is how many heartbeats a second a cluster sends that has been quiet for so long, so that the window gives
// back what it holds. It has to be full before it is halved. Were it filled while the burst is young, it would be
// doubled; were it filled too fast, a quarter of it would be young when it is full, and it would stay. Then the few of
// a quiet cluster are enough.
func beatsAfter(quiet time.Duration) int {
	const window = 75 * time.Second
	switch {
	case quiet < window:
		return 0
	case quiet < 4*window:
		return 60
	}
	return 5
}

// churn creates the objects, sees each of them in a watch and in a list, and deletes them.
func churn(t *testing.T, config *rest.Config, objects, kib int) {
	t.Helper()
	client, done := connect(config)
	defer done()
	configMaps := client.CoreV1().ConfigMaps(metav1.NamespaceDefault)
	watched, err := configMaps.Watch(t.Context(), metav1.ListOptions{LabelSelector: "app=churn"})
	if err != nil {
		t.Fatal(err)
	}
	defer watched.Stop()
	// Read while it is written: the server cuts off a watch that lags behind.
	seen := make(chan error)
	go func() {
		defer close(seen)
		for _, kind := range []watch.EventType{watch.Added, watch.Deleted} {
			for n := 0; n < objects; n++ {
				event := <-watched.ResultChan()
				if event.Type != kind {
					seen <- fmt.Errorf("the watch told of %d objects as %s, and then of %+v", n, kind, event)
					return
				}
			}
			seen <- nil
		}
	}()
	await := func() {
		t.Helper()
		if err := <-seen; err != nil {
			t.Fatal(err)
		}
	}
	eachObject(t, objects, func(name string) error {
		object := configMap(name)
		object.Data["content"] = strings.Repeat("x", kib<<10)
		object.Labels = map[string]string{"app": "churn"}
		_, err := configMaps.Create(t.Context(), object, metav1.CreateOptions{})
		return err
	})
	await()
	list, err := configMaps.List(t.Context(), metav1.ListOptions{LabelSelector: "app=churn"})
	if err != nil || len(list.Items) != objects {
		t.Fatalf("listed %d: %v", len(list.Items), err)
	}
	eachObject(t, objects, func(name string) error {
		return configMaps.Delete(t.Context(), name, metav1.DeleteOptions{})
	})
	await()
}

// eachObject does it for every object, for several of them at once.
func eachObject(t *testing.T, objects int, do func(name string) error) {
	t.Helper()
	var running sync.WaitGroup
	for i := range clients {
		running.Go(func() {
			for n := i; n < objects; n += clients {
				if err := do(fmt.Sprintf("m-%d", n)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	running.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

var heapAlloc = regexp.MustCompile(`# HeapAlloc = (\d+)`)

// heap is what is alive after a garbage collection, in bytes.
func heap(t *testing.T, s *apiservertest.Server, config *rest.Config) int {
	t.Helper()
	_, profile := s.Get(t, config, "/debug/pprof/heap?gc=1&debug=1")
	match := heapAlloc.FindStringSubmatch(profile)
	if match == nil {
		t.Fatalf("no heap size in %.200q", profile)
	}
	bytes, err := strconv.Atoi(match[1])
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}
