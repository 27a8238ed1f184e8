package kinds

import (
	"context"
	"errors"
	"fmt"
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/client-go/discovery"
	admissionregistrationclient "k8s.io/client-go/kubernetes/typed/admissionregistration/v1"

	"apitour/apiserver/registry"
	"apitour/apiserver/signers"
)

// Some objects give their writer more than the write itself: a policy reads its parameters for its writer.
// So the writer must have the right to do that directly. Authorization cannot ask for it, because the request's path
// does not show it, and the row's function authorize… asks in its place. Roles and bindings are asked about in package
// rbac, signing requests and trust bundles in package signers. What is asked is upstream's.

// may reports whether the request's user has a right. It fills in the user.
func may(ctx context.Context, options registry.Options, right authorizer.AttributesRecord) (bool, error) {
	u, ok := genericapirequest.UserFrom(ctx)
	if !ok {
		return false, errors.New("no user on context")
	}
	right.User, right.ResourceRequest = u, true
	decision, _, err := options.Authorizer.Authorize(ctx, right)
	// An authorizer can allow although a part of its rules could not be read.
	if decision == authorizer.DecisionAllow {
		return true, nil
	}
	return false, err
}

// nameOf is the user that a refusal names.
func nameOf(ctx context.Context) string {
	if u, ok := genericapirequest.UserFrom(ctx); ok {
		return u.GetName()
	}
	return ""
}

// denied is the answer of a function authorize… when the right is missing.
func denied(at *field.Path, err error, format string, values ...any) field.ErrorList {
	message := fmt.Sprintf(format, values...)
	if err != nil {
		message += ": " + err.Error()
	}
	return field.ErrorList{field.Forbidden(at, message)}
}

// authorizePodCertificate asks whether the writer of a status may sign for the signer.
func authorizePodCertificate(
	ctx context.Context, options registry.Options, object, old runtime.Object,
) field.ErrorList {
	request, before := object.(*certificatesv1.PodCertificateRequest), old.(*certificatesv1.PodCertificateRequest)
	if apiequality.Semantic.DeepEqual(request.Status, before.Status) {
		return nil
	}
	signer := before.Spec.SignerName
	if u, ok := genericapirequest.UserFrom(ctx); ok && signers.May(ctx, options.Authorizer, u, "sign", signer) {
		return nil
	}
	return denied(field.NewPath("spec", "signerName"), nil, `User %q is not permitted to "sign" for signer %q`,
		nameOf(ctx), signer)
}

// authorizePolicy asks whether the writer of a policy may read every object of the kind that parameters are of.
func authorizePolicy(ctx context.Context, options registry.Options, object, old runtime.Object) field.ErrorList {
	kind := paramKind(object)
	if kind == nil {
		return nil
	}
	if before := paramKind(old); before != nil && *before == *kind {
		return nil
	}
	right := paramRight(ctx, options, kind)
	right.Verb, right.Name, right.Namespace = "get", "*", "*"
	if ok, err := may(ctx, options, right); !ok {
		return denied(field.NewPath("spec", "paramKind"), err, `user %q must have "get" permission on all objects of `+
			`the referenced paramKind (kind=%s, apiVersion=%s)`, nameOf(ctx), kind.Kind, kind.APIVersion)
	}
	return nil
}

// authorizePolicyBinding asks whether the writer of a binding may read the parameters that it refers to.
func authorizePolicyBinding(ctx context.Context, options registry.Options, object, old runtime.Object) field.ErrorList {
	policy, param := paramRef(object)
	if param == nil {
		return nil
	}
	if was, before := paramRef(old); before != nil && was == policy && apiequality.Semantic.DeepEqual(before, param) {
		return nil
	}
	right := paramRight(ctx, options, boundParamKind(ctx, options, object, policy))
	right.Verb, right.Name, right.Namespace = "get", param.Name, param.Namespace
	if param.Name == "" {
		right.Verb = "list"
	}
	if ok, err := may(ctx, options, right); !ok {
		return denied(field.NewPath("spec", "paramRef"), err,
			`user %q does not have %q permission on the object referenced by paramRef (resource=%q, group=%q)`,
			nameOf(ctx), right.Verb, right.Resource, right.APIGroup)
	}
	return nil
}

func paramKind(object runtime.Object) *admissionregistrationv1.ParamKind {
	switch o := object.(type) {
	case *admissionregistrationv1.ValidatingAdmissionPolicy:
		return o.Spec.ParamKind
	case *admissionregistrationv1.MutatingAdmissionPolicy:
		return o.Spec.ParamKind
	}
	return nil
}

func paramRef(object runtime.Object) (policy string, param *admissionregistrationv1.ParamRef) {
	switch o := object.(type) {
	case *admissionregistrationv1.ValidatingAdmissionPolicyBinding:
		return o.Spec.PolicyName, o.Spec.ParamRef
	case *admissionregistrationv1.MutatingAdmissionPolicyBinding:
		return o.Spec.PolicyName, o.Spec.ParamRef
	}
	return "", nil
}

// boundParamKind is the kind that the binding's policy names; nil if the policy cannot be read.
func boundParamKind(
	ctx context.Context, options registry.Options, binding runtime.Object, policy string,
) *admissionregistrationv1.ParamKind {
	client, err := admissionregistrationclient.NewForConfig(options.Loopback)
	if err != nil {
		return nil
	}
	var bound runtime.Object
	if _, validating := binding.(*admissionregistrationv1.ValidatingAdmissionPolicyBinding); validating {
		bound, err = client.ValidatingAdmissionPolicies().Get(ctx, policy, metav1.GetOptions{})
	} else {
		bound, err = client.MutatingAdmissionPolicies().Get(ctx, policy, metav1.GetOptions{})
	}
	if err != nil {
		return nil
	}
	return paramKind(bound)
}

// paramRight is the right on the resource of the kind. What is not known is a star, which only a writer with the right
// on everything has: the kind may be defined later.
func paramRight(
	ctx context.Context, options registry.Options, kind *admissionregistrationv1.ParamKind,
) authorizer.AttributesRecord {
	right := authorizer.AttributesRecord{APIGroup: "*", APIVersion: "*", Resource: "*"}
	if kind == nil {
		return right
	}
	version, err := schema.ParseGroupVersion(kind.APIVersion)
	if err != nil {
		return right
	}
	right.APIGroup, right.APIVersion = version.Group, version.Version
	client, err := discovery.NewDiscoveryClientForConfig(options.Loopback)
	if err != nil {
		return right
	}
	served, err := client.ServerResourcesForGroupVersionWithContext(ctx, version.String())
	if err != nil {
		return right
	}
	for _, r := range served.APIResources {
		// A subresource such as scale may be of a kind in another group.
		if r.Kind == kind.Kind && !strings.Contains(r.Name, "/") {
			right.Resource = r.Name
			break
		}
	}
	return right
}
