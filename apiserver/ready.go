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

	"go.opentelemetry.io/otel/attribute"
	"k8s.io/client-go/rest"

	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

// readyInterval is how often the server is asked whether it is ready. Each question runs every check, and the questions
// should not slow the boot down. When few checks are left the server has little else to do, and is asked more often, so
// that the last turns are known within milliseconds; for a while only, because a hook may hang, or be held for hours.
const (
	readyInterval  = 10 * time.Millisecond
	lastInterval   = time.Millisecond
	fewChecks      = 3
	quickQuestions = 300
)

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
	turns := turns{seen: map[string]bool{}, foundRed: map[string]time.Time{}}
	for {
		asked := time.Now()
		ready, green, red := askReadyz(ctx, client, loopback.Host)
		turns.record(span, asked, green, red)
		if ready {
			return nil
		}
		ticker.Reset(turns.interval(len(red)))
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

// turns are the checks that have turned green, each of which becomes an event of the span once.
type turns struct {
	seen     map[string]bool
	foundRed map[string]time.Time // when the newest question was asked that found it red
	quick    int                  // questions that came soon after the one before
}

// interval returns when to ask again.
func (t *turns) interval(red int) time.Duration {
	if len(t.seen) == 0 || red > fewChecks || t.quick == quickQuestions {
		return readyInterval
	}
	t.quick++
	return lastInterval
}

// record takes an answer. An event also says for how long the check may have been green already: a question finds out
// that a check has turned, and not when.
func (t *turns) record(span *stage.Span, asked time.Time, green, red []string) {
	for _, check := range green {
		if t.seen[check] {
			continue
		}
		t.seen[check] = true
		redFor := time.Duration(0)
		if last, known := t.foundRed[check]; known {
			redFor = time.Since(last)
		}
		span.Event(check+convention.GreenEvent, attribute.Int64(convention.RedFor, int64(redFor)))
	}
	for _, check := range red {
		t.foundRed[check] = asked
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
