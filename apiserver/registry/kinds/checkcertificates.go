package kinds

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"

	certificatesv1 "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"apitour/apiserver/signers"
)

// The kinds of certificates.k8s.io are checked as upstream does (pkg/apis/certificates/validation), because a client
// with such a certificate is a user: a mistake here is a hole elsewhere. One thing upstream checks and this server does
// not: the certificate that a signer issues for a PodCertificateRequest.

var (
	approvalConditions = []certificatesv1.RequestConditionType{
		certificatesv1.CertificateApproved, certificatesv1.CertificateDenied,
	}
	// finalConditions cannot be taken back, so their status can only be True.
	finalConditions = append(slices.Clone(approvalConditions), certificatesv1.CertificateFailed)
)

// checkSigningRequest requires a request that its own key has signed, so that a requester has the key which the
// certificate will be for. An update keeps spec and status, which have been checked before.
func checkSigningRequest(object, old runtime.Object) (errs field.ErrorList) {
	if old != nil {
		return nil
	}
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
		if !slices.Contains(usages, usage) {
			errs = append(errs, field.NotSupported(at, usage, usages))
		}
		errs = append(errs, taken.check(string(usage), at)...)
	}
	signer := at.Child("signerName")
	if spec.SignerName == "kubernetes.io/legacy-unknown" {
		message := "the legacy signerName is not allowed via this API version"
		errs = append(errs, field.Invalid(signer, spec.SignerName, message))
	} else {
		errs = append(errs, checkSignerName(spec.SignerName, signer)...)
	}
	if seconds := spec.ExpirationSeconds; seconds != nil && *seconds < 600 {
		message := "may not specify a duration less than 600 seconds (10 minutes)"
		errs = append(errs, field.Invalid(at.Child("expirationSeconds"), *seconds, message))
	}
	return errs
}

func verifyRequest(text []byte) error {
	request, err := signers.ParseRequest(text)
	if err != nil {
		return err
	}
	return request.CheckSignature()
}

// The longest name of a signer: a host name, a slash, and a namespace with the name of an object in it.
const (
	mostSignerPath = validation.DNS1123LabelMaxLength + 1 + validation.DNS1123SubdomainMaxLength
	mostSignerName = validation.DNS1123SubdomainMaxLength + 1 + mostSignerPath
)

// checkSignerName requires a domain of two labels or more and a path of one part or more, as in example.com/my.signer.
// Rules of RBAC rely on it: example.com/* is for all signers of the domain, so a star or a second slash in a name would
// be taken for a right.
func checkSignerName(name string, at *field.Path) (errs field.ErrorList) {
	if name == "" {
		return field.ErrorList{field.Required(at, "")}
	}
	domain, path, ok := strings.Cut(name, "/")
	if !ok || strings.Contains(path, "/") {
		message := "must be a fully qualified domain and path of the form 'example.com/signer-name'"
		return field.ErrorList{field.Invalid(at, name, message)}
	}
	if len(domain) > validation.DNS1123SubdomainMaxLength {
		errs = append(errs, field.TooLong(at, domain, validation.DNS1123SubdomainMaxLength))
	}
	errs = append(errs, checkLabels(domain, at, validation.IsDNS1123Label)...)
	if !strings.Contains(domain, ".") {
		message := "should be a domain with at least two segments separated by dots"
		errs = append(errs, field.Invalid(at, domain, message))
	}
	errs = append(errs, checkLabels(path, at, validation.IsDNS1123Subdomain)...)
	if len(name) > mostSignerName {
		errs = append(errs, field.TooLong(at, name, mostSignerName))
	}
	return errs
}

// checkLabels tells of the first wrong part only.
func checkLabels(text string, at *field.Path, check func(string) []string) (errs field.ErrorList) {
	for label := range strings.SplitSeq(text, ".") {
		for _, message := range check(label) {
			errs = append(errs, field.Invalid(at, text, fmt.Sprintf("validating label %q: %s", label, message)))
		}
		if len(errs) > 0 {
			return errs
		}
	}
	return nil
}

// checkApproval is for writes to the approval, checkSigningRequestStatus for writes to the status.
func checkApproval(object, old runtime.Object) field.ErrorList {
	request := object.(*certificatesv1.CertificateSigningRequest)
	before := old.(*certificatesv1.CertificateSigningRequest)
	return append(checkConditions(request, before), checkFinal(request, before)...)
}

func checkSigningRequestStatus(object, old runtime.Object) field.ErrorList {
	request := object.(*certificatesv1.CertificateSigningRequest)
	before := old.(*certificatesv1.CertificateSigningRequest)
	errs := append(checkConditions(request, before), checkFinal(request, before)...)
	for _, kind := range approvalConditions {
		if len(conditionsOf(request, kind)) > len(conditionsOf(before, kind)) {
			message := fmt.Sprintf("updates may not add a condition of type %q", kind)
			errs = append(errs, field.Forbidden(field.NewPath("status", "conditions"), message))
		}
	}
	return append(errs, checkIssued(request.Status.Certificate, before.Status.Certificate)...)
}

