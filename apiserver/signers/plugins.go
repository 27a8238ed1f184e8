package signers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	certificatesv1 "k8s.io/api/certificates/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/initializer"
	"k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	genericoptions "k8s.io/apiserver/pkg/server/options"

	"apitour/apiserver/rbac"
)

// Names of the plugins, in the order in which they stand in upstream's chain (pkg/kubeapiserver/options/plugins.go).
const (
	approvalPlugin = "CertificateApproval"
	signingPlugin  = "CertificateSigning"
	attestPlugin   = "ClusterTrustBundleAttest"
	subjectPlugin  = "CertificateSubjectRestriction"
)

// AddPlugins adds the plugins to the options, switched on, right after NamespaceLifecycle: before the webhooks and
// policies of users, as in upstream's chain.
func AddPlugins(options *genericoptions.AdmissionOptions) {
	plugins := []struct {
		name string
		make func() admission.Interface
	}{
		{approvalPlugin, func() admission.Interface { return &approval{newAsking(admission.Update)} }},
		{signingPlugin, func() admission.Interface { return &signing{newAsking(admission.Update)} }},
		{attestPlugin, func() admission.Interface { return &attest{newAsking(admission.Create, admission.Update)} }},
		{subjectPlugin, func() admission.Interface { return &subject{admission.NewHandler(admission.Create)} }},
	}
	place := slices.Index(options.RecommendedPluginOrder, lifecycle.PluginName) + 1
	for i, plugin := range plugins {
		options.Plugins.Register(plugin.name, func(io.Reader) (admission.Interface, error) {
			return plugin.make(), nil
		})
		options.RecommendedPluginOrder = slices.Insert(options.RecommendedPluginOrder, place+i, plugin.name)
	}
}

// asking is the part of a plugin that has the authorizer.
type asking struct {
	*admission.Handler
	authorizer authorizer.UnconditionalAuthorizer
}

func newAsking(operations ...admission.Operation) *asking {
	return &asking{Handler: admission.NewHandler(operations...)}
}

// SetUnconditionalAuthorizer is called when the chain is built.
func (p *asking) SetUnconditionalAuthorizer(a authorizer.UnconditionalAuthorizer) { p.authorizer = a }

// ValidateInitialization fails the boot when a plugin would have no authorizer to ask.
func (p *asking) ValidateInitialization() error {
	if p.authorizer == nil {
		return errors.New("an authorizer is required")
	}
	return nil
}

func (p *asking) may(ctx context.Context, u user.Info, verb, signer string) bool {
	return May(ctx, p.authorizer, u, verb, signer)
}

// approval asks for the verb approve when a request is approved or denied.
type approval struct{ *asking }

// Validate asks about the signer in the stored object: a writer could put the name of another one into the new object.
func (p *approval) Validate(ctx context.Context, a admission.Attributes, _ admission.ObjectInterfaces) error {
	if !isPart(a, "certificatesigningrequests", "approval") {
		return nil
	}
	old, ok := a.GetOldObject().(*certificatesv1.CertificateSigningRequest)
	if !ok {
		return unexpected(a, a.GetOldObject(), "CertificateSigningRequest")
	}
	if !p.may(ctx, a.GetUserInfo(), "approve", old.Spec.SignerName) {
		return admission.NewForbidden(a,
			fmt.Errorf("user not permitted to approve requests with signerName %q", old.Spec.SignerName))
	}
	return nil
}

// signing asks for the verb sign when the certificate or the conditions change through the status.
type signing struct{ *asking }

