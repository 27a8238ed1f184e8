// Package apiserver boots a small but whole Kubernetes API server, in the order and with the function names of
// kube-apiserver v1.17, on today's libraries.
//
// It is written to be read from main downwards, one file after the other:
//
//	main.go         main: the process
//	command.go      NewAPIServerCommand and RunE: flags, and the stages in their order
//	options.go      NewServerRunOptions: what can be said about the server; accessoptions.go, who may use it;
//	                ignoredoptions.go, what is said in vain
//	completion.go   Complete: what was left open; certdir.go, where the serving certificate may lie
//	validation.go   Validate: whether it makes sense
//	run.go          Run: etcd, the chain, PrepareRun, and serving until told to stop
//	version.go      logVersion, and what /version answers
//	storage.go      StartEtcd, and how the stores reach it
//	chain.go        CreateServerChain: three servers, one delegating to the next
//	config.go       CreateKubeAPIServerConfig: what all three share, with its parts in
//	                serving.go, features.go, openapi.go and access.go
//	apiextensions.go, kube.go, aggregator.go   the three servers, from the inside out
//	frontproxy.go   how a request is handed on in its user's name
//	hooks.go        the post-start hooks, seen from outside
//	ready.go        WaitForReady: the end of the boot
//	hangup.go       hangUp: the end of the server's own connections
//	shutdown.go     Terminate, and the stages of a termination; signals.go, how they are seen
//
// After the boot, when the tour asks for it, come requests:
//
//	handlerchain.go BuildHandlerChain: the filters, each with a span
//	directors.go    which server a request belongs to, and why not to the others
//	requests.go     ServeRequest: whose requests are followed; admission
//	held.go         NeverHeld: what goes on although somebody steps through it
//
// Two files are for those who use the package: failure.go has the error that tells its reader what to do, embed.go the text
// of the stages.
//
// Every stage of the boot opens a span on its first line (see package stage). Beyond that, half of hooks.go is there for
// the tour's sake, and so are the files that the second list names, and most of shutdown.go. What the boot needs but does not teach is in the packages below: etcd, pki, datadir, registry, openapi,
// rbac, reviews, controllers. Where a function differs from its namesake in v1.17, its comment says how.
package apiserver