// checkFinal refuses to take back what a client may have acted on.
func checkFinal(request, before *certificatesv1.CertificateSigningRequest) (errs field.ErrorList) {
	for _, kind := range finalConditions {
		if len(conditionsOf(request, kind)) < len(conditionsOf(before, kind)) {
			message := fmt.Sprintf("updates may not remove a condition of type %q", kind)
			errs = append(errs, field.Forbidden(field.NewPath("status", "conditions"), message))
		}
	}
	return errs
}

// checkConditions allows a mistake that the stored object has as well: an older server may have accepted it, and the
// object must remain writable.
func checkConditions(request, before *certificatesv1.CertificateSigningRequest) (errs field.ErrorList) {
	at, stored := field.NewPath("status", "conditions"), mistakesIn(before)
	taken := names{}
	for i, c := range request.Status.Conditions {
		at := at.Index(i)
		if c.Type == "" && !stored.untyped {
			errs = append(errs, field.Required(at.Child("type"), ""))
		}
		allowed := []corev1.ConditionStatus{corev1.ConditionFalse, corev1.ConditionTrue, corev1.ConditionUnknown}
		if slices.Contains(finalConditions, c.Type) {
			allowed = []corev1.ConditionStatus{corev1.ConditionTrue}
		}
		errs = append(errs, oneOf(c.Status, at.Child("status"), allowed...)...)
		if !stored.double {
			errs = append(errs, taken.check(string(c.Type), at.Child("type"))...)
		}
	}
	if now := mistakesIn(request); now.contrary && !stored.contrary {
		message := "Approved and Denied conditions are mutually exclusive"
		errs = append(errs, field.Invalid(at, certificatesv1.CertificateDenied, message))
	}
	return errs
}

// mistakes are those of an object's conditions.
type mistakes struct{ untyped, double, contrary bool }

func mistakesIn(request *certificatesv1.CertificateSigningRequest) (m mistakes) {
	seen := map[certificatesv1.RequestConditionType]bool{}
	for _, c := range request.Status.Conditions {
		m.untyped = m.untyped || c.Type == ""
		m.double = m.double || seen[c.Type]
		seen[c.Type] = true
	}
	m.contrary = seen[certificatesv1.CertificateApproved] && seen[certificatesv1.CertificateDenied]
	return m
}

// checkIssued lets a certificate be set once. A stored one that is none may be there from an older server.
func checkIssued(certificate, before []byte) (errs field.ErrorList) {
	if bytes.Equal(certificate, before) {
		return nil
	}
	at := field.NewPath("status", "certificate")
	if err := verifyCertificates(certificate); err != nil && verifyCertificates(before) == nil {
		errs = append(errs, field.Invalid(at, "<certificate data>", err.Error()))
	}
	if len(before) > 0 {
		errs = append(errs, field.Forbidden(at, "updates may not modify existing certificate content"))
	}
	return errs
}

// verifyCertificates accepts PEM blocks of certificates, and text between them.
func verifyCertificates(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	block, rest := pem.Decode(text)
	if block == nil {
		return errors.New("must contain at least one CERTIFICATE PEM block")
	}
	for ; block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			return fmt.Errorf("only CERTIFICATE PEM blocks are allowed, found %q", block.Type)
		}
		if len(block.Headers) > 0 {
			return errors.New("no PEM block headers are permitted")
		}
		certificates, err := x509.ParseCertificates(block.Bytes)
		if err != nil {
			return err
		}
		if len(certificates) == 0 {
			return errors.New("found CERTIFICATE PEM block containing 0 certificates")
		}
	}
	return nil
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

// mostTrustBundle is upstream's bound (pkg/apis/certificates/types.go).
const mostTrustBundle = 1 << 20

// checkTrustBundle requires a name that begins with the signer's, so that two signers cannot write one bundle.
func checkTrustBundle(object, old runtime.Object) (errs field.ErrorList) {
	bundle, at := object.(*certificatesv1.ClusterTrustBundle), field.NewPath("spec")
	before, _ := old.(*certificatesv1.ClusterTrustBundle)
	name, prefix := bundle.Name, strings.ReplaceAll(bundle.Spec.SignerName, "/", ":")+":"
	atName := field.NewPath("metadata", "name")
	switch {
	case bundle.Spec.SignerName == "" && strings.Contains(name, ":"):
		message := `ClusterTrustBundle without signer name must not have ":" in its name`
		errs = append(errs, field.Invalid(atName, name, message))
	case bundle.Spec.SignerName == "":
		errs = append(errs, invalid(atName, name, apivalidation.NameIsDNSSubdomain(name, false))...)
	default:
		errs = append(errs, checkSignerName(bundle.Spec.SignerName, at.Child("signerName"))...)
		own, ok := strings.CutPrefix(name, prefix)
		if !ok {
			message := fmt.Sprintf("ClusterTrustBundle for signerName %s must be named with prefix %s",
				bundle.Spec.SignerName, prefix)
			errs = append(errs, field.Invalid(atName, name, message))
			break
		}
		errs = append(errs, invalid(atName, name, apivalidation.NameIsDNSSubdomain(own, false))...)
	}
	if before == nil || bundle.Spec.TrustBundle != before.Spec.TrustBundle {
		errs = append(errs, checkAnchors(bundle.Spec.TrustBundle, at.Child("trustBundle"))...)
	}
	return append(errs, immutable("Spec.SignerName")(object, old)...)
}

