// Package requests follows a request through the server, for a tour that shows where an answer comes from.
//
//	ServeRequest                          the root of the request's trace
//	└ WithAuditInit … WithAuthorization   the filters, each inside the one before
//	  └ Director/aggregator               passed on: APIService v1.example.com is local
//	    └ Director/kube-apiserver         passed on: group version not served: example.com/v1
//	      └ Director/apiextensions        served: CustomResourceDefinition widgets.example.com
//	        └ Create                      the library's spans: the handler, admission (ours), etcd
//
// Filters decide whether a request may pass, and a director decides which server answers it. Neither says why in the
// library, so this package puts a span around each of them.
//
// A request is followed when its traceparent header (https://www.w3.org/TR/trace-context/) says that it is sampled.
// Then, and only then, its context has a provider, and every stage on its way opens a span. A server that was not
// started for following requests has a nil Follower and uses the library's own chain.
//
// A server that a learner watches also tells of the requests that come from outside, a span each without its way, and
// follows one of them when it has been asked to: see Outside.
//
// The files, in reading order:
//
//	follower.go     Follower: what the server's configuration and its three servers hand to this package
//	handlerchain.go BuildHandlerChain: the filters, each with a span
//	request.go      ServeRequest, and the span of a filter
//	outside.go      Outside: the requests that come from outside
//	directors.go    the span of a director
//	decisions.go    which server a request belongs to, and why not to the others
//	admission.go    the spans of admission plugins
//	provider.go     the provider of the libraries, which records nothing of other requests
package requests
