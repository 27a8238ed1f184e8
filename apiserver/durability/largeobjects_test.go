//go:build linux

package durability_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

// TestMemoryOfLargeObjects writes objects of 900 KiB, and looks at what the server's process takes at its highest,
// beside the pages of files, which the kernel takes back when it needs them. The objects themselves are in the watch
// cache, and so is every update of the last 75 s, unless the kind has no watch cache.
func TestMemoryOfLargeObjects(t *testing.T) {
	if !*soak {
		t.Skip("writes 20 GB")
	}
	t.Run("creates", func(t *testing.T) { measureLargeObjects(t, createLarge) })
	t.Run("updates", func(t *testing.T) { measureLargeObjects(t, updateLarge) })
	t.Run("updates without a watch cache", func(t *testing.T) {
		measureLargeObjects(t, updateLarge, "--watch-cache-sizes", "configmaps#0")
	})
}

func measureLargeObjects(t *testing.T, write func(*testing.T, corev1client.ConfigMapInterface), flags ...string) {
	t.Helper()
	s := apiservertest.Start(t, apiservertest.DataDir(t), flags...)
	config := rest.CopyConfig(s.Config(t))
	config.ContentType = "application/vnd.kubernetes.protobuf"
	awaitDefault(t, config)
	client, done := connect(config)
	defer done()
	highest := make(chan int, 1)
	watching, stop := context.WithCancel(t.Context())
	go func() { highest <- watchMemory(watching, s.Process.Pid) }()
	write(t, client.CoreV1().ConfigMaps(metav1.NamespaceDefault))
	stop()
	t.Logf("highest %d MiB", <-highest>>20)
	_, profile := s.Get(t, config, "/debug/pprof/heap")
	if file := os.Getenv("APITOUR_TEST_PROFILE"); file != "" {
		if err := os.WriteFile(file, []byte(profile), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("alive %d MiB", heap(t, s, config)>>20)
}

// createLarge writes 1,318 MiB.
func createLarge(t *testing.T, configMaps corev1client.ConfigMapInterface) {
	eachObject(t, 1_500, func(name string) error {
		object := largeObject(0)
		object.Name = name
		_, err := configMaps.Create(t.Context(), object, metav1.CreateOptions{})
		return err
	})
}

// updateLarge updates eight objects until twice the watch cache's window is over: what it holds has reached its most.
func updateLarge(t *testing.T, configMaps corev1client.ConfigMapInterface) {
	var updates atomic.Int64
	var running sync.WaitGroup
	began := time.Now()
	for n := range 8 {
		running.Go(func() {
			object := largeObject(n)
			object, err := configMaps.Create(t.Context(), object, metav1.CreateOptions{})
			for ; err == nil && time.Since(began) < 150*time.Second; updates.Add(1) {
				object.Data["again"] = fmt.Sprint(updates.Load())
				object, err = configMaps.Update(t.Context(), object, metav1.UpdateOptions{})
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	t.Logf("%d updates, %.0f a second", updates.Load(), float64(updates.Load())/time.Since(began).Seconds())
}

// watchMemory returns the most memory that the process had, without the pages of files, until ctx ends.
func watchMemory(ctx context.Context, pid int) (highest int) {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		_, rest, _ := strings.Cut(string(status), "RssAnon:")
		var kib int
		_, _ = fmt.Sscan(rest, &kib)
		highest = max(highest, kib<<10)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return highest
		}
	}
}