// checkAnchors requires PEM certificates of authorities, none of them twice.
func checkAnchors(text string, at *field.Path) (errs field.ErrorList) {
	if len(text) > mostTrustBundle {
		return field.ErrorList{field.TooLong(at, "", mostTrustBundle)}
	}
	bad := func(format string, values ...any) {
		errs = append(errs, field.Invalid(at, "<value omitted>", fmt.Sprintf(format, values...)))
	}
	places := map[string][]int{}
	block, rest := pem.Decode([]byte(text))
	for i := 0; block != nil; i++ {
		switch certificate, err := x509.ParseCertificate(block.Bytes); {
		case block.Type != "CERTIFICATE":
			bad("entry %d has bad block type: %v", i, block.Type)
		case len(block.Headers) > 0:
			bad("entry %d has PEM block headers", i)
		case err != nil:
			bad("entry %d does not parse as X.509", i)
		case !certificate.IsCA:
			bad("entry %d does not have the CA bit set", i)
		case !certificate.BasicConstraintsValid:
			bad("entry %d has invalid basic constraints", i)
		}
		places[string(block.Bytes)] = append(places[string(block.Bytes)], i)
		block, rest = pem.Decode(rest)
	}
	if len(errs) > 0 {
		return errs
	}
	if len(places) == 0 {
		bad("at least one trust anchor must be provided")
	}
	for _, indices := range places {
		if len(indices) > 1 {
			bad("duplicate trust anchor (indices %v)", indices)
		}
	}
	return errs
}

// checkPodCertificateRequest keeps the spec: the signer has decided about the one that it read.
func checkPodCertificateRequest(object, old runtime.Object) field.ErrorList {
	request := object.(*certificatesv1.PodCertificateRequest)
	if old != nil {
		return immutable("Spec")(object, old)
	}
	return checkSignerName(request.Spec.SignerName, field.NewPath("spec", "signerName"))
}

// checkPodCertificateStatus allows one answer, for good: Issued, Denied or Failed.
func checkPodCertificateStatus(object, old runtime.Object) (errs field.ErrorList) {
	status := object.(*certificatesv1.PodCertificateRequest).Status
	before := old.(*certificatesv1.PodCertificateRequest).Status
	at := field.NewPath("status")
	if apiequality.Semantic.DeepEqual(status, before) {
		return nil
	}
	if len(before.Conditions) > 0 {
		message := "immutable after PodCertificateRequest is issued, denied, or failed"
		return field.ErrorList{field.Invalid(at, field.OmitValueType{}, message)}
	}
	if len(status.Conditions) == 0 {
		message := `status is immutable unless transitioning to "Issued", "Denied", or "Failed"`
		return field.ErrorList{field.Invalid(at, field.OmitValueType{}, message)}
	}
	for i, c := range status.Conditions {
		at := at.Child("conditions").Index(i)
		errs = append(errs, oneOf(c.Type, at.Child("type"), certificatesv1.PodCertificateRequestConditionTypeIssued,
			certificatesv1.PodCertificateRequestConditionTypeDenied,
			certificatesv1.PodCertificateRequestConditionTypeFailed)...)
		errs = append(errs, oneOf(c.Status, at.Child("status"), metav1.ConditionTrue)...)
		if i > 0 {
			message := `There may be at most one condition with type "Issued", "Denied", or "Failed"`
			errs = append(errs, field.Invalid(at.Child("type"), c.Type, message))
		}
	}
	issued := status.Conditions[0].Type == certificatesv1.PodCertificateRequestConditionTypeIssued
	only := certificatesv1.PodCertificateRequestStatus{Conditions: status.Conditions}
	switch {
	case !issued && !apiequality.Semantic.DeepEqual(status, only):
		message := "non-condition status fields must be empty when denying or failing the PodCertificateRequest"
		errs = append(errs, field.Invalid(at, field.OmitValueType{}, message))
	case issued && status.CertificateChain == "":
		message := "issued certificate chain must contain at least one certificate"
		errs = append(errs, field.Invalid(at.Child("certificateChain"), "", message))
	case issued:
		if err := verifyCertificates([]byte(status.CertificateChain)); err != nil {
			errs = append(errs, field.Invalid(at.Child("certificateChain"), "<certificate data>", err.Error()))
		}
	}
	return errs
}
