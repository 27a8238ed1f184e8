package registry

import (
	"context"

	certificatesv1 "k8s.io/api/certificates/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
)

// prepareSigningRequest writes into the request who asks, which whoever approves it relies on; after that it stays as
// it was asked.
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

// signingRequestStorage adds the approval subresource. It is one of its own so that those who approve and those who sign
// can be given different rights: status signs, approval approves, and neither can do what the other does.
func signingRequestStorage(r *REST, _ Options) storageMap {
	approval := r.part(partStrategy{kept: []string{"spec"}, prepare: func(object, old runtime.Object) {
		request, before := object.(*certificatesv1.CertificateSigningRequest), old.(*certificatesv1.CertificateSigningRequest)
		request.Spec, request.Status.Certificate = before.Spec, before.Status.Certificate
		stampConditions(request)
	}})
	return storageMap{"certificatesigningrequests/approval": approval}
}

func prepareSigningRequestStatus(object, old runtime.Object) {
	request, before := object.(*certificatesv1.CertificateSigningRequest), old.(*certificatesv1.CertificateSigningRequest)
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
