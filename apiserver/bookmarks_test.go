package apiserver_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

// TestUnaskedBookmarks watches every kind without asking for bookmarks, while reads of another kind make its watch
// cache ask etcd for bookmarks. Events have no watch cache, and on the second server nothing has but configmaps.
func TestUnaskedBookmarks(t *testing.T) {
	t.Parallel()
	for name, flags := range map[string][]string{"cached": nil, "uncached": {"--watch-cache-sizes", uncached()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := apiservertest.Start(t, apiservertest.DataDir(t), flags...)
			config := s.Config(t)
			config.QPS, config.WarningHandler = -1, rest.NoWarnings{}
			awaitDefaultNamespace(t, kubernetes.NewForConfigOrDie(config))
			testUnasked(t, config)
			if err := s.Stop(); err != nil {
				t.Errorf("stop: %v", err)
			}
		})
	}
}

// uncached switches off the watch cache of the built-in kinds whose objects testUnasked creates.
func uncached() string {
	var sizes []string
	for _, resource := range []string{
		"events", "events.events.k8s.io", "secrets", "pods", "services", "serviceaccounts", "deployments.apps",
		"jobs.batch", "leases.coordination.k8s.io", "roles.rbac.authorization.k8s.io",
		"horizontalpodautoscalers.autoscaling", "priorityclasses.scheduling.k8s.io",
	} {
		sizes = append(sizes, resource+"#0")
	}
	return strings.Join(sizes, ",")
}

func testUnasked(t *testing.T, config *rest.Config) {
	watched := map[*walk]watch.Interface{}
	for _, r := range discover(t, config) {
		w := &walk{T: t, served: r, config: config}
		if !slices.Contains(r.listed.Verbs, "watch") || !slices.Contains(r.listed.Verbs, "create") {
			continue
		}
		watcher, err := w.client().Watch(t.Context(), metav1.ListOptions{
			FieldSelector: "metadata.name=" + w.objectName(),
		})
		need(t, err)
		defer watcher.Stop()
		watched[w] = watcher
	}
	if len(watched) < 50 {
		t.Errorf("only %d kinds are watched", len(watched))
	}
	askForProgress(t, config)
	created := map[string]bool{}
	for w, watcher := range watched {
		key := fmt.Sprint(w.listed.Kind, w.resource.Group == "autoscaling")
		if w.listed.Kind == "Namespace" { // its end would take the others along
			continue
		}
		if !created[key] { // some kinds have two versions
			_, err := w.client().Create(t.Context(), w.sample(), metav1.CreateOptions{})
			need(t, err)
			created[key] = true
		}
		select {
		case event := <-watcher.ResultChan():
			if event.Type != watch.Added {
				t.Errorf("the watch of %s begins with %s, want ADDED", w.resource, event.Type)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("the watch of %s has nothing after 10 s", w.resource)
		}
	}
}

// askForProgress reads configmaps after writes of another kind. The answer must be up to date, so the watch cache of
// configmaps asks etcd whether it is: etcd's answer to that is a bookmark.
func askForProgress(t *testing.T, config *rest.Config) {
	client := kubernetes.NewForConfigOrDie(config)
	for i := range 5 {
		account := &corev1.ServiceAccount{ObjectMeta: named(fmt.Sprintf("progress-%d", i))}
		_, err := client.CoreV1().ServiceAccounts("default").Create(t.Context(), account, metav1.CreateOptions{})
		need(t, err)
		apiservertest.Await(t, "configmaps that are up to date", func(ctx context.Context) (bool, error) {
			list, err := client.CoreV1().ConfigMaps("").List(ctx, metav1.ListOptions{})
			return err == nil && list.ResourceVersion != "", err
		})
	}
}
