package requests

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/emicklei/go-restful/v3"
	"go.opentelemetry.io/otel/attribute"
	apiextensionshelpers "k8s.io/apiextensions-apiserver/pkg/apihelpers"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apirequest "k8s.io/apiserver/pkg/endpoints/request"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	apiregistrationhelper "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1/helper"

	"apitour/trace/convention"
)

// apiServiceOf returns the name of the APIService that says which server answers for the path, and "" for a path that
// belongs to no APIService.
func apiServiceOf(path string) string {
	elements := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case elements[0] == "api":
		return "v1."
	case elements[0] == "apis" && len(elements) >= 3:
		return elements[2] + "." + elements[1]
	}
	return ""
}

func (f *Follower) whyAggregatorPassesOn(r *http.Request) string {
	name := apiServiceOf(r.URL.Path)
	if name == "" {
		return noRoute(r)
	}
	if service, err := f.apiServices.Get(name); err != nil {
		return fmt.Sprintf("group version not served: there is no APIService %s", name)
	} else if service.Spec.Service != nil {
		return fmt.Sprintf("APIService %s has come only now", name)
	}
	return fmt.Sprintf("APIService %s is local", name)
}

func (f *Follower) whatAggregatorServes(v *visit, r *http.Request) {
	name := apiServiceOf(r.URL.Path)
	if name == "" {
		v.say(convention.Served, "path of its own")
		return
	}
	apiService, err := f.apiServices.Get(name)
	if err != nil || apiService.Spec.Service == nil {
		v.say(convention.Served, "path of its own")
		return
	}
	service := apiService.Spec.Service.Namespace + "/" + apiService.Spec.Service.Name
	fact := attribute.String(convention.Service, service)
	condition := apiregistrationhelper.GetAPIServiceConditionByType(apiService, apiregistrationv1.Available)
	if condition == nil || condition.Status != apiregistrationv1.ConditionTrue {
		reason := "not checked yet"
		if condition != nil {
			reason = condition.Reason
		}
		v.say("not served", fmt.Sprintf("APIService %s, Service %s, is not available: %s", name, service, reason), fact)
		return
	}
	v.say(convention.Proxied, "to Service "+service, fact)
}

// noGroupVersion returns why a server has passed a request on that serves only kinds that are compiled in.
func (d *director) noGroupVersion(r *http.Request) string {
	elements := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if elements[0] != "apis" || len(elements) < 2 {
		return noRoute(r)
	}
	what, name := "group version", elements[1:min(3, len(elements))]
	if len(name) == 1 {
		what = "group"
	}
	path := "/apis/" + strings.Join(name, "/")
	served := func(s *restful.WebService) bool { return s.RootPath() == path }
	if slices.ContainsFunc(d.restful.RegisteredWebServices(), served) {
		return noRoute(r)
	}
	return fmt.Sprintf("%s not served: %s", what, strings.Join(name, "/"))
}

func noRoute(r *http.Request) string { return "no route for the path " + r.URL.Path }

func (f *Follower) whyAPIExtensionsPassesOn(d *director, r *http.Request) string {
	info, _ := apirequest.RequestInfoFrom(r.Context())
	if info != nil && info.IsResourceRequest && strings.HasPrefix(r.URL.Path, "/apis/") {
		_, why := f.definitionOf(info)
		return why
	}
	return d.noGroupVersion(r)
}

func (f *Follower) whatAPIExtensionsServes(v *visit, r *http.Request) {
	if info, _ := apirequest.RequestInfoFrom(r.Context()); info != nil && info.IsResourceRequest {
		if definition, _ := f.definitionOf(info); definition != "" {
			v.say(convention.Served, "CustomResourceDefinition "+definition,
				attribute.String(convention.CustomResourceDefinition, definition))
			return
		}
	}
	v.say(convention.Served, "path of its own")
}

// definitionOf returns the name of the definition of the request's objects, or why none serves them. It checks the same
// facts as the handler for custom resources, in the same order (k8s.io/apiextensions-apiserver v0.37.2,
// pkg/apiserver/customresource_handler.go).
func (f *Follower) definitionOf(info *apirequest.RequestInfo) (definition, why string) {
	name := info.Resource + "." + info.APIGroup
	crd, err := f.definitions.Get(name)
	if err != nil {
		return "", "no CustomResourceDefinition " + name
	}
	is := func(condition apiextensionsv1.CustomResourceDefinitionConditionType) bool {
		return apiextensionshelpers.IsCRDConditionTrue(crd, condition)
	}
	refuse := func(format string, args ...any) (string, string) {
		return "", "CustomResourceDefinition " + name + " " + fmt.Sprintf(format, args...)
	}
	namespaced, inNamespace := crd.Spec.Scope == apiextensionsv1.NamespaceScoped, info.Namespace != ""
	switch {
	case !namespaced && inNamespace:
		return refuse("is not namespaced, and the path names a namespace")
	case namespaced && !inNamespace && info.Verb != "list" && info.Verb != "watch":
		return refuse("is namespaced, and the path names no namespace")
	case !apiextensionshelpers.HasServedCRDVersion(crd, info.APIVersion):
		return refuse("does not serve the version %s", info.APIVersion)
	case !is(apiextensionsv1.NamesAccepted) && !is(apiextensionsv1.Established):
		return refuse("is not established")
	}
	return name, ""
}
