package openapi

import (
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/spec3"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// AddSecurity makes the documents say how a client may show who it is, and by that every operation that it may be refused
// with 401. Upstream's say it as soon as any kind of token is believed, and say nothing of client certificates.
func AddSecurity(v2 *common.Config, v3 *common.OpenAPIV3Config) {
	const name, kind, header, in, description = "BearerToken", "apiKey", "authorization", "header", "Bearer Token authentication"
	v2.SecurityDefinitions = &spec.SecurityDefinitions{name: {
		SecuritySchemeProps: spec.SecuritySchemeProps{Type: kind, Name: header, In: in, Description: description},
	}}
	v3.SecuritySchemes = spec3.SecuritySchemes{name: {
		SecuritySchemeProps: spec3.SecuritySchemeProps{Type: kind, Name: header, In: in, Description: description},
	}}
}
