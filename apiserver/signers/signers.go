// Package signers asks for the rights on signers, at admission.
//
// A signer makes certificates out of requests. It is no object but a name with a domain, example.com/ca, and rules of
// RBAC name it as a resource: signers in the group certificates.k8s.io, with the verbs approve, sign and attest. The
// rule's resourceNames are names of signers, or example.com/* for all signers of a domain.
//
// The path of a request does not have the signer's name, so authorization cannot ask for these rights: a user who may
// update certificatesigningrequests/approval could approve a certificate of every signer, also the one whose
// certificates this server takes for users. Admission sees the object, and asks once more. The plugins have upstream's
// names and refuse with upstream's words (plugin/pkg/admission/certificates).
//
//	signers.go  May: the question to the authorizer; ParseRequest
//	plugins.go  the four plugins, and their place in the chain
package signers

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"

	certificatesv1 "k8s.io/api/certificates/v1"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/klog/v2"
)

// May reports whether the user has the right on the signer, by its name or as one of its domain. An authorizer that
// fails has not allowed it.
func May(
	ctx context.Context, a authorizer.UnconditionalAuthorizer, u user.Info, verb, signer string,
) bool {
	domain, _, _ := strings.Cut(signer, "/")
	for _, name := range []string{signer, domain + "/*"} {
		decision, reason, err := a.Authorize(ctx, authorizer.AttributesRecord{
			User: u, Verb: verb, ResourceRequest: true,
			APIGroup: certificatesv1.GroupName, APIVersion: "*", Resource: "signers", Name: name,
		})
		if err != nil {
			klog.V(3).InfoS("Cannot ask for a right on a signer", "verb", verb, "signer", name, "reason", reason,
				"err", err)
			continue
		}
		if decision == authorizer.DecisionAllow {
			return true
		}
	}
	return false
}

// ParseRequest reads the first PEM block of a CertificateSigningRequest. It does not check the signature.
func ParseRequest(text []byte) (*x509.CertificateRequest, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE REQUEST" {
		return nil, errors.New("PEM block type must be CERTIFICATE REQUEST")
	}
	return x509.ParseCertificateRequest(block.Bytes)
}
