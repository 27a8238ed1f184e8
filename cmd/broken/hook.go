package broken

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/rest"
)

const (
	// looks is how many times the failing hook looks for what it needs, and lookInterval how often: for two seconds.
	// Upstream's hooks look for 30 s; this is several times as long as the interval of the health panel, so that the
	// panel shows the hook. On a busy machine the panel is answered late, and so is the hook, which looks as often.
	looks        = 11
	lookInterval = 200 * time.Millisecond
	// needed is what the failing hook looks for.
	needed = "/api/v1/namespaces/kube-system/configmaps/" + hookFails
)

// failingHook does what most hooks do: it asks its own server for something, again and again for a while. It begins
// when everything else is ready, so that nothing but this hook is wrong when it fails.
func failingHook(ctx context.Context) error {
	hook, ok := ctx.(genericapiserver.PostStartHookContext)
	if !ok {
		return fmt.Errorf("find the server in a context of type %T", ctx)
	}
	client, err := rest.HTTPClientFor(hook.LoopbackClientConfig)
	if err != nil {
		return fmt.Errorf("make a client of its own server: %w", err)
	}
	answers := func(path string) wait.ConditionWithContextFunc {
		return func(ctx context.Context) (bool, error) {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, hook.LoopbackClientConfig.Host+path, nil)
			if err != nil {
				return false, err
			}
			response, err := client.Do(request)
			if err != nil {
				return false, ctx.Err() // it may answer later
			}
			response.Body.Close()
			return response.StatusCode == http.StatusOK, nil
		}
	}
	othersReady := readyPath + "?exclude=poststarthook/" + hookFails
	if err := wait.PollUntilContextCancel(ctx, lookInterval, true, answers(othersReady)); err != nil {
		return err
	}
	err = wait.PollUntilContextCancel(ctx, lookInterval, true, lookFor(answers(othersReady), answers(needed)))
	if ctx.Err() != nil {
		return ctx.Err() // the server is stopping
	}
	return err
}

// lookFor looks for what is needed, and gives up after some looks. Each of them asks for the health as well, so that
// the hook is no faster than those who watch the health.
func lookFor(health, needed wait.ConditionWithContextFunc) wait.ConditionWithContextFunc {
	looked := 0
	return func(ctx context.Context) (bool, error) {
		if _, err := health(ctx); err != nil {
			return false, err
		}
		found, err := needed(ctx)
		if looked++; err == nil && !found && looked == looks {
			err = errors.New("find what it needs: the ConfigMap " + hookFails + " is not there")
		}
		return found, err
	}
}
