package server_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"apitour/cmd/server"
	"apitour/cmd/server/servertest"
)

// TestACollectorDoesNotHoldAStop sends spans of requests to collectors that do not take them: one that is gone, one
// that takes connections and never answers, and one whose process is stopped, for which the kernel answers. The server
// gives the spans up soon, and its own connections are closed as without spans.
func TestACollectorDoesNotHoldAStop(t *testing.T) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	stopped, err := net.Listen("tcp", "127.0.0.1:0") // nobody accepts
	if err != nil {
		t.Fatal(err)
	}
	defer stopped.Close()
	servertest.Use(t)
	for name, address := range map[string]string{
		"gone": gone.Addr().String(), "silent": silentCollector(t), "stopped": stopped.Addr().String(),
	} {
		t.Run(name, func(t *testing.T) { stopsInTime(t, address) })
	}
}

// silentCollector takes connections until the test ends, and never answers.
func silentCollector(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var taken []net.Conn
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			taken = append(taken, c)
		}
	}()
	t.Cleanup(func() {
		listener.Close()
		<-ended
		for _, c := range taken {
			c.Close()
		}
	})
	return listener.Addr().String()
}

func stopsInTime(t *testing.T, collector string) {
	file := filepath.Join(t.TempDir(), "tracing.yaml")
	config := fmt.Sprintf("apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\n"+
		"endpoint: %s\nsamplingRatePerMillion: 1000000\n", collector)
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	s, err := server.Child{Flags: []string{"--tracing-config-file", file}}.Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
	}()
	f := s.Follow()
	if err := f.Until(t.Context(), f.Ready); err != nil {
		t.Fatalf("%v\n%s", err, strings.Join(f.Log, "\n"))
	}
	asked := time.Now()
	stop()
	_ = f.Until(t.Context(), func() bool { return f.Ended })
	if f.Err != nil {
		t.Errorf("the server ends with %v", f.Err)
	}
	// 3 s for the collector. The rest is for a machine that is busy; the library alone takes 20 s at least.
	if took := time.Since(asked); took > 12*time.Second {
		t.Errorf("the stop took %s", took)
	}
	log := strings.Join(f.Log, "\n") + "\n"
	want := "gave up the last spans of requests: the collector at " + collector + " did not take them in 3s\n"
	if strings.Count(log, want) != 1 || strings.Contains(log, "unknown transport type") {
		t.Errorf("the log is\n%s", log)
	}
}
