package registry

import (
	"strings"
	"time"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/duration"
	"k8s.io/utils/ptr"
)

// The columns of what decides who may do what, and when. Their names, order and values are upstream's
// (pkg/printers/internalversion/printers.go).

const bindingColumns = "Name|Role|Age|*Users|*Groups|*ServiceAccounts"

var roleBindingColumns = columnsOf(bindingColumns, func(b *rbacv1.RoleBinding, age string) []any {
	return bindingCells(b.RoleRef, b.Subjects, age)
})

var clusterRoleBindingColumns = columnsOf(bindingColumns, func(b *rbacv1.ClusterRoleBinding, age string) []any {
	return bindingCells(b.RoleRef, b.Subjects, age)
})

func bindingCells(role rbacv1.RoleRef, subjects []rbacv1.Subject, age string) []any {
	names := map[string][]string{}
	for _, s := range subjects {
		name := s.Name
		if s.Kind == rbacv1.ServiceAccountKind {
			name = s.Namespace + "/" + name
		}
		names[s.Kind] = append(names[s.Kind], name)
	}
	return []any{
		role.Kind + "/" + role.Name, age,
		strings.Join(names[rbacv1.UserKind], ", "), strings.Join(names[rbacv1.GroupKind], ", "), strings.Join(names[rbacv1.ServiceAccountKind], ", "),
	}
}

var signingRequestColumns = columnsOf("Name|Age|SignerName|Requestor|RequestedDuration|Condition", func(r *certificatesv1.CertificateSigningRequest, age string) []any {
	is := map[certificatesv1.RequestConditionType]bool{}
	for _, c := range r.Status.Conditions {
		is[c.Type] = true
	}
	condition := "Pending"
	switch {
	case is[certificatesv1.CertificateDenied]:
		condition = "Denied"
	case is[certificatesv1.CertificateApproved]:
		condition = "Approved"
	}
	if is[certificatesv1.CertificateFailed] {
		condition += ",Failed"
	}
	if len(r.Status.Certificate) > 0 {
		condition += ",Issued"
	}
	lasts := none
	if seconds := r.Spec.ExpirationSeconds; seconds != nil {
		lasts = duration.HumanDuration(time.Duration(*seconds) * time.Second)
	}
	return []any{age, or(r.Spec.SignerName, none), r.Spec.Username, lasts, condition}
})

var clusterTrustBundleColumns = columnsOf("Name|SignerName", func(b *certificatesv1.ClusterTrustBundle, _ string) []any {
	return []any{or(b.Spec.SignerName, none)}
})

var podCertificateRequestColumns = columnsOf("Name|PodName|ServiceAccountName|NodeName|SignerName|State|UnverifiedUserAnnotations", func(r *certificatesv1.PodCertificateRequest, _ string) []any {
	state := "Pending"
	for _, c := range r.Status.Conditions {
		switch c.Type {
		case certificatesv1.PodCertificateRequestConditionTypeIssued, certificatesv1.PodCertificateRequestConditionTypeDenied, certificatesv1.PodCertificateRequestConditionTypeFailed:
			state = c.Type
		}
	}
	return []any{r.Spec.PodName, r.Spec.ServiceAccountName, string(r.Spec.NodeName), r.Spec.SignerName, state, formatLabels(r.Spec.UnverifiedUserAnnotations)}
})

var validatingWebhookColumns = columnsOf("Name|Webhooks:integer|Age", func(c *admissionregistrationv1.ValidatingWebhookConfiguration, age string) []any {
	return []any{len(c.Webhooks), age}
})

var mutatingWebhookColumns = columnsOf("Name|Webhooks:integer|Age", func(c *admissionregistrationv1.MutatingWebhookConfiguration, age string) []any {
	return []any{len(c.Webhooks), age}
})

var validatingPolicyColumns = columnsOf("Name|Validations:integer|ParamKind|Age", func(p *admissionregistrationv1.ValidatingAdmissionPolicy, age string) []any {
	return []any{len(p.Spec.Validations), paramKind(p.Spec.ParamKind), age}
})

var mutatingPolicyColumns = columnsOf("Name|Mutations:integer|ParamKind|Age", func(p *admissionregistrationv1.MutatingAdmissionPolicy, age string) []any {
	return []any{len(p.Spec.Mutations), paramKind(p.Spec.ParamKind), age}
})

func paramKind(kind *admissionregistrationv1.ParamKind) string {
	if kind == nil {
		return unset
	}
	return kind.APIVersion + "/" + kind.Kind
}

var validatingPolicyBindingColumns = columnsOf("Name|PolicyName|ParamRef|Age", func(b *admissionregistrationv1.ValidatingAdmissionPolicyBinding, age string) []any {
	return []any{b.Spec.PolicyName, paramRef(b.Spec.ParamRef), age}
})

var mutatingPolicyBindingColumns = columnsOf("Name|PolicyName|ParamRef|Age", func(b *admissionregistrationv1.MutatingAdmissionPolicyBinding, age string) []any {
	return []any{b.Spec.PolicyName, paramRef(b.Spec.ParamRef), age}
})

func paramRef(ref *admissionregistrationv1.ParamRef) string {
	switch {
	case ref == nil:
		return unset
	case ref.Name != "":
		return or(ref.Namespace, "*") + "/" + ref.Name
	case ref.Selector != nil:
		return ref.Selector.String()
	}
	return unset
}

var flowSchemaColumns = columnsOf("Name|PriorityLevel|MatchingPrecedence|DistinguisherMethod|Age|MissingPL", func(f *flowcontrolv1.FlowSchema, age string) []any {
	method, missing := none, "?"
	if f.Spec.DistinguisherMethod != nil {
		method = string(f.Spec.DistinguisherMethod.Type)
	}
	for _, c := range f.Status.Conditions {
		if c.Type == flowcontrolv1.FlowSchemaConditionDangling {
			missing = string(c.Status)
		}
	}
	return []any{f.Spec.PriorityLevelConfiguration.Name, f.Spec.MatchingPrecedence, method, age, missing}
})

var priorityLevelColumns = columnsOf("Name|Type|NominalConcurrencyShares|Queues|HandSize|QueueLengthLimit|Age", func(l *flowcontrolv1.PriorityLevelConfiguration, age string) []any {
	cells := []any{string(l.Spec.Type), none, none, none, none, age}
	if limited := l.Spec.Limited; limited != nil {
		cells[1] = ptr.Deref(limited.NominalConcurrencyShares, 0)
		if q := limited.LimitResponse.Queuing; q != nil {
			cells[2], cells[3], cells[4] = q.Queues, q.HandSize, q.QueueLengthLimit
		}
	}
	return cells
})