// Validate asks about the signer in the stored object, as the approval does.
func (p *signing) Validate(ctx context.Context, a admission.Attributes, _ admission.ObjectInterfaces) error {
	if !isPart(a, "certificatesigningrequests", "status") {
		return nil
	}
	old, ok := a.GetOldObject().(*certificatesv1.CertificateSigningRequest)
	if !ok {
		return unexpected(a, a.GetOldObject(), "CertificateSigningRequest")
	}
	request, ok := a.GetObject().(*certificatesv1.CertificateSigningRequest)
	if !ok {
		return unexpected(a, a.GetObject(), "CertificateSigningRequest")
	}
	if bytes.Equal(request.Status.Certificate, old.Status.Certificate) &&
		apiequality.Semantic.DeepEqual(request.Status.Conditions, old.Status.Conditions) {
		return nil
	}
	if !p.may(ctx, a.GetUserInfo(), "sign", old.Spec.SignerName) {
		return admission.NewForbidden(a,
			fmt.Errorf("user not permitted to sign requests with signerName %q", old.Spec.SignerName))
	}
	return nil
}

// attest asks for the verb attest when a bundle of authorities is written in a signer's name: clients will trust them.
type attest struct{ *asking }

// Validate looks at the new object, because a bundle's signer never changes. What a garbage collector writes needs no
// right.
func (p *attest) Validate(ctx context.Context, a admission.Attributes, _ admission.ObjectInterfaces) error {
	if !isPart(a, "clustertrustbundles", "") {
		return nil
	}
	bundle, ok := a.GetObject().(*certificatesv1.ClusterTrustBundle)
	if !ok {
		return unexpected(a, a.GetObject(), "ClusterTrustBundle")
	}
	if bundle.Spec.SignerName == "" {
		return nil
	}
	if a.GetOperation() == admission.Update && rbac.OnlyForDeletion(bundle, a.GetOldObject()) {
		return nil
	}
	if !p.may(ctx, a.GetUserInfo(), "attest", bundle.Spec.SignerName) {
		return admission.NewForbidden(a,
			fmt.Errorf("user not permitted to attest for signerName %q", bundle.Spec.SignerName))
	}
	return nil
}

// subject refuses a request for a client certificate of system:masters, whom no authorizer can refuse anything: such a
// certificate would outlive every role that is taken away.
type subject struct{ *admission.Handler }

// Validate knows one signer only: the certificates of the others name no users of this server.
func (p *subject) Validate(_ context.Context, a admission.Attributes, _ admission.ObjectInterfaces) error {
	if !isPart(a, "certificatesigningrequests", "") {
		return nil
	}
	object, ok := a.GetObject().(*certificatesv1.CertificateSigningRequest)
	if !ok {
		return unexpected(a, a.GetObject(), "CertificateSigningRequest")
	}
	if object.Spec.SignerName != certificatesv1.KubeAPIServerClientSignerName {
		return nil
	}
	request, err := ParseRequest(object.Spec.Request)
	if err != nil {
		return admission.NewForbidden(a, fmt.Errorf("failed to parse CSR: %w", err))
	}
	if slices.Contains(request.Subject.Organization, user.SystemPrivilegedGroup) {
		return admission.NewForbidden(a, fmt.Errorf("use of %s signer with %s group is not allowed",
			certificatesv1.KubeAPIServerClientSignerName, user.SystemPrivilegedGroup))
	}
	return nil
}

// isPart reports whether the request is about this subresource, or about the resource itself when it is "".
func isPart(a admission.Attributes, resource, subresource string) bool {
	of := schema.GroupResource{Group: certificatesv1.GroupName, Resource: resource}
	return a.GetResource().GroupResource() == of && a.GetSubresource() == subresource
}

func unexpected(a admission.Attributes, object any, kind string) error {
	return admission.NewForbidden(a, fmt.Errorf("expected type %s, got: %T", kind, object))
}

var (
	_ admission.ValidationInterface            = (*approval)(nil)
	_ admission.ValidationInterface            = (*signing)(nil)
	_ admission.ValidationInterface            = (*attest)(nil)
	_ admission.ValidationInterface            = (*subject)(nil)
	_ initializer.WantsUnconditionalAuthorizer = (*asking)(nil)
)
