package apiserver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"k8s.io/client-go/rest"

	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

// readyInterval is how often the server is asked whether it is ready. Each question runs every check, and the questions
// should not slow the boot down.
const readyInterval = 10 * time.Millisecond

// readyTimeout is how long a boot may take from serving to ready. It takes a tenth of a second; after a minute a check
// will never turn green.
const readyTimeout = time.Minute

// WaitForReady asks the server, as its own client, whether it is ready, until it is, the timeout is over or ctx ends.
// An open port says little: the kernel accepts connections since SecureServing.ApplyTo. /readyz is green when the hooks
// are done, the informers have synced, etcd answers and every built-in group has an APIService. A full database does
// not count here: only in a server that runs can objects be deleted.
func WaitForReady(ctx context.Context, loopback *rest.Config, timeout time.Duration) (err error) {
	ctx, span := stage.Start(ctx, stage.WaitsFor("every check of /readyz"))
	defer span.End(&err)

	client, err := rest.HTTPClientFor(loopback)
	if err != nil {
		return fmt.Errorf("make the client that asks for readiness: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	ticker := time.NewTicker(readyInterval)
	defer ticker.Stop()
	seen := map[string]bool{}
	for {
		ready, green, red := askReadyz(ctx, client, loopback.Host)
		for _, check := range green {
			if !seen[check] {
				seen[check] = true
				span.Event(check + convention.GreenEvent)
			}
		}
		if ready {
			return nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			if errors.Is(context.Cause(ctx), context.Canceled) {
				span.Event("given up, because the server is stopping")
				span.End(nil) // not a failure of this stage
			}
			return fmt.Errorf("wait for /readyz, where %q are not ok: %w", red, context.Cause(ctx))
		}
	}
}

// askReadyz returns whether /readyz answers 200, and the names of the checks that are green and red, as its verbose
// form lists them: a line "[+]ping ok" or "[-]etcd failed: reason withheld" for each.
func askReadyz(ctx context.Context, client *http.Client, host string) (ready bool, green, red []string) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, host+"/readyz?verbose", nil)
	if err != nil {
		return false, nil, nil
	}
	response, err := client.Do(request)
	if err != nil {
		return false, nil, nil
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		name, _, _ := strings.Cut(strings.TrimLeft(lines.Text(), "[+-]"), " ")
		switch {
		case strings.HasPrefix(lines.Text(), "[+]"):
			green = append(green, name)
		case strings.HasPrefix(lines.Text(), "[-]"):
			red = append(red, name)
		}
	}
	full := slices.Equal(red, []string{embeddedEtcdCheck})
	return response.StatusCode == http.StatusOK || full, green, red
}
