package apiserver_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"testing"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
	resourcev1 "k8s.io/api/resource/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	typedcertificatesv1 "k8s.io/client-go/kubernetes/typed/certificates/v1"
	"k8s.io/utils/ptr"

	"apitour/apiserver/apiservertest"
)

const (
	csrs     = "certificatesigningrequests"
	signerOf = "example.org/s"
)

// newRequest makes a request as the admin.
func (s *accessServer) newRequest(t *testing.T, name string) *certificatesv1.CertificateSigningRequest {
	t.Helper()
	text, err := base64.StdEncoding.DecodeString(signingRequest)
	need(t, err)
	r, err := s.admin.CertificatesV1().CertificateSigningRequests().Create(t.Context(),
		&certificatesv1.CertificateSigningRequest{
			ObjectMeta: named(name),
			Spec: certificatesv1.CertificateSigningRequestSpec{
				Request: text, SignerName: signerOf, Usages: []certificatesv1.KeyUsage{certificatesv1.UsageClientAuth},
			},
		}, metav1.CreateOptions{})
	need(t, err)
	return r
}

func conditionOf(kind certificatesv1.RequestConditionType) []certificatesv1.CertificateSigningRequestCondition {
	return []certificatesv1.CertificateSigningRequestCondition{{
		Type: kind, Status: corev1.ConditionTrue, Reason: "Test",
	}}
}

// awaitMay waits until the authorizer, which learns of bindings by watching, knows that the user has the right.
func awaitMay(t *testing.T, client kubernetes.Interface, right authorizationv1.ResourceAttributes) {
	t.Helper()
	review := &authorizationv1.SelfSubjectAccessReview{}
	review.Spec.ResourceAttributes = &right
	apiservertest.Await(t, fmt.Sprintf("the right %+v", right), func(ctx context.Context) (bool, error) {
		answer, err := client.AuthorizationV1().SelfSubjectAccessReviews().Create(ctx, review, metav1.CreateOptions{})
		return err == nil && answer.Status.Allowed, err
	})
}

// testSigners has bob, who may write both subresources of a request and has no right on any signer.
func (s *accessServer) testSigners(t *testing.T) {
	const group = certificatesv1.GroupName
	s.grant(t, "csr-writer", "", toUser("bob"),
		allow("get update patch", group, csrs+" "+csrs+"/approval "+csrs+"/status"))
	bob := s.client(t, "bob")
	awaitMay(t, bob, authorizationv1.ResourceAttributes{
		Verb: "update", Group: group, Resource: csrs, Subresource: "approval",
	})
	requests := bob.CertificatesV1().CertificateSigningRequests()
	r := s.newRequest(t, "signers")

	refused := csrs + `.certificates.k8s.io "signers" is forbidden: user not permitted to `
	r.Status.Conditions = conditionOf(certificatesv1.CertificateApproved)
	_, err := requests.UpdateApproval(t.Context(), r.Name, r, metav1.UpdateOptions{})
	wantRefused(t, "approve", err, refused+`approve requests with signerName "example.org/s"`)
	_, err = requests.UpdateApproval(t.Context(), r.Name, r, metav1.UpdateOptions{DryRun: []string{"All"}})
	wantRefused(t, "approve, dry", err, refused+`approve requests with signerName "example.org/s"`)
	_, err = requests.Patch(t.Context(), r.Name, types.MergePatchType, []byte(`{"spec":{"signerName":"bob.org/own"},`+
		`"status":{"conditions":[{"type":"Approved","status":"True"}]}}`), metav1.PatchOptions{}, "approval")
	wantRefused(t, "approve by a patch", err, refused+`approve requests with signerName "example.org/s"`)
	r.Status.Conditions = conditionOf(certificatesv1.CertificateFailed)
	_, err = requests.UpdateStatus(t.Context(), r, metav1.UpdateOptions{})
	wantRefused(t, "fail", err, refused+`sign requests with signerName "example.org/s"`)
	if _, err = requests.Patch(t.Context(), r.Name, types.MergePatchType, []byte(`{"metadata":{"labels":{"a":"b"}}}`),
		metav1.PatchOptions{}, "status"); err != nil {
		t.Errorf("a write to the status that changes nothing of it: %v", err)
	}

	// One signer by its name, and all of another domain: approve is not sign.
	s.grant(t, "approver", "", toUser("bob"), allow("approve", group, "signers", signerOf),
		allow("sign", group, "signers", "example.com/*"))
	awaitMay(t, bob, authorizationv1.ResourceAttributes{
		Verb: "approve", Group: group, Resource: "signers", Name: signerOf,
	})
	s.testOneSigner(t, requests, refused)
	s.testTrustBundle(t)
}

