package kinds

import (
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"apitour/apiserver/registry"
)

// transient are the kinds of subresources' bodies and of reviews. The server never stores them.
var transient = registry.Transient{
	corev1.SchemeGroupVersion: {
		&corev1.Binding{}, &corev1.PodLogOptions{}, &corev1.PodExecOptions{}, &corev1.PodAttachOptions{},
		&corev1.PodPortForwardOptions{}, &corev1.PodProxyOptions{},
	},
	authenticationv1.SchemeGroupVersion: {&authenticationv1.TokenReview{}, &authenticationv1.SelfSubjectReview{}},
	authorizationv1.SchemeGroupVersion: {
		&authorizationv1.SubjectAccessReview{}, &authorizationv1.LocalSubjectAccessReview{},
		&authorizationv1.SelfSubjectAccessReview{}, &authorizationv1.SelfSubjectRulesReview{},
	},
	autoscalingv1.SchemeGroupVersion: {&autoscalingv1.Scale{}},
	policyv1.SchemeGroupVersion:      {&policyv1.Eviction{}},
}

// NewScheme returns the Go types of all built-in kinds, and the conversions that the types need.
func NewScheme() *runtime.Scheme {
	s := registry.NewScheme(Groups, transient)
	addEventConversions(s)
	addAutoscalerConversions(s)
	addQueryConversions(s)
	return s
}

// PublishedScheme is NewScheme without the hub version.
func PublishedScheme() *runtime.Scheme { return registry.PublishedScheme(Groups, transient) }

// Objects returns an empty object of every built-in kind and of its list. The scheme must know them.
func Objects(s *runtime.Scheme) []runtime.Object { return registry.Objects(s, Groups, transient) }
