package kinds

import (
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
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
	"k8s.io/apimachinery/pkg/runtime"

	"apitour/apiserver/registry"
)

const (
	// all is the category of the resources that kubectl get all shows.
	all = "all"
	// apiExtensions is the category of the resources that change the behaviour of the API itself.
	apiExtensions = "api-extensions"
)

var coreRows = []registry.Resource{
	{
		Plural: "namespaces", ShortName: "ns", Object: &corev1.Namespace{},
		Traits:  registry.ClusterScoped | registry.DNSLabel,
		Default: defaultNamespace, Fields: namespaceFields, Prepare: prepareNamespace, Check: checkNamespace,
		More: namespaceStorage,
	},
	{Plural: "configmaps", ShortName: "cm", Object: &corev1.ConfigMap{}, Check: checkConfigMap},
	{Plural: "secrets", Object: &corev1.Secret{}, Default: defaultSecret, Fields: secretFields, Check: checkSecret},
	{
		Plural: "events", ShortName: "ev", Object: &corev1.Event{},
		Traits: registry.Expires | registry.CreatesOnUpdate | registry.KeepsNoDependents, Fields: eventFields,
	},
	{Plural: "resourcequotas", ShortName: "quota", Object: &corev1.ResourceQuota{}, Check: checkResourceQuota},
	{Plural: "serviceaccounts", ShortName: "sa", Object: &corev1.ServiceAccount{}},
	{
		Plural: "pods", ShortName: "po", Category: all, Object: &corev1.Pod{}, Traits: registry.CountsGenerations,
		Default: defaultPod, Fields: podFields, Prepare: preparePod, PrepareStatus: preparePodStatus, Check: checkPod,
		Grace: gracePod, More: podStorage,
	},
	{
		Plural: "podtemplates", Object: &corev1.PodTemplate{}, Traits: registry.CountsGenerations,
		Default: defaultPodTemplate, Check: checkPodTemplates,
	},
	{
		Plural: "replicationcontrollers", ShortName: "rc", Category: all, Object: &corev1.ReplicationController{},
		Traits:  registry.CountsGenerations | registry.OrphansDependents | registry.Scales,
		Default: defaultReplicationController, Fields: replicationControllerFields, Check: checkReplicationController,
	},
	{
		Plural: "services", ShortName: "svc", Category: all, Object: &corev1.Service{},
		Traits: registry.CreatesOnUpdate | registry.DNSLabel, Default: defaultService, Fields: serviceFields,
		Check: checkService,
	},
	//nolint:staticcheck // deprecated, but every cluster serves it
	{
		Plural: "endpoints", ShortName: "ep", Object: &corev1.Endpoints{}, Traits: registry.CreatesOnUpdate,
		Default: defaultEndpoints,
	},
	{
		Plural: "nodes", ShortName: "no", Object: &corev1.Node{},
		Traits: registry.ClusterScoped | registry.BornWithStatus, Fields: nodeFields,
	},
	{
		Plural: "limitranges", ShortName: "limits", Object: &corev1.LimitRange{}, Traits: registry.CreatesOnUpdate,
		Check: checkLimitRange,
	},
	{
		Plural: "persistentvolumes", ShortName: "pv", Object: &corev1.PersistentVolume{},
		Traits: registry.ClusterScoped, Default: defaultPersistentVolume, Prepare: preparePersistentVolume,
	},
	{
		Plural: "persistentvolumeclaims", ShortName: "pvc", Object: &corev1.PersistentVolumeClaim{},
		Default: defaultPersistentVolumeClaim, Prepare: preparePersistentVolumeClaim,
	},
}

var autoscalingRows = []registry.Resource{
	{
		Plural: "horizontalpodautoscalers", ShortName: "hpa", Category: all,
		Object: &autoscalingv2.HorizontalPodAutoscaler{},
		Traits: registry.CountsGenerations, Default: defaultHorizontalPodAutoscaler,
		Check: checkHorizontalPodAutoscaler,
	},
}

