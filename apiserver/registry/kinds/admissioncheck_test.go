package kinds

import (
	"slices"
	"testing"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/utils/ptr"
)

// Short names for the kinds that the tests spoil.
type (
	webhookConfiguration = admissionregistrationv1.ValidatingWebhookConfiguration
	validatingPolicy     = admissionregistrationv1.ValidatingAdmissionPolicy
	mutatingPolicy       = admissionregistrationv1.MutatingAdmissionPolicy
	policyBinding        = admissionregistrationv1.ValidatingAdmissionPolicyBinding
)

func goodRule() admissionregistrationv1.RuleWithOperations {
	return admissionregistrationv1.RuleWithOperations{
		Operations: []admissionregistrationv1.OperationType{admissionregistrationv1.Create},
		Rule: admissionregistrationv1.Rule{
			APIGroups: []string{""}, APIVersions: []string{"v1"}, Resources: []string{"configmaps"},
		},
	}
}

func goodConstraints() *admissionregistrationv1.MatchResources {
	rule := admissionregistrationv1.NamedRuleWithOperations{RuleWithOperations: goodRule()}
	return &admissionregistrationv1.MatchResources{
		ResourceRules: []admissionregistrationv1.NamedRuleWithOperations{rule},
	}
}

func goodWebhook() *webhookConfiguration {
	return &webhookConfiguration{Webhooks: []admissionregistrationv1.ValidatingWebhook{{
		Name:         "a.example.com",
		ClientConfig: admissionregistrationv1.WebhookClientConfig{URL: ptr.To("https://127.0.0.1/")},
		Rules:        []admissionregistrationv1.RuleWithOperations{goodRule()}, AdmissionReviewVersions: []string{"v1"},
		SideEffects: ptr.To(admissionregistrationv1.SideEffectClassNone),
	}}}
}

func goodValidatingPolicy() *validatingPolicy {
	return &validatingPolicy{Spec: admissionregistrationv1.ValidatingAdmissionPolicySpec{
		ParamKind:        &admissionregistrationv1.ParamKind{APIVersion: "v1", Kind: "ConfigMap"},
		MatchConstraints: goodConstraints(),
		Variables:        []admissionregistrationv1.Variable{{Name: "most", Expression: "int(params.data.max)"}},
		Validations: []admissionregistrationv1.Validation{{
			Expression:        "size(object.data) <= variables.most",
			MessageExpression: "'at most ' + string(variables.most)",
		}},
	}}
}

func goodMutatingPolicy() *mutatingPolicy {
	return &mutatingPolicy{Spec: admissionregistrationv1.MutatingAdmissionPolicySpec{
		MatchConstraints: goodConstraints(), ReinvocationPolicy: admissionregistrationv1.NeverReinvocationPolicy,
		Mutations: []admissionregistrationv1.Mutation{{
			PatchType: admissionregistrationv1.PatchTypeApplyConfiguration,
			ApplyConfiguration: &admissionregistrationv1.ApplyConfiguration{
				Expression: `Object{data: {"a": "b"}}`,
			},
		}},
	}}
}

func goodBinding() *policyBinding {
	return &policyBinding{Spec: admissionregistrationv1.ValidatingAdmissionPolicyBindingSpec{
		PolicyName: "p", ValidationActions: []admissionregistrationv1.ValidationAction{admissionregistrationv1.Deny},
	}}
}

// with spoils a good object.
func with[T runtime.Object](object T, spoil func(T)) runtime.Object {
	spoil(object)
	return object
}

// admissionTest is an object, and the field with its mistake: none if the object is good.
type admissionTest struct {
	object runtime.Object
	field  string
}

// TestAdmissionChecks checks good objects, and objects that are spoiled in one field: the error must name that field.
func TestAdmissionChecks(t *testing.T) {
	good := []admissionTest{
		{goodWebhook(), ""},
		{goodValidatingPolicy(), ""},
		{goodMutatingPolicy(), ""},
		{goodBinding(), ""},
	}
	for _, test := range slices.Concat(good, spoiledWebhooks(), spoiledPolicies()) {
		defaultAdmission(test.object)
		errs := checkAdmission(test.object, nil)
		if test.field == "" {
			if len(errs) > 0 {
				t.Errorf("a good %T: %v", test.object, errs)
			}
			continue
		}
		if len(errs) == 0 || errs[0].Field != test.field {
			t.Errorf("%T: %v, want an error of %s", test.object, errs, test.field)
		}
	}
}

