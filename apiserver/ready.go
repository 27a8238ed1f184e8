package apiserver

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"k8s.io/client-go/rest"

	"apitour/apiserver/stage"
)

// readyInterval is how often the server is asked whether it is ready. Each question runs every check, and the boot should
// not be slowed down by being watched.
const readyInterval = 10 * time.Millisecond

// WaitForReady asks the server, as its own client, whether it is ready, until it is or ctx ends. An open port says little:
// connections were possible since SecureServing.ApplyTo. /readyz says yes when the hooks are done, the informers have
// synced, etcd answers and every built-in group has an APIService.
func WaitForReady(ctx context.Context, loopback *rest.Config) (err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	client, err := rest.HTTPClientFor(loopback)
	if err != nil {
		return fmt.Errorf("make the client that asks for readiness: %w", err)
	}
	ticker := time.NewTicker(readyInterval)
	defer ticker.Stop()
	green := map[string]bool{}
	for {
		ready, checks := askReadyz(ctx, client, loopback.Host)
		for _, check := range checks {
			if !green[check] {
				green[check] = true
				span.Event(check + " is ok")
			}
		}
		if ready {
			return nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return fmt.Errorf("wait for /readyz: %w", ctx.Err())
		}
	}
}

// askReadyz returns whether /readyz answers 200, and the names of the checks that are green, as its verbose form lists
// them: a line "[+]ping ok" for each.
func askReadyz(ctx context.Context, client *http.Client, host string) (ready bool, green []string) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, host+"/readyz?verbose", nil)
	if err != nil {
		return false, nil
	}
	response, err := client.Do(request)
	if err != nil {
		return false, nil
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if check, ok := strings.CutPrefix(lines.Text(), "[+]"); ok {
			green = append(green, strings.TrimSuffix(check, " ok"))
		}
	}
	return response.StatusCode == http.StatusOK, green
}
