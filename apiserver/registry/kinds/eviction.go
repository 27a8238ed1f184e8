package kinds

import (
	"context"
	"fmt"
	"net/http"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	genericregistry "k8s.io/apiserver/pkg/registry/generic/registry"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/util/dryrun"
	policyclient "k8s.io/client-go/kubernetes/typed/policy/v1"
	restclient "k8s.io/client-go/rest"
	"k8s.io/client-go/util/retry"
	"k8s.io/utils/ptr"
)

// evictionREST deletes a pod if the pod's PodDisruptionBudget allows a disruption. The number of disruptions is in the
// budget's status: a controller outside of this server sets it, and the server subtracts one for each evicted pod.
type evictionREST struct {
	store    *genericregistry.Store // writes a pod's status
	loopback *restclient.Config
}

func (e *evictionREST) New() runtime.Object { return &policyv1.Eviction{} }
func (e *evictionREST) Destroy()            {}

// GroupVersionKind is that of Eviction, which is in another group than Pod.
func (e *evictionREST) GroupVersionKind(schema.GroupVersion) schema.GroupVersionKind {
	return policyv1.SchemeGroupVersion.WithKind("Eviction")
}

func (e *evictionREST) Create(
	ctx context.Context, name string, object runtime.Object,
	validate rest.ValidateObjectFunc, options *metav1.CreateOptions,
) (runtime.Object, error) {
	eviction, ok := object.(*policyv1.Eviction)
	if !ok {
		return nil, apierrors.NewBadRequest(fmt.Sprintf("not a Eviction object: %T", object))
	}
	if name != eviction.Name {
		return nil, apierrors.NewBadRequest("name in URL does not match name in Eviction object")
	}
	if eviction.DeleteOptions == nil {
		eviction.DeleteOptions = &metav1.DeleteOptions{}
	}
	if len(eviction.DeleteOptions.DryRun) == 0 {
		eviction.DeleteOptions.DryRun = options.DryRun
	}
	if validate != nil {
		if err := validate(ctx, eviction.DeepCopyObject()); err != nil {
			return nil, err
		}
	}
	pod, err := e.store.Get(ctx, name, &metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	if err := e.askBudget(ctx, pod.(*corev1.Pod), dryrun.IsDryRun(eviction.DeleteOptions.DryRun)); err != nil {
		return nil, err
	}
	if err := e.remove(ctx, name, eviction.DeleteOptions); err != nil {
		return nil, err
	}
	return &metav1.Status{Status: metav1.StatusSuccess}, nil
}

// askBudget returns an error if the pod's budget does not allow the eviction now.
func (e *evictionREST) askBudget(ctx context.Context, pod *corev1.Pod, dryRun bool) error {
	switch pod.Status.Phase {
	case corev1.PodSucceeded, corev1.PodFailed, corev1.PodPending: // it serves no client
		return nil
	}
	if pod.DeletionTimestamp != nil {
		return nil
	}
	client, err := policyclient.NewForConfig(e.loopback)
	if err != nil {
		return fmt.Errorf("make the loopback client for disruption budgets: %w", err)
	}
	budgets := client.PodDisruptionBudgets(pod.Namespace)
	covering, err := covering(ctx, budgets, pod)
	if err != nil || len(covering) == 0 {
		return err
	}
	if len(covering) > 1 {
		return &apierrors.StatusError{ErrStatus: metav1.Status{
			Status: metav1.StatusFailure, Code: http.StatusInternalServerError,
			Message: "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
		}}
	}
	if budget := covering[0]; !isReady(pod) {
		enough := budget.Status.CurrentHealthy >= budget.Status.DesiredHealthy && budget.Status.DesiredHealthy > 0
		if enough || ptr.Deref(budget.Spec.UnhealthyPodEvictionPolicy, "") == policyv1.AlwaysAllow {
			return nil
		}
	}
	return retry.RetryOnConflict(retry.DefaultRetry, func() error {
		budget, err := budgets.Get(ctx, covering[0].Name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		if err := spend(budget, pod.Name); err != nil || dryRun {
			return err
		}
		_, err = budgets.UpdateStatus(ctx, budget, metav1.UpdateOptions{})
		return err
	})
}

func covering(
	ctx context.Context, budgets policyclient.PodDisruptionBudgetInterface, pod *corev1.Pod,
) (covering []policyv1.PodDisruptionBudget, err error) {
	list, err := budgets.List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	for _, budget := range list.Items {
		selector, err := metav1.LabelSelectorAsSelector(budget.Spec.Selector)
		if err == nil && selector.Matches(labels.Set(pod.Labels)) {
			covering = append(covering, budget)
		}
	}
	return covering, nil
}

// spend subtracts one disruption from the budget. The errors are upstream's: on a 429 a client waits and asks again.
func spend(budget *policyv1.PodDisruptionBudget, pod string) error {
	status := &budget.Status
	refuse := func(seconds int, message string) error {
		const violation = "Cannot evict pod as it would violate the pod's disruption budget."
		err := apierrors.NewTooManyRequests(violation, seconds)
		cause := metav1.StatusCause{Type: policyv1.DisruptionBudgetCause, Message: message}
		err.ErrStatus.Details.Causes = append(err.ErrStatus.Details.Causes, cause)
		return err
	}
	switch {
	case status.ObservedGeneration < budget.Generation:
		return refuse(10, fmt.Sprintf("The disruption budget %s is still being processed by the server.", budget.Name))
	case status.DisruptionsAllowed < 0:
		return apierrors.NewForbidden(policyv1.Resource("poddisruptionbudget"), budget.Name,
			fmt.Errorf("pdb disruptions allowed is negative"))
	case status.DisruptionsAllowed == 0 && status.CurrentHealthy <= status.DesiredHealthy:
		return refuse(0, fmt.Sprintf("The disruption budget %s needs %d healthy pods and has %d currently",
			budget.Name, status.DesiredHealthy, status.CurrentHealthy))
	case status.DisruptionsAllowed == 0:
		return refuse(0, fmt.Sprintf("The disruption budget %s does not allow evicting pods currently", budget.Name))
	}
	status.DisruptionsAllowed--
	if status.DisruptedPods == nil {
		status.DisruptedPods = map[string]metav1.Time{}
	}
	status.DisruptedPods[pod] = metav1.Now()
	return nil
}

func isReady(pod *corev1.Pod) bool {
	for _, c := range pod.Status.Conditions {
		if c.Type == corev1.PodReady {
			return c.Status == corev1.ConditionTrue
		}
	}
	return false
}

// remove writes the reason into the pod's conditions, and deletes the pod.
func (e *evictionREST) remove(ctx context.Context, name string, options *metav1.DeleteOptions) error {
	if !dryrun.IsDryRun(options.DryRun) {
		update := rest.DefaultUpdatedObjectInfo(nil, markDisrupted)
		_, _, err := e.store.Update(ctx, name, update,
			rest.ValidateAllObjectFunc, rest.ValidateAllObjectUpdateFunc, false, &metav1.UpdateOptions{})
		if err != nil {
			return err
		}
	}
	_, _, err := e.store.Delete(ctx, name, rest.ValidateAllObjectFunc, options)
	return err
}

func markDisrupted(_ context.Context, _, old runtime.Object) (runtime.Object, error) {
	pod := old.DeepCopyObject().(*corev1.Pod)
	setPodCondition(pod, corev1.PodCondition{
		Type: corev1.DisruptionTarget, Status: corev1.ConditionTrue,
		Reason: "EvictionByEvictionAPI", Message: "Eviction API: evicting",
	})
	return pod, nil
}

var (
	_ rest.NamedCreater             = (*evictionREST)(nil)
	_ rest.GroupVersionKindProvider = (*evictionREST)(nil)
)
