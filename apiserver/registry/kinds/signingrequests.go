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

// A CertificateSigningRequest has three writers: the requester writes the spec, once; an approver writes the approval;
// a signer writes the status, with the certificate. Who may approve and sign for which signer is asked at admission,
// by package signers.

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
	approval := r.Subresource(registry.Part{
		Kept: []string{"spec", "status.certificate"}, Prepare: prepareApproval, Check: checkApproval,
	})
	return map[string]rest.Storage{"certificatesigningrequests/approval": approval}
}

func prepareApproval(object, old runtime.Object) {
	request := object.(*certificatesv1.CertificateSigningRequest)
	before := old.(*certificatesv1.CertificateSigningRequest)
	request.Spec, request.Status.Certificate = before.Spec, before.Status.Certificate
	stampConditions(request, before)
}

// prepareSigningRequestStatus restores the conditions of the approval. If some are missing or new, it leaves them, and
// the check refuses the write: a signer who believes to have approved must hear of it.
func prepareSigningRequestStatus(object, old runtime.Object) {
	request := object.(*certificatesv1.CertificateSigningRequest)
	before := old.(*certificatesv1.CertificateSigningRequest)
	for _, kind := range approvalConditions {
		now, stored := conditionsOf(request, kind), conditionsOf(before, kind)
		if len(now) != len(stored) {
			continue
		}
		for i := range now {
			*now[i] = *stored[i]
		}
	}
	stampConditions(request, before)
}

// conditionsOf returns the conditions of a type. There is one at most, but for objects that an older server has stored.
func conditionsOf(
	request *certificatesv1.CertificateSigningRequest, kind certificatesv1.RequestConditionType,
) (found []*certificatesv1.CertificateSigningRequestCondition) {
	for i := range request.Status.Conditions {
		if c := &request.Status.Conditions[i]; c.Type == kind {
			found = append(found, c)
		}
	}
	return found
}

// stampConditions fills in the times that a writer left open. The time of a transition is the stored one, as long as
// the condition has the same status.
func stampConditions(request, before *certificatesv1.CertificateSigningRequest) {
	now := metav1.Now()
	for i := range request.Status.Conditions {
		c := &request.Status.Conditions[i]
		if c.LastUpdateTime.IsZero() {
			c.LastUpdateTime = now
		}
		if !c.LastTransitionTime.IsZero() {
			continue
		}
		c.LastTransitionTime = now
		for _, stored := range conditionsOf(before, c.Type) {
			if stored.Status == c.Status && !stored.LastTransitionTime.IsZero() {
				c.LastTransitionTime = stored.LastTransitionTime
				break
			}
		}
	}
}
