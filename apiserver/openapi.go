package apiserver

import (
	"fmt"

	apiextensionsapiserver "k8s.io/apiextensions-apiserver/pkg/apiserver"
	openapinamer "k8s.io/apiserver/pkg/endpoints/openapi"
	genericapiserver "k8s.io/apiserver/pkg/server"
	genericopenapi "k8s.io/apiserver/pkg/util/openapi"
	aggregatorscheme "k8s.io/kube-aggregator/pkg/apiserver/scheme"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/common/restfuladapter"

	"apitour/apiserver/openapi"
	"apitour/apiserver/registry/kinds"
)

// applyOpenAPI says how the server describes its kinds to clients. Server-side apply merges by the same descriptions,
// so without them no group can be installed.
func applyOpenAPI(genericConfig *genericapiserver.Config) {
	scheme := kinds.PublishedScheme()
	namer := openapinamer.NewDefinitionNamer(scheme, apiextensionsapiserver.Scheme, aggregatorscheme.Scheme)
	definitions := genericopenapi.GetOpenAPIDefinitionsWithoutDisabledFeatures(
		openapi.Definitions(kinds.Objects(scheme)...))
	genericConfig.OpenAPIConfig = genericapiserver.DefaultOpenAPIConfig(definitions, namer)
	genericConfig.OpenAPIConfig.Info.Title = "Kubernetes"
	genericConfig.OpenAPIV3Config = genericapiserver.DefaultOpenAPIV3Config(definitions, namer)
	genericConfig.OpenAPIV3Config.Info.Title = "Kubernetes"
	openapi.AddSecurity(genericConfig.OpenAPIConfig, genericConfig.OpenAPIV3Config)
	// When this is nil, the library fills in a function that keeps the definitions of the first document for ever.
	genericConfig.OpenAPIConfig.GetOperationIDAndTagsFromRoute = operationIDAndTags
	genericConfig.OpenAPIV3Config.GetOperationIDAndTagsFromRoute = operationIDAndTags
	// The library would build every document while it prepares the server; ours are built when a client asks for them.
	genericConfig.SkipOpenAPIInstallation = true
}

// operationIDAndTags names a route in the documents, such as listCoreV1Pod, as the library does.
func operationIDAndTags(route common.Route) (id string, tags []string, err error) {
	return openapinamer.GetOperationIDAndTags(route.(*restfuladapter.RouteAdapter).Route)
}

// describeOnly makes a server with a copy of the kube server's configuration describe only its own kinds.
func describeOnly(genericConfig *genericapiserver.Config, definitions common.GetOpenAPIDefinitions) {
	v2, v3 := *genericConfig.OpenAPIConfig, *genericConfig.OpenAPIV3Config
	v2.GetDefinitions, v3.GetDefinitions, v3.Definitions = definitions, definitions, nil
	genericConfig.OpenAPIConfig, genericConfig.OpenAPIV3Config = &v2, &v3
}

// installOpenAPI does for this server what the library's PrepareRun does for the two others, with documents that are
// built when a client asks for them.
func (s *KubeAPIServer) installOpenAPI() error {
	documents, err := openapi.NewDocuments(
		s.Handler.GoRestfulContainer.RegisteredWebServices(), s.config.OpenAPIConfig, s.config.OpenAPIV3Config)
	if err != nil {
		return fmt.Errorf("describe the built-in kinds: %w", err)
	}
	documents.Install(s.Handler.NonGoRestfulMux)
	return nil
}
