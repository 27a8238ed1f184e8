package reviews

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
)

// judge is an authorizer that allows everything and remembers what it was asked.
type judge struct{ asked authorizer.Attributes }

func (j *judge) Authorize(_ context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
	j.asked = a
	return authorizer.DecisionAllow, "because", errors.New("half of me is away")
}

func create(t *testing.T, j Judges, resource string, question runtime.Object) (runtime.Object, error) {
	t.Helper()
	for _, storages := range []map[string]rest.Storage{
		j.Storage(authenticationv1.SchemeGroupVersion),
		j.Storage(authorizationv1.SchemeGroupVersion),
	} {
		if storage, ok := storages[resource]; ok {
			ctx := genericapirequest.WithUser(genericapirequest.WithNamespace(t.Context(), "north"),
				&user.DefaultInfo{Name: "alice"})
			return storage.(rest.Creater).Create(ctx, question, nil, &metav1.CreateOptions{})
		}
	}
	t.Fatalf("no storage for %s", resource)
	return nil, nil
}

func TestSelectorsReachTheAuthorizer(t *testing.T) {
	j := &judge{}
	answer, err := create(t, Judges{Authorizer: j}, "selfsubjectaccessreviews",
		&selfAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{
			ResourceAttributes: &authorizationv1.ResourceAttributes{
				Verb: "list", Resource: "pods",
				LabelSelector: &authorizationv1.LabelSelectorAttributes{RawSelector: "app in (web, db)"},
				FieldSelector: &authorizationv1.FieldSelectorAttributes{Requirements: []metav1.FieldSelectorRequirement{
					{Key: "spec.nodeName", Operator: metav1.FieldSelectorOpIn, Values: []string{"one"}},
					{Key: "spec.nodeName", Operator: metav1.FieldSelectorOpExists},
				}},
			},
		}})
	if err != nil {
		t.Fatal(err)
	}
	labels, labelErr := j.asked.GetLabelSelector()
	fields, fieldErr := j.asked.GetFieldSelector()
	if labelErr != nil || len(labels) != 1 || fieldErr == nil || len(fields) != 1 || fields[0].Value != "one" ||
		j.asked.GetAPIVersion() != "*" || j.asked.GetUser().GetName() != "alice" {
		t.Errorf("asked %+v", j.asked)
	}
	status := answer.(*selfAccessReview).Status
	want := "half of me is away; spec.resourceAttributes.fieldSelector partially ignored due to parse error"
	if !status.Allowed || status.Reason != "because" || status.EvaluationError != want {
		t.Errorf("%+v, want allowed and %q", status, want)
	}
}

// badQuestion is what a row of badQuestions asks.
type badQuestion struct {
	resource string
	question runtime.Object
}

// badQuestions are questions that cannot be answered, by the error that they get.
func badQuestions() map[string]badQuestion {
	resource := func(selector authorizationv1.LabelSelectorAttributes) *authorizationv1.ResourceAttributes {
		return &authorizationv1.ResourceAttributes{
			Verb: "get", Resource: "pods", Namespace: "north",
			LabelSelector: &selector,
		}
	}
	path := &authorizationv1.NonResourceAttributes{Path: "/", Verb: "get"}
	questions := map[string]badQuestion{
		"exactly one of": {
			"subjectaccessreviews",
			&accessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
				User:               "u",
				ResourceAttributes: &authorizationv1.ResourceAttributes{}, NonResourceAttributes: path,
			}},
		},
		"at least one of user": {
			"subjectaccessreviews",
			&accessReview{Spec: authorizationv1.SubjectAccessReviewSpec{NonResourceAttributes: path}},
		},
		"must be empty": {
			"selfsubjectaccessreviews",
			&selfAccessReview{
				ObjectMeta: metav1.ObjectMeta{Name: "x"},
				Spec:       authorizationv1.SelfSubjectAccessReviewSpec{NonResourceAttributes: path},
			},
		},
		"same time as requirements": {
			"subjectaccessreviews",
			&accessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
				User: "u",
				ResourceAttributes: resource(authorizationv1.LabelSelectorAttributes{
					RawSelector:  "a",
					Requirements: []metav1.LabelSelectorRequirement{{}},
				}),
			}},
		},
		"requirements or rawSelector": {
			"subjectaccessreviews",
			&accessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
				User:               "u",
				ResourceAttributes: resource(authorizationv1.LabelSelectorAttributes{}),
			}},
		},
	}
	maps.Copy(questions, badLocalQuestions(path))
	return questions
}

// badLocalQuestions are bad questions about a namespace, and about tokens.
func badLocalQuestions(path *authorizationv1.NonResourceAttributes) map[string]badQuestion {
	return map[string]badQuestion{
		"disallowed on this kind": {
			"localsubjectaccessreviews",
			&localAccessReview{
				ObjectMeta: metav1.ObjectMeta{Namespace: "north"},
				Spec:       authorizationv1.SubjectAccessReviewSpec{User: "u", NonResourceAttributes: path},
			},
		},
		"must match namespace: north": {
			"localsubjectaccessreviews",
			&localAccessReview{
				ObjectMeta: metav1.ObjectMeta{Namespace: "south"},
				Spec: authorizationv1.SubjectAccessReviewSpec{
					User:               "u",
					ResourceAttributes: &authorizationv1.ResourceAttributes{Namespace: "south"},
				},
			},
		},
		"no namespace on request": {"selfsubjectrulesreviews", &rulesReview{}},
		"token is required":       {"tokenreviews", &tokenReview{}},
		"error validating audiences": {"tokenreviews", &tokenReview{Spec: authenticationv1.TokenReviewSpec{
			Token:     "t",
			Audiences: []string{"others"},
		}}},
		"must match metadata.namespac": {
			"localsubjectaccessreviews",
			&localAccessReview{
				ObjectMeta: metav1.ObjectMeta{Namespace: "north"},
				Spec: authorizationv1.SubjectAccessReviewSpec{
					User:               "u",
					ResourceAttributes: &authorizationv1.ResourceAttributes{Namespace: "south"},
				},
			},
		},
	}
}

func TestBadQuestions(t *testing.T) {
	for want, test := range badQuestions() {
		knowsAll := authenticator.RequestFunc(func(*http.Request) (*authenticator.Response, bool, error) {
			return &authenticator.Response{
				User:      &user.DefaultInfo{Name: "alice"},
				Audiences: authenticator.Audiences{"ours"},
			}, true, nil
		})
		_, err := create(t, Judges{Authenticator: knowsAll, Authorizer: &judge{}}, test.resource, test.question)
		if err == nil || !strings.Contains(err.Error(), want) || apierrors.ReasonForError(
			err) == metav1.StatusReasonUnknown {
			t.Errorf("%s: %v, want %q", test.resource, err, want)
		}
	}
}
