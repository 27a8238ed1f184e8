// Package openapi describes the built-in kinds in OpenAPI.
//
// A server compiles its kinds in as Go types, and yet it must be able to say what they look like, as data, to three
// who ask:
//
//   - Clients. /openapi/v2 and /openapi/v3 are where kubectl explain finds the texts that it prints, where kubectl
//     apply finds what to check a manifest against, and where client generators and editors find everything.
//   - Server-side apply. To merge what two owners say about ports 80 and 443 of one Service, the server must know that
//     spec.ports is a list whose items are told apart by port and protocol. No Go type says so; the schema does, in
//     x-kubernetes-list-type and x-kubernetes-list-map-keys. From these the server builds a type converter for every
//     group while it installs the group, so a group without definitions cannot be installed at all: without them the
//     boot ends here, long before anyone asks for /openapi.
//   - Policies. ValidatingAdmissionPolicy checks the types of its CEL expressions against the same schemas.
//
// Upstream lets a program, openapi-gen, read the Go source of every API package and write it all down again as Go
// composite literals, well over 50,000 lines of them. It works on the source because descriptions and markers such as
// "+listType=map" are comments, and comments are gone when the program runs. But nearly everything else is not gone:
//
//	what a schema holds                     where it is at run time
//	properties, types, formats, refs        the struct type and its json tags, by reflection
//	required, defaults                      likewise: omitempty, and which zero values are written
//	patch strategy and merge key            the struct tags patchStrategy and patchMergeKey
//	descriptions                            the SwaggerDoc method that every type of k8s.io/api has
//	the name in the document                the OpenAPIModelName method, likewise
//	list types, map types, enums,           nowhere: the table in zz_generated.markers.go, a few hundred lines,
//	  unions, explicit defaults               which go generate takes from the comments
//
// So the definitions are made when somebody asks for them: a hundred kilobytes of table and a few milliseconds in
// place of megabytes of generated code to compile and link. Upstream cannot do so as easily, because it has types
// without these methods, and because a generated file shows reviewers every change of the published API as a diff.
package openapi

import (
	"maps"
	"reflect"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kube-openapi/pkg/common"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	aggregator "k8s.io/kube-aggregator/pkg/generated/openapi"
)

// Definitions returns the function that a server's OpenAPI configurations (v2 and v3) ask for the definitions of its
// kinds. It answers with the objects' types, every type that these refer to, and what the libraries under the two other
// servers of the chain bring generated: meta/v1, CustomResourceDefinition, APIService. One such function therefore
// serves all three servers. Lists are kinds of their own; pass PodList beside Pod.
func Definitions(objects ...runtime.Object) common.GetOpenAPIDefinitions {
	return func(ref common.ReferenceCallback) map[string]common.OpenAPIDefinition {
		d := definitions{ref: ref, made: apiextensions.GetOpenAPIDefinitions(ref)}
		maps.Copy(d.made, aggregator.GetOpenAPIDefinitions(ref))
		for _, object := range objects {
			d.define(reflect.TypeOf(object).Elem())
		}
		return d.made
	}
}
