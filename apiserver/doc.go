// Package apiserver boots a small but whole Kubernetes API server, in the order and with the function names of
// kube-apiserver v1.17, on today's libraries.
//
// It is written to be read from main downwards, one file after the other:
//
//	main.go         main: the process
//	command.go      NewAPIServerCommand and RunE: flags, and the stages in their order
//	options.go      NewServerRunOptions: the options of the server; accessoptions.go, authentication and
//	                authorization; ignoredoptions.go, flags accepted and ignored
//	completion.go   Complete: the open options; certdir.go, where the serving certificate may be; exposure.go, who
//	                could reach the server against its user's will, and how it reaches itself
//	validation.go   Validate: every check of the options
//	run.go          Run: etcd, the chain, PrepareRun, and serving until the order to stop
//	version.go      logVersion, and the answer of /version
//	storage.go      StartEtcd, and how the stores reach it
//	chain.go        CreateServerChain: three servers, one delegating to the next
//	config.go       CreateKubeAPIServerConfig: what all three share, with its parts in
//	                serving.go, webpages.go, features.go, collector.go, openapi.go and access.go
//	apiextensions.go, kube.go, aggregator.go   the three servers, from the inside out
//	frontproxy.go   how a request is handed on in its user's name
//	poststarthooks.go   the list of our post-start hooks; hooks.go, the spans of all hooks
//	ready.go        WaitForReady: the end of the boot
//	hangup.go       hangUp: the end of the server's own connections
//	stopping.go     what a stop waits for, said once it takes long
//	shutdown.go     Terminate, and the stages of a termination
//	held.go         NeverHeld: stages that stepping never pauses
//
// Some files are for the packages that use this one: failure.go has the error with a hint for its reader, and the hints
// for what the system refuses (limits_unix.go, limits_other.go: a limit that comes as a signal); embed.go has the text
// of the stages, flagset.go the names of the flags.
//
// Every stage of the boot opens a span on its first line (see package stage). Beyond that, only hooks.go, held.go and
// most of shutdown.go exist for the tour, with the packages lifecycle and requests: after the boot, when the tour asks
// for it, package requests follows a request through the three servers. The packages below contain what the boot needs
// but does not teach: etcd, pki, datadir, registry, openapi, rbac, reviews, signers, controllers, mask. Where a
// function differs from its namesake in v1.17, its comment says how.
//
// The tests are named after the file whose promise they check. TestMain is in stages_test.go, with the lists of stages
// that the notes are held to; TestDocNamesEveryFile checks this list.
package apiserver
