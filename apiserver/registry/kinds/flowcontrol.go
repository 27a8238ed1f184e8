package kinds

import (
	"fmt"

	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/util/shufflesharding"
	"k8s.io/utils/ptr"
)

// What priority and fairness read of these kinds they take for granted, and the process would end where it is missing.
// So they have upstream's defaults (pkg/apis/flowcontrol/v1/defaults.go) and the checks that keep the server up
// (pkg/apis/flowcontrol/validation).

func defaultFlowSchema(object runtime.Object) {
	spec := &object.(*flowcontrolv1.FlowSchema).Spec
	setDefault(&spec.MatchingPrecedence, 1000)
}

func defaultPriorityLevel(object runtime.Object) {
	spec := &object.(*flowcontrolv1.PriorityLevelConfiguration).Spec
	if e := spec.Exempt; e != nil {
		fill(&e.NominalConcurrencyShares, 0)
		fill(&e.LendablePercent, 0)
	}
	if l := spec.Limited; l != nil {
		fill(&l.NominalConcurrencyShares, 30)
		fill(&l.LendablePercent, 0)
		if q := l.LimitResponse.Queuing; q != nil {
			setDefault(&q.HandSize, 8)
			setDefault(&q.Queues, 64)
			setDefault(&q.QueueLengthLimit, 50)
		}
	}
}

func checkFlowSchema(object, _ runtime.Object) (errs field.ErrorList) {
	schema := object.(*flowcontrolv1.FlowSchema)
	at := field.NewPath("spec")
	precedence := schema.Spec.MatchingPrecedence
	switch {
	case precedence <= 0:
		errs = append(errs, field.Invalid(at.Child("matchingPrecedence"), precedence, "must be a positive value"))
	case precedence > flowcontrolv1.FlowSchemaMaxMatchingPrecedence:
		errs = append(errs, field.Invalid(at.Child("matchingPrecedence"), precedence, "must not be greater than 10000"))
	case precedence == 1 && schema.Name != flowcontrolv1.FlowSchemaNameExempt:
		errs = append(errs, field.Invalid(at.Child("matchingPrecedence"), precedence, "only the schema named 'exempt' may have matchingPrecedence 1"))
	}
	if m := schema.Spec.DistinguisherMethod; m != nil && m.Type != flowcontrolv1.FlowDistinguisherMethodByUserType && m.Type != flowcontrolv1.FlowDistinguisherMethodByNamespaceType {
		errs = append(errs, field.NotSupported(at.Child("distinguisherMethod", "type"), m.Type,
			[]flowcontrolv1.FlowDistinguisherMethodType{flowcontrolv1.FlowDistinguisherMethodByNamespaceType, flowcontrolv1.FlowDistinguisherMethodByUserType}))
	}
	if schema.Spec.PriorityLevelConfiguration.Name == "" {
		errs = append(errs, field.Required(at.Child("priorityLevelConfiguration", "name"), "must reference a priority level"))
	}
	for i, rule := range schema.Spec.Rules {
		errs = append(errs, checkFlowRule(rule, at.Child("rules").Index(i))...)
	}
	return errs
}

func checkFlowRule(rule flowcontrolv1.PolicyRulesWithSubjects, at *field.Path) (errs field.ErrorList) {
	if len(rule.Subjects) == 0 {
		errs = append(errs, field.Required(at.Child("subjects"), "subjects must contain at least one value"))
	}
	if len(rule.ResourceRules)+len(rule.NonResourceRules) == 0 {
		errs = append(errs, field.Required(at, "at least one of resourceRules and nonResourceRules has to be non-empty"))
	}
	for i, s := range rule.Subjects {
		at := at.Child("subjects").Index(i)
		switch {
		case s.Kind == flowcontrolv1.SubjectKindUser && s.User == nil:
			errs = append(errs, field.Required(at.Child("user"), "user is required when subject kind is 'User'"))
		case s.Kind == flowcontrolv1.SubjectKindGroup && s.Group == nil:
			errs = append(errs, field.Required(at.Child("group"), "group is required when subject kind is 'Group'"))
		case s.Kind == flowcontrolv1.SubjectKindServiceAccount && s.ServiceAccount == nil:
			errs = append(errs, field.Required(at.Child("serviceAccount"), "serviceAccount is required when subject kind is 'ServiceAccount'"))
		case s.Kind != flowcontrolv1.SubjectKindUser && s.Kind != flowcontrolv1.SubjectKindGroup && s.Kind != flowcontrolv1.SubjectKindServiceAccount:
			errs = append(errs, field.NotSupported(at.Child("kind"), s.Kind,
				[]flowcontrolv1.SubjectKind{flowcontrolv1.SubjectKindGroup, flowcontrolv1.SubjectKindServiceAccount, flowcontrolv1.SubjectKindUser}))
		}
	}
	return errs
}

