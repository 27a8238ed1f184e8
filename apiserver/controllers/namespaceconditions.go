package controllers

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// report writes into the namespace's conditions why it still exists: its user looks there. Types, reasons and messages
// are upstream's (pkg/controller/namespace/deletion/status_condition_utils.go).
func (c *NamespaceDeleter) report(
	ctx context.Context, namespace *corev1.Namespace, rest remaining,
) (*corev1.Namespace, error) {
	changed := false
	for _, condition := range rest.conditions() {
		i := slices.IndexFunc(namespace.Status.Conditions,
			func(c corev1.NamespaceCondition) bool { return c.Type == condition.Type })
		if i < 0 {
			namespace.Status.Conditions = append(namespace.Status.Conditions, condition)
			changed = true
			continue
		}
		old := namespace.Status.Conditions[i]
		if old.Status == condition.Status && old.Reason == condition.Reason && old.Message == condition.Message {
			continue
		}
		if old.Status == condition.Status {
			condition.LastTransitionTime = old.LastTransitionTime
		}
		namespace.Status.Conditions[i] = condition
		changed = true
	}
	if !changed {
		return namespace, nil
	}
	return c.client.CoreV1().Namespaces().UpdateStatus(ctx, namespace, metav1.UpdateOptions{})
}

func (r remaining) conditions() []corev1.NamespaceCondition {
	condition := func(kind corev1.NamespaceConditionType, bad bool, badReason, badMessage, goodReason,
		goodMessage string,
	) corev1.NamespaceCondition {
		if bad {
			return corev1.NamespaceCondition{
				Type: kind, Status: corev1.ConditionTrue, LastTransitionTime: metav1.Now(),
				Reason: badReason, Message: badMessage,
			}
		}
		return corev1.NamespaceCondition{
			Type: kind, Status: corev1.ConditionFalse, LastTransitionTime: metav1.Now(),
			Reason: goodReason, Message: goodMessage,
		}
	}
	return []corev1.NamespaceCondition{
		condition(corev1.NamespaceDeletionDiscoveryFailure, r.discovery != nil,
			"DiscoveryFailed", fmt.Sprintf("Discovery failed for some groups: %v", r.discovery),
			"ResourcesDiscovered", "All resources successfully discovered"),
		condition(corev1.NamespaceDeletionGVParsingFailure, false, "", "",
			"ParsedGroupVersions", "All legacy kube types successfully parsed"),
		condition(corev1.NamespaceDeletionContentFailure, r.deletion != nil,
			"ContentDeletionFailed", fmt.Sprintf("Failed to delete all resource types: %v", r.deletion),
			"ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
		condition(corev1.NamespaceContentRemaining, len(r.resources) > 0,
			"SomeResourcesRemain", "Some resources are remaining: "+count(r.resources, "%s has %d resource instances"),
			"ContentRemoved", "All content successfully removed"),
		condition(corev1.NamespaceFinalizersRemaining, len(r.finalizers) > 0,
			"SomeFinalizersRemain", "Some content in the namespace has finalizers remaining: "+count(r.finalizers,
				"%s in %d resource instances"),
			"ContentHasNoFinalizers", "All content-preserving finalizers finished"),
	}
}

// count lists names with their numbers, in the order of the names, so that the same state is always the same text.
func count(numbers map[string]int, format string) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(numbers)) {
		lines = append(lines, fmt.Sprintf(format, name, numbers[name]))
	}
	return strings.Join(lines, ", ")
}
