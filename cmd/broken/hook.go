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
	// lookFor is how long the failing hook looks for what it needs, and lookInterval how often. Upstream's hooks look
	// for 30 s; this is several times as long as the interval of the health panel, so that the panel shows the hook.
	lookFor      = 2 * time.Second
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
	err = wait.PollUntilContextTimeout(ctx, lookInterval, lookFor, true, answers(needed))
	if ctx.Err() != nil {
		return ctx.Err() // the server is stopping
	}
	if err != nil {
		return errors.New("find what it needs: the ConfigMap " + hookFails + " is not there")
	}
	return nil
}