func checkPriorityLevel(object, _ runtime.Object) (errs field.ErrorList) {
	level := object.(*flowcontrolv1.PriorityLevelConfiguration)
	spec, at := level.Spec, field.NewPath("spec")
	exempt := spec.Type == flowcontrolv1.PriorityLevelEnablementExempt
	if exempt != (level.Name == flowcontrolv1.PriorityLevelConfigurationNameExempt) {
		errs = append(errs, field.Invalid(at.Child("type"), spec.Type, "must be 'Exempt' if and only if `name` is 'exempt'"))
	}
	switch {
	case exempt && spec.Limited != nil:
		errs = append(errs, field.Forbidden(at.Child("limited"), "must be nil if the type is not Limited"))
	case exempt:
	case spec.Type != flowcontrolv1.PriorityLevelEnablementLimited:
		errs = append(errs, field.NotSupported(at.Child("type"), spec.Type,
			[]flowcontrolv1.PriorityLevelEnablement{flowcontrolv1.PriorityLevelEnablementExempt, flowcontrolv1.PriorityLevelEnablementLimited}))
	case spec.Limited == nil:
		errs = append(errs, field.Required(at.Child("limited"), "must not be empty when type is Limited"))
	default:
		errs = append(errs, checkLimited(spec.Limited, at.Child("limited"))...)
	}
	return errs
}

func checkLimited(limited *flowcontrolv1.LimitedPriorityLevelConfiguration, at *field.Path) (errs field.ErrorList) {
	if shares := ptr.Deref(limited.NominalConcurrencyShares, 0); shares < 0 {
		errs = append(errs, field.Invalid(at.Child("nominalConcurrencyShares"), shares, "must be a non-negative integer"))
	}
	if percent := ptr.Deref(limited.LendablePercent, 0); percent < 0 || percent > 100 {
		errs = append(errs, field.Invalid(at.Child("lendablePercent"), percent, "must be between 0 and 100, inclusive"))
	}
	if percent := limited.BorrowingLimitPercent; percent != nil && *percent < 0 {
		errs = append(errs, field.Invalid(at.Child("borrowingLimitPercent"), *percent, "if specified, must be a non-negative integer"))
	}
	return append(errs, checkLimitResponse(limited.LimitResponse, at.Child("limitResponse"))...)
}

// maxQueues is upstream's limit of a priority level's queues.
const maxQueues = 10 * 1000 * 1000

func checkLimitResponse(response flowcontrolv1.LimitResponse, at *field.Path) (errs field.ErrorList) {
	queuing := response.Queuing
	switch {
	case response.Type == flowcontrolv1.LimitResponseTypeReject && queuing != nil:
		return append(errs, field.Forbidden(at.Child("queuing"), "must be nil if limited.limitResponse.type is not Queue"))
	case response.Type == flowcontrolv1.LimitResponseTypeReject:
		return nil
	case response.Type != flowcontrolv1.LimitResponseTypeQueue:
		return append(errs, field.NotSupported(at.Child("type"), response.Type, []flowcontrolv1.LimitResponseType{flowcontrolv1.LimitResponseTypeQueue, flowcontrolv1.LimitResponseTypeReject}))
	case queuing == nil:
		return append(errs, field.Required(at.Child("queuing"), "must not be empty if limited.limitResponse.type is Queue"))
	}
	at = at.Child("queuing")
	for name, value := range map[string]int32{"queues": queuing.Queues, "handSize": queuing.HandSize, "queueLengthLimit": queuing.QueueLengthLimit} {
		if value <= 0 {
			errs = append(errs, field.Invalid(at.Child(name), value, "must be a positive integer"))
		}
	}
	if len(errs) > 0 {
		return errs
	}
	entropy := shufflesharding.RequiredEntropyBits(int(queuing.Queues), int(queuing.HandSize))
	switch {
	case queuing.Queues > maxQueues:
		errs = append(errs, field.Invalid(at.Child("queues"), queuing.Queues, fmt.Sprintf("must not be greater than %d", maxQueues)))
	case queuing.HandSize > queuing.Queues:
		errs = append(errs, field.Invalid(at.Child("handSize"), queuing.HandSize, fmt.Sprintf("should not be greater than queues (%d)", queuing.Queues)))
	case entropy > shufflesharding.MaxHashBits:
		errs = append(errs, field.Invalid(at.Child("handSize"), queuing.HandSize, fmt.Sprintf("required entropy bits of deckSize %d and handSize %d should not be greater than %d", queuing.Queues, queuing.HandSize, shufflesharding.MaxHashBits)))
	}
	return errs
}
