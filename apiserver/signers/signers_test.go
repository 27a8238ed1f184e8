package signers

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"slices"
	"testing"

	certificatesv1 "k8s.io/api/certificates/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	genericoptions "k8s.io/apiserver/pkg/server/options"
)

// rights are what a user may do, as "VERB NAME".
type rights []string

func (r rights) Authorize(_ context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
	if a.GetAPIGroup() != "certificates.k8s.io" || a.GetResource() != "signers" || a.GetSubresource() != "" ||
		a.GetNamespace() != "" || !a.IsResourceRequest() || a.GetUser().GetName() != "alice" {
		return authorizer.DecisionNoOpinion, "", errors.New("not a right on a signer")
	}
	if slices.Contains(r, a.GetVerb()+" "+a.GetName()) {
		return authorizer.DecisionAllow, "", nil
	}
	return authorizer.DecisionNoOpinion, "", nil
}

func signed(t *testing.T, organizations ...string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: pkix.Name{CommonName: "jane", Organization: organizations},
	}, key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})
}

func request(signer string, change func(*certificatesv1.CertificateSigningRequest)) runtime.Object {
	r := &certificatesv1.CertificateSigningRequest{
		ObjectMeta: metav1.ObjectMeta{Name: "jane"},
		Spec:       certificatesv1.CertificateSigningRequestSpec{SignerName: signer},
	}
	if change != nil {
		change(r)
	}
	return r
}

func bundle(signer, text string, finalizers ...string) runtime.Object {
	return &certificatesv1.ClusterTrustBundle{
		ObjectMeta: metav1.ObjectMeta{Name: "jane", Finalizers: finalizers},
		Spec:       certificatesv1.ClusterTrustBundleSpec{SignerName: signer, TrustBundle: text},
	}
}

// write is what a plugin is asked about: RESOURCE/SUBRESOURCE, and the objects.
type write struct {
	resource, subresource string
	object, old           runtime.Object
}

func (w write) attributes() admission.Attributes {
	operation := admission.Create
	if w.old != nil {
		operation = admission.Update
	}
	return admission.NewAttributesRecord(w.object, w.old,
		certificatesv1.SchemeGroupVersion.WithKind("Kind"), "", "jane",
		certificatesv1.SchemeGroupVersion.WithResource(w.resource), w.subresource, operation, nil, false,
		&user.DefaultInfo{Name: "alice"})
}

// chain builds the plugins as the server does, and asks all of them.
func chain(t *testing.T, has rights, w write) error {
	t.Helper()
	options := genericoptions.NewAdmissionOptions()
	AddPlugins(options)
	for _, name := range []string{approvalPlugin, signingPlugin, attestPlugin, subjectPlugin} {
		plugin, err := options.Plugins.InitPlugin(name, nil, admission.PluginInitializers{initialize(has)})
		if err != nil {
			t.Fatal(err)
		}
		if !plugin.Handles(w.attributes().GetOperation()) {
			continue
		}
		if err := plugin.(admission.ValidationInterface).Validate(t.Context(), w.attributes(), nil); err != nil {
			return err
		}
	}
	return nil
}

type initialize rights

func (i initialize) Initialize(plugin admission.Interface) {
	if p, ok := plugin.(interface {
		SetUnconditionalAuthorizer(authorizer.UnconditionalAuthorizer)
	}); ok {
		p.SetUnconditionalAuthorizer(rights(i))
	}
}

const csrs, bundles = "certificatesigningrequests", "clustertrustbundles"

