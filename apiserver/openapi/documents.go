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

// Documents are what a server publishes at /openapi/v2 and /openapi/v3 about the routes of its web services. Each document
// is built by the first request for it: building and encoding them all takes as much CPU time as the rest of a boot
// together, and most of them nobody ever asks for.
//
// The library builds the same documents while it prepares a server. It has to, because it names each of them in the index
// /openapi/v3 by a hash of its text. Ours names them by a hash of what they are made from, the program and the routes.
// Clients use the hash for one thing, to keep a document until it changes, and for that either will do.
type Documents struct {
	v2     *handler.OpenAPIService
	groups map[string]*group // by their place below /openapi/v3/: "apis/apps/v1"
	index  []byte            // what /openapi/v3 answers
}

// group is the v3 document of one web service, which is a group version as a rule.
type group struct {
	url     string       // with its hash
	handler http.Handler // builds the document when first asked for it
}

// NewDocuments describes web services that have all of their routes.
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

// Install adds the documents to what a server serves.
func (d *Documents) Install(paths *mux.PathRecorderMux) {
	d.v2.RegisterOpenAPIVersionedService("/openapi/v2", paths)
	paths.HandleFunc("/openapi/v3", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(d.index)
	})
	paths.HandlePrefix("/openapi/v3/", http.HandlerFunc(d.serveGroup))
}

// serveGroup answers for one document. As the library does, it sends a client with an old hash to the new one, and lets a
// client with the right one keep the answer for a year.
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

// onFirstRequest returns a handler that is made when somebody asks.
func onFirstRequest(build func() http.Handler) http.Handler {
	once := sync.OnceValue(build)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { once().ServeHTTP(w, r) })
}

// documentOf builds the document of one web service, by lending the library a container in which there is no other, and
// a copy of the configuration, because it writes into that.
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
	fmt.Fprintln(h, program(), utilfeature.DefaultFeatureGate.Enabled(features.OpenAPIEnums)) // the gate that changes schemas
	for _, route := range service.Routes() {
		fmt.Fprintln(h, route.Method, route.Path)
	}
	return fmt.Sprintf("%X", h.Sum(nil))
}

// program says which program this is: the same for two servers of one build, and another after any change of the source.
// Go writes into a binary from which modules and which commit it was made. Where that is not all, because somebody is
// still working on the source, the time of the build has to tell.
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
