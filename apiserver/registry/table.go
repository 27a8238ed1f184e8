// Package registry serves the built-in kinds: a table that says what they are, and one store that can keep any of them.
//
// Upstream has a package for every kind, some seventy of them, because every kind has its own defaults, validation, columns
// and subresources. What a boot does with them is the same for all, and the boot is what is taught here, so here a kind is
// a row of a table, which says by exception what upstream's packages say one by one. In the order of reading:
//
//	table.go          the rows
//	resource.go       what a row can say
//	scheme.go         the Go types of the kinds, and their conversion
//	store.go          the storage of a resource; strategy.go what it asks of its kind
//	subresource.go    status and its like, scale.go
//	fields.go, columns*.go, defaults.go   what selectors may ask, what kubectl get shows, what is filled in
//	namespaces.go, pods.go, events.go …   what only one kind does
//
// What a row does not buy is said where a client would notice it: few defaults are filled in, and little beyond an
// object's metadata and its published schema is checked.
package registry

import (
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	eventsv1 "k8s.io/api/events/v1"
	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	networkingv1 "k8s.io/api/networking/v1"
	nodev1 "k8s.io/api/node/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	resourcev1 "k8s.io/api/resource/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	storagemigrationv1 "k8s.io/api/storagemigration/v1"
)

// eventSeconds is kube-apiserver's default of --event-ttl, one hour (pkg/controlplane/apiserver/options/options.go).
const eventSeconds = 60 * 60

// all is the category of what kubectl get all shows.
var all = []string{"all"}

// apiExtensions is the category of what changes how the API itself behaves.
var apiExtensions = []string{"api-extensions"}

