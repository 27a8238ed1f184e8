package apiserver_test

import (
	"strings"
	"testing"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/utils/ptr"
)

func testValidatingPolicy(t *testing.T, client kubernetes.Interface, _ *webhookServer) {
	if _, err := create(t, client, configMap("parameters", "limits", "max", "3")); err != nil {
		t.Fatal(err)
	}
	admissions := client.AdmissionregistrationV1()
	policy, err := admissions.ValidatingAdmissionPolicies().Create(t.Context(),
		&admissionregistrationv1.ValidatingAdmissionPolicy{
			ObjectMeta: metav1.ObjectMeta{Name: "size"},
			Spec: admissionregistrationv1.ValidatingAdmissionPolicySpec{
				ParamKind: &admissionregistrationv1.ParamKind{APIVersion: "v1", Kind: "ConfigMap"},
				MatchConstraints: &admissionregistrationv1.MatchResources{
					ResourceRules: []admissionregistrationv1.NamedRuleWithOperations{
						{RuleWithOperations: onCreate()[0]},
					},
				},
				MatchConditions: []admissionregistrationv1.MatchCondition{{
					Name:       "ours",
					Expression: `object.metadata.?labels[?"for"].orValue("") == "policy"`,
				}},
				Validations: []admissionregistrationv1.Validation{{
					Expression:        "size(object.data) <= int(params.data.max)",
					MessageExpression: `"at most " + params.data.max + " entries"`,
				}},
			},
		}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if *policy.Spec.FailurePolicy != admissionregistrationv1.Fail ||
		policy.Spec.MatchConstraints.NamespaceSelector == nil {
		t.Errorf("defaults: %+v", policy.Spec)
	}
	_, err = admissions.ValidatingAdmissionPolicyBindings().Create(t.Context(),
		&admissionregistrationv1.ValidatingAdmissionPolicyBinding{
			ObjectMeta: metav1.ObjectMeta{Name: "size"},
			Spec: admissionregistrationv1.ValidatingAdmissionPolicyBindingSpec{
				PolicyName:        "size",
				ValidationActions: []admissionregistrationv1.ValidationAction{admissionregistrationv1.Deny},
				ParamRef: &admissionregistrationv1.ParamRef{
					Name: "limits", Namespace: metav1.NamespaceDefault, ParameterNotFoundAction: ptr.To(
						admissionregistrationv1.DenyAction),
				},
			},
		}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	large := configMap("policy", "large", "a", "", "b", "", "c", "", "d", "")
	awaitEffect(t, client, large, func(_ *corev1.ConfigMap, err error) bool {
		return apierrors.IsInvalid(err) && strings.Contains(err.Error(), "at most 3 entries")
	})
	if _, err := create(t, client, configMap("policy", "small", "a", "")); err != nil {
		t.Error(err)
	}
}

func testMutatingPolicy(t *testing.T, client kubernetes.Interface, _ *webhookServer) {
	admissions := client.AdmissionregistrationV1()
	_, err := admissions.MutatingAdmissionPolicies().Create(t.Context(),
		&admissionregistrationv1.MutatingAdmissionPolicy{
			ObjectMeta: metav1.ObjectMeta{Name: "mark"},
			Spec: admissionregistrationv1.MutatingAdmissionPolicySpec{
				MatchConstraints: &admissionregistrationv1.MatchResources{
					ObjectSelector: labelled("mark"),
					ResourceRules: []admissionregistrationv1.NamedRuleWithOperations{
						{RuleWithOperations: onCreate()[0]},
					},
				},
				ReinvocationPolicy: admissionregistrationv1.NeverReinvocationPolicy,
				Mutations: []admissionregistrationv1.Mutation{
					{
						PatchType: admissionregistrationv1.PatchTypeApplyConfiguration,
						ApplyConfiguration: &admissionregistrationv1.ApplyConfiguration{
							Expression: `Object{data: {"applied": object.metadata.name}}`,
						},
					},
					{
						PatchType: admissionregistrationv1.PatchTypeJSONPatch,
						JSONPatch: &admissionregistrationv1.JSONPatch{
							Expression: `[JSONPatch{op: "add", path: "/metadata/labels/patched", value: "yes"}]`,
						},
					},
				},
			},
		}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = admissions.MutatingAdmissionPolicyBindings().Create(t.Context(),
		&admissionregistrationv1.MutatingAdmissionPolicyBinding{
			ObjectMeta: metav1.ObjectMeta{
				Name: "mark",
			}, Spec: admissionregistrationv1.MutatingAdmissionPolicyBindingSpec{
				PolicyName: "mark",
			},
		}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	awaitEffect(t, client, configMap("mark", "marked", "kept", "yes"), func(object *corev1.ConfigMap, err error) bool {
		return err == nil && object.Data["applied"] == "marked" && object.Data["kept"] == "yes" &&
			object.Labels["patched"] == "yes"
	})
}
