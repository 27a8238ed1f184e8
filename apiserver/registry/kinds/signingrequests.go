package kinds

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"

	certificatesv1 "k8s.io/api/certificates/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
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

// checkSigningRequest requires a request that its own key has signed, so that nobody gets a certificate for the key of
// another.
func checkSigningRequest(object, _ runtime.Object) (errs field.ErrorList) {
	spec, at := object.(*certificatesv1.CertificateSigningRequest).Spec, field.NewPath("spec")
	if err := verifyRequest(spec.Request); err != nil {
		errs = append(errs, field.Invalid(at.Child("request"), spec.Request, err.Error()))
	}
	if len(spec.Usages) == 0 {
		errs = append(errs, field.Required(at.Child("usages"), ""))
	}
	taken := names{}
	for i, usage := range spec.Usages {
		at := at.Child("usages").Index(i)
		errs = append(errs, oneOf(usage, at, usages...)...)
		errs = append(errs, taken.check(string(usage), at)...)
	}
	signer := at.Child("signerName")
	domain, name, qualified := strings.Cut(spec.SignerName, "/")
	switch {
	case spec.SignerName == "":
		errs = append(errs, field.Required(signer, ""))
	case spec.SignerName == "kubernetes.io/legacy-unknown":
		message := "the legacy signerName is not allowed via this API version"
		errs = append(errs, field.Invalid(signer, spec.SignerName, message))
	case !qualified || name == "":
		message := "must be a fully qualified domain and path of the form 'example.com/signer-name'"
		errs = append(errs, field.Invalid(signer, spec.SignerName, message))
	default:
		errs = append(errs, invalid(signer, domain, validation.IsDNS1123Subdomain(domain))...)
	}
	if seconds := spec.ExpirationSeconds; seconds != nil && *seconds < 600 {
		message := "may not specify a duration less than 600 seconds (10 minutes)"
		errs = append(errs, field.Invalid(at.Child("expirationSeconds"), *seconds, message))
	}
	return errs
}

func verifyRequest(text []byte) error {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE REQUEST" {
		return errors.New("PEM block type must be CERTIFICATE REQUEST")
	}
	request, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		return err
	}
	return request.CheckSignature()
}

// usages are all that a certificate can be for.
var usages = []certificatesv1.KeyUsage{
	certificatesv1.UsageAny, certificatesv1.UsageCRLSign, certificatesv1.UsageCertSign, certificatesv1.UsageClientAuth,
	certificatesv1.UsageCodeSigning, certificatesv1.UsageContentCommitment, certificatesv1.UsageDataEncipherment,
	certificatesv1.UsageDecipherOnly, certificatesv1.UsageDigitalSignature, certificatesv1.UsageEmailProtection,
	certificatesv1.UsageEncipherOnly, certificatesv1.UsageIPsecEndSystem, certificatesv1.UsageIPsecTunnel,
	certificatesv1.UsageIPsecUser, certificatesv1.UsageKeyAgreement, certificatesv1.UsageKeyEncipherment,
	certificatesv1.UsageMicrosoftSGC, certificatesv1.UsageNetscapeSGC, certificatesv1.UsageOCSPSigning,
	certificatesv1.UsageSMIME, certificatesv1.UsageServerAuth, certificatesv1.UsageSigning,
	certificatesv1.UsageTimestamping,
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