// autoscalingOlder also has the kind Scale, which other groups' subresources use.
var autoscalingOlder = []registry.OlderVersion{{
	Version: autoscalingv1.SchemeGroupVersion, AddToScheme: autoscalingv1.AddToScheme, VersionPriority: 15,
	Objects: []runtime.Object{&autoscalingv1.HorizontalPodAutoscaler{}}, Default: defaultOlderAutoscaler,
}}

var batchRows = []registry.Resource{
	{
		Plural: "jobs", Category: all, Object: &batchv1.Job{},
		Traits:  registry.CountsGenerations | registry.OrphansDependents,
		Default: defaultJob, Fields: jobFields, Prepare: prepareJob,
		Check: checks(immutable("Spec.Selector", "Spec.CompletionMode", "Spec.PodFailurePolicy"), checkJob),
	},
	{
		Plural: "cronjobs", ShortName: "cj", Category: all, Object: &batchv1.CronJob{},
		Traits: registry.CountsGenerations, Default: defaultCronJob, Check: checkCronJob,
	},
}

var certificatesRows = []registry.Resource{
	{
		Plural: "certificatesigningrequests", ShortName: "csr", Object: &certificatesv1.CertificateSigningRequest{},
		Traits: registry.ClusterScoped | registry.AnyName, Fields: signingRequestFields, Prepare: prepareSigningRequest,
		PrepareStatus: prepareSigningRequestStatus, StatusKeeps: []string{"status.conditions"},
		Check: checkSigningRequest, CheckStatus: checkSigningRequestStatus, More: signingRequestStorage,
	},
	{
		Plural: "clustertrustbundles", Object: &certificatesv1.ClusterTrustBundle{},
		Traits: registry.ClusterScoped | registry.NeedsVersion | registry.AnyName, Fields: trustBundleFields,
		Check: checkTrustBundle,
	},
	{
		Plural: "podcertificaterequests", Object: &certificatesv1.PodCertificateRequest{},
		Traits: registry.NeedsVersion | registry.StatusOnly, Fields: podCertificateRequestFields,
		Check: checkPodCertificateRequest, CheckStatus: checkPodCertificateStatus,
		AuthorizeStatus: authorizePodCertificate,
	},
}

var coordinationRows = []registry.Resource{
	{
		Plural: "leases", Object: &coordinationv1.Lease{}, Traits: registry.CreatesOnUpdate | registry.NeedsVersion,
		Check: checkLease,
	},
}

var discoveryRows = []registry.Resource{
	{
		Plural: "endpointslices", Object: &discoveryv1.EndpointSlice{}, Traits: registry.CountsGenerations,
		Default: defaultEndpointSlice, Prepare: prepareEndpointSlice, Check: immutable("AddressType"),
	},
}

var networkingRows = []registry.Resource{
	{
		Plural: "networkpolicies", ShortName: "netpol", Object: &networkingv1.NetworkPolicy{},
		Traits: registry.CountsGenerations, Default: defaultNetworkPolicy,
	},
	{Plural: "ingresses", ShortName: "ing", Object: &networkingv1.Ingress{}, Traits: registry.CountsGenerations},
	{
		Plural: "ingressclasses", Object: &networkingv1.IngressClass{},
		Traits: registry.ClusterScoped | registry.CountsGenerations,
	},
	{
		Plural: "ipaddresses", ShortName: "ip", Object: &networkingv1.IPAddress{},
		Traits: registry.ClusterScoped | registry.AnyName,
	},
	{Plural: "servicecidrs", Object: &networkingv1.ServiceCIDR{}, Traits: registry.ClusterScoped | registry.StatusOnly},
}

var nodeRows = []registry.Resource{
	{
		Plural: "runtimeclasses", Object: &nodev1.RuntimeClass{},
		Traits: registry.ClusterScoped | registry.CreatesOnUpdate | registry.NeedsVersion,
	},
}

var policyRows = []registry.Resource{
	{
		Plural: "poddisruptionbudgets", ShortName: "pdb", Object: &policyv1.PodDisruptionBudget{},
		Traits: registry.CountsGenerations | registry.NeedsVersion | registry.AnyName,
		Check:  checkPodDisruptionBudget,
	},
}

