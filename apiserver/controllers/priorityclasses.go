package controllers

import (
	"context"
	"errors"
	"fmt"
	"time"

	schedulingv1 "k8s.io/api/scheduling/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	schedulingclient "k8s.io/client-go/kubernetes/typed/scheduling/v1"

	"apitour/apiserver/registry/kinds"
)

const (
	// PriorityClassesTimeout is upstream's (pkg/registry/scheduling/rest/storage_scheduling.go): without the classes no
	// critical Pod can be created, so the server stops.
	PriorityClassesTimeout = 30 * time.Second
	// priorityClassesInterval is the time between attempts. Upstream tries once a second, and for the first time after
	// a second.
	priorityClassesInterval = 20 * time.Millisecond
)

// EnsureSystemPriorityClasses creates the PriorityClasses that every cluster has. It tries again while the server
// cannot read yet, or admits no writes yet. It never updates a class: only the system's own values pass the check of
// the kind, so a class that exists is right.
func EnsureSystemPriorityClasses(
	ctx context.Context, client schedulingclient.PriorityClassInterface, timeout time.Duration,
) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, priorityClassesInterval, timeout, true,
		func(ctx context.Context) (done bool, err error) {
			for _, class := range kinds.SystemPriorityClasses() {
				again, err := ensurePriorityClass(ctx, client, class)
				if again {
					last = err
					return false, nil
				}
				if err != nil {
					return false, err
				}
			}
			return true, nil
		})
	if err != nil {
		return fmt.Errorf("write the system priority classes: %w", errors.Join(err, last))
	}
	return nil
}

// ensurePriorityClass also reports whether an error may go away, so that another attempt is worthwhile.
func ensurePriorityClass(
	ctx context.Context, client schedulingclient.PriorityClassInterface, class *schedulingv1.PriorityClass,
) (again bool, err error) {
	_, err = client.Get(ctx, class.Name, metav1.GetOptions{})
	if !apierrors.IsNotFound(err) {
		return err != nil, err
	}
	_, err = client.Create(ctx, class, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) { // another server was faster
		return false, nil
	}
	return apierrors.IsServiceUnavailable(err), err
}
