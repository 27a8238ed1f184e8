package registry

import (
	"cmp"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	certificatesv1 "k8s.io/api/certificates/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	networkingv1 "k8s.io/api/networking/v1"
	nodev1 "k8s.io/api/node/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	resourcev1 "k8s.io/api/resource/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	storagemigrationv1 "k8s.io/api/storagemigration/v1"
	metatable "k8s.io/apimachinery/pkg/api/meta/table"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/duration"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"
)

// The columns of what does not run. Their names, order and values are upstream's
// (pkg/printers/internalversion/printers.go).

func formatLabels(set map[string]string) string { return labels.FormatLabels(set) }

// some joins the first few and says how many more there are.
func some(list []string, empty string) string {
	const few = 3
	if len(list) > few {
		return fmt.Sprintf("%s + %d more...", strings.Join(list[:few], ","), len(list)-few)
	}
	return or(strings.Join(list, ","), empty)
}

func texts[T ~string](list []T) (texts []string) {
	for _, text := range list {
		texts = append(texts, string(text))
	}
	return texts
}

var namespaceColumns = columnsOf("Name|Status|Age", func(n *corev1.Namespace, age string) []any {
	return []any{string(n.Status.Phase), age}
})

var configMapColumns = columnsOf("Name|Data|Age", func(m *corev1.ConfigMap, age string) []any {
	return []any{len(m.Data) + len(m.BinaryData), age}
})

var secretColumns = columnsOf("Name|Type|Data|Age", func(s *corev1.Secret, age string) []any {
	return []any{string(s.Type), len(s.Data), age}
})

// Of an event, what happened is more telling than its name.
var eventColumns = columns{"Last Seen|Type|Reason|Object|*Subobject|*Source|Message|*First Seen|*Count|*Name", func(object runtime.Object, name, _ string) []any {
	event := object.(*corev1.Event)
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
	source := or(event.Source.Component, event.ReportingController)
	if host := or(event.Source.Host, event.ReportingInstance); host != "" {
		source += ", " + host
	}
	return []any{last, event.Type, event.Reason, target, event.InvolvedObject.FieldPath, source, strings.TrimSpace(event.Message), first, count, name}
}}

func since(t time.Time) string {
	return metatable.ConvertToHumanReadableDateType(metav1.NewTime(t))
}

var resourceQuotaColumns = columnsOf("Name|Request|Limit|Age", func(quota *corev1.ResourceQuota, age string) []any {
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
})

var serviceColumns = columnsOf("Name|Type|Cluster-IP|External-IP|Port(s)|Age|*Selector", func(s *corev1.Service, age string) []any {
	cluster := none
	if len(s.Spec.ClusterIPs) > 0 {
		cluster = s.Spec.ClusterIPs[0]
	}
	var ports []string
	for _, port := range s.Spec.Ports {
		text := strconv.Itoa(int(port.Port))
		if port.NodePort > 0 {
			text += fmt.Sprintf(":%d", port.NodePort)
		}
		ports = append(ports, text+"/"+string(port.Protocol))
	}
	return []any{string(s.Spec.Type), cluster, externalIP(s), or(strings.Join(ports, ","), none), age, formatLabels(s.Spec.Selector)}
})

func externalIP(s *corev1.Service) string {
	switch s.Spec.Type {
	case corev1.ServiceTypeClusterIP, corev1.ServiceTypeNodePort:
		return or(strings.Join(s.Spec.ExternalIPs, ","), none)
	case corev1.ServiceTypeLoadBalancer:
		var addresses []string
		for _, ingress := range s.Status.LoadBalancer.Ingress {
			addresses = append(addresses, or(ingress.IP, ingress.Hostname))
		}
		slices.Sort(addresses)
		return or(strings.Join(append(slices.Compact(addresses), s.Spec.ExternalIPs...), ","), "<pending>")
	case corev1.ServiceTypeExternalName:
		return s.Spec.ExternalName
	}
	return "<unknown>"
}

//nolint:staticcheck // deprecated, and served by every cluster
var endpointsColumns = columnsOf("Name|Endpoints|Age", func(e *corev1.Endpoints, age string) []any {
	var list []string
	for _, subset := range e.Subsets {
		for _, address := range subset.Addresses {
			if len(subset.Ports) == 0 {
				list = append(list, address.IP)
			}
		}
		for _, port := range subset.Ports {
			for _, address := range subset.Addresses {
				list = append(list, net.JoinHostPort(address.IP, strconv.Itoa(int(port.Port))))
			}
		}
	}
	return []any{some(list, none), age}
})

