// Package registry serves the built-in kinds: a table that says what they are, and one store that can keep any of them.
//
// Upstream has a package for every kind, some seventy of them, because every kind has its own defaults, validation, columns
// and subresources. What a boot does with them is the same for all, and the boot is what is taught here, so here a kind is
// a row of a table, which says by exception what upstream's packages say one by one. In the order of reading:
//
//	table.go       the rows
//	resource.go    what a row can say
//	scheme.go      the Go types of the kinds, and their conversion
//	store.go       the storage of a resource; strategy.go, what it asks of its kind
//	subresource.go, scale.go                        status and its like
//	connection.go                                   the one client of etcd below all stores
//	serverleases.go                                 what is kept and has no path: which servers are alive
//	fields.go, defaults.go                          what selectors may ask, what is filled in
//	namespaces.go, pods.go, signingrequests.go …    what only one kind does
//
// What kubectl get shows is in the package columns. What a row does not buy is said where a client would notice it: few
// defaults are filled in, and little beyond an object's metadata and its published schema is checked.
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

const (
	// all is the category of what kubectl get all shows.
	all = "all"
	// apiExtensions is the category of what changes how the API itself behaves.
	apiExtensions = "api-extensions"
)

// Groups is every built-in group, in the order in which upstream installs them (pkg/controlplane/instance.go).
var Groups = []Group{
	{corev1.SchemeGroupVersion, corev1.AddToScheme, 18000, 1, []Resource{
		{
			Plural: "namespaces", ShortName: "ns", Object: &corev1.Namespace{}, Traits: clusterScoped | dnsLabel,
			Default: defaultNamespace, Fields: namespaceFields, Prepare: prepareNamespace, More: namespaceStorage,
		},
		{Plural: "configmaps", ShortName: "cm", Object: &corev1.ConfigMap{}, Check: checkConfigMap},
		{Plural: "secrets", Object: &corev1.Secret{}, Default: defaultSecret, Fields: secretFields, Check: checkSecret},
		{
			Plural: "events", ShortName: "ev", Object: &corev1.Event{}, Traits: expires | createsOnUpdate | keepsNoDependents,
			Fields: eventFields,
		},
		{Plural: "resourcequotas", ShortName: "quota", Object: &corev1.ResourceQuota{}},
		{Plural: "serviceaccounts", ShortName: "sa", Object: &corev1.ServiceAccount{}},
		{
			Plural: "pods", ShortName: "po", Category: all, Object: &corev1.Pod{}, Traits: countsGenerations,
			Default: defaultPod, Fields: podFields, Prepare: preparePod, PrepareStatus: preparePodStatus, Check: checkPod,
			Grace: gracePod, More: podStorage,
		},
		{Plural: "podtemplates", Object: &corev1.PodTemplate{}, Traits: countsGenerations, Default: defaultPodTemplate},
		{
			Plural: "replicationcontrollers", ShortName: "rc", Category: all, Object: &corev1.ReplicationController{},
			Traits: countsGenerations | orphansDependents | scales, Default: defaultReplicationController,
			Fields: replicationControllerFields,
		},
		{
			Plural: "services", ShortName: "svc", Category: all, Object: &corev1.Service{}, Traits: createsOnUpdate | dnsLabel,
			Default: defaultService, Fields: serviceFields,
		},
		//nolint:staticcheck // deprecated, and served by every cluster
		{Plural: "endpoints", ShortName: "ep", Object: &corev1.Endpoints{}, Traits: createsOnUpdate, Default: defaultEndpoints},
		{Plural: "nodes", ShortName: "no", Object: &corev1.Node{}, Traits: clusterScoped | bornWithStatus, Fields: nodeFields},
		{Plural: "limitranges", ShortName: "limits", Object: &corev1.LimitRange{}, Traits: createsOnUpdate},
		{
			Plural: "persistentvolumes", ShortName: "pv", Object: &corev1.PersistentVolume{}, Traits: clusterScoped,
			Default: defaultPersistentVolume, Prepare: preparePersistentVolume,
		},
		{
			Plural: "persistentvolumeclaims", ShortName: "pvc", Object: &corev1.PersistentVolumeClaim{},
			Default: defaultPersistentVolumeClaim, Prepare: preparePersistentVolumeClaim,
		},
	}},
	// The two groups of questions, which are answered and not kept (package reviews).
	{authenticationv1.SchemeGroupVersion, authenticationv1.AddToScheme, 17700, 15, nil},
	{authorizationv1.SchemeGroupVersion, authorizationv1.AddToScheme, 17600, 15, nil},
	{autoscalingv2.SchemeGroupVersion, autoscalingv2.AddToScheme, 17500, 30, []Resource{
		{
			Plural: "horizontalpodautoscalers", ShortName: "hpa", Category: all, Object: &autoscalingv2.HorizontalPodAutoscaler{},
			Traits: countsGenerations, Default: defaultHorizontalPodAutoscaler,
		},
	}},
	{batchv1.SchemeGroupVersion, batchv1.AddToScheme, 17400, 15, []Resource{
		{
			Plural: "jobs", Category: all, Object: &batchv1.Job{}, Traits: countsGenerations | orphansDependents,
			Default: defaultJob, Fields: jobFields, Prepare: prepareJob,
			Check: immutable("Spec.Selector", "Spec.CompletionMode", "Spec.PodFailurePolicy"),
		},
		{
			Plural: "cronjobs", ShortName: "cj", Category: all, Object: &batchv1.CronJob{}, Traits: countsGenerations,
			Default: defaultCronJob,
		},
	}},
	{certificatesv1.SchemeGroupVersion, certificatesv1.AddToScheme, 17300, 15, []Resource{
		{
			Plural: "certificatesigningrequests", ShortName: "csr", Object: &certificatesv1.CertificateSigningRequest{},
			Traits: clusterScoped | anyName, Fields: signingRequestFields, Prepare: prepareSigningRequest,
			PrepareStatus: prepareSigningRequestStatus, More: signingRequestStorage,
		},
		{
			Plural: "clustertrustbundles", Object: &certificatesv1.ClusterTrustBundle{},
			Traits: clusterScoped | needsVersion | anyName, Fields: trustBundleFields,
		},
		{
			Plural: "podcertificaterequests", Object: &certificatesv1.PodCertificateRequest{}, Traits: needsVersion | statusOnly,
			Fields: podCertificateRequestFields,
		},
	}},
	{coordinationv1.SchemeGroupVersion, coordinationv1.AddToScheme, 16500, 15, []Resource{
		{Plural: "leases", Object: &coordinationv1.Lease{}, Traits: createsOnUpdate | needsVersion},
	}},
	{discoveryv1.SchemeGroupVersion, discoveryv1.AddToScheme, 16200, 15, []Resource{
		{
			Plural: "endpointslices", Object: &discoveryv1.EndpointSlice{}, Traits: countsGenerations,
			Default: defaultEndpointSlice, Prepare: prepareEndpointSlice, Check: immutable("AddressType"),
		},
	}},
	{networkingv1.SchemeGroupVersion, networkingv1.AddToScheme, 17200, 15, []Resource{
		{
			Plural: "networkpolicies", ShortName: "netpol", Object: &networkingv1.NetworkPolicy{}, Traits: countsGenerations,
			Default: defaultNetworkPolicy,
		},
		{Plural: "ingresses", ShortName: "ing", Object: &networkingv1.Ingress{}, Traits: countsGenerations},
		{Plural: "ingressclasses", Object: &networkingv1.IngressClass{}, Traits: clusterScoped | countsGenerations},
		{Plural: "ipaddresses", ShortName: "ip", Object: &networkingv1.IPAddress{}, Traits: clusterScoped | anyName},
		{Plural: "servicecidrs", Object: &networkingv1.ServiceCIDR{}, Traits: clusterScoped | statusOnly},
	}},
	{nodev1.SchemeGroupVersion, nodev1.AddToScheme, 16300, 15, []Resource{
		{Plural: "runtimeclasses", Object: &nodev1.RuntimeClass{}, Traits: clusterScoped | createsOnUpdate | needsVersion},
	}},
	{policyv1.SchemeGroupVersion, policyv1.AddToScheme, 17100, 15, []Resource{
		{
			Plural: "poddisruptionbudgets", ShortName: "pdb", Object: &policyv1.PodDisruptionBudget{},
			Traits: countsGenerations | needsVersion | anyName,
		},
	}},
	{rbacv1.SchemeGroupVersion, rbacv1.AddToScheme, 17000, 15, []Resource{
		{Plural: "roles", Object: &rbacv1.Role{}, Traits: createsOnUpdate | anyName, Check: checkRole},
		{
			Plural: "rolebindings", Object: &rbacv1.RoleBinding{}, Traits: createsOnUpdate | anyName,
			Default: defaultBinding, Check: checkBinding,
		},
		{
			Plural: "clusterroles", Object: &rbacv1.ClusterRole{}, Traits: clusterScoped | createsOnUpdate | anyName,
			Check: checkClusterRole,
		},
		{
			Plural: "clusterrolebindings", Object: &rbacv1.ClusterRoleBinding{}, Traits: clusterScoped | createsOnUpdate | anyName,
			Default: defaultBinding, Check: checkBinding,
		},
	}},
	{schedulingv1.SchemeGroupVersion, schedulingv1.AddToScheme, 16600, 15, []Resource{
		{
			Plural: "priorityclasses", ShortName: "pc", Object: &schedulingv1.PriorityClass{},
			Traits: clusterScoped | countsGenerations, Default: defaultPriorityClass, Check: immutable("Value", "PreemptionPolicy"),
		},
	}},
	{storagev1.SchemeGroupVersion, storagev1.AddToScheme, 16800, 15, []Resource{
		{
			Plural: "storageclasses", ShortName: "sc", Object: &storagev1.StorageClass{}, Traits: clusterScoped,
			Default: defaultStorageClass, Check: immutable("Provisioner", "Parameters", "ReclaimPolicy", "VolumeBindingMode"),
		},
		{Plural: "volumeattachments", Object: &storagev1.VolumeAttachment{}, Traits: clusterScoped | needsVersion | statusOnly},
		{Plural: "volumeattributesclasses", ShortName: "vac", Object: &storagev1.VolumeAttributesClass{}, Traits: clusterScoped},
		{Plural: "csinodes", Object: &storagev1.CSINode{}, Traits: clusterScoped | needsVersion | statusOnly},
		{Plural: "csidrivers", Object: &storagev1.CSIDriver{}, Traits: clusterScoped | needsVersion},
		{Plural: "csistoragecapacities", Object: &storagev1.CSIStorageCapacity{}, Traits: needsVersion},
	}},
	{storagemigrationv1.SchemeGroupVersion, storagemigrationv1.AddToScheme, 15800, 15, []Resource{
		{
			Plural: "storageversionmigrations", Object: &storagemigrationv1.StorageVersionMigration{},
			Traits: clusterScoped | needsVersion | statusOnly,
		},
	}},
	{flowcontrolv1.SchemeGroupVersion, flowcontrolv1.AddToScheme, 16100, 21, []Resource{
		{
			Plural: "flowschemas", Object: &flowcontrolv1.FlowSchema{}, Traits: clusterScoped | countsGenerations | statusOnly,
			Default: defaultFlowSchema, Check: checkFlowSchema,
		},
		{
			Plural: "prioritylevelconfigurations", Object: &flowcontrolv1.PriorityLevelConfiguration{},
			Traits: clusterScoped | countsGenerations | statusOnly, Default: defaultPriorityLevel, Check: checkPriorityLevel,
		},
	}},
	{appsv1.SchemeGroupVersion, appsv1.AddToScheme, 17800, 15, []Resource{
		{
			Plural: "deployments", ShortName: "deploy", Category: all, Object: &appsv1.Deployment{},
			Traits: countsGenerations | scales, Default: defaultDeployment, Prepare: prepareDeployment,
			PrepareStatus: prepareDeploymentStatus, Check: immutable("Spec.Selector"),
		},
		{
			Plural: "statefulsets", ShortName: "sts", Category: all, Object: &appsv1.StatefulSet{},
			Traits: countsGenerations | scales | dnsLabel, Default: defaultStatefulSet,
			Check: immutable("Spec.Selector", "Spec.ServiceName", "Spec.PodManagementPolicy"),
		},
		{
			Plural: "daemonsets", ShortName: "ds", Category: all, Object: &appsv1.DaemonSet{}, Traits: countsGenerations,
			Default: defaultDaemonSet, Check: immutable("Spec.Selector"),
		},
		{
			Plural: "replicasets", ShortName: "rs", Category: all, Object: &appsv1.ReplicaSet{}, Traits: countsGenerations | scales,
			Default: defaultReplicaSet, Check: immutable("Spec.Selector"),
		},
		{Plural: "controllerrevisions", Object: &appsv1.ControllerRevision{}},
	}},
	{admissionregistrationv1.SchemeGroupVersion, admissionregistrationv1.AddToScheme, 16700, 15, []Resource{
		{
			Plural: "validatingwebhookconfigurations", Category: apiExtensions,
			Object: &admissionregistrationv1.ValidatingWebhookConfiguration{},
			Traits: clusterScoped | countsGenerations | needsVersion, Default: defaultAdmission, Check: checkAdmission,
		},
		{
			Plural: "mutatingwebhookconfigurations", Category: apiExtensions,
			Object: &admissionregistrationv1.MutatingWebhookConfiguration{},
			Traits: clusterScoped | countsGenerations | needsVersion, Default: defaultAdmission, Check: checkAdmission,
		},
		{
			Plural: "validatingadmissionpolicies", Category: apiExtensions,
			Object: &admissionregistrationv1.ValidatingAdmissionPolicy{},
			Traits: clusterScoped | countsGenerations | needsVersion | statusOnly, Default: defaultAdmission, Check: checkAdmission,
		},
		{
			Plural: "validatingadmissionpolicybindings", Category: apiExtensions,
			Object: &admissionregistrationv1.ValidatingAdmissionPolicyBinding{},
			Traits: clusterScoped | countsGenerations | needsVersion, Default: defaultAdmission, Check: checkAdmission,
		},
		{
			Plural: "mutatingadmissionpolicies", Category: apiExtensions, Object: &admissionregistrationv1.MutatingAdmissionPolicy{},
			Traits: clusterScoped | countsGenerations | needsVersion, Default: defaultAdmission, Check: checkAdmission,
		},
		{
			Plural: "mutatingadmissionpolicybindings", Category: apiExtensions,
			Object: &admissionregistrationv1.MutatingAdmissionPolicyBinding{},
			Traits: clusterScoped | countsGenerations | needsVersion, Default: defaultAdmission, Check: checkAdmission,
		},
	}},
	{eventsv1.SchemeGroupVersion, eventsv1.AddToScheme, 17750, 15, []Resource{
		{
			Plural: "events", ShortName: "ev", Object: &eventsv1.Event{}, Hub: &corev1.Event{},
			Traits: expires | createsOnUpdate | keepsNoDependents, Fields: eventFields,
		},
	}},
	{resourcev1.SchemeGroupVersion, resourcev1.AddToScheme, 16200, 21, []Resource{
		{Plural: "deviceclasses", Object: &resourcev1.DeviceClass{}, Traits: clusterScoped | countsGenerations},
		{
			Plural: "devicetaintrules", Object: &resourcev1.DeviceTaintRule{},
			Traits: clusterScoped | countsGenerations | needsVersion | statusOnly,
		},
		{Plural: "resourceclaims", Object: &resourcev1.ResourceClaim{}, Traits: statusOnly},
		{Plural: "resourceclaimtemplates", Object: &resourcev1.ResourceClaimTemplate{}},
		{
			Plural: "resourceslices", Object: &resourcev1.ResourceSlice{}, Traits: clusterScoped | countsGenerations,
			Fields: resourceSliceFields,
		},
	}},
}