// Groups is every built-in group, in the order in which upstream installs them (pkg/controlplane/instance.go).
var Groups = []Group{
	{corev1.SchemeGroupVersion, corev1.AddToScheme, 18000, 1, []Resource{
		{Plural: "namespaces", ShortNames: []string{"ns"}, ClusterScoped: true, Object: &corev1.Namespace{}, List: &corev1.NamespaceList{}, Traits: dnsLabel, Fields: namespaceFields, Default: defaultNamespace, Prepare: prepareNamespace, More: namespaceStorage, Columns: namespaceColumns},
		{Plural: "configmaps", ShortNames: []string{"cm"}, Object: &corev1.ConfigMap{}, List: &corev1.ConfigMapList{}, Check: checkConfigMap, Columns: configMapColumns},
		{Plural: "secrets", Object: &corev1.Secret{}, List: &corev1.SecretList{}, Fields: secretFields, Default: defaultSecret, Check: checkSecret, Columns: secretColumns},
		{Plural: "events", ShortNames: []string{"ev"}, Object: &corev1.Event{}, List: &corev1.EventList{}, Seconds: eventSeconds, Traits: createsOnUpdate | keepsNoDependents, Fields: eventFields, Columns: eventColumns},
		{Plural: "resourcequotas", ShortNames: []string{"quota"}, Object: &corev1.ResourceQuota{}, List: &corev1.ResourceQuotaList{}, Columns: resourceQuotaColumns},
		{Plural: "serviceaccounts", ShortNames: []string{"sa"}, Object: &corev1.ServiceAccount{}, List: &corev1.ServiceAccountList{}, Columns: nameAndAge},
		{Plural: "pods", ShortNames: []string{"po"}, Categories: all, Object: &corev1.Pod{}, List: &corev1.PodList{}, Traits: countsGenerations, Fields: podFields, Default: defaultPod, Prepare: preparePod, PrepareStatus: preparePodStatus, Check: checkPod, Grace: gracePod, More: podStorage, Columns: podColumns},
		{Plural: "podtemplates", Object: &corev1.PodTemplate{}, List: &corev1.PodTemplateList{}, Traits: countsGenerations, Default: defaultPodTemplate, Columns: podTemplateColumns},
		{Plural: "replicationcontrollers", ShortNames: []string{"rc"}, Categories: all, Object: &corev1.ReplicationController{}, List: &corev1.ReplicationControllerList{}, Traits: countsGenerations | orphansDependents | scales, Fields: replicationControllerFields, Default: defaultReplicationController, Columns: replicationControllerColumns},
		{Plural: "services", ShortNames: []string{"svc"}, Categories: all, Object: &corev1.Service{}, List: &corev1.ServiceList{}, Traits: createsOnUpdate | dnsLabel, Fields: serviceFields, Default: defaultService, Columns: serviceColumns},
		{Plural: "endpoints", ShortNames: []string{"ep"}, Object: &corev1.Endpoints{}, List: &corev1.EndpointsList{}, Traits: createsOnUpdate, Default: defaultEndpoints, Columns: endpointsColumns}, //nolint:staticcheck // deprecated, and served by every cluster
		{Plural: "nodes", ShortNames: []string{"no"}, ClusterScoped: true, Object: &corev1.Node{}, List: &corev1.NodeList{}, Traits: bornWithStatus, Fields: nodeFields, Columns: nodeColumns},
		{Plural: "limitranges", ShortNames: []string{"limits"}, Object: &corev1.LimitRange{}, List: &corev1.LimitRangeList{}, Traits: createsOnUpdate},
		{Plural: "persistentvolumes", ShortNames: []string{"pv"}, ClusterScoped: true, Object: &corev1.PersistentVolume{}, List: &corev1.PersistentVolumeList{}, Default: defaultPersistentVolume, Prepare: preparePersistentVolume, Columns: persistentVolumeColumns},
		{Plural: "persistentvolumeclaims", ShortNames: []string{"pvc"}, Object: &corev1.PersistentVolumeClaim{}, List: &corev1.PersistentVolumeClaimList{}, Default: defaultPersistentVolumeClaim, Prepare: preparePersistentVolumeClaim, Columns: persistentVolumeClaimColumns},
	}},
	// The two groups of questions, which are answered and not kept (package reviews).
	{authenticationv1.SchemeGroupVersion, authenticationv1.AddToScheme, 17700, 15, nil},
	{authorizationv1.SchemeGroupVersion, authorizationv1.AddToScheme, 17600, 15, nil},
	{autoscalingv2.SchemeGroupVersion, autoscalingv2.AddToScheme, 17500, 30, []Resource{
		{Plural: "horizontalpodautoscalers", ShortNames: []string{"hpa"}, Categories: all, Object: &autoscalingv2.HorizontalPodAutoscaler{}, List: &autoscalingv2.HorizontalPodAutoscalerList{}, Traits: countsGenerations, Default: defaultHorizontalPodAutoscaler, Columns: autoscalerColumns},
	}},
	{batchv1.SchemeGroupVersion, batchv1.AddToScheme, 17400, 15, []Resource{
		{Plural: "jobs", Categories: all, Object: &batchv1.Job{}, List: &batchv1.JobList{}, Traits: countsGenerations | orphansDependents, Fields: jobFields, Default: defaultJob, Prepare: prepareJob, Check: immutable("Spec.Selector", "Spec.CompletionMode", "Spec.PodFailurePolicy"), Columns: jobColumns},
		{Plural: "cronjobs", ShortNames: []string{"cj"}, Categories: all, Object: &batchv1.CronJob{}, List: &batchv1.CronJobList{}, Traits: countsGenerations, Default: defaultCronJob, Columns: cronJobColumns},
	}},
	{certificatesv1.SchemeGroupVersion, certificatesv1.AddToScheme, 17300, 15, []Resource{
		{Plural: "certificatesigningrequests", ShortNames: []string{"csr"}, ClusterScoped: true, Object: &certificatesv1.CertificateSigningRequest{}, List: &certificatesv1.CertificateSigningRequestList{}, Traits: anyName, Fields: signingRequestFields, Prepare: prepareSigningRequest, PrepareStatus: prepareSigningRequestStatus, More: signingRequestStorage, Columns: signingRequestColumns},
		{Plural: "clustertrustbundles", ClusterScoped: true, Object: &certificatesv1.ClusterTrustBundle{}, List: &certificatesv1.ClusterTrustBundleList{}, Traits: needsVersion | anyName, Fields: trustBundleFields, Columns: clusterTrustBundleColumns},
		{Plural: "podcertificaterequests", Object: &certificatesv1.PodCertificateRequest{}, List: &certificatesv1.PodCertificateRequestList{}, Traits: needsVersion | statusOnly, Fields: podCertificateRequestFields, Columns: podCertificateRequestColumns},
	}},
	{coordinationv1.SchemeGroupVersion, coordinationv1.AddToScheme, 16500, 15, []Resource{
		{Plural: "leases", Object: &coordinationv1.Lease{}, List: &coordinationv1.LeaseList{}, Traits: createsOnUpdate | needsVersion, Columns: leaseColumns},
	}},
	{discoveryv1.SchemeGroupVersion, discoveryv1.AddToScheme, 16200, 15, []Resource{
		{Plural: "endpointslices", Object: &discoveryv1.EndpointSlice{}, List: &discoveryv1.EndpointSliceList{}, Traits: countsGenerations, Default: defaultEndpointSlice, Prepare: prepareEndpointSlice, Check: immutable("AddressType"), Columns: endpointSliceColumns},
	}},
	{networkingv1.SchemeGroupVersion, networkingv1.AddToScheme, 17200, 15, []Resource{
		{Plural: "networkpolicies", ShortNames: []string{"netpol"}, Object: &networkingv1.NetworkPolicy{}, List: &networkingv1.NetworkPolicyList{}, Traits: countsGenerations, Default: defaultNetworkPolicy, Columns: networkPolicyColumns},
		{Plural: "ingresses", ShortNames: []string{"ing"}, Object: &networkingv1.Ingress{}, List: &networkingv1.IngressList{}, Traits: countsGenerations, Columns: ingressColumns},
		{Plural: "ingressclasses", ClusterScoped: true, Object: &networkingv1.IngressClass{}, List: &networkingv1.IngressClassList{}, Traits: countsGenerations, Columns: ingressClassColumns},
		{Plural: "ipaddresses", ShortNames: []string{"ip"}, ClusterScoped: true, Object: &networkingv1.IPAddress{}, List: &networkingv1.IPAddressList{}, Traits: anyName, Columns: ipAddressColumns},
		{Plural: "servicecidrs", ClusterScoped: true, Object: &networkingv1.ServiceCIDR{}, List: &networkingv1.ServiceCIDRList{}, Traits: statusOnly, Columns: serviceCIDRColumns},
	}},
	{nodev1.SchemeGroupVersion, nodev1.AddToScheme, 16300, 15, []Resource{
		{Plural: "runtimeclasses", ClusterScoped: true, Object: &nodev1.RuntimeClass{}, List: &nodev1.RuntimeClassList{}, Traits: createsOnUpdate | needsVersion, Columns: runtimeClassColumns},
	}},
	{policyv1.SchemeGroupVersion, policyv1.AddToScheme, 17100, 15, []Resource{
		{Plural: "poddisruptionbudgets", ShortNames: []string{"pdb"}, Object: &policyv1.PodDisruptionBudget{}, List: &policyv1.PodDisruptionBudgetList{}, Traits: countsGenerations | needsVersion | anyName, Columns: podDisruptionBudgetColumns},
	}},
	{rbacv1.SchemeGroupVersion, rbacv1.AddToScheme, 17000, 15, []Resource{
		{Plural: "roles", Object: &rbacv1.Role{}, List: &rbacv1.RoleList{}, Traits: createsOnUpdate | anyName, Check: checkRole},
		{Plural: "rolebindings", Object: &rbacv1.RoleBinding{}, List: &rbacv1.RoleBindingList{}, Traits: createsOnUpdate | anyName, Default: defaultBinding, Check: checkBinding, Columns: roleBindingColumns},
		{Plural: "clusterroles", ClusterScoped: true, Object: &rbacv1.ClusterRole{}, List: &rbacv1.ClusterRoleList{}, Traits: createsOnUpdate | anyName, Check: checkClusterRole},
		{Plural: "clusterrolebindings", ClusterScoped: true, Object: &rbacv1.ClusterRoleBinding{}, List: &rbacv1.ClusterRoleBindingList{}, Traits: createsOnUpdate | anyName, Default: defaultBinding, Check: checkBinding, Columns: clusterRoleBindingColumns},
	}},
	{schedulingv1.SchemeGroupVersion, schedulingv1.AddToScheme, 16600, 15, []Resource{
		{Plural: "priorityclasses", ShortNames: []string{"pc"}, ClusterScoped: true, Object: &schedulingv1.PriorityClass{}, List: &schedulingv1.PriorityClassList{}, Traits: countsGenerations, Default: defaultPriorityClass, Check: immutable("Value", "PreemptionPolicy"), Columns: priorityClassColumns},
	}},
	{storagev1.SchemeGroupVersion, storagev1.AddToScheme, 16800, 15, []Resource{
		{Plural: "storageclasses", ShortNames: []string{"sc"}, ClusterScoped: true, Object: &storagev1.StorageClass{}, List: &storagev1.StorageClassList{}, Default: defaultStorageClass, Check: immutable("Provisioner", "Parameters", "ReclaimPolicy", "VolumeBindingMode"), Columns: storageClassColumns},
		{Plural: "volumeattachments", ClusterScoped: true, Object: &storagev1.VolumeAttachment{}, List: &storagev1.VolumeAttachmentList{}, Traits: needsVersion | statusOnly, Columns: volumeAttachmentColumns},
		{Plural: "volumeattributesclasses", ShortNames: []string{"vac"}, ClusterScoped: true, Object: &storagev1.VolumeAttributesClass{}, List: &storagev1.VolumeAttributesClassList{}, Columns: volumeAttributesClassColumns},
		{Plural: "csinodes", ClusterScoped: true, Object: &storagev1.CSINode{}, List: &storagev1.CSINodeList{}, Traits: needsVersion | statusOnly, Columns: csiNodeColumns},
		{Plural: "csidrivers", ClusterScoped: true, Object: &storagev1.CSIDriver{}, List: &storagev1.CSIDriverList{}, Traits: needsVersion, Columns: csiDriverColumns},
		{Plural: "csistoragecapacities", Object: &storagev1.CSIStorageCapacity{}, List: &storagev1.CSIStorageCapacityList{}, Traits: needsVersion, Columns: csiStorageCapacityColumns},
	}},
	{storagemigrationv1.SchemeGroupVersion, storagemigrationv1.AddToScheme, 15800, 15, []Resource{
		{Plural: "storageversionmigrations", ClusterScoped: true, Object: &storagemigrationv1.StorageVersionMigration{}, List: &storagemigrationv1.StorageVersionMigrationList{}, Traits: needsVersion | statusOnly, Columns: migrationColumns},
	}},
	{flowcontrolv1.SchemeGroupVersion, flowcontrolv1.AddToScheme, 16100, 21, []Resource{
		{Plural: "flowschemas", ClusterScoped: true, Object: &flowcontrolv1.FlowSchema{}, List: &flowcontrolv1.FlowSchemaList{}, Traits: countsGenerations | statusOnly, Default: defaultFlowSchema, Check: checkFlowSchema, Columns: flowSchemaColumns},
		{Plural: "prioritylevelconfigurations", ClusterScoped: true, Object: &flowcontrolv1.PriorityLevelConfiguration{}, List: &flowcontrolv1.PriorityLevelConfigurationList{}, Traits: countsGenerations | statusOnly, Default: defaultPriorityLevel, Check: checkPriorityLevel, Columns: priorityLevelColumns},
	}},
	{appsv1.SchemeGroupVersion, appsv1.AddToScheme, 17800, 15, []Resource{
		{Plural: "deployments", ShortNames: []string{"deploy"}, Categories: all, Object: &appsv1.Deployment{}, List: &appsv1.DeploymentList{}, Traits: countsGenerations | scales, Default: defaultDeployment, Prepare: prepareDeployment, PrepareStatus: prepareDeploymentStatus, Check: immutable("Spec.Selector"), Columns: deploymentColumns},
		{Plural: "statefulsets", ShortNames: []string{"sts"}, Categories: all, Object: &appsv1.StatefulSet{}, List: &appsv1.StatefulSetList{}, Traits: countsGenerations | scales | dnsLabel, Default: defaultStatefulSet, Check: immutable("Spec.Selector", "Spec.ServiceName", "Spec.PodManagementPolicy"), Columns: statefulSetColumns},
		{Plural: "daemonsets", ShortNames: []string{"ds"}, Categories: all, Object: &appsv1.DaemonSet{}, List: &appsv1.DaemonSetList{}, Traits: countsGenerations, Default: defaultDaemonSet, Check: immutable("Spec.Selector"), Columns: daemonSetColumns},
		{Plural: "replicasets", ShortNames: []string{"rs"}, Categories: all, Object: &appsv1.ReplicaSet{}, List: &appsv1.ReplicaSetList{}, Traits: countsGenerations | scales, Default: defaultReplicaSet, Check: immutable("Spec.Selector"), Columns: replicaSetColumns},
		{Plural: "controllerrevisions", Object: &appsv1.ControllerRevision{}, List: &appsv1.ControllerRevisionList{}, Columns: controllerRevisionColumns},
	}},
	{admissionregistrationv1.SchemeGroupVersion, admissionregistrationv1.AddToScheme, 16700, 15, []Resource{
		{Plural: "validatingwebhookconfigurations", Categories: apiExtensions, ClusterScoped: true, Object: &admissionregistrationv1.ValidatingWebhookConfiguration{}, List: &admissionregistrationv1.ValidatingWebhookConfigurationList{}, Traits: countsGenerations | needsVersion, Columns: validatingWebhookColumns, Default: defaultAdmission, Check: checkAdmission},
		{Plural: "mutatingwebhookconfigurations", Categories: apiExtensions, ClusterScoped: true, Object: &admissionregistrationv1.MutatingWebhookConfiguration{}, List: &admissionregistrationv1.MutatingWebhookConfigurationList{}, Traits: countsGenerations | needsVersion, Columns: mutatingWebhookColumns, Default: defaultAdmission, Check: checkAdmission},
		{Plural: "validatingadmissionpolicies", Categories: apiExtensions, ClusterScoped: true, Object: &admissionregistrationv1.ValidatingAdmissionPolicy{}, List: &admissionregistrationv1.ValidatingAdmissionPolicyList{}, Traits: countsGenerations | needsVersion | statusOnly, Columns: validatingPolicyColumns, Default: defaultAdmission, Check: checkAdmission},
		{Plural: "validatingadmissionpolicybindings", Categories: apiExtensions, ClusterScoped: true, Object: &admissionregistrationv1.ValidatingAdmissionPolicyBinding{}, List: &admissionregistrationv1.ValidatingAdmissionPolicyBindingList{}, Traits: countsGenerations | needsVersion, Columns: validatingPolicyBindingColumns, Default: defaultAdmission, Check: checkAdmission},
		{Plural: "mutatingadmissionpolicies", Categories: apiExtensions, ClusterScoped: true, Object: &admissionregistrationv1.MutatingAdmissionPolicy{}, List: &admissionregistrationv1.MutatingAdmissionPolicyList{}, Traits: countsGenerations | needsVersion, Columns: mutatingPolicyColumns, Default: defaultAdmission, Check: checkAdmission},
		{Plural: "mutatingadmissionpolicybindings", Categories: apiExtensions, ClusterScoped: true, Object: &admissionregistrationv1.MutatingAdmissionPolicyBinding{}, List: &admissionregistrationv1.MutatingAdmissionPolicyBindingList{}, Traits: countsGenerations | needsVersion, Columns: mutatingPolicyBindingColumns, Default: defaultAdmission, Check: checkAdmission},
	}},
	{eventsv1.SchemeGroupVersion, eventsv1.AddToScheme, 17750, 15, []Resource{
		{Plural: "events", ShortNames: []string{"ev"}, Object: &eventsv1.Event{}, List: &eventsv1.EventList{}, Hub: &corev1.Event{}, HubList: &corev1.EventList{}, Seconds: eventSeconds, Traits: createsOnUpdate | keepsNoDependents, Fields: eventFields, Columns: eventColumns},
	}},
	{resourcev1.SchemeGroupVersion, resourcev1.AddToScheme, 16200, 21, []Resource{
		{Plural: "deviceclasses", ClusterScoped: true, Object: &resourcev1.DeviceClass{}, List: &resourcev1.DeviceClassList{}, Traits: countsGenerations, Columns: nameAndAge},
		{Plural: "devicetaintrules", ClusterScoped: true, Object: &resourcev1.DeviceTaintRule{}, List: &resourcev1.DeviceTaintRuleList{}, Traits: countsGenerations | needsVersion | statusOnly, Columns: deviceTaintColumns},
		{Plural: "resourceclaims", Object: &resourcev1.ResourceClaim{}, List: &resourcev1.ResourceClaimList{}, Traits: statusOnly, Columns: resourceClaimColumns},
		{Plural: "resourceclaimtemplates", Object: &resourcev1.ResourceClaimTemplate{}, List: &resourcev1.ResourceClaimTemplateList{}, Columns: nameAndAge},
		{Plural: "resourceslices", ClusterScoped: true, Object: &resourcev1.ResourceSlice{}, List: &resourcev1.ResourceSliceList{}, Traits: countsGenerations, Fields: resourceSliceFields, Columns: resourceSliceColumns},
	}},
}
