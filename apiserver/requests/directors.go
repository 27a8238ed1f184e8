package requests

import (
	"context"
	"net"
	"net/http"
	"net/http/httptrace"
	"reflect"

	"github.com/emicklei/go-restful/v3"
	"go.opentelemetry.io/otel/attribute"
	genericapiserver "k8s.io/apiserver/pkg/server"

	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

// A director is the part of a server that decides whether the server answers a request itself or hands it to the next.
// This one wraps the library's, and records what it did and why.
type director struct {
	http.Handler                                 // the library's
	name         string                          // of the server
	restful      *restful.Container              // the server's routes that are made of kinds
	passesOn     func(r *http.Request) string    // returns why a request was handed on
	serves       func(v *visit, r *http.Request) // says what became of a request that was not
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

// say records the decision.
func (v *visit) say(decision, reason string, facts ...attribute.KeyValue) {
	v.span.Event(decision + ": " + reason)
	facts = append(facts, attribute.String(convention.DirectorDecision, decision),
		attribute.String(convention.DirectorReason, reason))
	v.span.Set(facts...)
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
	serve, _ := reflect.TypeOf(d.Handler).MethodByName("ServeHTTP") // the type is the library's, and private
	ctx, span := stage.Call(r.Context(), convention.DirectorPrefix+d.name, serve.Func.Interface())
	defer span.End(nil)
	v := &visit{span: span, request: r, director: d}
	d.Handler.ServeHTTP(w, r.WithContext(v.followConnection(context.WithValue(ctx, visitKey{}, v))))
	switch {
	case v.passed:
	case v.route != "":
		v.say(convention.Served, "route "+r.Method+" "+v.route, attribute.String("http.route", v.route))
	case v.asked:
		v.say("not served", "its group version is, but has no route for the path")
	default:
		d.serves(v, r)
	}
}

// followConnection records the address of an extension server when the director calls one.
func (v *visit) followConnection(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) {
		if address, ok := got.Conn.RemoteAddr().(*net.TCPAddr); ok && visitOf(ctx) == v && !v.passed {
			v.span.Set(attribute.String(convention.ServerAddress, address.IP.String()),
				attribute.Int(convention.ServerPort, address.Port))
		}
	}})
}

// watchRoutes tells each visit which route of the server go-restful has chosen.
func (d *director) watchRoutes(handler *genericapiserver.APIServerHandler) {
	d.restful = handler.GoRestfulContainer
	d.restful.Filter(func(request *restful.Request, response *restful.Response, chain *restful.FilterChain) {
		if v := visitOf(request.Request.Context()); v != nil && v.director == d {
			v.route, v.asked = request.SelectedRoutePath(), true
		}
		chain.ProcessFilter(request, response)
	})
}
