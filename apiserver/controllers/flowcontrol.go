package controllers

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apiserver/pkg/apis/flowcontrol/bootstrap"
	flowcontrolclient "k8s.io/client-go/kubernetes/typed/flowcontrol/v1"
)

const (
	// FlowControlTimeout and flowControlInterval are upstream's (pkg/registry/flowcontrol/rest/storage_flowcontrol.go).
	FlowControlTimeout  = 5 * time.Minute
	flowControlInterval = time.Minute
	// flowControlManager is the field manager of our writes, upstream's name (pkg/registry/flowcontrol/ensurer).
	flowControlManager = "api-priority-and-fairness-config-producer-v1"
)

// FlowControl makes sure that the priority levels and flow schemas of the library's bootstrap configuration exist. It
// undoes every change of the mandatory ones, because without them some requests would have no level. It leaves a
// suggested one alone when a user has changed it and set its annotation to false.
type FlowControl struct {
	client flowcontrolclient.FlowcontrolV1Interface
}

// NewFlowControl returns the controller.
func NewFlowControl(client flowcontrolclient.FlowcontrolV1Interface) *FlowControl {
	return &FlowControl{client}
}

// Ensure writes the missing objects, and tries again until it succeeds.
func (c *FlowControl) Ensure(ctx context.Context, timeout time.Duration) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, time.Second, timeout, true, func(ctx context.Context) (bool, error) {
		last = c.ensure(ctx)
		return last == nil, nil
	})
	if err != nil {
		return fmt.Errorf("write the configuration of priority and fairness: %w", errors.Join(err, last))
	}
	return nil
}

// Run undoes the changes of other clients every minute, until ctx ends.
func (c *FlowControl) Run(ctx context.Context) {
	defer utilruntime.HandleCrashWithContext(ctx)
	wait.UntilWithContext(ctx, func(ctx context.Context) {
		if err := c.ensure(ctx); err != nil && ctx.Err() == nil {
			utilruntime.HandleErrorWithContext(ctx, err, "Write the configuration of priority and fairness")
		}
	}, flowControlInterval)
}

// ensure writes the levels before the schemas, which refer to them.
func (c *FlowControl) ensure(ctx context.Context) error {
	levels, err := c.client.PriorityLevelConfigurations().List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	schemas, err := c.client.FlowSchemas().List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	err = ensureAll(ctx, c.client.PriorityLevelConfigurations(), byName(levels.Items),
		bootstrap.MandatoryPriorityLevelConfigurations, bootstrap.SuggestedPriorityLevelConfigurations,
		func(to, from *flowcontrolv1.PriorityLevelConfiguration) bool {
			wanted := from.Spec.DeepCopy()
			if to.Spec.Exempt != nil && wanted.Exempt != nil {
				wanted.Exempt = to.Spec.Exempt // the administrator decides how many seats others may not borrow
			}
			same := equality.Semantic.DeepEqual(to.Spec, *wanted)
			to.Spec = *wanted
			return !same
		})
	if err != nil {
		return err
	}
	return ensureAll(ctx, c.client.FlowSchemas(), byName(schemas.Items),
		bootstrap.MandatoryFlowSchemas, bootstrap.SuggestedFlowSchemas,
		func(to, from *flowcontrolv1.FlowSchema) bool {
			same := equality.Semantic.DeepEqual(to.Spec, from.Spec)
			to.Spec = *from.Spec.DeepCopy()
			return !same
		})
}

// flowControlClient is the part that is needed of the typed client of either kind.
type flowControlClient[T any] interface {
	Create(ctx context.Context, object T, options metav1.CreateOptions) (T, error)
	Update(ctx context.Context, object T, options metav1.UpdateOptions) (T, error)
	Delete(ctx context.Context, name string, options metav1.DeleteOptions) error
}

// ensureAll brings all objects of a kind up to date, at the same time. It deletes an older release's objects, which are
// in neither list and still marked as kept up to date. setSpec copies the spec and reports whether it differed.
func ensureAll[T metav1.Object](
	ctx context.Context, client flowControlClient[T], existing map[string]T, mandatory, suggested []T,
	setSpec func(to, from T) bool,
) error {
	var group sync.WaitGroup
	var lock sync.Mutex
	var errs []error
	do := func(write func() error) {
		group.Go(func() {
			// Another server was faster, or slower; the next round checks again.
			if err := write(); err != nil && !apierrors.IsConflict(err) && !apierrors.IsAlreadyExists(err) &&
				!apierrors.IsNotFound(err) {
				lock.Lock()
				defer lock.Unlock()
				errs = append(errs, err)
			}
		})
	}
	for i, wanted := range append(append([]T{}, mandatory...), suggested...) {
		current, exists := existing[wanted.GetName()]
		delete(existing, wanted.GetName())
		if !exists {
			do(func() error {
				_, err := client.Create(ctx, wanted, metav1.CreateOptions{FieldManager: flowControlManager})
				return err
			})
		} else if revise(current, wanted, i < len(mandatory), setSpec) {
			do(func() error {
				_, err := client.Update(ctx, current, metav1.UpdateOptions{FieldManager: flowControlManager})
				return err
			})
		}
	}
	for name, leftover := range existing {
		if leftover.GetAnnotations()[flowcontrolv1.AutoUpdateAnnotationKey] == "true" {
			do(func() error { return client.Delete(ctx, name, metav1.DeleteOptions{}) })
		}
	}
	group.Wait()
	return errors.Join(errs...)
}

// revise makes current what it should be, and reports whether it differed. Without a readable annotation a suggested
// object is kept up to date as long as its generation says that no client has changed it.
func revise[T metav1.Object](current, wanted T, mandatory bool, setSpec func(to, from T) bool) bool {
	annotated, err := strconv.ParseBool(current.GetAnnotations()[flowcontrolv1.AutoUpdateAnnotationKey])
	update := mandatory || annotated || err != nil && current.GetGeneration() == 1
	changed := update && setSpec(current, wanted)
	if err == nil && annotated == update {
		return changed
	}
	annotations := map[string]string{}
	for key, value := range current.GetAnnotations() {
		annotations[key] = value
	}
	annotations[flowcontrolv1.AutoUpdateAnnotationKey] = strconv.FormatBool(update)
	current.SetAnnotations(annotations)
	return true
}

func byName[T any, P interface {
	*T
	metav1.Object
}](items []T) map[string]P {
	named := map[string]P{}
	for i := range items {
		named[P(&items[i]).GetName()] = &items[i]
	}
	return named
}