var endpointSliceColumns = columnsOf("Name|AddressType|Ports|Endpoints|Age", func(slice *discoveryv1.EndpointSlice, age string) []any {
	var ports, endpoints []string
	for _, port := range slice.Ports {
		text := ptr.Deref(port.Name, "*")
		if port.Port != nil {
			text = strconv.Itoa(int(*port.Port))
		}
		ports = append(ports, text)
	}
	for _, endpoint := range slice.Endpoints {
		endpoints = append(endpoints, endpoint.Addresses...)
	}
	return []any{string(slice.AddressType), some(ports, unset), some(endpoints, unset), age}
})

var nodeColumns = columnsOf("Name|Status|Roles|Age|Version|*Internal-IP|*External-IP|*OS-Image|*Kernel-Version|*Container-Runtime", func(node *corev1.Node, age string) []any {
	status := "Unknown"
	for _, c := range node.Status.Conditions {
		if c.Type == corev1.NodeReady {
			status = map[bool]string{true: "Ready", false: "NotReady"}[c.Status == corev1.ConditionTrue]
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
		addresses[a.Type] = or(addresses[a.Type], a.Address)
	}
	info := node.Status.NodeInfo
	kernel := or(info.KernelVersion, "<unknown>")
	if info.Architecture != "" {
		kernel += " (" + info.Architecture + ")"
	}
	return []any{
		status, or(strings.Join(slices.Compact(roles), ","), none), age, info.KubeletVersion,
		or(addresses[corev1.NodeInternalIP], none), or(addresses[corev1.NodeExternalIP], none), or(info.OSImage, "<unknown>"), kernel, or(info.ContainerRuntimeVersion, "<unknown>"),
	}
})

func accessModes(modes []corev1.PersistentVolumeAccessMode) string {
	var list []string
	for _, m := range []struct {
		mode  corev1.PersistentVolumeAccessMode
		short string
	}{{corev1.ReadWriteOnce, "RWO"}, {corev1.ReadOnlyMany, "ROX"}, {corev1.ReadWriteMany, "RWX"}, {corev1.ReadWriteOncePod, "RWOP"}} {
		if slices.Contains(modes, m.mode) {
			list = append(list, m.short)
		}
	}
	return strings.Join(list, ",")
}

var persistentVolumeColumns = columnsOf("Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|VolumeAttributesClass|Reason|Age|*VolumeMode", func(v *corev1.PersistentVolume, age string) []any {
	claim := ""
	if v.Spec.ClaimRef != nil {
		claim = v.Spec.ClaimRef.Namespace + "/" + v.Spec.ClaimRef.Name
	}
	phase := string(v.Status.Phase)
	if v.DeletionTimestamp != nil {
		phase = "Terminating"
	}
	return []any{
		v.Spec.Capacity.Storage().String(), accessModes(v.Spec.AccessModes), string(v.Spec.PersistentVolumeReclaimPolicy), phase, claim,
		or(v.Annotations[corev1.BetaStorageClassAnnotation], v.Spec.StorageClassName), ptr.Deref(v.Spec.VolumeAttributesClassName, unset), v.Status.Reason, age,
		string(ptr.Deref(v.Spec.VolumeMode, unset)),
	}
})

var persistentVolumeClaimColumns = columnsOf("Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age|*VolumeMode", func(c *corev1.PersistentVolumeClaim, age string) []any {
	phase, capacity, modes := string(c.Status.Phase), "", ""
	if c.DeletionTimestamp != nil {
		phase = "Terminating"
	}
	if c.Spec.VolumeName != "" {
		capacity, modes = c.Status.Capacity.Storage().String(), accessModes(c.Status.AccessModes)
	}
	return []any{
		phase, c.Spec.VolumeName, capacity, modes, or(c.Annotations[corev1.BetaStorageClassAnnotation], ptr.Deref(c.Spec.StorageClassName, "")),
		ptr.Deref(c.Spec.VolumeAttributesClassName, unset), age, string(ptr.Deref(c.Spec.VolumeMode, unset)),
	}
})

var storageClassColumns = columns{"Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion:boolean|Age", func(object runtime.Object, name, age string) []any {
	class := object.(*storagev1.StorageClass)
	return []any{
		marked(name, class.Annotations["storageclass.kubernetes.io/is-default-class"]), class.Provisioner,
		string(ptr.Deref(class.ReclaimPolicy, corev1.PersistentVolumeReclaimDelete)), string(ptr.Deref(class.VolumeBindingMode, storagev1.VolumeBindingImmediate)),
		ptr.Deref(class.AllowVolumeExpansion, false), age,
	}
}}

// marked shows which class is taken when none is named.
func marked(name, isDefault string) string {
	if isDefault == "true" {
		return name + " (default)"
	}
	return name
}

var volumeAttributesClassColumns = columnsOf("Name|DriverName|Age", func(c *storagev1.VolumeAttributesClass, age string) []any {
	return []any{c.DriverName, age}
})

var volumeAttachmentColumns = columnsOf("Name|Attacher|PV|Node|Attached:boolean|Age", func(a *storagev1.VolumeAttachment, age string) []any {
	return []any{a.Spec.Attacher, ptr.Deref(a.Spec.Source.PersistentVolumeName, ""), a.Spec.NodeName, a.Status.Attached, age}
})

var csiNodeColumns = columnsOf("Name|Drivers:integer|Age", func(n *storagev1.CSINode, age string) []any {
	return []any{len(n.Spec.Drivers), age}
})

var csiDriverColumns = columnsOf("Name|AttachRequired:boolean|PodInfoOnMount:boolean|StorageCapacity:boolean|TokenRequests|RequiresRepublish:boolean|Modes|Age", func(d *storagev1.CSIDriver, age string) []any {
	tokens := unset
	if d.Spec.TokenRequests != nil {
		var audiences []string
		for _, t := range d.Spec.TokenRequests {
			audiences = append(audiences, t.Audience)
		}
		tokens = strings.Join(audiences, ",")
	}
	return []any{
		ptr.Deref(d.Spec.AttachRequired, true), ptr.Deref(d.Spec.PodInfoOnMount, false), ptr.Deref(d.Spec.StorageCapacity, false),
		tokens, ptr.Deref(d.Spec.RequiresRepublish, false), or(strings.Join(texts(d.Spec.VolumeLifecycleModes), ","), none), age,
	}
})

var csiStorageCapacityColumns = columnsOf("Name|StorageClassName|Capacity", func(c *storagev1.CSIStorageCapacity, _ string) []any {
	if c.Capacity == nil {
		return []any{c.StorageClassName, unset}
	}
	return []any{c.StorageClassName, c.Capacity.String()}
})

var ingressColumns = columnsOf("Name|Class|Hosts|Address|Ports|Age", func(i *networkingv1.Ingress, age string) []any {
	var hosts, addresses []string
	for _, rule := range i.Spec.Rules {
		if rule.Host != "" {
			hosts = append(hosts, rule.Host)
		}
	}
	for _, ingress := range i.Status.LoadBalancer.Ingress {
		addresses = append(addresses, or(ingress.IP, ingress.Hostname))
	}
	slices.Sort(addresses)
	ports := "80"
	if len(i.Spec.TLS) > 0 {
		ports = "80, 443"
	}
	return []any{ptr.Deref(i.Spec.IngressClassName, none), some(hosts, "*"), strings.Join(slices.Compact(addresses), ","), ports, age}
})

var ingressClassColumns = columns{"Name|Controller|Parameters|Age", func(object runtime.Object, name, age string) []any {
	class := object.(*networkingv1.IngressClass)
	parameters := none
	if p := class.Spec.Parameters; p != nil {
		parameters = p.Kind
		if p.APIGroup != nil {
			parameters += "." + *p.APIGroup
		}
		parameters += "/" + p.Name
	}
	return []any{marked(name, class.Annotations[networkingv1.AnnotationIsDefaultIngressClass]), class.Spec.Controller, parameters, age}
}}

var networkPolicyColumns = columnsOf("Name|Pod-Selector|Age", func(p *networkingv1.NetworkPolicy, age string) []any {
	return []any{metav1.FormatLabelSelector(&p.Spec.PodSelector), age}
})

var ipAddressColumns = columnsOf("Name|ParentRef|Age", func(a *networkingv1.IPAddress, age string) []any {
	parent := none
	if ref := a.Spec.ParentRef; ref != nil {
		parent = strings.ToLower(metav1.GroupResource{Group: ref.Group, Resource: ref.Resource}.Resource)
		if ref.Group != "" {
			parent += "." + strings.ToLower(ref.Group)
		}
		if ref.Namespace != "" {
			parent += "/" + ref.Namespace
		}
		parent += "/" + ref.Name
	}
	return []any{parent, age}
})

var serviceCIDRColumns = columnsOf("Name|CIDRs|Age", func(c *networkingv1.ServiceCIDR, age string) []any {
	return []any{strings.Join(c.Spec.CIDRs, ","), age}
})

var runtimeClassColumns = columnsOf("Name|Handler|Age", func(c *nodev1.RuntimeClass, age string) []any {
	return []any{c.Handler, age}
})

var leaseColumns = columnsOf("Name|Holder|Age", func(l *coordinationv1.Lease, age string) []any {
	return []any{ptr.Deref(l.Spec.HolderIdentity, ""), age}
})

var podDisruptionBudgetColumns = columnsOf("Name|Min Available|Max Unavailable|Allowed Disruptions:integer|Age", func(b *policyv1.PodDisruptionBudget, age string) []any {
	na := intstr.FromString("N/A")
	least, most := ptr.Deref(b.Spec.MinAvailable, na), ptr.Deref(b.Spec.MaxUnavailable, na)
	return []any{least.String(), most.String(), b.Status.DisruptionsAllowed, age}
})

var priorityClassColumns = columnsOf("Name|Value:integer|Global-Default:boolean|Age|PreemptionPolicy", func(c *schedulingv1.PriorityClass, age string) []any {
	return []any{c.Value, c.GlobalDefault, age, string(ptr.Deref(c.PreemptionPolicy, ""))}
})

const bindingColumns = "Name|Role|Age|*Users|*Groups|*ServiceAccounts"

var roleBindingColumns = columnsOf(bindingColumns, func(b *rbacv1.RoleBinding, age string) []any {
	return bindingCells(b.RoleRef, b.Subjects, age)
})

var clusterRoleBindingColumns = columnsOf(bindingColumns, func(b *rbacv1.ClusterRoleBinding, age string) []any {
	return bindingCells(b.RoleRef, b.Subjects, age)
})

func bindingCells(role rbacv1.RoleRef, subjects []rbacv1.Subject, age string) []any {
	names := map[string][]string{}
	for _, s := range subjects {
		name := s.Name
		if s.Kind == rbacv1.ServiceAccountKind {
			name = s.Namespace + "/" + name
		}
		names[s.Kind] = append(names[s.Kind], name)
	}
	return []any{
		role.Kind + "/" + role.Name, age,
		strings.Join(names[rbacv1.UserKind], ", "), strings.Join(names[rbacv1.GroupKind], ", "), strings.Join(names[rbacv1.ServiceAccountKind], ", "),
	}
}

var signingRequestColumns = columnsOf("Name|Age|SignerName|Requestor|RequestedDuration|Condition", func(r *certificatesv1.CertificateSigningRequest, age string) []any {
	is := map[certificatesv1.RequestConditionType]bool{}
	for _, c := range r.Status.Conditions {
		is[c.Type] = true
	}
	condition := "Pending"
	switch {
	case is[certificatesv1.CertificateDenied]:
		condition = "Denied"
	case is[certificatesv1.CertificateApproved]:
		condition = "Approved"
	}
	if is[certificatesv1.CertificateFailed] {
		condition += ",Failed"
	}
	if len(r.Status.Certificate) > 0 {
		condition += ",Issued"
	}
	lasts := none
	if seconds := r.Spec.ExpirationSeconds; seconds != nil {
		lasts = duration.HumanDuration(time.Duration(*seconds) * time.Second)
	}
	return []any{age, or(r.Spec.SignerName, none), r.Spec.Username, lasts, condition}
})

var clusterTrustBundleColumns = columnsOf("Name|SignerName", func(b *certificatesv1.ClusterTrustBundle, _ string) []any {
	return []any{or(b.Spec.SignerName, none)}
})

var podCertificateRequestColumns = columnsOf("Name|PodName|ServiceAccountName|NodeName|SignerName|State|UnverifiedUserAnnotations", func(r *certificatesv1.PodCertificateRequest, _ string) []any {
	state := "Pending"
	for _, c := range r.Status.Conditions {
		switch c.Type {
		case certificatesv1.PodCertificateRequestConditionTypeIssued, certificatesv1.PodCertificateRequestConditionTypeDenied, certificatesv1.PodCertificateRequestConditionTypeFailed:
			state = c.Type
		}
	}
	return []any{r.Spec.PodName, r.Spec.ServiceAccountName, string(r.Spec.NodeName), r.Spec.SignerName, state, formatLabels(r.Spec.UnverifiedUserAnnotations)}
})

var migrationColumns = columnsOf("Name|Resource|Status", func(m *storagemigrationv1.StorageVersionMigration, _ string) []any {
	status := "Unknown"
	for _, c := range m.Status.Conditions {
		if c.Status == metav1.ConditionTrue && slices.Contains([]string{"Running", "Failed", "Succeeded"}, c.Type) {
			status = c.Type
		}
	}
	return []any{m.Spec.Resource.String(), status}
})

var validatingWebhookColumns = columnsOf("Name|Webhooks:integer|Age", func(c *admissionregistrationv1.ValidatingWebhookConfiguration, age string) []any {
	return []any{len(c.Webhooks), age}
})

var mutatingWebhookColumns = columnsOf("Name|Webhooks:integer|Age", func(c *admissionregistrationv1.MutatingWebhookConfiguration, age string) []any {
	return []any{len(c.Webhooks), age}
})

var validatingPolicyColumns = columnsOf("Name|Validations:integer|ParamKind|Age", func(p *admissionregistrationv1.ValidatingAdmissionPolicy, age string) []any {
	return []any{len(p.Spec.Validations), paramKind(p.Spec.ParamKind), age}
})

var mutatingPolicyColumns = columnsOf("Name|Mutations:integer|ParamKind|Age", func(p *admissionregistrationv1.MutatingAdmissionPolicy, age string) []any {
	return []any{len(p.Spec.Mutations), paramKind(p.Spec.ParamKind), age}
})

func paramKind(kind *admissionregistrationv1.ParamKind) string {
	if kind == nil {
		return unset
	}
	return kind.APIVersion + "/" + kind.Kind
}

var validatingPolicyBindingColumns = columnsOf("Name|PolicyName|ParamRef|Age", func(b *admissionregistrationv1.ValidatingAdmissionPolicyBinding, age string) []any {
	return []any{b.Spec.PolicyName, paramRef(b.Spec.ParamRef), age}
})

var mutatingPolicyBindingColumns = columnsOf("Name|PolicyName|ParamRef|Age", func(b *admissionregistrationv1.MutatingAdmissionPolicyBinding, age string) []any {
	return []any{b.Spec.PolicyName, paramRef(b.Spec.ParamRef), age}
})

func paramRef(ref *admissionregistrationv1.ParamRef) string {
	switch {
	case ref == nil:
		return unset
	case ref.Name != "":
		return or(ref.Namespace, "*") + "/" + ref.Name
	case ref.Selector != nil:
		return ref.Selector.String()
	}
	return unset
}

var flowSchemaColumns = columnsOf("Name|PriorityLevel|MatchingPrecedence|DistinguisherMethod|Age|MissingPL", func(f *flowcontrolv1.FlowSchema, age string) []any {
	method, missing := none, "?"
	if f.Spec.DistinguisherMethod != nil {
		method = string(f.Spec.DistinguisherMethod.Type)
	}
	for _, c := range f.Status.Conditions {
		if c.Type == flowcontrolv1.FlowSchemaConditionDangling {
			missing = string(c.Status)
		}
	}
	return []any{f.Spec.PriorityLevelConfiguration.Name, f.Spec.MatchingPrecedence, method, age, missing}
})

var priorityLevelColumns = columnsOf("Name|Type|NominalConcurrencyShares|Queues|HandSize|QueueLengthLimit|Age", func(l *flowcontrolv1.PriorityLevelConfiguration, age string) []any {
	cells := []any{string(l.Spec.Type), none, none, none, none, age}
	if limited := l.Spec.Limited; limited != nil {
		cells[1] = ptr.Deref(limited.NominalConcurrencyShares, 0)
		if q := limited.LimitResponse.Queuing; q != nil {
			cells[2], cells[3], cells[4] = q.Queues, q.HandSize, q.QueueLengthLimit
		}
	}
	return cells
})

var resourceClaimColumns = columnsOf("Name|State|Age", func(c *resourcev1.ResourceClaim, age string) []any {
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
})

var resourceSliceColumns = columnsOf("Name|Node|Driver|Pool|Age", func(s *resourcev1.ResourceSlice, age string) []any {
	return []any{ptr.Deref(s.Spec.NodeName, ""), s.Spec.Driver, s.Spec.Pool.Name, age}
})

var deviceTaintColumns = columnsOf("Name|Key|Value|Effect|TimeAdded|Age", func(r *resourcev1.DeviceTaintRule, age string) []any {
	taint, added := r.Spec.Taint, ""
	if taint.TimeAdded != nil {
		added = metatable.ConvertToHumanReadableDateType(*taint.TimeAdded)
	}
	return []any{taint.Key, taint.Value, string(taint.Effect), added, age}
})

var autoscalerColumns = columnsOf("Name|Reference|Targets|MinPods|MaxPods|Replicas|Age", func(a *autoscalingv2.HorizontalPodAutoscaler, age string) []any {
	least := unset
	if a.Spec.MinReplicas != nil {
		least = strconv.Itoa(int(*a.Spec.MinReplicas))
	}
	return []any{a.Spec.ScaleTargetRef.Kind + "/" + a.Spec.ScaleTargetRef.Name, autoscalerTargets(a), least, a.Spec.MaxReplicas, a.Status.CurrentReplicas, age}
})

// autoscalerTargets shows each metric as it is and as it should be.
func autoscalerTargets(a *autoscalingv2.HorizontalPodAutoscaler) string {
	if len(a.Spec.Metrics) == 0 {
		return none
	}
	var list []string
	for i, spec := range a.Spec.Metrics {
		var status autoscalingv2.MetricStatus
		if i < len(a.Status.CurrentMetrics) {
			status = a.Status.CurrentMetrics[i]
		}
		list = append(list, metricTarget(spec, status))
	}
	const few = 2
	if len(list) > few {
		return fmt.Sprintf("%s + %d more...", strings.Join(list[:few], ", "), len(list)-few)
	}
	return strings.Join(list, ", ")
}

func metricTarget(spec autoscalingv2.MetricSpec, status autoscalingv2.MetricStatus) string {
	switch {
	case spec.External != nil:
		current := ptr.Deref(status.External, autoscalingv2.ExternalMetricStatus{}).Current
		return valueTarget(spec.External.Target, current)
	case spec.Object != nil:
		current := ptr.Deref(status.Object, autoscalingv2.ObjectMetricStatus{}).Current
		return valueTarget(spec.Object.Target, current)
	case spec.Pods != nil:
		current := ptr.Deref(status.Pods, autoscalingv2.PodsMetricStatus{}).Current
		return quantity(current.AverageValue) + "/" + quantity(spec.Pods.Target.AverageValue)
	case spec.Resource != nil:
		current := ptr.Deref(status.Resource, autoscalingv2.ResourceMetricStatus{}).Current
		return string(spec.Resource.Name) + ": " + utilizationTarget(spec.Resource.Target, current)
	case spec.ContainerResource != nil:
		current := ptr.Deref(status.ContainerResource, autoscalingv2.ContainerResourceMetricStatus{}).Current
		return string(spec.ContainerResource.Name) + ": " + utilizationTarget(spec.ContainerResource.Target, current)
	}
	return "<unknown type>"
}

func valueTarget(target autoscalingv2.MetricTarget, current autoscalingv2.MetricValueStatus) string {
	if target.AverageValue != nil {
		return quantity(current.AverageValue) + "/" + quantity(target.AverageValue) + " (avg)"
	}
	return quantity(current.Value) + "/" + quantity(target.Value)
}

func utilizationTarget(target autoscalingv2.MetricTarget, current autoscalingv2.MetricValueStatus) string {
	if target.AverageValue != nil {
		return quantity(current.AverageValue) + "/" + quantity(target.AverageValue)
	}
	is, shall := "<unknown>", "<auto>"
	if current.AverageUtilization != nil {
		is = fmt.Sprintf("%d%%", *current.AverageUtilization)
	}
	if target.AverageUtilization != nil {
		shall = fmt.Sprintf("%d%%", *target.AverageUtilization)
	}
	return is + "/" + shall
}

func quantity(q interface{ String() string }) string {
	if text := q.String(); text != "<nil>" {
		return text
	}
	return "<unknown>"
}
