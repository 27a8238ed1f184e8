// Package reviews serves TokenReview, SubjectAccessReview and their self-variants: which user has this token, may this
// user do that, who am I, what may I do? A client creates one and gets it back with the answer in its status. Nothing
// is kept, so their storage can only create. Through them an extension server, or a kubelet, lets this server judge its
// own clients.
//
// Upstream has a package for each (pkg/registry/authentication, pkg/registry/authorization).
package reviews

import (
	"context"
	"slices"

	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
)

// Judges are the authenticator and the authorizer that the server asks at every request.
type Judges struct {
	Authenticator authenticator.Request
	Audiences     authenticator.Audiences
	Authorizer    authorizer.UnconditionalAuthorizer
	Rules         authorizer.RuleResolver
}

// Storage returns the storage of the reviews in the group, by their resources.
func (j Judges) Storage(version schema.GroupVersion) map[string]rest.Storage {
	if version == authenticationv1.SchemeGroupVersion {
		return map[string]rest.Storage{
			"tokenreviews": &storage[*tokenReview]{
				&tokenReview{}, "tokenreview", false, checkToken,
				j.reviewToken,
			},
			"selfsubjectreviews": &storage[*selfReview]{&selfReview{}, "selfsubjectreview", false, nil, reviewSelf},
		}
	}
	return map[string]rest.Storage{
		"subjectaccessreviews": &storage[*accessReview]{
			&accessReview{}, "subjectaccessreview", false, checkAccess,
			j.reviewAccess,
		},
		"localsubjectaccessreviews": &storage[*localAccessReview]{
			&localAccessReview{}, "localsubjectaccessreview",
			true, checkLocalAccess, j.reviewLocalAccess,
		},
		"selfsubjectaccessreviews": &storage[*selfAccessReview]{
			&selfAccessReview{}, "selfsubjectaccessreview", false,
			checkSelfAccess, j.reviewSelfAccess,
		},
		"selfsubjectrulesreviews": &storage[*rulesReview]{
			&rulesReview{}, "selfsubjectrulesreview", false, checkRules,
			j.reviewRules,
		},
	}
}

// storage is the storage of one kind of review.
type storage[T runtime.Object] struct {
	object     T
	singular   string
	namespaced bool
	// check validates the question; nil when every question is valid.
	check  func(ctx context.Context, review T) error
	answer func(ctx context.Context, review T) (T, error)
}

var (
	_ rest.Creater              = (*storage[*tokenReview])(nil)
	_ rest.Scoper               = (*storage[*tokenReview])(nil)
	_ rest.SingularNameProvider = (*storage[*tokenReview])(nil)
)

func (s *storage[T]) New() runtime.Object     { return s.object.DeepCopyObject() }
func (s *storage[T]) Destroy()                {}
func (s *storage[T]) NamespaceScoped() bool   { return s.namespaced }
func (s *storage[T]) GetSingularName() string { return s.singular }

// Create answers the question, after it was validated and admission has let it pass.
func (s *storage[T]) Create(
	ctx context.Context, obj runtime.Object, admit rest.ValidateObjectFunc, _ *metav1.CreateOptions,
) (runtime.Object, error) {
	review := obj.(T)
	if s.check != nil {
		if err := s.check(ctx, review); err != nil {
			return nil, err
		}
	}
	if admit != nil {
		if err := admit(ctx, obj.DeepCopyObject()); err != nil {
			return nil, err
		}
	}
	return s.answer(ctx, review)
}

// asker is the user whose request this is.
func asker(ctx context.Context) (user.Info, error) {
	u, ok := genericapirequest.UserFrom(ctx)
	if !ok {
		return nil, apierrors.NewBadRequest("no user present on request")
	}
	return u, nil
}

func invalid(kind schema.GroupKind, errs field.ErrorList) error {
	if len(errs) == 0 {
		return nil
	}
	return apierrors.NewInvalid(kind, "", errs)
}

// extras converts a user's facts besides name and groups between the API's two types for them.
func extras[To, From ~[]string](extra map[string]From) map[string]To {
	converted := make(map[string]To, len(extra))
	for key, values := range extra {
		converted[key] = To(slices.Clone(values))
	}
	return converted
}