func (s *accessServer) testOneSigner(
	t *testing.T, requests typedcertificatesv1.CertificateSigningRequestInterface, refused string,
) {
	r, err := requests.Get(t.Context(), "signers", metav1.GetOptions{})
	need(t, err)
	r.Status.Conditions = conditionOf(certificatesv1.CertificateApproved)
	if r, err = requests.UpdateApproval(t.Context(), r.Name, r, metav1.UpdateOptions{}); err != nil {
		t.Fatalf("approve with the right on the signer: %v", err)
	}
	r.Status.Certificate = s.stranger.CertPEM
	_, err = requests.UpdateStatus(t.Context(), r, metav1.UpdateOptions{})
	wantRefused(t, "sign", err, refused+`sign requests with signerName "example.org/s"`)
	s.grant(t, "signer", "", toUser("bob"), allow("sign", certificatesv1.GroupName, "signers", "example.org/*"))
	apiservertest.Await(t, "bob to sign for the domain", func(ctx context.Context) (bool, error) {
		_, err := requests.UpdateStatus(ctx, r, metav1.UpdateOptions{})
		return err == nil, ignoreForbidden(err)
	})

	if r, err = requests.Get(t.Context(), r.Name, metav1.GetOptions{}); err != nil ||
		string(r.Status.Certificate) != string(s.stranger.CertPEM) {
		t.Fatalf("the signed request is %+v, %v", r, err)
	}
	r.Status.Conditions = nil
	if _, err = requests.UpdateApproval(t.Context(), r.Name, r, metav1.UpdateOptions{}); !apierrors.IsInvalid(err) {
		t.Errorf("revoke an approval: %v, want 422", err)
	}
	r.Status.Conditions = conditionOf(certificatesv1.CertificateApproved)
	r.Status.Certificate = s.proxies.CertPEM
	if _, err = requests.UpdateStatus(t.Context(), r, metav1.UpdateOptions{}); !apierrors.IsInvalid(err) {
		t.Errorf("sign again: %v, want 422", err)
	}
}

// testTrustBundle writes authorities in a signer's name.
func (s *accessServer) testTrustBundle(t *testing.T) {
	s.grant(t, "bundle-writer", "", toUser("carol"),
		allow("create delete", certificatesv1.GroupName, "clustertrustbundles"))
	carol := s.client(t, "carol")
	awaitMay(t, carol, authorizationv1.ResourceAttributes{
		Verb: "create", Group: certificatesv1.GroupName, Resource: "clustertrustbundles",
	})
	bundle := &certificatesv1.ClusterTrustBundle{ObjectMeta: named("example.org:s:one")}
	bundle.Spec = certificatesv1.ClusterTrustBundleSpec{SignerName: signerOf, TrustBundle: string(s.stranger.CertPEM)}
	create := func(ctx context.Context) error {
		_, err := carol.CertificatesV1().ClusterTrustBundles().Create(ctx, bundle, metav1.CreateOptions{})
		return err
	}
	wantRefused(t, "attest", create(t.Context()), `clustertrustbundles.certificates.k8s.io "example.org:s:one" is `+
		`forbidden: user not permitted to attest for signerName "example.org/s"`)
	s.grant(t, "attester", "", toUser("carol"), allow("attest", certificatesv1.GroupName, "signers", signerOf))
	apiservertest.Await(t, "carol to attest", func(ctx context.Context) (bool, error) {
		err := create(ctx)
		return err == nil, ignoreForbidden(err)
	})
}

func wantRefused(t *testing.T, what string, err error, want string) {
	t.Helper()
	wantForbidden(t, what, err)
	if err != nil && err.Error() != want {
		t.Errorf("%s: refused with\n%v, want\n%s", what, err, want)
	}
}

