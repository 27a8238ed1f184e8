package kinds

import (
	"fmt"
	"slices"

	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/util/shufflesharding"
	"k8s.io/utils/ptr"
)

// Priority and fairness read these kinds without a check, and a missing field would end the process. So they have
// upstream's defaults (pkg/apis/flowcontrol/v1/defaults.go) and the checks that keep the server alive
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

// The values that upstream supports, in the order of its messages.
var (
	distinguisherMethods = []flowcontrolv1.FlowDistinguisherMethodType{
		flowcontrolv1.FlowDistinguisherMethodByNamespaceType, flowcontrolv1.FlowDistinguisherMethodByUserType,
	}
	subjectKinds = []flowcontrolv1.SubjectKind{
		flowcontrolv1.SubjectKindGroup, flowcontrolv1.SubjectKindServiceAccount, flowcontrolv1.SubjectKindUser,
	}
	enablements = []flowcontrolv1.PriorityLevelEnablement{
		flowcontrolv1.PriorityLevelEnablementExempt, flowcontrolv1.PriorityLevelEnablementLimited,
	}
	limitResponses = []flowcontrolv1.LimitResponseType{
		flowcontrolv1.LimitResponseTypeQueue, flowcontrolv1.LimitResponseTypeReject,
	}
)

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
		errs = append(errs, field.Invalid(at.Child("matchingPrecedence"), precedence,
			"only the schema named 'exempt' may have matchingPrecedence 1"))
	}
	if m := schema.Spec.DistinguisherMethod; m != nil && !slices.Contains(distinguisherMethods, m.Type) {
		errs = append(errs, field.NotSupported(at.Child("distinguisherMethod", "type"), m.Type, distinguisherMethods))
	}
	if schema.Spec.PriorityLevelConfiguration.Name == "" {
		at := at.Child("priorityLevelConfiguration", "name")
		errs = append(errs, field.Required(at, "must reference a priority level"))
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
		message := "at least one of resourceRules and nonResourceRules has to be non-empty"
		errs = append(errs, field.Required(at, message))
	}
	for i, s := range rule.Subjects {
		at := at.Child("subjects").Index(i)
		switch {
		case s.Kind == flowcontrolv1.SubjectKindUser && s.User == nil:
			errs = append(errs, field.Required(at.Child("user"), "user is required when subject kind is 'User'"))
		case s.Kind == flowcontrolv1.SubjectKindGroup && s.Group == nil:
			errs = append(errs, field.Required(at.Child("group"), "group is required when subject kind is 'Group'"))
		case s.Kind == flowcontrolv1.SubjectKindServiceAccount && s.ServiceAccount == nil:
			errs = append(errs, field.Required(at.Child("serviceAccount"),
				"serviceAccount is required when subject kind is 'ServiceAccount'"))
		case !slices.Contains(subjectKinds, s.Kind):
			errs = append(errs, field.NotSupported(at.Child("kind"), s.Kind, subjectKinds))
		}
	}
	return errs
}

func checkPriorityLevel(object, _ runtime.Object) (errs field.ErrorList) {
	level := object.(*flowcontrolv1.PriorityLevelConfiguration)
	spec, at := level.Spec, field.NewPath("spec")
	exempt := spec.Type == flowcontrolv1.PriorityLevelEnablementExempt
	if exempt != (level.Name == flowcontrolv1.PriorityLevelConfigurationNameExempt) {
		message := "must be 'Exempt' if and only if `name` is 'exempt'"
		errs = append(errs, field.Invalid(at.Child("type"), spec.Type, message))
	}
	switch {
	case exempt && spec.Limited != nil:
		errs = append(errs, field.Forbidden(at.Child("limited"), "must be nil if the type is not Limited"))
	case exempt:
	case spec.Type != flowcontrolv1.PriorityLevelEnablementLimited:
		errs = append(errs, field.NotSupported(at.Child("type"), spec.Type, enablements))
	case spec.Limited == nil:
		errs = append(errs, field.Required(at.Child("limited"), "must not be empty when type is Limited"))
	default:
		errs = append(errs, checkLimited(spec.Limited, at.Child("limited"))...)
	}
	return errs
}

func checkLimited(limited *flowcontrolv1.LimitedPriorityLevelConfiguration, at *field.Path) (errs field.ErrorList) {
	if shares := ptr.Deref(limited.NominalConcurrencyShares, 0); shares < 0 {
		at := at.Child("nominalConcurrencyShares")
		errs = append(errs, field.Invalid(at, shares, "must be a non-negative integer"))
	}
	if percent := ptr.Deref(limited.LendablePercent, 0); percent < 0 || percent > 100 {
		errs = append(errs, field.Invalid(at.Child("lendablePercent"), percent, "must be between 0 and 100, inclusive"))
	}
	if percent := limited.BorrowingLimitPercent; percent != nil && *percent < 0 {
		at := at.Child("borrowingLimitPercent")
		errs = append(errs, field.Invalid(at, *percent, "if specified, must be a non-negative integer"))
	}
	return append(errs, checkLimitResponse(limited.LimitResponse, at.Child("limitResponse"))...)
}

// maxQueues is upstream's limit for the queues of a priority level.
const maxQueues = 10 * 1000 * 1000

func checkLimitResponse(response flowcontrolv1.LimitResponse, at *field.Path) (errs field.ErrorList) {
	queuing := response.Queuing
	switch {
	case response.Type == flowcontrolv1.LimitResponseTypeReject && queuing != nil:
		message := "must be nil if limited.limitResponse.type is not Queue"
		return append(errs, field.Forbidden(at.Child("queuing"), message))
	case response.Type == flowcontrolv1.LimitResponseTypeReject:
		return nil
	case response.Type != flowcontrolv1.LimitResponseTypeQueue:
		return append(errs, field.NotSupported(at.Child("type"), response.Type, limitResponses))
	case queuing == nil:
		message := "must not be empty if limited.limitResponse.type is Queue"
		return append(errs, field.Required(at.Child("queuing"), message))
	}
	return append(errs, checkQueuing(queuing, at.Child("queuing"))...)
}

func checkQueuing(queuing *flowcontrolv1.QueuingConfiguration, at *field.Path) (errs field.ErrorList) {
	for name, value := range map[string]int32{
		"queues": queuing.Queues, "handSize": queuing.HandSize, "queueLengthLimit": queuing.QueueLengthLimit,
	} {
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
		message := fmt.Sprintf("must not be greater than %d", maxQueues)
		errs = append(errs, field.Invalid(at.Child("queues"), queuing.Queues, message))
	case queuing.HandSize > queuing.Queues:
		message := fmt.Sprintf("should not be greater than queues (%d)", queuing.Queues)
		errs = append(errs, field.Invalid(at.Child("handSize"), queuing.HandSize, message))
	case entropy > shufflesharding.MaxHashBits:
		message := fmt.Sprintf("required entropy bits of deckSize %d and handSize %d should not be greater than %d",
			queuing.Queues, queuing.HandSize, shufflesharding.MaxHashBits)
		errs = append(errs, field.Invalid(at.Child("handSize"), queuing.HandSize, message))
	}
	return errs
}
