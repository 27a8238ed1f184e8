package kinds

import (
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/runtime"
	utilvalidation "k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	plugincel "k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	"k8s.io/apiserver/pkg/cel/environment"
	webhookutil "k8s.io/apiserver/pkg/util/webhook"
)

// A webhook or a policy that cannot work is refused when it is written. Otherwise it would refuse the writes of all
// clients: when in doubt, admission refuses. The checks and their messages are upstream's
// (pkg/apis/admissionregistration/validation), except for mistakes that harm only their writer.

func checkAdmission(object, _ runtime.Object) (errs field.ErrorList) {
	webhooks, spec := field.NewPath("webhooks"), field.NewPath("spec")
	switch o := object.(type) {
	case *admissionregistrationv1.ValidatingWebhookConfiguration:
		for i := range o.Webhooks {
			hook := webhook.NewValidatingWebhookAccessor("", o.Name, &o.Webhooks[i])
			errs = append(errs, checkWebhook(hook, o.Webhooks[i].SideEffects, webhooks.Index(i))...)
		}
	case *admissionregistrationv1.MutatingWebhookConfiguration:
		for i := range o.Webhooks {
			hook := webhook.NewMutatingWebhookAccessor("", o.Name, &o.Webhooks[i])
			errs = append(errs, checkWebhook(hook, o.Webhooks[i].SideEffects, webhooks.Index(i))...)
		}
	case *admissionregistrationv1.ValidatingAdmissionPolicy:
		errs = checkConstraints(o.Spec.MatchConstraints, spec.Child("matchConstraints"))
		return append(errs, checkValidations(o, spec)...)
	case *admissionregistrationv1.MutatingAdmissionPolicy:
		errs = checkConstraints(o.Spec.MatchConstraints, spec.Child("matchConstraints"))
		if o.Spec.ReinvocationPolicy == "" {
			errs = append(errs, field.Required(spec.Child("reinvocationPolicy"), ""))
		}
		return append(errs, checkMutations(o, spec)...)
	case *admissionregistrationv1.ValidatingAdmissionPolicyBinding:
		errs = checkPolicyBinding(o.Spec.PolicyName, o.Spec.ParamRef, o.Spec.MatchResources, spec)
		if len(o.Spec.ValidationActions) == 0 {
			at := spec.Child("validationActions")
			errs = append(errs, field.Required(at, "at least one validation action is required"))
		}
	case *admissionregistrationv1.MutatingAdmissionPolicyBinding:
		errs = checkPolicyBinding(o.Spec.PolicyName, o.Spec.ParamRef, o.Spec.MatchResources, spec)
	}
	return errs
}

func checkWebhook(
	hook webhook.WebhookAccessor, sideEffects *admissionregistrationv1.SideEffectClass, at *field.Path,
) field.ErrorList {
	errs := utilvalidation.IsFullyQualifiedName(at.Child("name"), hook.GetName())
	for i, rule := range hook.GetRules() {
		errs = append(errs, checkAdmissionRule(rule, at.Child("rules").Index(i))...)
	}
	noEffects := []admissionregistrationv1.SideEffectClass{
		admissionregistrationv1.SideEffectClassNone, admissionregistrationv1.SideEffectClassNoneOnDryRun,
	}
	if sideEffects == nil {
		errs = append(errs, field.Required(at.Child("sideEffects"), "must specify one of None, NoneOnDryRun"))
	} else if *sideEffects != noEffects[0] && *sideEffects != noEffects[1] {
		errs = append(errs, field.NotSupported(at.Child("sideEffects"), *sideEffects, noEffects))
	}
	if seconds := *hook.GetTimeoutSeconds(); seconds < 1 || seconds > 30 {
		at := at.Child("timeoutSeconds")
		errs = append(errs, field.Invalid(at, seconds, "the timeout value must be between 1 and 30 seconds"))
	}
	if versions := hook.GetAdmissionReviewVersions(); len(versions) == 0 {
		errs = append(errs, field.Required(at.Child("admissionReviewVersions"), "must specify one of v1, v1beta1"))
	}
	errs = append(errs, checkSelector(hook.GetNamespaceSelector(), at.Child("namespaceSelector"))...)
	errs = append(errs, checkSelector(hook.GetObjectSelector(), at.Child("objectSelector"))...)

	to := at.Child("clientConfig")
	switch config := hook.GetClientConfig(); {
	case (config.URL == nil) == (config.Service == nil):
		errs = append(errs, field.Required(to, "exactly one of url or service is required"))
	case config.URL != nil:
		errs = append(errs, webhookutil.ValidateWebhookURL(to.Child("url"), *config.URL, true)...)
	default:
		service := config.Service
		errs = append(errs, webhookutil.ValidateWebhookService(
			to.Child("service"), service.Namespace, service.Name, service.Path, *service.Port)...)
	}
	check := newExpressions(false, false)
	check.conditions(hook.GetMatchConditions(), at)
	return append(errs, check.errs...)
}

