package openapi

import (
	"crypto/sha512"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/emicklei/go-restful/v3"
	"k8s.io/apiserver/pkg/features"
	"k8s.io/apiserver/pkg/server/mux"
	"k8s.io/apiserver/pkg/server/routes"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/kube-openapi/pkg/builder"
	"k8s.io/kube-openapi/pkg/cached"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/common/restfuladapter"
	"k8s.io/kube-openapi/pkg/handler"
	"k8s.io/kube-openapi/pkg/handler3"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// Documents describe the routes of a server's web services, at /openapi/v2 and /openapi/v3. The first request for a
// document builds it: building and encoding all of them takes as much CPU time as the rest of a boot, and most of them
// are never requested.
//
// The library builds the same documents while it prepares a server. It needs their texts then, because its index
// /openapi/v3 names each document by a hash of its text. Ours names a document by a hash of its sources: the program
// and the routes. Clients use the hash only to keep a document until it changes, and both hashes serve for that.
type Documents struct {
	v2     *handler.OpenAPIService
	groups map[string]*group // by their path below /openapi/v3/: "apis/apps/v1"
	index  []byte            // the answer of /openapi/v3
}

// group is the v3 document of one web service, usually a group version.
type group struct {
	url     string       // with its hash
	handler http.Handler // builds the document on the first request
}

// NewDocuments describes web services. Their routes must be complete.
func NewDocuments(services []*restful.WebService, v2 *common.Config, v3 *common.OpenAPIV3Config) (*Documents, error) {
	d := &Documents{groups: map[string]*group{}}
	d.v2 = handler.NewOpenAPIServiceLazy(cached.Once(cached.Func(func() (*spec.Swagger, string, error) {
		swagger, err := builder.BuildOpenAPISpecFromRoutes(restfuladapter.AdaptWebServices(services), v2)
		if err != nil {
			return nil, "", err
		}
		swagger.Definitions = handler.PruneDefaults(swagger.Definitions)
		return swagger, program(), nil
	})))
	index := handler3.OpenAPIV3Discovery{Paths: map[string]handler3.OpenAPIV3DiscoveryGroupVersion{}}
	for _, service := range services {
		place := strings.TrimPrefix(service.RootPath(), "/")
		url := "/openapi/v3/" + place + "?hash=" + hash(service)
		d.groups[place] = &group{url, onFirstRequest(func() http.Handler { return documentOf(service, *v3) })}
		index.Paths[place] = handler3.OpenAPIV3DiscoveryGroupVersion{ServerRelativeURL: url}
	}
	var err error
	d.index, err = json.Marshal(index)
	return d, err
}

// Install serves the documents on a server's paths.
func (d *Documents) Install(paths *mux.PathRecorderMux) {
	d.v2.RegisterOpenAPIVersionedService("/openapi/v2", paths)
	paths.HandleFunc("/openapi/v3", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(d.index)
	})
	paths.HandlePrefix("/openapi/v3/", http.HandlerFunc(d.serveGroup))
}

// serveGroup serves one document. As the library does, it redirects a client with an old hash to the new one, and
// allows a client with the right hash to keep the answer for a year.
func (d *Documents) serveGroup(w http.ResponseWriter, r *http.Request) {
	g, ok := d.groups[strings.TrimPrefix(r.URL.Path, "/openapi/v3/")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.URL.Query().Get("hash") != "" {
		if r.URL.RequestURI() != g.url {
			http.Redirect(w, r, g.url, http.StatusMovedPermanently)
			return
		}
		w.Header().Set("Cache-Control", "public, immutable")
		w.Header().Set("Expires", time.Now().AddDate(1, 0, 0).Format(time.RFC1123))
		r = r.Clone(r.Context())
		r.URL.RawQuery = "" // the library would compare it with its own hash
	}
	g.handler.ServeHTTP(w, r)
}

// onFirstRequest returns a handler that the first request builds.
func onFirstRequest(build func() http.Handler) http.Handler {
	once := sync.OnceValue(build)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { once().ServeHTTP(w, r) })
}

// documentOf builds the document of one web service. The library gets a container without other services, and a copy of
// the configuration, because it writes into both.
func documentOf(service *restful.WebService, config common.OpenAPIV3Config) http.Handler {
	alone := restful.NewContainer()
	alone.Add(service)
	paths := mux.NewPathRecorderMux(service.RootPath())
	routes.OpenAPI{V3Config: &config}.InstallV3(alone, paths)
	return paths
}

// hash changes when the document of the web service may have changed.
func hash(service *restful.WebService) string {
	h := sha512.New()
	enums := utilfeature.DefaultFeatureGate.Enabled(features.OpenAPIEnums) // the gate that changes schemas
	fmt.Fprintln(h, program(), enums)
	for _, route := range service.Routes() {
		fmt.Fprintln(h, route.Method, route.Path)
	}
	return fmt.Sprintf("%X", h.Sum(nil))
}

// program identifies the build: it is the same for two servers of one build, and different after any change of the
// source. Go writes the modules and the commit into a binary. If the source differs from the commit, the time of the
// build is added.
var program = sync.OnceValue(func() string {
	info, _ := debug.ReadBuildInfo()
	build := fmt.Sprint(info)
	if strings.Contains(build, "vcs.modified=false") {
		return build
	}
	built := time.Now()
	if path, err := os.Executable(); err == nil {
		if file, err := os.Stat(path); err == nil {
			built = file.ModTime()
		}
	}
	return build + built.String()
})
