// Package openapi describes the built-in kinds in OpenAPI.
//
// A server compiles its kinds in as Go types, and yet it must be able to say, as data, what they look like. Three ask:
//
//   - Clients. /openapi/v2 and /openapi/v3 are where kubectl explain finds the texts that it prints, where kubectl
//     apply finds what to check a manifest against, and where editors and client generators find everything.
//   - Server-side apply. To merge what two owners say about ports 80 and 443 of one Service, the server must know that
//     spec.ports is a list whose items are told apart by port and protocol. No Go type says so; the schema does, in
//     x-kubernetes-list-type and x-kubernetes-list-map-keys. While a server installs API groups it builds a type
//     converter from the schemas of their kinds, and when it has none for a kind, installing fails and the boot ends.
//   - Policies. MutatingAdmissionPolicy applies its patches with such a converter, and the type checker of
//     ValidatingAdmissionPolicy looks up in the schemas which fields an expression may name.
//
// Upstream lets a program, openapi-gen, read the Go source of every API package and write it all down again as Go
// composite literals, 78,908 lines of them in v1.37.2. It works on the source because descriptions and markers such as
// "+listType=map" are comments, and comments are gone when the program runs. But nearly everything else is not gone:
//
//	what a schema holds                  where it is at run time
//	properties, types, formats, refs     the struct type and its json tags, by reflection
//	required, defaults                   likewise: omitempty, and which zero values are always there
//	patch strategy and merge key         the struct tags patchStrategy and patchMergeKey
//	descriptions                         the SwaggerDoc method of the types in k8s.io/api
//	the name in the document             their OpenAPIModelName method
//	list and map types, enumerations,    nowhere: the table in zz_generated.markers.go, a few hundred lines,
//	  unions, explicit defaults            which go generate takes from the comments
//
// So the definitions are made when somebody asks for them, from a small table and in some milliseconds, in place of
// four megabytes of source to compile. Upstream has reasons to stay with its generator: it serves types without these
// methods, and a generated file shows reviewers every change of the published API as a diff.
//
// What comes out is what kube-apiserver v1.37.2 publishes, but for seven texts, where SwaggerDoc and openapi-gen read one
// comment in two ways; TestSameAsPublished names them.
package openapi

import (
	"maps"
	"reflect"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	"k8s.io/apimachinery/pkg/runtime"
	aggregator "k8s.io/kube-aggregator/pkg/generated/openapi"
	"k8s.io/kube-openapi/pkg/common"
)

// Definitions returns the function that a server's OpenAPI configurations, v2 and v3, ask for the definitions of its
// kinds. It answers with the types of the objects, every type that these refer to, and what the libraries of the chain's
// two other servers bring generated: meta/v1, CustomResourceDefinition, APIService. One such function therefore serves
// all three servers. Lists are kinds of their own: pass PodList beside Pod. A type that has no form in JSON, a channel
// say, is a mistake in the program and makes the function panic.
//
// They are made anew at every call, which takes some milliseconds, and nobody keeps them: kube-openapi's builders write
// into the definitions that they are handed, so two documents that are built at the same time must not share them.
//
// Definitions do not say which kind a type is; NewDefinitionNamer adds that, from a scheme. It lists every version that
// the scheme knows for a type, so its scheme must not have these types as internal ones too, or "__internal" is
// published.
func Definitions(objects ...runtime.Object) common.GetOpenAPIDefinitions {
	return func(ref common.ReferenceCallback) map[string]common.OpenAPIDefinition {
		d := definitions{ref: ref, made: apiextensions.GetOpenAPIDefinitions(ref)}
		maps.Copy(d.made, aggregator.GetOpenAPIDefinitions(ref))
		for _, o := range objects {
			d.define(reflect.TypeOf(o).Elem())
		}
		return d.made
	}
}
