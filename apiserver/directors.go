package apiserver

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"reflect"
	"slices"
	"strings"

	"github.com/emicklei/go-restful/v3"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
	apiextensionshelpers "k8s.io/apiextensions-apiserver/pkg/apihelpers"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsapiserver "k8s.io/apiextensions-apiserver/pkg/apiserver"
	apiextensionslisters "k8s.io/apiextensions-apiserver/pkg/client/listers/apiextensions/v1"
	genericapifilters "k8s.io/apiserver/pkg/endpoints/filters"
	apirequest "k8s.io/apiserver/pkg/endpoints/request"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/util/notfoundhandler"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	apiregistrationhelper "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1/helper"
	aggregatorapiserver "k8s.io/kube-aggregator/pkg/apiserver"
	apiregistrationlisters "k8s.io/kube-aggregator/pkg/client/listers/apiregistration/v1"

	"apitour/apiserver/stage"
)

// requestTracing is what follows a request through the chain. It is nil when requests are not traced, and then its methods
// do nothing.
type requestTracing struct {
	provider    trace.TracerProvider
	aggregator  director
	apiServices apiregistrationlisters.APIServiceLister
	definitions apiextensionslisters.CustomResourceDefinitionLister
}

// traceRequests is not nil when the process wants requests to be traced.
func (p Process) traceRequests() *requestTracing {
	if !p.TraceRequests || p.TracerProvider == nil {
		return nil
	}
	return &requestTracing{provider: p.TracerProvider}
}

// A director is the part of a server that decides whether the server answers a request itself or hands it to the next. This
// one watches the library's, and says what it did and why.
type director struct {
	http.Handler                                 // the library's
	name         string                          // of the server
	restful      *restful.Container              // the server's routes that are made of kinds
	passesOn     func(r *http.Request) string    // why a request was handed on
	serves       func(v *visit, r *http.Request) // what became of one that was not
}

// visit is one request at one director.
type visit struct {
	span     *stage.Span
	request  *http.Request
	director *director
	route    string // that go-restful has chosen
	asked    bool   // go-restful was asked for one
	passed   bool
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// say writes down the decision.
func (v *visit) say(decision, reason string, facts ...attribute.KeyValue) {
	v.span.Event(decision + ": " + reason)
	v.span.Set(append(facts, attribute.String("apitour.director.decision", decision), attribute.String("apitour.director.reason", reason))...)
}

// arrived tells the director before that it has handed the request on.
func arrived(ctx context.Context) {
	if before := visitOf(ctx); before != nil && !before.passed {
		before.passed = true
		before.say("passed on", before.director.passesOn(before.request))
	}
}

func (d *director) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if stage.Provider(r.Context()) == nil {
		d.Handler.ServeHTTP(w, r)
		return
	}
	arrived(r.Context())
	ctx, span := stage.Call(r.Context(), "Director/"+d.name, functionOf(reflect.TypeOf(d.Handler).MethodByName("ServeHTTP")))
	defer span.End(nil)
	v := &visit{span: span, request: r, director: d}
	d.Handler.ServeHTTP(w, r.WithContext(v.followConnection(context.WithValue(ctx, visitKey{}, v))))
	switch {
	case v.passed:
	case v.route != "":
		v.say("served", "route "+r.Method+" "+v.route, attribute.String("http.route", v.route))
	case v.asked:
		v.say("not served", "its group version is, but has no route for the path")
	default:
		d.serves(v, r)
	}
}

// followConnection notes the address of an extension server, when one is called.
func (v *visit) followConnection(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) {
		if address, ok := got.Conn.RemoteAddr().(*net.TCPAddr); ok && visitOf(ctx) == v && !v.passed {
			v.span.Set(attribute.String("server.address", address.IP.String()), attribute.Int("server.port", address.Port))
		}
	}})
}

// watch has the director of a server watched.
func (d *director) watch(handler *genericapiserver.APIServerHandler) {
	d.restful = handler.GoRestfulContainer
	d.restful.Filter(func(request *restful.Request, response *restful.Response, chain *restful.FilterChain) {
		if v := visitOf(request.Request.Context()); v != nil && v.director == d {
			v.route, v.asked = request.SelectedRoutePath(), true
		}
		chain.ProcessFilter(request, response)
	})
}

// buildHandlerChain is BuildHandlerChain for the outermost server, the only one whose chain is ever used.
func (t *requestTracing) buildHandlerChain(apiHandler http.Handler, c *genericapiserver.Config) http.Handler {
	signals, err := signalsOf(c)
	if err != nil {
		return genericapiserver.DefaultBuildHandlerChain(apiHandler, c)
	}
	t.aggregator = director{Handler: apiHandler, name: "aggregator", passesOn: t.whyAggregatorPassesOn, serves: t.whatAggregatorServes}
	chain := BuildHandlerChain(&t.aggregator, c, signals)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.ServeRequest(w, r, chain) })
}

func (t *requestTracing) watchAggregator(server *aggregatorapiserver.APIAggregator) {
	if t == nil {
		return
	}
	t.apiServices = server.APIRegistrationInformers.Apiregistration().V1().APIServices().Lister()
	t.aggregator.watch(server.GenericAPIServer.Handler)
}

// apiServiceOf returns the name of the APIService that says who answers for the path, and "" for a path that no APIService is
// about.
func apiServiceOf(path string) string {
	elements := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case elements[0] == "api":
		return "v1."
	case elements[0] == "apis" && len(elements) >= 3:
		return elements[2] + "." + elements[1]
	}
	return ""
}

