package openapi

import (
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/spec3"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// AddSecurity adds the way to authenticate to the documents, and with it the answer 401 to every operation. Upstream's
// documents have it as soon as the server accepts any kind of token, and do not mention client certificates.
func AddSecurity(v2 *common.Config, v3 *common.OpenAPIV3Config) {
	const name, description = "BearerToken", "Bearer Token authentication"
	const kind, header, in = "apiKey", "authorization", "header"
	v2.SecurityDefinitions = &spec.SecurityDefinitions{name: {
		SecuritySchemeProps: spec.SecuritySchemeProps{Type: kind, Name: header, In: in, Description: description},
	}}
	v3.SecuritySchemes = spec3.SecuritySchemes{name: {
		SecuritySchemeProps: spec3.SecuritySchemeProps{Type: kind, Name: header, In: in, Description: description},
	}}
}
