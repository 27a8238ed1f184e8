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
// composite literals, 78,908 lines of them in v1.37.2. It works on the source because descriptions and markers such as
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
// So the definitions are made when somebody asks for them, from a small table and in a few milliseconds, in place of
// four megabytes of source to compile. Upstream has reasons to stay with its generator: it serves types without these
// methods, and a generated file shows reviewers every change of the published API as a diff.
//
// What comes out is what kube-apiserver v1.37.2 publishes, with two small exceptions. The descriptions of enumerations
// do not repeat the meaning of each value, and a handful of texts differ where SwaggerDoc and openapi-gen read the same
// comment differently.
package openapi

import (
	"maps"
	"reflect"
	"sync"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	"k8s.io/apimachinery/pkg/runtime"
	aggregator "k8s.io/kube-aggregator/pkg/generated/openapi"
	"k8s.io/kube-openapi/pkg/common"
)

// Definitions returns the function that a server's OpenAPI configurations, v2 and v3, ask for the definitions of its
// kinds. It answers with the types of the objects, every type that these refer to, and what the libraries of the chain's
// two other servers bring generated: meta/v1, CustomResourceDefinition, APIService. One such function therefore serves
// all three servers. Lists are kinds of their own: pass PodList beside Pod. An object whose type JSON schemas cannot
// describe, with a channel in it, say, is a mistake of the programmer's and panics.
//
// Nothing is made before the first call, and then once for each document: the next caller who wants the same kind of
// references gets the same definitions. The two builders of kube-openapi write into the Extensions of the definitions
// that they are given, so everybody's Extensions are their own. Even so, do not let two documents be built at the same
// time from one configuration. And give NewDefinitionNamer a scheme without internal versions: it lists every group and
// version that the scheme knows for a type, "__internal" among them, in x-kubernetes-group-version-kind.
func Definitions(objects ...runtime.Object) common.GetOpenAPIDefinitions {
	var lock sync.Mutex
	documents := map[string]map[string]common.OpenAPIDefinition{} // by what references begin with
	return func(ref common.ReferenceCallback) map[string]common.OpenAPIDefinition {
		lock.Lock()
		defer lock.Unlock()
		style := ref("")
		if documents[style.String()] == nil {
			documents[style.String()] = define(ref, objects)
		}
		definitions := maps.Clone(documents[style.String()])
		for name, d := range definitions {
			d.Schema.Extensions = maps.Clone(d.Schema.Extensions)
			definitions[name] = d
		}
		return definitions
	}
}

func define(ref common.ReferenceCallback, objects []runtime.Object) map[string]common.OpenAPIDefinition {
	d := definitions{ref: ref, made: apiextensions.GetOpenAPIDefinitions(ref)}
	maps.Copy(d.made, aggregator.GetOpenAPIDefinitions(ref))
	for _, object := range objects {
		d.define(reflect.TypeOf(object).Elem())
	}
	return d.made
}