var rbacRows = []registry.Resource{
	{Plural: "roles", Object: &rbacv1.Role{}, Traits: registry.CreatesOnUpdate | registry.AnyName, Check: checkRole},
	{
		Plural: "rolebindings", Object: &rbacv1.RoleBinding{}, Traits: registry.CreatesOnUpdate | registry.AnyName,
		Default: defaultBinding, Check: checkBinding,
	},
	{
		Plural: "clusterroles", Object: &rbacv1.ClusterRole{},
		Traits: registry.ClusterScoped | registry.CreatesOnUpdate | registry.AnyName, Check: checkClusterRole,
	},
	{
		Plural: "clusterrolebindings", Object: &rbacv1.ClusterRoleBinding{},
		Traits:  registry.ClusterScoped | registry.CreatesOnUpdate | registry.AnyName,
		Default: defaultBinding, Check: checkBinding,
	},
}

var schedulingRows = []registry.Resource{
	{
		Plural: "priorityclasses", ShortName: "pc", Object: &schedulingv1.PriorityClass{},
		Traits: registry.ClusterScoped | registry.CountsGenerations, Default: defaultPriorityClass,
		Check: checkPriorityClass,
	},
}

var storageRows = []registry.Resource{
	{
		Plural: "storageclasses", ShortName: "sc", Object: &storagev1.StorageClass{}, Traits: registry.ClusterScoped,
		Default: defaultStorageClass, Check: checkStorageClass,
	},
	{
		Plural: "volumeattachments", Object: &storagev1.VolumeAttachment{},
		Traits: registry.ClusterScoped | registry.NeedsVersion | registry.StatusOnly,
	},
	{
		Plural: "volumeattributesclasses", ShortName: "vac", Object: &storagev1.VolumeAttributesClass{},
		Traits: registry.ClusterScoped,
	},
	{
		Plural: "csinodes", Object: &storagev1.CSINode{},
		Traits: registry.ClusterScoped | registry.NeedsVersion | registry.StatusOnly,
	},
	{Plural: "csidrivers", Object: &storagev1.CSIDriver{}, Traits: registry.ClusterScoped | registry.NeedsVersion},
	{Plural: "csistoragecapacities", Object: &storagev1.CSIStorageCapacity{}, Traits: registry.NeedsVersion},
}

var storagemigrationRows = []registry.Resource{
	{
		Plural: "storageversionmigrations", Object: &storagemigrationv1.StorageVersionMigration{},
		Traits: registry.ClusterScoped | registry.NeedsVersion | registry.StatusOnly,
	},
}

var flowcontrolRows = []registry.Resource{
	{
		Plural: "flowschemas", Object: &flowcontrolv1.FlowSchema{},
		Traits:  registry.ClusterScoped | registry.CountsGenerations | registry.StatusOnly,
		Default: defaultFlowSchema, Check: checkFlowSchema,
	},
	{
		Plural: "prioritylevelconfigurations", Object: &flowcontrolv1.PriorityLevelConfiguration{},
		Traits:  registry.ClusterScoped | registry.CountsGenerations | registry.StatusOnly,
		Default: defaultPriorityLevel, Check: checkPriorityLevel,
	},
}

var appsRows = []registry.Resource{
	{
		Plural: "deployments", ShortName: "deploy", Category: all, Object: &appsv1.Deployment{},
		Traits: registry.CountsGenerations | registry.Scales, Default: defaultDeployment, Prepare: prepareDeployment,
		PrepareStatus: prepareDeploymentStatus, Check: checks(immutable("Spec.Selector"), checkDeployment),
	},
	{
		Plural: "statefulsets", ShortName: "sts", Category: all, Object: &appsv1.StatefulSet{},
		Traits: registry.CountsGenerations | registry.Scales | registry.DNSLabel, Default: defaultStatefulSet,
		Check: checks(immutable("Spec.Selector", "Spec.ServiceName", "Spec.PodManagementPolicy"), checkStatefulSet),
	},
	{
		Plural: "daemonsets", ShortName: "ds", Category: all, Object: &appsv1.DaemonSet{},
		Traits: registry.CountsGenerations, Default: defaultDaemonSet,
		Check: checks(immutable("Spec.Selector"), checkDaemonSet),
	},
	{
		Plural: "replicasets", ShortName: "rs", Category: all, Object: &appsv1.ReplicaSet{},
		Traits:  registry.CountsGenerations | registry.Scales,
		Default: defaultReplicaSet, Check: checks(immutable("Spec.Selector"), checkReplicaSet),
	},
	{Plural: "controllerrevisions", Object: &appsv1.ControllerRevision{}},
}

