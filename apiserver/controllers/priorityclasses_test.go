package controllers

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	schedulingv1 "k8s.io/api/scheduling/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
)

// TestEnsureSystemPriorityClasses lets the server answer in the ways that a starting server does.
func TestEnsureSystemPriorityClasses(t *testing.T) {
	unavailable := apierrors.NewServiceUnavailable("not yet")
	refused := apierrors.NewForbidden(schedulingv1.Resource("priorityclasses"), "x", errors.New("a webhook says no"))
	exists := apierrors.NewAlreadyExists(schedulingv1.Resource("priorityclasses"), "x")
	for name, test := range map[string]struct {
		verb    string
		answers []error // of the first requests with that verb; then the fake server answers
		want    string
		missing bool
	}{
		"an empty server":              {},
		"reads that fail at first":     {verb: "get", answers: []error{unavailable, refused}},
		"writes that are not yet open": {verb: "create", answers: []error{unavailable, unavailable}},
		"another server was faster":    {verb: "create", answers: []error{exists, exists}, missing: true},
		"a write that is refused": {
			verb: "create", answers: []error{refused}, want: "a webhook says no", missing: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			client, asked := fake.NewClientset(), 0
			client.PrependReactor("*", "priorityclasses",
				func(action clienttesting.Action) (bool, runtime.Object, error) {
					if action.GetVerb() != test.verb || asked == len(test.answers) {
						return false, nil, nil
					}
					asked++
					return true, nil, test.answers[asked-1]
				})
			classes := client.SchedulingV1().PriorityClasses()
			err := EnsureSystemPriorityClasses(t.Context(), classes, 30*time.Second)
			if got := fmt.Sprint(err); (err != nil) != (test.want != "") || !strings.Contains(got, test.want) {
				t.Fatalf("error %v, want %q", err, test.want)
			}
			if asked != len(test.answers) {
				t.Errorf("asked %d times, want %d", asked, len(test.answers))
			}
			list, err := classes.List(t.Context(), metav1.ListOptions{})
			if err != nil || !test.missing && len(list.Items) != 2 {
				t.Errorf("the classes are %v %v, want two", list, err)
			}
		})
	}
}

// TestEnsureSystemPriorityClassesGivesUp wants the last answer in the error.
func TestEnsureSystemPriorityClassesGivesUp(t *testing.T) {
	client := fake.NewClientset()
	client.PrependReactor("get", "*", func(clienttesting.Action) (bool, runtime.Object, error) {
		return true, nil, apierrors.NewInternalError(errors.New("etcd is away"))
	})
	err := EnsureSystemPriorityClasses(t.Context(), client.SchedulingV1().PriorityClasses(), time.Millisecond)
	if err == nil || !strings.Contains(err.Error(), "etcd is away") {
		t.Errorf("error %v, want the last answer", err)
	}
}
