package columns

import (
	"cmp"
	"strings"
	"time"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/duration"
	"k8s.io/utils/ptr"
)

const bindingColumns = "Name|Role|Age|*Users|*Groups|*ServiceAccounts"

// The columns of the kinds for access, certificates, admission and fairness. Their names, order and values are
// upstream's (pkg/printers/internalversion/printers.go).
var policy = []columns{
	of(bindingColumns, func(b *rbacv1.RoleBinding, age string) []any {
		return bindingCells(b.RoleRef, b.Subjects, age)
	}),
	of(bindingColumns, func(b *rbacv1.ClusterRoleBinding, age string) []any {
		return bindingCells(b.RoleRef, b.Subjects, age)
	}),
	of("Name|Age|SignerName|Requestor|RequestedDuration|Condition",
		func(r *certificatesv1.CertificateSigningRequest, age string) []any {
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
			return []any{age, cmp.Or(r.Spec.SignerName, none), r.Spec.Username, lasts, condition}
		}),
	of("Name|SignerName", func(b *certificatesv1.ClusterTrustBundle, _ string) []any {
		return []any{cmp.Or(b.Spec.SignerName, none)}
	}),
	of("Name|PodName|ServiceAccountName|NodeName|SignerName|State|UnverifiedUserAnnotations",
		func(r *certificatesv1.PodCertificateRequest, _ string) []any {
			state := "Pending"
			for _, c := range r.Status.Conditions {
				switch c.Type {
				case certificatesv1.PodCertificateRequestConditionTypeIssued,
					certificatesv1.PodCertificateRequestConditionTypeDenied,
					certificatesv1.PodCertificateRequestConditionTypeFailed:
					state = c.Type
				}
			}
			return []any{
				r.Spec.PodName, r.Spec.ServiceAccountName, string(r.Spec.NodeName), r.Spec.SignerName, state,
				labels.FormatLabels(r.Spec.UnverifiedUserAnnotations),
			}
		}),
	of("Name|Webhooks:integer|Age", func(c *admissionregistrationv1.ValidatingWebhookConfiguration, age string) []any {
		return []any{len(c.Webhooks), age}
	}),
	of("Name|Webhooks:integer|Age", func(c *admissionregistrationv1.MutatingWebhookConfiguration, age string) []any {
		return []any{len(c.Webhooks), age}
	}),
	of("Name|Validations:integer|ParamKind|Age",
		func(p *admissionregistrationv1.ValidatingAdmissionPolicy, age string) []any {
			return []any{len(p.Spec.Validations), paramKind(p.Spec.ParamKind), age}
		}),
	of("Name|Mutations:integer|ParamKind|Age",
		func(p *admissionregistrationv1.MutatingAdmissionPolicy, age string) []any {
			return []any{len(p.Spec.Mutations), paramKind(p.Spec.ParamKind), age}
		}),
	of("Name|PolicyName|ParamRef|Age",
		func(b *admissionregistrationv1.ValidatingAdmissionPolicyBinding, age string) []any {
			return []any{b.Spec.PolicyName, paramRef(b.Spec.ParamRef), age}
		}),
	of("Name|PolicyName|ParamRef|Age",
		func(b *admissionregistrationv1.MutatingAdmissionPolicyBinding, age string) []any {
			return []any{b.Spec.PolicyName, paramRef(b.Spec.ParamRef), age}
		}),
	of("Name|PriorityLevel|MatchingPrecedence|DistinguisherMethod|Age|MissingPL",
		func(f *flowcontrolv1.FlowSchema, age string) []any {
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
		}),
	of("Name|Type|NominalConcurrencyShares|Queues|HandSize|QueueLengthLimit|Age",
		func(l *flowcontrolv1.PriorityLevelConfiguration, age string) []any {
			cells := []any{string(l.Spec.Type), none, none, none, none, age}
			if limited := l.Spec.Limited; limited != nil {
				cells[1] = ptr.Deref(limited.NominalConcurrencyShares, 0)
				if q := limited.LimitResponse.Queuing; q != nil {
					cells[2], cells[3], cells[4] = q.Queues, q.HandSize, q.QueueLengthLimit
				}
			}
			return cells
		}),
}

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
		strings.Join(names[rbacv1.UserKind], ", "), strings.Join(names[rbacv1.GroupKind], ", "),
		strings.Join(names[rbacv1.ServiceAccountKind], ", "),
	}
}

func paramKind(kind *admissionregistrationv1.ParamKind) string {
	if kind == nil {
		return unset
	}
	return kind.APIVersion + "/" + kind.Kind
}

func paramRef(ref *admissionregistrationv1.ParamRef) string {
	switch {
	case ref == nil:
		return unset
	case ref.Name != "":
		return cmp.Or(ref.Namespace, "*") + "/" + ref.Name
	case ref.Selector != nil:
		return ref.Selector.String()
	}
	return unset
}