func spoiledWebhooks() []admissionTest {
	return []admissionTest{
		{with(goodWebhook(), func(o *webhookConfiguration) { o.Webhooks[0].Name = "a" }), "webhooks[0].name"},
		{with(goodWebhook(), func(o *webhookConfiguration) {
			o.Webhooks[0].SideEffects = nil
		}), "webhooks[0].sideEffects"},
		{with(goodWebhook(), func(o *webhookConfiguration) {
			o.Webhooks[0].TimeoutSeconds = ptr.To(int32(31))
		}), "webhooks[0].timeoutSeconds"},
		{with(goodWebhook(), func(o *webhookConfiguration) {
			o.Webhooks[0].AdmissionReviewVersions = nil
		}), "webhooks[0].admissionReviewVersions"},
		{with(goodWebhook(), func(o *webhookConfiguration) {
			o.Webhooks[0].Rules[0].Resources = nil
		}), "webhooks[0].rules[0].resources"},
		{with(goodWebhook(), func(o *webhookConfiguration) {
			o.Webhooks[0].ClientConfig.URL = nil
		}), "webhooks[0].clientConfig"},
		{with(goodWebhook(), func(o *webhookConfiguration) {
			o.Webhooks[0].ClientConfig.URL = ptr.To("http://127.0.0.1/")
		}), "webhooks[0].clientConfig.url"},
		{with(goodWebhook(), func(o *webhookConfiguration) {
			o.Webhooks[0].MatchConditions = []admissionregistrationv1.MatchCondition{{Name: "x", Expression: "object."}}
		}), "webhooks[0].matchConditions[0].expression"},
	}
}

func spoiledPolicies() []admissionTest {
	return []admissionTest{
		{with(goodValidatingPolicy(), func(o *validatingPolicy) {
			o.Spec.MatchConstraints = nil
		}), "spec.matchConstraints"},
		{with(goodValidatingPolicy(), func(o *validatingPolicy) {
			o.Spec.MatchConstraints.ResourceRules = nil
		}), "spec.matchConstraints.resourceRules"},
		{with(goodValidatingPolicy(), func(o *validatingPolicy) { o.Spec.Validations = nil }), "spec.validations"},
		{with(goodValidatingPolicy(), func(o *validatingPolicy) {
			o.Spec.Validations[0].Expression = "1 + 1"
		}), "spec.validations[0].expression"},
		{with(goodValidatingPolicy(), func(o *validatingPolicy) {
			o.Spec.ParamKind = nil
		}), "spec.variables[0].expression"},
		{with(goodMutatingPolicy(), func(o *mutatingPolicy) {
			o.Spec.ReinvocationPolicy = ""
		}), "spec.reinvocationPolicy"},
		{with(goodMutatingPolicy(), func(o *mutatingPolicy) { o.Spec.Mutations = nil }), "spec.mutations"},
		{with(goodMutatingPolicy(), func(o *mutatingPolicy) {
			o.Spec.Mutations[0].ApplyConfiguration.Expression = "object"
		}), "spec.mutations[0].applyConfiguration.expression"},
		{with(goodBinding(), func(o *policyBinding) { o.Spec.PolicyName = "" }), "spec.policyName"},
		{with(goodBinding(), func(o *policyBinding) { o.Spec.ValidationActions = nil }), "spec.validationActions"},
		{with(goodBinding(), func(o *policyBinding) {
			o.Spec.ParamRef = &admissionregistrationv1.ParamRef{
				Name: "a", Selector: &metav1.LabelSelector{},
				ParameterNotFoundAction: ptr.To(admissionregistrationv1.DenyAction),
			}
		}), "spec.paramRef"},
	}
}
