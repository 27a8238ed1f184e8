package columns

import (
	"cmp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	resourcev1 "k8s.io/api/resource/v1"
	storagev1 "k8s.io/api/storage/v1"
	metatable "k8s.io/apimachinery/pkg/api/meta/table"
	"k8s.io/utils/ptr"
)

// The columns of volumes, storage classes and devices. Their names, order and values are upstream's
// (pkg/printers/internalversion/printers.go).
var storage = []columns{
	of("Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|"+
		"VolumeAttributesClass|Reason|Age|*VolumeMode",
		func(v *corev1.PersistentVolume, age string) []any {
			claim := ""
			if v.Spec.ClaimRef != nil {
				claim = v.Spec.ClaimRef.Namespace + "/" + v.Spec.ClaimRef.Name
			}
			phase := string(v.Status.Phase)
			if v.DeletionTimestamp != nil {
				phase = "Terminating"
			}
			return []any{
				v.Spec.Capacity.Storage().String(), accessModes(v.Spec.AccessModes),
				string(v.Spec.PersistentVolumeReclaimPolicy), phase, claim,
				cmp.Or(v.Annotations[corev1.BetaStorageClassAnnotation], v.Spec.StorageClassName),
				ptr.Deref(v.Spec.VolumeAttributesClassName, unset), v.Status.Reason, age,
				string(ptr.Deref(v.Spec.VolumeMode, unset)),
			}
		}),
	of("Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age|*VolumeMode",
		func(c *corev1.PersistentVolumeClaim, age string) []any {
			phase, capacity, modes := string(c.Status.Phase), "", ""
			if c.DeletionTimestamp != nil {
				phase = "Terminating"
			}
			if c.Spec.VolumeName != "" {
				capacity, modes = c.Status.Capacity.Storage().String(), accessModes(c.Status.AccessModes)
			}
			return []any{
				phase, c.Spec.VolumeName, capacity, modes,
				cmp.Or(c.Annotations[corev1.BetaStorageClassAnnotation], ptr.Deref(c.Spec.StorageClassName, "")),
				ptr.Deref(c.Spec.VolumeAttributesClassName, unset), age, string(ptr.Deref(c.Spec.VolumeMode, unset)),
			}
		}),
	ofNamed("Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion:boolean|Age",
		func(class *storagev1.StorageClass, name, age string) []any {
			return []any{
				marked(name, class.Annotations["storageclass.kubernetes.io/is-default-class"]), class.Provisioner,
				string(ptr.Deref(class.ReclaimPolicy, corev1.PersistentVolumeReclaimDelete)),
				string(ptr.Deref(class.VolumeBindingMode, storagev1.VolumeBindingImmediate)),
				ptr.Deref(class.AllowVolumeExpansion, false), age,
			}
		}),
	of("Name|DriverName|Age", func(c *storagev1.VolumeAttributesClass, age string) []any {
		return []any{c.DriverName, age}
	}),
	of("Name|Attacher|PV|Node|Attached:boolean|Age", func(a *storagev1.VolumeAttachment, age string) []any {
		return []any{
			a.Spec.Attacher, ptr.Deref(a.Spec.Source.PersistentVolumeName, ""), a.Spec.NodeName, a.Status.Attached,
			age,
		}
	}),
	of("Name|Drivers:integer|Age", func(n *storagev1.CSINode, age string) []any {
		return []any{len(n.Spec.Drivers), age}
	}),
	of("Name|AttachRequired:boolean|PodInfoOnMount:boolean|StorageCapacity:boolean|"+
		"TokenRequests|RequiresRepublish:boolean|Modes|Age",
		func(d *storagev1.CSIDriver, age string) []any {
			tokens := unset
			if d.Spec.TokenRequests != nil {
				var audiences []string
				for _, t := range d.Spec.TokenRequests {
					audiences = append(audiences, t.Audience)
				}
				tokens = strings.Join(audiences, ",")
			}
			return []any{
				ptr.Deref(d.Spec.AttachRequired, true), ptr.Deref(d.Spec.PodInfoOnMount, false),
				ptr.Deref(d.Spec.StorageCapacity, false),
				tokens, ptr.Deref(d.Spec.RequiresRepublish, false),
				cmp.Or(strings.Join(texts(d.Spec.VolumeLifecycleModes), ","), none), age,
			}
		}),
	of("Name|StorageClassName|Capacity", func(c *storagev1.CSIStorageCapacity, _ string) []any {
		if c.Capacity == nil {
			return []any{c.StorageClassName, unset}
		}
		return []any{c.StorageClassName, c.Capacity.String()}
	}),
	of("Name|State|Age", func(c *resourcev1.ResourceClaim, age string) []any {
		var states []string
		if c.DeletionTimestamp != nil {
			states = append(states, "deleted")
		}
		switch {
		case c.Status.Allocation != nil && len(c.Status.ReservedFor) > 0:
			states = append(states, "allocated", "reserved")
		case c.Status.Allocation != nil:
			states = append(states, "allocated")
		case c.DeletionTimestamp == nil:
			states = append(states, "pending")
		}
		return []any{strings.Join(states, ","), age}
	}),
	of("Name|Node|Driver|Pool|Age", func(s *resourcev1.ResourceSlice, age string) []any {
		return []any{ptr.Deref(s.Spec.NodeName, ""), s.Spec.Driver, s.Spec.Pool.Name, age}
	}),
	of("Name|Age", onlyAge[*resourcev1.DeviceClass]),
	of("Name|Age", onlyAge[*resourcev1.ResourceClaimTemplate]),
	of("Name|Key|Value|Effect|TimeAdded|Age", func(r *resourcev1.DeviceTaintRule, age string) []any {
		taint, added := r.Spec.Taint, ""
		if taint.TimeAdded != nil {
			added = metatable.ConvertToHumanReadableDateType(*taint.TimeAdded)
		}
		return []any{taint.Key, taint.Value, string(taint.Effect), added, age}
	}),
}

func texts[T ~string](list []T) (texts []string) {
	for _, text := range list {
		texts = append(texts, string(text))
	}
	return texts
}

func accessModes(modes []corev1.PersistentVolumeAccessMode) string {
	var list []string
	for _, m := range []struct {
		mode  corev1.PersistentVolumeAccessMode
		short string
	}{
		{corev1.ReadWriteOnce, "RWO"},
		{corev1.ReadOnlyMany, "ROX"},
		{corev1.ReadWriteMany, "RWX"},
		{corev1.ReadWriteOncePod, "RWOP"},
	} {
		if slices.Contains(modes, m.mode) {
			list = append(list, m.short)
		}
	}
	return strings.Join(list, ",")
}

// marked adds a mark to the name of the default class.
func marked(name, isDefault string) string {
	if isDefault == "true" {
		return name + " (default)"
	}
	return name
}
