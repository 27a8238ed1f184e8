//go:build linux

package durability_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

// TestMemoryOfLargeObjects writes objects of 900 KiB, and looks at what the server's process takes at its highest,
// beside the pages of files, which the kernel takes back when it needs them. The objects themselves are in the watch
// cache.
func TestMemoryOfLargeObjects(t *testing.T) {
	if !*soak {
		t.Skip("writes 1.4 GB")
	}
	s := apiservertest.Start(t, apiservertest.DataDir(t))
	config := rest.CopyConfig(s.Config(t))
	config.ContentType = "application/vnd.kubernetes.protobuf"
	awaitDefault(t, config)
	client, done := connect(config)
	defer done()
	configMaps := client.CoreV1().ConfigMaps(metav1.NamespaceDefault)
	highest := make(chan int, 1)
	watching, stop := context.WithCancel(t.Context())
	go func() { highest <- watchMemory(watching, s.Process.Pid) }()
	eachObject(t, 1_500, func(name string) error {
		object := largeObject(0)
		object.Name = name
		_, err := configMaps.Create(t.Context(), object, metav1.CreateOptions{})
		return err
	})
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
