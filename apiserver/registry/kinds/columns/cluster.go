package columns

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagemigrationv1 "k8s.io/api/storagemigration/v1"
	metatable "k8s.io/apimachinery/pkg/api/meta/table"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
)

// The columns of the cluster's own kinds. Their names, order and values are upstream's
// (pkg/printers/internalversion/printers.go).
var cluster = []columns{
	of("Name|Age", onlyAge[*corev1.ServiceAccount]),
	of("Name|Status|Age", func(n *corev1.Namespace, age string) []any {
		return []any{string(n.Status.Phase), age}
	}),
	of("Name|Data|Age", func(m *corev1.ConfigMap, age string) []any {
		return []any{len(m.Data) + len(m.BinaryData), age}
	}),
	of("Name|Type|Data|Age", func(s *corev1.Secret, age string) []any {
		return []any{string(s.Type), len(s.Data), age}
	}),
	// An event's message is more useful than its name, so the name comes last.
	ofNamed("Last Seen|Type|Reason|Object|*Subobject|*Source|Message|*First Seen|*Count|*Name",
		func(event *corev1.Event, name, _ string) []any {
			first := since(cmp.Or(event.FirstTimestamp.Time, event.EventTime.Time))
			last, count := first, max(event.Count, 1)
			if !event.LastTimestamp.IsZero() {
				last = since(event.LastTimestamp.Time)
			}
			if event.Series != nil {
				last, count = since(event.Series.LastObservedTime.Time), event.Series.Count
			}
			target := strings.ToLower(event.InvolvedObject.Kind)
			if event.InvolvedObject.Name != "" {
				target += "/" + event.InvolvedObject.Name
			}
			source := cmp.Or(event.Source.Component, event.ReportingController)
			if host := cmp.Or(event.Source.Host, event.ReportingInstance); host != "" {
				source += ", " + host
			}
			return []any{
				last, event.Type, event.Reason, target, event.InvolvedObject.FieldPath, source,
				strings.TrimSpace(event.Message), first, count, name,
			}
		}),
	of("Name|Request|Limit|Age", func(quota *corev1.ResourceQuota, age string) []any {
		var requests, limits []string
		for _, name := range slices.Sorted(maps.Keys(quota.Status.Hard)) {
			used, hard := quota.Status.Used[name], quota.Status.Hard[name]
			text := fmt.Sprintf("%s: %s/%s", name, used.String(), hard.String())
			if strings.HasPrefix(string(name), "limits.") {
				limits = append(limits, text)
			} else {
				requests = append(requests, text)
			}
		}
		return []any{strings.Join(requests, ", "), strings.Join(limits, ", "), age}
	}),
	of("Name|Status|Roles|Age|Version|*Internal-IP|*External-IP|*OS-Image|*Kernel-Version|*Container-Runtime",
		func(node *corev1.Node, age string) []any {
			status := "Unknown"
			for _, c := range node.Status.Conditions {
				if c.Type != corev1.NodeReady {
					continue
				}
				status = "NotReady"
				if c.Status == corev1.ConditionTrue {
					status = "Ready"
				}
			}
			if node.Spec.Unschedulable {
				status += ",SchedulingDisabled"
			}
			var roles []string
			for name, value := range node.Labels {
				if role, ok := strings.CutPrefix(name, "node-role.kubernetes.io/"); ok && role != "" {
					roles = append(roles, role)
				} else if name == "kubernetes.io/role" && value != "" {
					roles = append(roles, value)
				}
			}
			slices.Sort(roles)
			addresses := map[corev1.NodeAddressType]string{}
			for _, a := range node.Status.Addresses {
				addresses[a.Type] = cmp.Or(addresses[a.Type], a.Address)
			}
			info := node.Status.NodeInfo
			kernel := cmp.Or(info.KernelVersion, "<unknown>")
			if info.Architecture != "" {
				kernel += " (" + info.Architecture + ")"
			}
			return []any{
				status, cmp.Or(strings.Join(slices.Compact(roles), ","), none), age, info.KubeletVersion,
				cmp.Or(addresses[corev1.NodeInternalIP], none), cmp.Or(addresses[corev1.NodeExternalIP], none),
				cmp.Or(info.OSImage, "<unknown>"), kernel, cmp.Or(info.ContainerRuntimeVersion, "<unknown>"),
			}
		}),
	of("Name|Handler|Age", func(c *nodev1.RuntimeClass, age string) []any {
		return []any{c.Handler, age}
	}),
	of("Name|Holder|Age", func(l *coordinationv1.Lease, age string) []any {
		return []any{ptr.Deref(l.Spec.HolderIdentity, ""), age}
	}),
	of("Name|Value:integer|Global-Default:boolean|Age|PreemptionPolicy",
		func(c *schedulingv1.PriorityClass, age string) []any {
			return []any{c.Value, c.GlobalDefault, age, string(ptr.Deref(c.PreemptionPolicy, ""))}
		}),
	of("Name|Resource|Status", func(m *storagemigrationv1.StorageVersionMigration, _ string) []any {
		status := "Unknown"
		for _, c := range m.Status.Conditions {
			if c.Status == metav1.ConditionTrue && slices.Contains([]string{"Running", "Failed", "Succeeded"}, c.Type) {
				status = c.Type
			}
		}
		return []any{m.Spec.Resource.String(), status}
	}),
}

func since(t time.Time) string {
	return metatable.ConvertToHumanReadableDateType(metav1.NewTime(t))
}