func checkAdmissionRule(rule admissionregistrationv1.RuleWithOperations, at *field.Path) (errs field.ErrorList) {
	for _, list := range []struct {
		name   string
		length int
	}{
		{"operations", len(rule.Operations)},
		{"apiGroups", len(rule.APIGroups)},
		{"apiVersions", len(rule.APIVersions)},
		{"resources", len(rule.Resources)},
	} {
		if list.length == 0 {
			errs = append(errs, field.Required(at.Child(list.name), ""))
		}
	}
	return errs
}

func checkSelector(selector *metav1.LabelSelector, at *field.Path) field.ErrorList {
	return validation.ValidateLabelSelector(selector, validation.LabelSelectorValidationOptions{}, at)
}

// checkConstraints requires a rule: a policy's expressions take the types of their variables from it.
func checkConstraints(constraints *admissionregistrationv1.MatchResources, at *field.Path) field.ErrorList {
	if constraints == nil {
		return field.ErrorList{field.Required(at, "")}
	}
	errs := checkMatch(constraints, at)
	if len(constraints.ResourceRules) == 0 {
		errs = append(errs, field.Required(at.Child("resourceRules"), ""))
	}
	return errs
}

func checkMatch(match *admissionregistrationv1.MatchResources, at *field.Path) (errs field.ErrorList) {
	if match == nil {
		return nil
	}
	errs = append(errs, checkSelector(match.NamespaceSelector, at.Child("namespaceSelector"))...)
	errs = append(errs, checkSelector(match.ObjectSelector, at.Child("objectSelector"))...)
	for i, rule := range match.ResourceRules {
		errs = append(errs, checkAdmissionRule(rule.RuleWithOperations, at.Child("resourceRules").Index(i))...)
	}
	for i, rule := range match.ExcludeResourceRules {
		errs = append(errs, checkAdmissionRule(rule.RuleWithOperations, at.Child("excludeResourceRules").Index(i))...)
	}
	return errs
}

func checkPolicyBinding(
	policy string, param *admissionregistrationv1.ParamRef, match *admissionregistrationv1.MatchResources,
	at *field.Path,
) field.ErrorList {
	errs := checkMatch(match, at.Child("matchResources"))
	if policy == "" {
		errs = append(errs, field.Required(at.Child("policyName"), ""))
	}
	if param == nil {
		return errs
	}
	if (param.Name == "") == (param.Selector == nil) {
		errs = append(errs, field.Required(at.Child("paramRef"), "one of name or selector must be specified"))
	}
	if param.ParameterNotFoundAction == nil {
		errs = append(errs, field.Required(at.Child("paramRef", "parameterNotFoundAction"), ""))
	}
	return errs
}

