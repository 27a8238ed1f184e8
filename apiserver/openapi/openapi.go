// Package openapi describes the built-in kinds in OpenAPI.
//
// A server compiles its kinds in as Go types, and yet it must publish, as data, the fields that they have. Three use
// this:
//
//   - Clients. In /openapi/v2 and /openapi/v3, kubectl explain finds the texts that it prints, kubectl apply finds the
//     schema for a manifest, and editors and client generators find everything.
//   - Server-side apply. To merge ports 80 and 443 of one Service from two owners, the server must know that
//     port and protocol are the key of an item of spec.ports. No Go type contains this; the schema does, in
//     x-kubernetes-list-type and x-kubernetes-list-map-keys. While a server installs API groups it builds a type
//     converter from the schemas of their kinds. Without a schema for a kind, the installation fails and the boot ends.
//   - Policies. MutatingAdmissionPolicy applies its patches with such a converter, and the type checker of
//     ValidatingAdmissionPolicy reads from the schemas the fields that an expression may name.
//
// Upstream has a generator, openapi-gen, that reads the Go source of every API package and writes the schemas as Go
// composite literals, 78,908 lines of them in v1.37.2. It needs the source because descriptions and markers such as
// "+listType=map" are comments, and a running program has no comments. But it still has nearly everything else:
//
//	what a schema holds                  where it is at run time
//	properties, types, formats, refs     the struct type and its json tags, by reflection
//	required, defaults                   likewise: omitempty, and the zero values that JSON always has
//	patch strategy and merge key         the struct tags patchStrategy and patchMergeKey
//	descriptions                         the SwaggerDoc method of the types in k8s.io/api
//	the name in the document             their OpenAPIModelName method
//	list and map types, enumerations,    nowhere: the table in zz_generated.markers.go, a few hundred lines,
//	  unions, explicit defaults            which go generate writes from the comments
//
// So the server makes the definitions on request, from a small table and in some milliseconds, and there are no four
// megabytes of source to compile. Upstream has reasons for its generator: it serves types without these methods, and a
// generated file shows reviewers every change of the published API as a diff.
//
// The result is the same as kube-apiserver v1.37.2's, except for seven texts: SwaggerDoc and openapi-gen read a comment
// in two ways. TestSameAsPublished names them.
package openapi

import (
	"maps"
	"reflect"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	"k8s.io/apimachinery/pkg/runtime"
	aggregator "k8s.io/kube-aggregator/pkg/generated/openapi"
	"k8s.io/kube-openapi/pkg/common"
)

// Definitions returns the function from which a server's OpenAPI configurations, v2 and v3, get the definitions of its
// kinds. It returns the types of the objects, every type that these refer to, and the definitions that the libraries of
// the chain's two other servers contain: meta/v1, CustomResourceDefinition, APIService. So one function serves all
// three servers. Lists are kinds of their own: pass PodList beside Pod. A type without a form in JSON, such as a
// channel, is a mistake in the program and makes the function panic.
//
// Every call makes new definitions, which takes some milliseconds, and no caller keeps them: kube-openapi's builders
// write into the definitions that they receive, so two documents that are built at the same time must not share them.
//
// A definition does not contain the kind of its type; NewDefinitionNamer adds it from a scheme. It lists every version
// that the scheme knows for a type, so its scheme must not have these types as internal ones too, or "__internal" is
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
