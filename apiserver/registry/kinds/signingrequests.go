package kinds

import (
	"context"

	certificatesv1 "k8s.io/api/certificates/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"

	"apitour/apiserver/registry"
)

// prepareSigningRequest writes the requesting user into the spec on create, because an approver relies on it. On update
// it keeps the spec.
func prepareSigningRequest(ctx context.Context, object, old runtime.Object) {
	request := object.(*certificatesv1.CertificateSigningRequest)
	if old != nil {
		request.Spec = old.(*certificatesv1.CertificateSigningRequest).Spec
		return
	}
	request.Spec.Username, request.Spec.UID, request.Spec.Groups, request.Spec.Extra = "", "", nil, nil
	if user, ok := genericapirequest.UserFrom(ctx); ok {
		request.Spec.Username, request.Spec.UID, request.Spec.Groups = user.GetName(), user.GetUID(), user.GetGroups()
		for name, values := range user.GetExtra() {
			if request.Spec.Extra == nil {
				request.Spec.Extra = map[string]certificatesv1.ExtraValue{}
			}
			request.Spec.Extra[name] = values
		}
	}
}

// signingRequestStorage adds the approval subresource. Approval is separate from status so that approvers and signers
// can have different rights: a signer writes status, an approver writes approval, and neither subresource can do both.
func signingRequestStorage(r *registry.REST, _ registry.Options) map[string]rest.Storage {
	approval := r.Subresource(registry.Part{Kept: []string{"spec"}, Prepare: func(object, old runtime.Object) {
		request := object.(*certificatesv1.CertificateSigningRequest)
		before := old.(*certificatesv1.CertificateSigningRequest)
		request.Spec, request.Status.Certificate = before.Spec, before.Status.Certificate
		stampConditions(request)
	}})
	return map[string]rest.Storage{"certificatesigningrequests/approval": approval}
}

func prepareSigningRequestStatus(object, old runtime.Object) {
	request := object.(*certificatesv1.CertificateSigningRequest)
	before := old.(*certificatesv1.CertificateSigningRequest)
	var conditions []certificatesv1.CertificateSigningRequestCondition
	for _, c := range request.Status.Conditions {
		if c.Type != certificatesv1.CertificateApproved && c.Type != certificatesv1.CertificateDenied {
			conditions = append(conditions, c)
		}
	}
	for _, c := range before.Status.Conditions {
		if c.Type == certificatesv1.CertificateApproved || c.Type == certificatesv1.CertificateDenied {
			conditions = append(conditions, c)
		}
	}
	request.Status.Conditions = conditions
	stampConditions(request)
}

func stampConditions(request *certificatesv1.CertificateSigningRequest) {
	now := metav1.Now()
	for i := range request.Status.Conditions {
		c := &request.Status.Conditions[i]
		if c.LastUpdateTime.IsZero() {
			c.LastUpdateTime = now
		}
		if c.LastTransitionTime.IsZero() {
			c.LastTransitionTime = now
		}
	}
}
