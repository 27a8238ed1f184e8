package kinds

import (
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// webhookTimeout is the time in seconds that admission waits for a webhook without a timeout of its own. It and all
// other defaults here are from pkg/apis/admissionregistration/v1/defaults.go.
const webhookTimeout = 10

// defaultAdmission fills in webhook configurations, policies and bindings. Without it most of them would have no
// effect: in the library a nil selector selects nothing, and the empty selector that is set here selects everything.
func defaultAdmission(object runtime.Object) {
	switch o := object.(type) {
	case *admissionregistrationv1.ValidatingWebhookConfiguration:
		for i := range o.Webhooks {
			w := &o.Webhooks[i]
			defaultPolicies(&w.FailurePolicy, &w.MatchPolicy)
			defaultSelectors(&w.NamespaceSelector, &w.ObjectSelector)
			defaultCall(&w.TimeoutSeconds, w.ClientConfig.Service)
			defaultScopes(w.Rules)
		}
	case *admissionregistrationv1.MutatingWebhookConfiguration:
		for i := range o.Webhooks {
			w := &o.Webhooks[i]
			defaultPolicies(&w.FailurePolicy, &w.MatchPolicy)
			defaultSelectors(&w.NamespaceSelector, &w.ObjectSelector)
			defaultCall(&w.TimeoutSeconds, w.ClientConfig.Service)
			defaultScopes(w.Rules)
			fill(&w.ReinvocationPolicy, admissionregistrationv1.NeverReinvocationPolicy)
		}
	case *admissionregistrationv1.ValidatingAdmissionPolicy:
		fill(&o.Spec.FailurePolicy, admissionregistrationv1.Fail)
		defaultMatch(o.Spec.MatchConstraints)
	case *admissionregistrationv1.MutatingAdmissionPolicy:
		fill(&o.Spec.FailurePolicy, admissionregistrationv1.Fail)
		defaultMatch(o.Spec.MatchConstraints)
	case *admissionregistrationv1.ValidatingAdmissionPolicyBinding:
		defaultMatch(o.Spec.MatchResources)
	case *admissionregistrationv1.MutatingAdmissionPolicyBinding:
		defaultMatch(o.Spec.MatchResources)
	}
}

func defaultPolicies(
	failure **admissionregistrationv1.FailurePolicyType, match **admissionregistrationv1.MatchPolicyType,
) {
	fill(failure, admissionregistrationv1.Fail)
	fill(match, admissionregistrationv1.Equivalent)
}

func defaultSelectors(namespaces, objects **metav1.LabelSelector) {
	fill(namespaces, metav1.LabelSelector{})
	fill(objects, metav1.LabelSelector{})
}

func defaultCall(timeout **int32, service *admissionregistrationv1.ServiceReference) {
	fill(timeout, webhookTimeout)
	if service != nil {
		fill(&service.Port, 443)
	}
}

func defaultScopes(rules []admissionregistrationv1.RuleWithOperations) {
	for i := range rules {
		fill(&rules[i].Scope, admissionregistrationv1.AllScopes)
	}
}

func defaultMatch(match *admissionregistrationv1.MatchResources) {
	if match == nil {
		return
	}
	fill(&match.MatchPolicy, admissionregistrationv1.Equivalent)
	defaultSelectors(&match.NamespaceSelector, &match.ObjectSelector)
	for i := range match.ResourceRules {
		fill(&match.ResourceRules[i].Scope, admissionregistrationv1.AllScopes)
	}
	for i := range match.ExcludeResourceRules {
		fill(&match.ExcludeResourceRules[i].Scope, admissionregistrationv1.AllScopes)
	}
}
