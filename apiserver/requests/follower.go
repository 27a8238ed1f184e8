package requests

import (
	"net/http"

	"go.opentelemetry.io/otel/trace"
	apiextensionsapiserver "k8s.io/apiextensions-apiserver/pkg/apiserver"
	apiextensionslisters "k8s.io/apiextensions-apiserver/pkg/client/listers/apiextensions/v1"
	genericapifilters "k8s.io/apiserver/pkg/endpoints/filters"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/util/notfoundhandler"
	aggregatorapiserver "k8s.io/kube-aggregator/pkg/apiserver"
	apiregistrationlisters "k8s.io/kube-aggregator/pkg/client/listers/apiregistration/v1"

	"apitour/apiserver/lifecycle"
	"apitour/apiserver/stage"
)

// Follower follows requests through the chain of servers. A nil Follower follows none, and its methods do nothing.
type Follower struct {
	provider trace.TracerProvider
	outside  *Outside // nil when nothing is told of other requests
	// loopbackToken is the one that the server's own clients show.
	loopbackToken string
	outermost     *director // the aggregator's
	apiServices   apiregistrationlisters.APIServiceLister
	definitions   apiextensionslisters.CustomResourceDefinitionLister
}

// NewFollower returns a Follower that records with the provider. Outside may be nil.
func NewFollower(provider trace.TracerProvider, outside *Outside) *Follower {
	return &Follower{provider: provider, outside: outside}
}

// ApplyTo puts the filters with spans into the configuration that all servers share, and the provider that the
// libraries record with.
func (f *Follower) ApplyTo(config *genericapiserver.Config) {
	config.TracerProvider = onlyBelow{f.provider}
	config.BuildHandlerChainFunc = f.buildHandlerChain
}

// buildHandlerChain is called by each server for its own chain. Only the outermost server's chain ever serves; it is
// built last, so the director that is kept is the aggregator's.
func (f *Follower) buildHandlerChain(apiHandler http.Handler, c *genericapiserver.Config) http.Handler {
	signals, err := lifecycle.SignalsOf(c)
	if err != nil {
		return genericapiserver.DefaultBuildHandlerChain(apiHandler, c)
	}
	f.outermost = &director{
		Handler: apiHandler, name: "aggregator", passesOn: f.whyAggregatorPassesOn, serves: f.whatAggregatorServes,
	}
	if c.LoopbackClientConfig != nil {
		f.loopbackToken = c.LoopbackClientConfig.BearerToken
	}
	chain := BuildHandlerChain(f.outermost, c, signals)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f.ServeRequest(w, r, chain) })
}

// WatchKube puts a director with a span in front of the kube server. It must come before the aggregator is built: the
// aggregator keeps the director that it finds, for the APIServices that are local.
func (f *Follower) WatchKube(server *genericapiserver.GenericAPIServer) {
	if f == nil {
		return
	}
	d := &director{Handler: server.Handler.Director, name: "kube-apiserver"}
	d.passesOn = d.noGroupVersion
	d.serves = func(v *visit, _ *http.Request) { v.say("served", "path of its own") }
	d.watchRoutes(server.Handler)
	server.Handler.Director = d
}

// Follow completes the way from server to server, once all of them are built: the directors learn which routes are
// theirs and from which objects the decisions follow.
func (f *Follower) Follow(
	extensions *apiextensionsapiserver.CustomResourceDefinitions, kube *genericapiserver.GenericAPIServer,
	aggregator *aggregatorapiserver.APIAggregator,
) {
	if f == nil {
		return
	}
	f.definitions = extensions.Informers.Apiextensions().V1().CustomResourceDefinitions().Lister()
	handler := extensions.GenericAPIServer.Handler
	d := &director{Handler: handler.Director, name: "apiextensions", serves: f.whatAPIExtensionsServes}
	d.passesOn = func(r *http.Request) string { return f.whyAPIExtensionsPassesOn(d, r) }
	d.watchRoutes(handler)
	kube.Handler.NonGoRestfulMux.NotFoundHandler(d) // the kube server's one way to its delegate

	f.apiServices = aggregator.APIRegistrationInformers.Apiregistration().V1().APIServices().Lister()
	if f.outermost != nil { // nil when the library's own chain is in use
		f.outermost.watchRoutes(aggregator.GenericAPIServer.Handler)
	}
}

// NotFound puts a span around the end of the chain.
func (f *Follower) NotFound(handler http.Handler) http.Handler {
	if f == nil {
		return handler
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if stage.Provider(r.Context()) != nil {
			arrived(r.Context())
			_, span := stage.Call(r.Context(), "NotFound", (*notfoundhandler.Handler).ServeHTTP)
			defer span.End(nil)
			if genericapifilters.NoMuxAndDiscoveryIncompleteKey(r.Context()) {
				span.Event("404: no server has it")
			} else {
				span.Event("503: some server may still come to have it")
			}
		}
		handler.ServeHTTP(w, r)
	})
}
