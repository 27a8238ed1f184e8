package apiserver_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"

	"apitour/apiserver/apiservertest"
)

// TestWire holds the server to what every client may ask of any kind, however it is written down and in whatever
// portions: configmaps stand for all.
func TestWire(t *testing.T) {
	t.Parallel()
	s := apiservertest.Start(t, apiservertest.DataDir(t))
	config := s.Config(t)
	client := kubernetes.NewForConfigOrDie(config)
	awaitDefaultNamespace(t, client)
	configMaps := client.CoreV1().ConfigMaps(metav1.NamespaceDefault)
	labels := map[string]string{"test": "wire"}
	for i := range 5 {
		object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("wire-%d", i), Labels: labels}}
		if _, err := configMaps.Create(t.Context(), object, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("a list comes in portions of one moment", func(t *testing.T) { testPortions(t, configMaps) })
	t.Run("a list says how old it may be", func(t *testing.T) { testResourceVersions(t, s, configMaps) })
	t.Run("a watch begins with what there is, and a bookmark", func(t *testing.T) { testInitialEvents(t, configMaps) })
	t.Run("a watch takes up where another has ended", func(t *testing.T) { testResume(t, configMaps) })
	t.Run("a stale writer is told so", func(t *testing.T) { testStaleWriters(t, configMaps) })
	t.Run("a dry run changes nothing", func(t *testing.T) { testDryRun(t, configMaps) })
	t.Run("unknown and doubled fields are refused, warned of or ignored", func(t *testing.T) {
		testFieldValidation(t, s,
			config)
	})
	t.Run("objects are written as YAML and read as tables", func(t *testing.T) { testMediaTypes(t, s, config) })
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

const wireSelector = "test=wire"

func names(list *corev1.ConfigMapList) (names []string) {
	for i := range list.Items {
		names = append(names, list.Items[i].Name)
	}
	return names
}

func testPortions(t *testing.T, configMaps typedcorev1.ConfigMapInterface) {
	first, err := configMaps.List(t.Context(), metav1.ListOptions{LabelSelector: wireSelector, Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	if first.Continue == "" || len(first.Items) != 2 {
		t.Fatalf("of five, a portion of two: %v, continue %q", names(first), first.Continue)
	}
	// What comes between two portions belongs to neither.
	late := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
		Name:   "wire-late",
		Labels: map[string]string{"test": "wire"},
	}}
	if _, err := configMaps.Create(t.Context(), late, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := configMaps.Delete(context.WithoutCancel(t.Context()), "wire-late",
			metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	}()
	got := names(first)
	for token := first.Continue; token != ""; {
		next, err := configMaps.List(t.Context(), metav1.ListOptions{
			LabelSelector: wireSelector, Limit: 2,
			Continue: token,
		})
		if err != nil {
			t.Fatal(err)
		}
		if next.ResourceVersion != first.ResourceVersion {
			t.Errorf("a portion of version %s after one of %s", next.ResourceVersion, first.ResourceVersion)
		}
		got, token = append(got, names(next)...), next.Continue
	}
	if want := []string{"wire-0", "wire-1", "wire-2", "wire-3", "wire-4"}; !slices.Equal(got, want) {
		t.Errorf("the portions have %v, want %v", got, want)
	}
	if _, err := configMaps.List(t.Context(), metav1.ListOptions{
		Limit:    2,
		Continue: "nonsense",
	}); !apierrors.IsBadRequest(err) {
		t.Errorf("an unknown continue token: %v, want 400", err)
	}
}

func testResourceVersions(t *testing.T, s *apiservertest.Server, configMaps typedcorev1.ConfigMapInterface) {
	before, err := configMaps.List(t.Context(), metav1.ListOptions{LabelSelector: wireSelector})
	if err != nil {
		t.Fatal(err)
	}
	if err := configMaps.Delete(t.Context(), "wire-4", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		version string
		match   metav1.ResourceVersionMatch
		want    int
	}{
		{before.ResourceVersion, metav1.ResourceVersionMatchExact, 5},
		{"", "", 4},
	} {
		list, err := configMaps.List(t.Context(), metav1.ListOptions{
			LabelSelector:   wireSelector,
			ResourceVersion: test.version, ResourceVersionMatch: test.match,
		})
		if err != nil || len(list.Items) != test.want {
			t.Errorf("list of version %q (%s): %d objects, %v, want %d", test.version, test.match, len(list.Items), err,
				test.want)
		}
	}
	// Asked once, for client-go would go on asking.
	code, answer := s.Get(t, s.Config(t), "/api/v1/namespaces/default/configmaps?resourceVersion=999999999")
	if code != http.StatusGatewayTimeout || !strings.Contains(answer, `"reason":"ResourceVersionTooLarge"`) {
		t.Errorf("list of a version that is yet to come: %d %s, want a timeout that says so", code, answer)
	}
	if _, err := configMaps.List(t.Context(), metav1.ListOptions{ResourceVersion: "yesterday"}); !apierrors.IsInvalid(
		err) && !apierrors.IsBadRequest(err) {
		t.Errorf("list of a version that is none: %v, want it refused", err)
	}
}

// next returns the next event of a watch.
func next(t *testing.T, w watch.Interface) watch.Event {
	t.Helper()
	select {
	case event, open := <-w.ResultChan():
		if !open {
			t.Fatal("the watch has ended")
		}
		return event
	case <-time.After(10 * time.Second):
		t.Fatal("the watch says nothing")
	}
	return watch.Event{}
}

func testInitialEvents(t *testing.T, configMaps typedcorev1.ConfigMapInterface) {
	w, err := configMaps.Watch(t.Context(), metav1.ListOptions{
		LabelSelector: wireSelector, AllowWatchBookmarks: true, SendInitialEvents: ptr.To(
			true), ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	var got []string
	event := next(t, w)
	for ; event.Type == watch.Added; event = next(t, w) {
		got = append(got, event.Object.(*corev1.ConfigMap).Name)
	}
	slices.Sort(got)
	if want := []string{"wire-0", "wire-1", "wire-2", "wire-3"}; !slices.Equal(got, want) {
		t.Errorf("the watch begins with %v, want %v", got, want)
	}
	mark, ok := event.Object.(*corev1.ConfigMap)
	if event.Type != watch.Bookmark || !ok || mark.Annotations[metav1.InitialEventsAnnotationKey] != "true" ||
		mark.ResourceVersion == "" {
		t.Errorf("then comes %s %v, want the bookmark that ends the initial events", event.Type, event.Object)
	}
}

func testResume(t *testing.T, configMaps typedcorev1.ConfigMapInterface) {
	list, err := configMaps.List(t.Context(), metav1.ListOptions{LabelSelector: wireSelector})
	if err != nil {
		t.Fatal(err)
	}
	for _, patch := range []string{
		`{"data":{"step":"1"}}`, `{"data":{"step":"2"}}`,
		`{"metadata":{"labels":{"test":"gone"}}}`,
	} {
		if _, err := configMaps.Patch(t.Context(), "wire-0", types.MergePatchType, []byte(patch),
			metav1.PatchOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	w, err := configMaps.Watch(t.Context(), metav1.ListOptions{
		LabelSelector:   wireSelector,
		ResourceVersion: list.ResourceVersion,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	// An object that a selector no longer selects is deleted, as far as this watch can see.
	for _, want := range []watch.EventType{watch.Modified, watch.Modified, watch.Deleted} {
		if event := next(t, w); event.Type != want || event.Object.(*corev1.ConfigMap).Name != "wire-0" {
			t.Errorf("event %s %v, want %s of wire-0", event.Type, event.Object, want)
		}
	}
}

func testStaleWriters(t *testing.T, configMaps typedcorev1.ConfigMapInterface) {
	object, err := configMaps.Get(t.Context(), "wire-1", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	object.Data = map[string]string{"by": "the first"}
	if _, err := configMaps.Update(t.Context(), object, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := configMaps.Update(t.Context(), object, metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
		t.Errorf("a second update of the same version: %v, want 409", err)
	}
	err = configMaps.Delete(t.Context(), "wire-1",
		metav1.DeleteOptions{Preconditions: &metav1.Preconditions{ResourceVersion: &object.ResourceVersion}})
	if !apierrors.IsConflict(err) {
		t.Errorf("a delete of a version that is gone: %v, want 409", err)
	}
	if _, err := configMaps.Create(t.Context(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "wire-1"}},
		metav1.CreateOptions{}); !apierrors.IsAlreadyExists(err) {
		t.Errorf("a second create: %v, want 409", err)
	}
}

func testDryRun(t *testing.T, configMaps typedcorev1.ConfigMapInterface) {
	all := []string{metav1.DryRunAll}
	made, err := configMaps.Create(t.Context(),
		&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "wire-dry-"}}, metav1.CreateOptions{DryRun: all})
	if err != nil || made.UID == "" || made.Name == "wire-dry-" {
		t.Fatalf("a dry run answers %v, %v, want the object as it would be", made, err)
	}
	if _, err := configMaps.Get(t.Context(), made.Name, metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("after a dry run of its create: %v, want 404", err)
	}
	if err := configMaps.Delete(t.Context(), "wire-2", metav1.DeleteOptions{DryRun: all}); err != nil {
		t.Error(err)
	}
	if _, err := configMaps.Get(t.Context(), "wire-2", metav1.GetOptions{}); err != nil {
		t.Errorf("after a dry run of its delete: %v, want it there", err)
	}
}

// post sends a body as it is and returns the answer with what it warns of.
func post(
	t *testing.T, s *apiservertest.Server, config *rest.Config, path, contentType, body string,
) (code int, answer string, warnings []string) {
	t.Helper()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var text strings.Builder
	if err := response.Write(&text); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, text.String(), response.Header.Values("Warning")
}

func testFieldValidation(t *testing.T, s *apiservertest.Server, config *rest.Config) {
	for _, test := range []struct {
		validation string
		code       int
		warnings   int
	}{
		{"Strict", http.StatusBadRequest, 0},
		{"Warn", http.StatusCreated, 2},
		{"Ignore", http.StatusCreated, 0},
		{"", http.StatusCreated, 2}, // Warn is the default
		{"Sometimes", http.StatusUnprocessableEntity, 0},
	} {
		body := `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"wire-fields-"},"dada":{"k":"v"},` +
			`"data":{"k":"v"},"data":{"k":"w"}}`
		code, answer, warnings := post(t, s, config,
			"/api/v1/namespaces/default/configmaps?fieldValidation="+test.validation, "application/json", body)
		if code != test.code || len(warnings) != test.warnings {
			t.Errorf("fieldValidation %q: %d with warnings %q, want %d with %d\n%s", test.validation, code, warnings,
				test.code, test.warnings, answer)
		}
		if test.validation == "Strict" && (!strings.Contains(answer, `unknown field \"dada\"`) ||
			!strings.Contains(answer, `duplicate field \"data\"`)) {
			t.Errorf("strict validation does not name the fields: %s", answer)
		}
	}
}

func testMediaTypes(t *testing.T, s *apiservertest.Server, config *rest.Config) {
	yaml := "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: wire-yaml\ndata:\n  k: v\n"
	if code, answer, _ := post(t, s, config, "/api/v1/namespaces/default/configmaps", "application/yaml",
		yaml); code != http.StatusCreated {
		t.Errorf("POST of YAML: %d %s, want 201", code, answer)
	}
	if code, _, _ := post(t, s, config, "/api/v1/namespaces/default/configmaps", "text/plain",
		yaml); code != http.StatusUnsupportedMediaType {
		t.Errorf("POST of plain text: %d, want 415", code)
	}
	client := kubernetes.NewForConfigOrDie(config).CoreV1().RESTClient()
	for accept, want := range map[string]string{
		"application/yaml": "kind: ConfigMap",
		"application/json;as=Table;v=v1;g=meta.k8s.io":                 `"columnDefinitions"`,
		"application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io": `"kind":"PartialObjectMetadata"`,
	} {
		text, err := client.Get().AbsPath("/api/v1/namespaces/default/configmaps/wire-yaml").SetHeader("Accept",
			accept).DoRaw(t.Context())
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("GET as %s: %s, %v, want %s in it", accept, text, err, want)
		}
	}
	_, err := client.Get().AbsPath("/api/v1/namespaces/default/configmaps/wire-yaml").SetHeader("Accept",
		"image/png").DoRaw(t.Context())
	if !apierrors.IsNotAcceptable(err) {
		t.Errorf("GET as a picture: %v, want 406", err)
	}
}
