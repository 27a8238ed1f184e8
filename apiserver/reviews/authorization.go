package reviews

import (
	"context"
	"strings"

	authorizationv1 "k8s.io/api/authorization/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
)

type (
	accessReview      = authorizationv1.SubjectAccessReview
	localAccessReview = authorizationv1.LocalSubjectAccessReview
	selfAccessReview  = authorizationv1.SelfSubjectAccessReview
	rulesReview       = authorizationv1.SelfSubjectRulesReview
)

func checkAccess(_ context.Context, review *accessReview) error {
	return invalid(authorizationv1.SchemeGroupVersion.WithKind(review.Kind).GroupKind(),
		append(checkSpec(review.Spec), checkMetadata(review.ObjectMeta, "must be empty")...))
}

func checkSelfAccess(_ context.Context, review *selfAccessReview) error {
	return invalid(authorizationv1.SchemeGroupVersion.WithKind(review.Kind).GroupKind(),
		append(checkAttributes(review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes),
			checkMetadata(review.ObjectMeta, "must be empty")...))
}

func checkLocalAccess(ctx context.Context, review *localAccessReview) error {
	metadata := review.ObjectMeta
	metadata.Namespace = ""
	errs := append(checkSpec(review.Spec), checkMetadata(metadata, "must be empty except for namespace")...)
	if attributes := review.Spec.ResourceAttributes; attributes != nil && attributes.Namespace != review.Namespace {
		errs = append(errs, field.Invalid(field.NewPath("spec.resourceAttributes.namespace"), attributes.Namespace,
			"must match metadata.namespace"))
	}
	if attributes := review.Spec.NonResourceAttributes; attributes != nil {
		errs = append(errs, field.Invalid(field.NewPath("spec.nonResourceAttributes"), attributes,
			"disallowed on this kind of request"))
	}
	if err := invalid(authorizationv1.SchemeGroupVersion.WithKind(review.Kind).GroupKind(), errs); err != nil {
		return err
	}
	if namespace := genericapirequest.NamespaceValue(ctx); namespace != review.Namespace {
		return apierrors.NewBadRequest("spec.resourceAttributes.namespace must match namespace: " + namespace)
	}
	return nil
}

func checkRules(_ context.Context, review *rulesReview) error {
	if review.Spec.Namespace == "" {
		return apierrors.NewBadRequest("no namespace on request")
	}
	return nil
}

func checkSpec(spec authorizationv1.SubjectAccessReviewSpec) field.ErrorList {
	errs := checkAttributes(spec.ResourceAttributes, spec.NonResourceAttributes)
	if spec.User == "" && len(spec.Groups) == 0 {
		errs = append(errs, field.Invalid(field.NewPath("spec", "user"), spec.User,
			"at least one of user or group must be specified"))
	}
	return errs
}

// checkAttributes demands a question about a resource or about a path, and not both.
func checkAttributes(
	resource *authorizationv1.ResourceAttributes, path *authorizationv1.NonResourceAttributes,
) (errs field.ErrorList) {
	if (resource == nil) == (path == nil) {
		errs = append(errs, field.Invalid(field.NewPath("spec"), path,
			"exactly one of nonResourceAttributes or resourceAttributes must be specified"))
	}
	if resource == nil {
		return errs
	}
	at := field.NewPath("spec", "resourceAttributes")
	if s := resource.FieldSelector; s != nil {
		errs = append(errs, checkSelector(at.Child("fieldSelector"), s.RawSelector, len(s.Requirements))...)
	}
	if s := resource.LabelSelector; s != nil {
		errs = append(errs, checkSelector(at.Child("labelSelector"), s.RawSelector, len(s.Requirements))...)
	}
	return errs
}

func checkSelector(at *field.Path, raw string, requirements int) field.ErrorList {
	switch {
	case raw != "" && requirements > 0:
		return field.ErrorList{field.Invalid(at.Child("rawSelector"), raw,
			"may not specified at the same time as requirements")}
	case raw == "" && requirements == 0:
		return field.ErrorList{field.Required(at.Child("requirements"),
			"when "+at.String()+" is specified, requirements or rawSelector is required")}
	}
	return nil
}