// testReferences has rights that a write needs because of what the object says: upstream answers 422 with Forbidden.
func (s *accessServer) testReferences(t *testing.T) {
	s.grant(t, "referrer", "", toUser("bob"),
		allow("create", admissionregistrationv1.GroupName, "validatingadmissionpolicies"),
		allow("create", admissionregistrationv1.GroupName, "validatingadmissionpolicybindings"),
		allow("get create update", resourcev1.GroupName, "resourceclaims resourceclaims/status"),
		allow("get update", certificatesv1.GroupName, "podcertificaterequests podcertificaterequests/status"))
	bob := s.client(t, "bob")
	awaitMay(t, bob, authorizationv1.ResourceAttributes{
		Verb: "create", Group: resourcev1.GroupName, Resource: "resourceclaims",
	})
	s.testParameters(t, bob)
	s.testClaim(t, bob)

	pods := s.admin.CertificatesV1().PodCertificateRequests("default")
	r := &certificatesv1.PodCertificateRequest{ObjectMeta: named("pod")}
	r.Spec.SignerName = "example.net/s"
	r, err := pods.Create(t.Context(), r, metav1.CreateOptions{})
	need(t, err)
	r.Status.Conditions = []metav1.Condition{{
		Type: "Denied", Status: metav1.ConditionTrue, Reason: "Test", LastTransitionTime: metav1.Now(),
	}}
	_, err = bob.CertificatesV1().PodCertificateRequests("default").UpdateStatus(t.Context(), r, metav1.UpdateOptions{})
	wantField(t, "deny a pod's certificate", err, "spec.signerName")
	if _, err = pods.UpdateStatus(t.Context(), r, metav1.UpdateOptions{}); err != nil {
		t.Errorf("deny as the admin: %v", err)
	}
}

// wantField holds a refusal to its field.
func wantField(t *testing.T, what string, err error, fields ...string) {
	t.Helper()
	var status *apierrors.StatusError
	if !apierrors.IsInvalid(err) || !errors.As(err, &status) {
		t.Errorf("%s: %v, want 422", what, err)
		return
	}
	var found []string
	for _, cause := range status.ErrStatus.Details.Causes {
		if cause.Type == metav1.CauseTypeForbidden {
			found = append(found, cause.Field)
		}
	}
	if !slices.Equal(found, fields) {
		t.Errorf("%s: %v, want the fields %q forbidden", what, err, fields)
	}
}

// secretPolicy is a policy whose parameters are Secrets.
func secretPolicy() *admissionregistrationv1.ValidatingAdmissionPolicy {
	return &admissionregistrationv1.ValidatingAdmissionPolicy{
		ObjectMeta: named("parameters"),
		Spec: admissionregistrationv1.ValidatingAdmissionPolicySpec{
			ParamKind:   &admissionregistrationv1.ParamKind{APIVersion: "v1", Kind: "Secret"},
			Validations: []admissionregistrationv1.Validation{{Expression: "params.data.size() > 0"}},
			MatchConstraints: &admissionregistrationv1.MatchResources{
				ResourceRules: []admissionregistrationv1.NamedRuleWithOperations{{
					RuleWithOperations: admissionregistrationv1.RuleWithOperations{
						Operations: []admissionregistrationv1.OperationType{admissionregistrationv1.Create},
						Rule: admissionregistrationv1.Rule{
							APIGroups: []string{
								"example.org",
							},
							APIVersions: []string{"v1"},
							Resources:   []string{"nothings"},
						},
					},
				}},
			},
		},
	}
}