var admissionregistrationRows = []registry.Resource{
	{
		Plural: "validatingwebhookconfigurations", Category: apiExtensions,
		Object: &admissionregistrationv1.ValidatingWebhookConfiguration{},
		Traits: registry.ClusterScoped | registry.CountsGenerations | registry.NeedsVersion, Default: defaultAdmission,
		Check: checkAdmission,
	},
	{
		Plural: "mutatingwebhookconfigurations", Category: apiExtensions,
		Object: &admissionregistrationv1.MutatingWebhookConfiguration{},
		Traits: registry.ClusterScoped | registry.CountsGenerations | registry.NeedsVersion, Default: defaultAdmission,
		Check: checkAdmission,
	},
	{
		Plural: "validatingadmissionpolicies", Category: apiExtensions,
		Object:  &admissionregistrationv1.ValidatingAdmissionPolicy{},
		Traits:  registry.ClusterScoped | registry.CountsGenerations | registry.NeedsVersion | registry.StatusOnly,
		Default: defaultAdmission, Check: checkAdmission, Authorize: authorizePolicy,
	},
	{
		Plural: "validatingadmissionpolicybindings", Category: apiExtensions,
		Object: &admissionregistrationv1.ValidatingAdmissionPolicyBinding{},
		Traits: registry.ClusterScoped | registry.CountsGenerations | registry.NeedsVersion, Default: defaultAdmission,
		Check: checkAdmission, Authorize: authorizePolicyBinding,
	},
	{
		Plural: "mutatingadmissionpolicies", Category: apiExtensions,
		Object: &admissionregistrationv1.MutatingAdmissionPolicy{},
		Traits: registry.ClusterScoped | registry.CountsGenerations | registry.NeedsVersion, Default: defaultAdmission,
		Check: checkAdmission, Authorize: authorizePolicy,
	},
	{
		Plural: "mutatingadmissionpolicybindings", Category: apiExtensions,
		Object: &admissionregistrationv1.MutatingAdmissionPolicyBinding{},
		Traits: registry.ClusterScoped | registry.CountsGenerations | registry.NeedsVersion, Default: defaultAdmission,
		Check: checkAdmission, Authorize: authorizePolicyBinding,
	},
}

var eventsRows = []registry.Resource{
	{
		Plural: "events", ShortName: "ev", Object: &eventsv1.Event{}, Hub: &corev1.Event{}, HubField: hubEventField,
		Traits: registry.Expires | registry.CreatesOnUpdate | registry.KeepsNoDependents, Fields: eventFields,
	},
}

var resourceRows = []registry.Resource{
	{
		Plural: "deviceclasses", Object: &resourcev1.DeviceClass{},
		Traits: registry.ClusterScoped | registry.CountsGenerations,
	},
	{
		Plural: "devicetaintrules", Object: &resourcev1.DeviceTaintRule{},
		Traits: registry.ClusterScoped | registry.CountsGenerations | registry.NeedsVersion | registry.StatusOnly,
	},
	{
		Plural: "resourceclaims", Object: &resourcev1.ResourceClaim{}, Traits: registry.StatusOnly,
		PrepareStatus: prepareClaimStatus, Check: immutable("Spec"), Authorize: authorizeClaim,
		AuthorizeStatus: authorizeClaimStatus,
	},
	{
		Plural: "resourceclaimtemplates", Object: &resourcev1.ResourceClaimTemplate{},
		Check: immutable("Spec"), Authorize: authorizeClaim,
	},
	{
		Plural: "resourceslices", Object: &resourcev1.ResourceSlice{},
		Traits: registry.ClusterScoped | registry.CountsGenerations, Fields: resourceSliceFields,
	},
}