func checkMetadata(metadata metav1.ObjectMeta, message string) field.ErrorList {
	given := metadata
	given.ManagedFields = nil
	if equality.Semantic.DeepEqual(metav1.ObjectMeta{}, given) {
		return nil
	}
	return field.ErrorList{field.Invalid(field.NewPath("metadata"), metadata, message)}
}

func (j Judges) reviewAccess(ctx context.Context, review *accessReview) (*accessReview, error) {
	review.Status = j.judge(ctx, subject(review.Spec), review.Spec.ResourceAttributes,
		review.Spec.NonResourceAttributes)
	return review, nil
}

func (j Judges) reviewLocalAccess(ctx context.Context, review *localAccessReview) (*localAccessReview, error) {
	review.Status = j.judge(ctx, subject(review.Spec), review.Spec.ResourceAttributes,
		review.Spec.NonResourceAttributes)
	return review, nil
}

func (j Judges) reviewSelfAccess(ctx context.Context, review *selfAccessReview) (*selfAccessReview, error) {
	u, err := asker(ctx)
	if err != nil {
		return nil, err
	}
	review.Status = j.judge(ctx, u, review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes)
	return review, nil
}

// reviewRules lists what the client may do in a namespace, as far as the authorizers can list it.
func (j Judges) reviewRules(ctx context.Context, review *rulesReview) (*rulesReview, error) {
	u, err := asker(ctx)
	if err != nil {
		return nil, err
	}
	resources, paths, incomplete, err := j.Rules.RulesFor(ctx, u, review.Spec.Namespace)
	// The lists are required, so they are empty rather than missing.
	answer := &rulesReview{Status: authorizationv1.SubjectRulesReviewStatus{
		ResourceRules: []authorizationv1.ResourceRule{}, NonResourceRules: []authorizationv1.NonResourceRule{},
		Incomplete: incomplete,
	}}
	if err != nil {
		answer.Status.EvaluationError = err.Error()
	}
	for _, r := range resources {
		answer.Status.ResourceRules = append(answer.Status.ResourceRules, authorizationv1.ResourceRule{
			Verbs: r.GetVerbs(), APIGroups: r.GetAPIGroups(), Resources: r.GetResources(),
			ResourceNames: r.GetResourceNames(),
		})
	}
	for _, r := range paths {
		answer.Status.NonResourceRules = append(answer.Status.NonResourceRules, authorizationv1.NonResourceRule{
			Verbs: r.GetVerbs(), NonResourceURLs: r.GetNonResourceURLs(),
		})
	}
	return answer, nil
}

func subject(spec authorizationv1.SubjectAccessReviewSpec) user.Info {
	return &user.DefaultInfo{Name: spec.User, UID: spec.UID, Groups: spec.Groups, Extra: extras[[]string](spec.Extra)}
}

// judge asks the server's authorizer.
func (j Judges) judge(
	ctx context.Context, u user.Info, resource *authorizationv1.ResourceAttributes,
	path *authorizationv1.NonResourceAttributes,
) authorizationv1.SubjectAccessReviewStatus {
	attributes := authorizer.AttributesRecord{User: u}
	if resource != nil {
		attributes = resourceAttributes(u, resource)
	} else {
		attributes.Verb, attributes.Path = path.Verb, path.Path
	}
	decision, reason, err := j.Authorizer.Authorize(ctx, attributes)
	return authorizationv1.SubjectAccessReviewStatus{
		Allowed:         decision == authorizer.DecisionAllow,
		Denied:          decision == authorizer.DecisionDeny,
		Reason:          reason,
		EvaluationError: strings.Join(problems(err, attributes), "; "),
	}
}

// problems are the reasons why the authorizer could not judge the whole question.
func problems(err error, attributes authorizer.AttributesRecord) (problems []string) {
	if err != nil {
		problems = append(problems, err.Error())
	}
	ignored := func(selector string, part bool) {
		if part {
			selector += " partially"
		}
		problems = append(problems, "spec.resourceAttributes."+selector+" ignored due to parse error")
	}
	if attributes.FieldSelectorParsingErr != nil {
		ignored("fieldSelector", len(attributes.FieldSelectorRequirements) > 0)
	}
	if attributes.LabelSelectorParsingErr != nil {
		ignored("labelSelector", len(attributes.LabelSelectorRequirements) > 0)
	}
	return problems
}