// testParameters has policies whose parameters bob cannot read.
func (s *accessServer) testParameters(t *testing.T, bob kubernetes.Interface) {
	policy := secretPolicy()
	create := func(ctx context.Context, client kubernetes.Interface) error {
		_, err := client.AdmissionregistrationV1().ValidatingAdmissionPolicies().Create(ctx, policy,
			metav1.CreateOptions{})
		return err
	}
	wantField(t, "a policy with Secrets as parameters", create(t.Context(), bob), "spec.paramKind")
	binding := &admissionregistrationv1.ValidatingAdmissionPolicyBinding{
		ObjectMeta: named("parameters"),
		Spec: admissionregistrationv1.ValidatingAdmissionPolicyBindingSpec{
			PolicyName:        "parameters",
			ValidationActions: []admissionregistrationv1.ValidationAction{admissionregistrationv1.Deny},
			ParamRef: &admissionregistrationv1.ParamRef{
				Name: "one", Namespace: "kube-system",
				ParameterNotFoundAction: ptr.To(admissionregistrationv1.AllowAction),
			},
		},
	}
	bind := func(ctx context.Context) error {
		_, err := bob.AdmissionregistrationV1().ValidatingAdmissionPolicyBindings().Create(ctx, binding,
			metav1.CreateOptions{})
		return err
	}
	need(t, create(t.Context(), s.admin))
	wantField(t, "a binding to another's Secret", bind(t.Context()), "spec.paramRef")
	s.grant(t, "one-secret", "kube-system", toUser("bob"), allow("get", "", "secrets", "one"))
	apiservertest.Await(t, "bob to bind the Secret that he may read", func(ctx context.Context) (bool, error) {
		err := bind(ctx)
		if apierrors.IsInvalid(err) {
			return false, nil
		}
		return err == nil, err
	})
	s.grant(t, "all-secrets", "", toUser("bob"), allow("get", "", "secrets"))
	policy.Name = "second"
	apiservertest.Await(t, "bob to name the kind that he may read", func(ctx context.Context) (bool, error) {
		err := create(ctx, bob)
		if apierrors.IsInvalid(err) {
			return false, nil
		}
		return err == nil, err
	})
	policy.Name = "unknown"
	policy.Spec.ParamKind = &admissionregistrationv1.ParamKind{APIVersion: "example.org/v1", Kind: "Nothing"}
	wantField(t, "a policy with a kind that is not served", create(t.Context(), bob), "spec.paramKind")
}

// testClaim allocates a device, which is the scheduler's part of the status, and reports of it, which is the driver's.
func (s *accessServer) testClaim(t *testing.T, bob kubernetes.Interface) {
	claims := bob.ResourceV1().ResourceClaims("default")
	claim := &resourcev1.ResourceClaim{ObjectMeta: named("claim")}
	claim.Spec.Devices.Requests = []resourcev1.DeviceRequest{{
		Name: "gpu", Exactly: &resourcev1.ExactDeviceRequest{
			DeviceClassName: "gpu.example.org", AdminAccess: ptr.To(true),
		},
	}}
	_, err := claims.Create(t.Context(), claim, metav1.CreateOptions{})
	wantField(t, "access as an administrator", err, "spec.devices.requests[0].adminAccess")
	claim.Spec.Devices.Requests[0].Exactly.AdminAccess = nil
	claim, err = claims.Create(t.Context(), claim, metav1.CreateOptions{})
	need(t, err)
	claim.Status.Allocation = &resourcev1.AllocationResult{}
	claim.Status.Devices = []resourcev1.AllocatedDeviceStatus{{Driver: "gpu.example.org", Pool: "p", Device: "d"}}
	_, err = claims.UpdateStatus(t.Context(), claim, metav1.UpdateOptions{})
	wantField(t, "allocate and report", err, "status.allocation", "status.devices")
	s.grant(t, "driver", "", toUser("bob"), allow("arbitrary-node:update", resourcev1.GroupName,
		"resourceclaims/driver", "gpu.example.org"))
	apiservertest.Await(t, "bob to report of the driver's devices", func(ctx context.Context) (bool, error) {
		var status *apierrors.StatusError
		_, err := claims.UpdateStatus(ctx, claim, metav1.UpdateOptions{})
		return errors.As(err, &status) && len(status.ErrStatus.Details.Causes) == 1, nil
	})
	s.grant(t, "scheduler", "", toUser("bob"), allow("update", resourcev1.GroupName, "resourceclaims/binding"))
	apiservertest.Await(t, "bob to allocate", func(ctx context.Context) (bool, error) {
		_, err := claims.UpdateStatus(ctx, claim, metav1.UpdateOptions{})
		if apierrors.IsInvalid(err) {
			return false, nil
		}
		return err == nil, err
	})
}