// TestRights asks for each right by name, by domain, and not at all.
func TestRights(t *testing.T) {
	signedNow := func(r *certificatesv1.CertificateSigningRequest) { r.Status.Certificate = []byte("x") }
	failed := func(r *certificatesv1.CertificateSigningRequest) {
		r.Status.Conditions = []certificatesv1.CertificateSigningRequestCondition{{
			Type: certificatesv1.CertificateFailed,
		}}
	}
	old := request("example.com/ca", nil)
	for _, test := range []struct {
		name, verb string
		write      write
		refusal    string
	}{
		{
			"approval", "approve",
			write{csrs, "approval", request("example.com/ca", nil), old},
			`user not permitted to approve requests with signerName "example.com/ca"`,
		},
		{
			"approval with another signer in the object", "approve",
			write{csrs, "approval", request("own.example.com/ca", nil), old},
			`user not permitted to approve requests with signerName "example.com/ca"`,
		},
		{
			"certificate", "sign",
			write{csrs, "status", request("example.com/ca", signedNow), old},
			`user not permitted to sign requests with signerName "example.com/ca"`,
		},
		{
			"condition", "sign",
			write{csrs, "status", request("example.com/ca", failed), old},
			`user not permitted to sign requests with signerName "example.com/ca"`,
		},
		{
			"new bundle", "attest",
			write{bundles, "", bundle("example.com/ca", ""), nil},
			`user not permitted to attest for signerName "example.com/ca"`,
		},
		{
			"changed bundle", "attest",
			write{bundles, "", bundle("example.com/ca", "b"), bundle("example.com/ca", "a")},
			`user not permitted to attest for signerName "example.com/ca"`,
		},
	} {
		for _, has := range []string{" example.com/ca", " example.com/*"} {
			if err := chain(t, rights{test.verb + has}, test.write); err != nil {
				t.Errorf("%s with %s%s: %v", test.name, test.verb, has, err)
			}
		}
		want := test.write.resource + `.certificates.k8s.io "jane" is forbidden: ` + test.refusal
		for _, has := range []rights{
			nil,
			{test.verb + " example.com", test.verb + " *", test.verb + " com/*", test.verb + " own.example.com/*"},
			{"approved example.com/ca", "update example.com/ca", "get example.com/*"},
		} {
			if err := chain(t, has, test.write); err == nil || err.Error() != want {
				t.Errorf("%s with %q: %v, want %s", test.name, has, err, want)
			}
		}
	}
}

// TestNoRightIsNeeded has the writes that change nothing about a certificate.
func TestNoRightIsNeeded(t *testing.T) {
	const ca = "example.com/ca"
	old := request(ca, nil)
	for name, write := range map[string]write{
		"a new request":                   {csrs, "", old, nil},
		"metadata of a request":           {csrs, "", old, old},
		"a status that stays":             {csrs, "status", old, old},
		"a bundle without a signer":       {bundles, "", bundle("", "a"), nil},
		"a finalizer of a bundle":         {bundles, "", bundle(ca, "a", "x/y"), bundle(ca, "a")},
		"another resource's subresource":  {"podcertificaterequests", "approval", old, old},
		"an object of another kind there": {"podcertificaterequests", "", bundle("", ""), nil},
	} {
		if err := chain(t, nil, write); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMastersGetNoCertificate refuses such a request of every user, whatever rights they have.
func TestMastersGetNoCertificate(t *testing.T) {
	with := func(text []byte) func(*certificatesv1.CertificateSigningRequest) {
		return func(r *certificatesv1.CertificateSigningRequest) { r.Spec.Request = text }
	}
	const client = certificatesv1.KubeAPIServerClientSignerName
	refusal := csrs + `.certificates.k8s.io "jane" is forbidden: use of ` + client +
		` signer with system:masters group is not allowed`
	all := rights{"approve kubernetes.io/*", "sign kubernetes.io/*"}
	for _, test := range []struct {
		name, signer string
		text         []byte
		refusal      string
	}{
		{"a master", client, signed(t, "system:masters"), refusal},
		{"a master among others", client, signed(t, "a", "system:masters", "b"), refusal},
		{"a user", client, signed(t, "a"), ""},
		{"a master for another signer", "example.com/ca", signed(t, "system:masters"), ""},
		{"no request", client, []byte("x"), csrs + `.certificates.k8s.io "jane" is forbidden: ` +
			"failed to parse CSR: PEM block type must be CERTIFICATE REQUEST"},
	} {
		err := chain(t, all, write{csrs, "", request(test.signer, with(test.text)), nil})
		if got := message(err); got != test.refusal {
			t.Errorf("%s: %q, want %q", test.name, got, test.refusal)
		}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestPlace holds the plugins to their place, and the boot to fail when there is nothing to ask.
func TestPlace(t *testing.T) {
	options := genericoptions.NewAdmissionOptions()
	AddPlugins(options)
	want := []string{
		"NamespaceLifecycle", "CertificateApproval", "CertificateSigning", "ClusterTrustBundleAttest",
		"CertificateSubjectRestriction", "MutatingAdmissionPolicy", "MutatingAdmissionWebhook",
		"ValidatingAdmissionPolicy", "ValidatingAdmissionWebhook",
	}
	if !slices.Equal(options.RecommendedPluginOrder, want) {
		t.Errorf("order %q, want %q", options.RecommendedPluginOrder, want)
	}
	if errs := options.Validate(); len(errs) > 0 {
		t.Error(errs)
	}
	if _, err := options.Plugins.InitPlugin(approvalPlugin, nil, admission.PluginInitializers{}); err == nil {
		t.Error("the plugin works without an authorizer")
	}
}
