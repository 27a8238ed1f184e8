package openapi

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/emicklei/go-restful/v3"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apiserver/pkg/server/mux"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/handler3"
	"k8s.io/kube-openapi/pkg/spec3"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// publish serves the documents of one group version with one route, and counts how often the server makes its
// definitions.
func publish(t *testing.T, path string) (_ http.Handler, made func() int) {
	t.Helper()
	service := new(restful.WebService).Path("/api/v1").Produces("application/json")
	read := service.GET(path).Operation("readPod").Returns(http.StatusOK, "OK", corev1.Pod{})
	service.Route(read.To(func(*restful.Request, *restful.Response) {}))
	var lock sync.Mutex
	count := 0
	get := Definitions(&corev1.Pod{})
	counted := func(ref common.ReferenceCallback) map[string]common.OpenAPIDefinition {
		lock.Lock()
		defer lock.Unlock()
		count++
		return get(ref)
	}
	info := &spec.Info{InfoProps: spec.InfoProps{Title: "apitour", Version: "test"}}
	v2 := &common.Config{Info: info, GetDefinitions: counted, GetDefinitionName: definitionName}
	v3 := &common.OpenAPIV3Config{
		Info: info, GetDefinitions: counted, GetDefinitionName: definitionName, DefaultResponse: &spec3.Response{},
	}
	documents, err := NewDocuments([]*restful.WebService{service}, v2, v3)
	if err != nil {
		t.Fatal(err)
	}
	paths := mux.NewPathRecorderMux("test")
	documents.Install(paths)
	return paths, func() int {
		lock.Lock()
		defer lock.Unlock()
		return count
	}
}

func get(handler http.Handler, url string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, url, nil))
	return w
}

// address returns the URL of a group version's document, from the index.
func address(t *testing.T, handler http.Handler, place string) string {
	t.Helper()
	var index handler3.OpenAPIV3Discovery
	if err := json.Unmarshal(get(handler, "/openapi/v3").Body.Bytes(), &index); err != nil {
		t.Fatal(err)
	}
	return index.Paths[place].ServerRelativeURL
}

func TestDocumentsAreBuiltOnRequest(t *testing.T) {
	handler, made := publish(t, "/pods")
	url := address(t, handler, "api/v1")
	if made() > 0 {
		t.Error("definitions were made without a request for a document")
	}
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for _, path := range []string{url, "/openapi/v2"} {
				if w := get(handler, path); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "PodSpec") {
					t.Errorf("GET %s: %d %s", path, w.Code, w.Body)
				}
			}
		})
	}
	readers.Wait()
	if got := made(); got != 2 {
		t.Errorf("definitions were made %d times, want once for v2 and once for v3", got)
	}
}

func TestDocumentsAreKeptByTheirHash(t *testing.T) {
	handler, _ := publish(t, "/pods")
	url := address(t, handler, "api/v1")
	place, _, _ := strings.Cut(url, "?")
	if w := get(handler, url); w.Header().Get("Cache-Control") != "public, immutable" || w.Header().Get("Etag") == "" {
		t.Errorf("with its hash a client may keep the document, but the headers are %v", w.Header())
	}
	if w := get(handler, place); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "" {
		t.Errorf("without a hash: %d, %v", w.Code, w.Header())
	}
	w := get(handler, place+"?hash=old")
	if location := w.Header().Get("Location"); w.Code != http.StatusMovedPermanently || location != url {
		t.Errorf("with an old hash: %d to %s, want a redirect to %s", w.Code, location, url)
	}
	if w := get(handler, "/openapi/v3/apis/none/v1"); w.Code != http.StatusNotFound {
		t.Errorf("a group that does not exist: %d, want 404", w.Code)
	}
	same, _ := publish(t, "/pods")
	if again := address(t, same, "api/v1"); again != url {
		t.Errorf("the same routes have two hashes: %s and %s", url, again)
	}
	other, _ := publish(t, "/pods/{name}")
	if changed := address(t, other, "api/v1"); changed == url {
		t.Error("another route has the same hash")
	}
}