func checkValidations(policy *admissionregistrationv1.ValidatingAdmissionPolicy, at *field.Path) field.ErrorList {
	check := newExpressions(policy.Spec.ParamKind != nil, false)
	check.conditions(policy.Spec.MatchConditions, at)
	check.variables(policy.Spec.Variables, at)
	if len(policy.Spec.Validations) == 0 && len(policy.Spec.AuditAnnotations) == 0 {
		check.require(at.Child("validations"), "validations or auditAnnotations must contain at least one item")
	}
	for i, v := range policy.Spec.Validations {
		at := at.Child("validations").Index(i)
		check.compile(&validating.ValidationCondition{Expression: v.Expression}, at.Child("expression"))
		if v.MessageExpression != "" {
			message := &validating.MessageExpressionCondition{MessageExpression: v.MessageExpression}
			check.compile(message, at.Child("messageExpression"))
		}
	}
	for i, a := range policy.Spec.AuditAnnotations {
		annotation := &validating.AuditAnnotationCondition{ValueExpression: a.ValueExpression}
		check.compile(annotation, at.Child("auditAnnotations").Index(i).Child("valueExpression"))
	}
	return check.errs
}

func checkMutations(policy *admissionregistrationv1.MutatingAdmissionPolicy, at *field.Path) field.ErrorList {
	check := newExpressions(policy.Spec.ParamKind != nil, true)
	check.conditions(policy.Spec.MatchConditions, at)
	check.variables(policy.Spec.Variables, at)
	if len(policy.Spec.Mutations) == 0 {
		check.require(at.Child("mutations"), "mutations must contain at least one item")
	}
	for i, m := range policy.Spec.Mutations {
		at := at.Child("mutations").Index(i)
		switch {
		case m.PatchType == admissionregistrationv1.PatchTypeJSONPatch && m.JSONPatch != nil:
			condition := &patch.JSONPatchCondition{Expression: m.JSONPatch.Expression}
			check.compile(condition, at.Child("jsonPatch", "expression"))
		case m.PatchType == admissionregistrationv1.PatchTypeApplyConfiguration && m.ApplyConfiguration != nil:
			condition := &patch.ApplyConfigurationCondition{Expression: m.ApplyConfiguration.Expression}
			check.compile(condition, at.Child("applyConfiguration", "expression"))
		default:
			check.require(at, "patchType must be JSONPatch or ApplyConfiguration, and the field of that name specified")
		}
	}
	return check.errs
}

// expressions compiles the CEL expressions of one object. Each of them can use the variables before it.
type expressions struct {
	compiler *plugincel.CompositedCompiler
	declared plugincel.OptionalVariableDeclarations
	errs     field.ErrorList
}

func newExpressions(params, patches bool) *expressions {
	base := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion())
	compiler, err := plugincel.NewCompositedCompiler(base)
	e := &expressions{compiler: compiler, declared: plugincel.OptionalVariableDeclarations{
		HasParams: params, HasAuthorizer: true, HasPatchTypes: patches,
	}}
	if err != nil {
		e.errs = append(e.errs, field.InternalError(nil, err))
	}
	return e
}

func (e *expressions) require(at *field.Path, message string) {
	e.errs = append(e.errs, field.Required(at, message))
}

func (e *expressions) compile(expression plugincel.ExpressionAccessor, at *field.Path) {
	if strings.TrimSpace(expression.GetExpression()) == "" {
		e.require(at, "expression is not specified")
		return
	}
	result := e.compiler.CompileCELExpression(expression, e.declared, environment.NewExpressions)
	if result.Error != nil {
		e.errs = append(e.errs, field.Invalid(at, expression.GetExpression(), result.Error.Detail))
	}
}

func (e *expressions) conditions(conditions []admissionregistrationv1.MatchCondition, at *field.Path) {
	for i, c := range conditions {
		e.compile((*matchconditions.MatchCondition)(&c), at.Child("matchConditions").Index(i).Child("expression"))
	}
}

func (e *expressions) variables(variables []admissionregistrationv1.Variable, at *field.Path) {
	for i, v := range variables {
		variable := &validating.Variable{Name: v.Name, Expression: v.Expression}
		result := e.compiler.CompileAndStoreVariable(variable, e.declared, environment.NewExpressions)
		if result.Error != nil {
			at := at.Child("variables").Index(i).Child("expression")
			e.errs = append(e.errs, field.Invalid(at, v.Expression, result.Error.Detail))
		}
	}
}