func (t *requestTracing) whyAggregatorPassesOn(r *http.Request) string {
	name := apiServiceOf(r.URL.Path)
	if name == "" {
		return noRoute(r)
	}
	if service, err := t.apiServices.Get(name); err != nil {
		return fmt.Sprintf("group version not served: there is no APIService %s", name)
	} else if service.Spec.Service != nil {
		return fmt.Sprintf("APIService %s has come only now", name)
	}
	return fmt.Sprintf("APIService %s is local", name)
}

func (t *requestTracing) whatAggregatorServes(v *visit, r *http.Request) {
	name := apiServiceOf(r.URL.Path)
	if name == "" {
		v.say("served", "path of its own")
		return
	}
	apiService, err := t.apiServices.Get(name)
	if err != nil || apiService.Spec.Service == nil {
		v.say("served", "path of its own")
		return
	}
	service := apiService.Spec.Service.Namespace + "/" + apiService.Spec.Service.Name
	fact := attribute.String("apitour.service", service)
	if condition := apiregistrationhelper.GetAPIServiceConditionByType(apiService, apiregistrationv1.Available); condition == nil || condition.Status != apiregistrationv1.ConditionTrue {
		reason := "nobody has looked yet"
		if condition != nil {
			reason = condition.Reason
		}
		v.say("not served", fmt.Sprintf("APIService %s, Service %s, is not available: %s", name, service, reason), fact)
		return
	}
	v.say("proxied", "to Service "+service, fact)
}

func (t *requestTracing) watchKube(server *KubeAPIServer) {
	if t == nil {
		return
	}
	d := &director{Handler: server.Handler.Director, name: "kube-apiserver", serves: func(v *visit, _ *http.Request) { v.say("served", "path of its own") }}
	d.passesOn = d.noGroupVersion
	d.watch(server.Handler)
	server.Handler.Director = d
}

// noGroupVersion says why a server has passed a request on that has nothing but the kinds that are compiled in.
func (d *director) noGroupVersion(r *http.Request) string {
	if elements := strings.Split(strings.Trim(r.URL.Path, "/"), "/"); elements[0] == "apis" && len(elements) >= 2 {
		what, name := "group version", elements[1:min(3, len(elements))]
		if len(name) == 1 {
			what = "group"
		}
		path := "/apis/" + strings.Join(name, "/")
		if !slices.ContainsFunc(d.restful.RegisteredWebServices(), func(s *restful.WebService) bool { return s.RootPath() == path }) {
			return fmt.Sprintf("%s not served: %s", what, strings.Join(name, "/"))
		}
	}
	return noRoute(r)
}

func noRoute(r *http.Request) string { return "no route for the path " + r.URL.Path }

func (t *requestTracing) watchAPIExtensions(server *apiextensionsapiserver.CustomResourceDefinitions) {
	if t == nil {
		return
	}
	t.definitions = server.Informers.Apiextensions().V1().CustomResourceDefinitions().Lister()
	handler := server.GenericAPIServer.Handler
	d := &director{Handler: handler.Director, name: "apiextensions"}
	d.passesOn = func(r *http.Request) string {
		if info, _ := apirequest.RequestInfoFrom(r.Context()); info != nil && info.IsResourceRequest && strings.HasPrefix(r.URL.Path, "/apis/") {
			_, why := t.definitionOf(info)
			return why
		}
		return d.noGroupVersion(r)
	}
	d.serves = func(v *visit, r *http.Request) {
		if info, _ := apirequest.RequestInfoFrom(r.Context()); info != nil && info.IsResourceRequest {
			if definition, _ := t.definitionOf(info); definition != "" {
				v.say("served", "CustomResourceDefinition "+definition, attribute.String("apitour.crd", definition))
				return
			}
		}
		v.say("served", "path of its own")
	}
	d.watch(handler)
	handler.Director = d
}

// definitionOf returns the name of the definition that the request's objects are of, or why there is none that serves them.
// It asks what the handler for custom resources asks, in the same order (k8s.io/apiextensions-apiserver v0.37.2,
// pkg/apiserver/customresource_handler.go).
func (t *requestTracing) definitionOf(info *apirequest.RequestInfo) (definition, why string) {
	name := info.Resource + "." + info.APIGroup
	crd, err := t.definitions.Get(name)
	if err != nil {
		return "", "no CustomResourceDefinition " + name
	}
	namespaced, inNamespace := crd.Spec.Scope == apiextensionsv1.NamespaceScoped, info.Namespace != ""
	switch {
	case !namespaced && inNamespace:
		return "", fmt.Sprintf("CustomResourceDefinition %s is not namespaced, and the path names a namespace", name)
	case namespaced && !inNamespace && info.Verb != "list" && info.Verb != "watch":
		return "", fmt.Sprintf("CustomResourceDefinition %s is namespaced, and the path names no namespace", name)
	case !apiextensionshelpers.HasServedCRDVersion(crd, info.APIVersion):
		return "", fmt.Sprintf("CustomResourceDefinition %s does not serve the version %s", name, info.APIVersion)
	case !apiextensionshelpers.IsCRDConditionTrue(crd, apiextensionsv1.NamesAccepted) && !apiextensionshelpers.IsCRDConditionTrue(crd, apiextensionsv1.Established):
		return "", fmt.Sprintf("CustomResourceDefinition %s is not established", name)
	}
	return name, ""
}

// watchNotFound puts a span around the end of the chain.
func (t *requestTracing) watchNotFound(handler http.Handler) http.Handler {
	if t == nil {
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
