// Package kinds is the table of the built-in kinds: their groups in table.go, a row for each kind in rows.go, and the
// behaviour in which single kinds differ. scheme.go calls the engine with the rows.
//
// The engine, package registry, serves a kind from its row. To read a row, have registry.Resource beside you: names
// come first, then an empty object of the kind, then Traits, each of which names a difference from most kinds, then
// functions for the differences that no trait names. Many rows have no functions. This is one of them:
//
//	{Plural: "limitranges", ShortName: "limits", Object: &corev1.LimitRange{}, Traits: registry.CreatesOnUpdate},
//
// To add a kind, add a row to its group in rows.go, or a group with upstream's priorities in table.go, and its columns
// to the package columns. Take the traits from upstream's strategy (pkg/registry/GROUP/RESOURCE/strategy.go). TestKinds
// in the package apiserver then does every verb with it. The name of a function shows its field in the row:
//
//	default…   Default: an empty field gets its value        defaults.go
//	…Fields    Fields: what field selectors can ask for      fields.go
//	prepare…   Prepare, PrepareStatus: the server's fields   prepare.go
//	check…     Check: refuses an object                      checks.go, immutable.go
//	…Storage   More: subresources of this kind alone
//
// The checks of related kinds have files of their own: checkdata.go (ConfigMap, Secret), checkpods.go (and templates),
// checkworkloads.go, checkservices.go and checkcertificates.go. A function authorize… in a row's Authorize asks for a
// right that the request's path does not show: rights.go, resourceclaims.go. Kinds with more behaviour have files of
// their own too:
//
//	namespaces.go             a delete in two steps
//	pods.go                   a pod's life; binding.go, eviction.go, podstream.go: its subresources
//	signingrequests.go        a certificate's user, approver and signer
//	resourceclaims.go         who may write which part of a claim's status
//	rbac.go, flowcontrol.go   kinds that the server itself reads, checked as upstream does
//	admission.go              webhooks and admission policies: their defaults; admissioncheck.go: their checks
//	priorityclasses.go        the classes that every cluster has
//	events.go, query.go       conversions: two kinds of events, and options in a URL's query
//	autoscaling.go            conversions: two versions of autoscalers; autoscalingmetrics.go: their metrics
package kinds
