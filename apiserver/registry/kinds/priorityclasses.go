package kinds

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// The names and values of priorities are upstream's (pkg/apis/scheduling/types.go).
const (
	// systemPrefix begins the names of the classes that only the system may have.
	systemPrefix = "system-"
	// highestUserPriority is the most that another class may have.
	highestUserPriority = 1000000000
	// criticalPriority is the least of the system's classes.
	criticalPriority = 2 * highestUserPriority
)

// SystemPriorityClasses returns new objects of the classes that every cluster has. Pods without which the others could
// not work use them, and evict others to be scheduled.
func SystemPriorityClasses() []*schedulingv1.PriorityClass {
	return []*schedulingv1.PriorityClass{
		{
			ObjectMeta:  metav1.ObjectMeta{Name: "system-node-critical"},
			Value:       criticalPriority + 1000,
			Description: "Used for system critical pods that must not be moved from their current node.",
		},
		{
			ObjectMeta: metav1.ObjectMeta{Name: "system-cluster-critical"},
			Value:      criticalPriority,
			Description: "Used for system critical pods that must run in the cluster, but can be moved to another " +
				"node if necessary.",
		},
	}
}

// checkPriorityClass reserves the highest priorities for the system's own classes.
func checkPriorityClass(object, old runtime.Object) (errs field.ErrorList) {
	class := object.(*schedulingv1.PriorityClass)
	if old != nil {
		if class.Value != old.(*schedulingv1.PriorityClass).Value {
			errs = append(errs, field.Forbidden(field.NewPath("value"), "may not be changed in an update."))
		}
		return append(errs, immutable("PreemptionPolicy")(object, old)...)
	}
	if strings.HasPrefix(class.Name, systemPrefix) {
		if err := differsFromSystemClass(class); err != nil {
			message := fmt.Sprintf("priority class names with '%s' prefix are reserved for system use only. error: %v",
				systemPrefix, err)
			errs = append(errs, field.Forbidden(field.NewPath("metadata", "name"), message))
		}
	} else if class.Value > highestUserPriority {
		message := fmt.Sprintf("maximum allowed value of a user defined priority is %d", highestUserPriority)
		errs = append(errs, field.Forbidden(field.NewPath("value"), message))
	}
	return append(errs, checkPreemptionPolicy(class.PreemptionPolicy, field.NewPath("preemptionPolicy"))...)
}

func differsFromSystemClass(class *schedulingv1.PriorityClass) error {
	for _, system := range SystemPriorityClasses() {
		switch {
		case system.Name != class.Name:
			continue
		case system.Value != class.Value:
			return fmt.Errorf("value of %s PriorityClass must be %d", system.Name, system.Value)
		case class.GlobalDefault:
			return fmt.Errorf("globalDefault of %s PriorityClass must be false", system.Name)
		}
		return nil
	}
	return fmt.Errorf("%s is not a known system priority class", class.Name)
}

func checkPreemptionPolicy(policy *corev1.PreemptionPolicy, at *field.Path) field.ErrorList {
	known := []corev1.PreemptionPolicy{corev1.PreemptLowerPriority, corev1.PreemptNever}
	switch {
	case policy == nil || slices.Contains(known, *policy):
		return nil
	case *policy == "":
		return field.ErrorList{field.Required(at, "")}
	}
	return field.ErrorList{field.NotSupported(at, *policy, known)}
}
