package durability_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

const (
	parallel  = 32
	listed    = 1000 // objects in the list that is measured
	watchers  = 100
	kibibytes = 1 << 10
)

// BenchmarkRequests measures one server as its clients see it, and prints rows for the table in docs/performance.md. It
// needs one iteration; `make bench-requests` runs it so. Clients and server share the machine.
func BenchmarkRequests(b *testing.B) {
	dir := apiservertest.DataDir(b)
	s := apiservertest.Start(b, dir)
	config := rest.CopyConfig(s.Config(b))
	config.ContentType = "application/vnd.kubernetes.protobuf" // what controllers speak
	awaitDefault(b, config)
	objects := namespace{b, config, "bench"}
	objects.create()

	fmt.Printf("\n%s, %d processors, %s\n\n", runtime.Version(), runtime.NumCPU(), runtime.GOARCH)
	fmt.Println("| operation | clients | count | p50 | p99 | per second |")
	fmt.Println("|---|--:|--:|--:|--:|--:|")
	syncs := measure(1, 300, func(int) func(n int) { return objects.fsync(filepath.Dir(dir)) })
	syncs.print("(fsync of 2 KiB on the same disk)", 1)
	for _, clients := range []int{1, parallel} {
		prefix := fmt.Sprintf("c%d", clients)
		each := 1000 / clients
		measure(clients, each, objects.creator(prefix)).print("create, 1 KiB", clients)
		measure(clients, each, objects.getter(prefix)).print("get, 1 KiB", clients)
	}
	list := namespace{b, config, "bench-list"}
	list.create()
	measure(1, listed, list.creator("l"))
	for _, clients := range []int{1, parallel} {
		measure(clients, max(4, 100/clients), list.lister()).print("list of 1,000, 1 KiB each", clients)
	}
	for _, clients := range []int{1, parallel} {
		watched := namespace{b, config, fmt.Sprintf("bench-watch-%d", clients)}
		watched.create()
		watched.fanOut(clients, 320/clients).print("event of a create, at one of 100 watches", clients)
	}
	fmt.Println()
	for b.Loop() {
		continue // the figures are above; the one that go test prints would be of all together
	}
	b.ReportMetric(0, "ns/op")
	if err := s.Stop(); err != nil {
		b.Error(err)
	}
}

// figures are how long each of many operations took, and how long all of them did.
type figures struct {
	each  []time.Duration
	whole time.Duration
}

func (f figures) print(what string, clients int) {
	slices.Sort(f.each)
	at := func(share float64) time.Duration {
		return f.each[int(share*float64(len(f.each)-1))].Round(10 * time.Microsecond)
	}
	fmt.Printf("| %s | %d | %d | %s | %s | %.0f |\n", what, clients, len(f.each), at(0.50), at(0.99),
		float64(len(f.each))/f.whole.Seconds())
}

// measure has so many clients do a thing so many times each, one after the other. The clients are made before the clock
// starts, and each has a connection of its own.
func measure(clients, times int, client func(i int) func(n int)) figures {
	all := make([][]time.Duration, clients)
	do := make([]func(n int), clients)
	for i := range do {
		do[i] = client(i)
	}
	var running sync.WaitGroup
	begun := time.Now()
	for i := range clients {
		running.Go(func() {
			for n := range times {
				start := time.Now()
				do[i](n)
				all[i] = append(all[i], time.Since(start))
			}
		})
	}
	running.Wait()
	return figures{slices.Concat(all...), time.Since(begun)}
}

// namespace is where one measurement keeps its objects.
type namespace struct {
	*testing.B
	config *rest.Config
	name   string
}

func (ns namespace) client() *kubernetes.Clientset {
	client, done := connect(ns.config)
	ns.Cleanup(done)
	// One request before the clock runs, for the handshake.
	_, err := client.CoreV1().Namespaces().Get(ns.Context(), metav1.NamespaceDefault, metav1.GetOptions{})
	ns.must(err)
	return client
}

func (ns namespace) must(err error) {
	if err != nil {
		ns.Error(err) // and not Fatal, which must not be called from the clients' goroutines
	}
}

func (ns namespace) create() {
	_, err := ns.client().CoreV1().Namespaces().Create(ns.Context(),
		&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: ns.name}}, metav1.CreateOptions{})
	ns.must(err)
}

func kibibyte(name string) *corev1.ConfigMap {
	return &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Data:       map[string]string{"content": strings.Repeat("x", kibibytes)},
	}
}

func (ns namespace) creator(prefix string) func(i int) func(n int) {
	return func(i int) func(n int) {
		configMaps := ns.client().CoreV1().ConfigMaps(ns.name)
		return func(n int) {
			_, err := configMaps.Create(ns.Context(), kibibyte(fmt.Sprintf("%s-%d-%d", prefix, i, n)),
				metav1.CreateOptions{})
			ns.must(err)
		}
	}
}

func (ns namespace) getter(prefix string) func(i int) func(n int) {
	return func(i int) func(n int) {
		configMaps := ns.client().CoreV1().ConfigMaps(ns.name)
		return func(n int) {
			_, err := configMaps.Get(ns.Context(), fmt.Sprintf("%s-%d-%d", prefix, i, n), metav1.GetOptions{})
			ns.must(err)
		}
	}
}

func (ns namespace) lister() func(i int) func(n int) {
	return func(int) func(n int) {
		configMaps := ns.client().CoreV1().ConfigMaps(ns.name)
		return func(int) {
			list, err := configMaps.List(ns.Context(), metav1.ListOptions{})
			ns.must(err)
			if len(list.Items) != listed {
				ns.Errorf("listed %d objects, want %d", len(list.Items), listed)
			}
		}
	}
}

// fanOut measures from the request that creates an object until each of the watches has told of it.
func (ns namespace) fanOut(clients, times int) figures {
	ctx, cancel := context.WithCancel(ns.Context())
	defer cancel()
	var created sync.Map // name: the time of its request
	all := make([][]time.Duration, watchers)
	var watching sync.WaitGroup
	client := ns.client()
	for i := range watchers {
		watch, err := client.CoreV1().ConfigMaps(ns.name).Watch(ctx, metav1.ListOptions{})
		if err != nil {
			ns.Fatal(err)
		}
		watching.Go(func() {
			defer watch.Stop()
			for len(all[i]) < clients*times {
				event, open := <-watch.ResultChan()
				object, ok := event.Object.(*corev1.ConfigMap)
				if !open || !ok {
					ns.Errorf("watch: %+v", event)
					return
				}
				if start, ok := created.Load(object.Name); ok { // and not root certificates that a controller writes
					all[i] = append(all[i], time.Since(start.(time.Time)))
				}
			}
		})
	}
	begun := time.Now()
	measure(clients, times, func(i int) func(n int) {
		configMaps := ns.client().CoreV1().ConfigMaps(ns.name)
		return func(n int) {
			object := kibibyte(fmt.Sprintf("w-%d-%d", i, n))
			created.Store(object.Name, time.Now())
			_, err := configMaps.Create(ctx, object, metav1.CreateOptions{})
			ns.must(err)
		}
	})
	watching.Wait()
	return figures{slices.Concat(all...), time.Since(begun)}
}

// fsync measures the disk alone: what a write cannot be quicker than.
func (ns namespace) fsync(dir string) func(n int) {
	file, err := os.Create(filepath.Join(dir, "fsync"))
	if err != nil {
		ns.Fatal(err)
	}
	ns.Cleanup(func() { file.Close() })
	return func(int) {
		_, err := file.Write(make([]byte, 2*kibibytes))
		ns.must(err)
		ns.must(file.Sync())
	}
}
