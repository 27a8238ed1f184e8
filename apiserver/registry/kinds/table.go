package kinds

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

	"apitour/apiserver/registry"
)

// Groups are the built-in groups, in the order in which upstream installs them (pkg/controlplane/instance.go).
var Groups = []registry.Group{
	{
		Version: corev1.SchemeGroupVersion, AddToScheme: corev1.AddToScheme,
		GroupPriority: 18000, VersionPriority: 1, Resources: coreRows,
	},
	// The reviews: the server answers them and stores nothing (package reviews).
	{
		Version: authenticationv1.SchemeGroupVersion, AddToScheme: authenticationv1.AddToScheme,
		GroupPriority: 17700, VersionPriority: 15,
	},
	{
		Version: authorizationv1.SchemeGroupVersion, AddToScheme: authorizationv1.AddToScheme,
		GroupPriority: 17600, VersionPriority: 15,
	},
	{
		Version: autoscalingv2.SchemeGroupVersion, AddToScheme: autoscalingv2.AddToScheme,
		GroupPriority: 17500, VersionPriority: 30, Resources: autoscalingRows, Older: autoscalingOlder,
	},
	{
		Version: batchv1.SchemeGroupVersion, AddToScheme: batchv1.AddToScheme,
		GroupPriority: 17400, VersionPriority: 15, Resources: batchRows,
	},
	{
		Version: certificatesv1.SchemeGroupVersion, AddToScheme: certificatesv1.AddToScheme,
		GroupPriority: 17300, VersionPriority: 15, Resources: certificatesRows,
	},
	{
		Version: coordinationv1.SchemeGroupVersion, AddToScheme: coordinationv1.AddToScheme,
		GroupPriority: 16500, VersionPriority: 15, Resources: coordinationRows,
	},
	{
		Version: discoveryv1.SchemeGroupVersion, AddToScheme: discoveryv1.AddToScheme,
		GroupPriority: 16200, VersionPriority: 15, Resources: discoveryRows,
	},
	{
		Version: networkingv1.SchemeGroupVersion, AddToScheme: networkingv1.AddToScheme,
		GroupPriority: 17200, VersionPriority: 15, Resources: networkingRows,
	},
	{
		Version: nodev1.SchemeGroupVersion, AddToScheme: nodev1.AddToScheme,
		GroupPriority: 16300, VersionPriority: 15, Resources: nodeRows,
	},
	{
		Version: policyv1.SchemeGroupVersion, AddToScheme: policyv1.AddToScheme,
		GroupPriority: 17100, VersionPriority: 15, Resources: policyRows,
	},
	{
		Version: rbacv1.SchemeGroupVersion, AddToScheme: rbacv1.AddToScheme,
		GroupPriority: 17000, VersionPriority: 15, Resources: rbacRows,
	},
	{
		Version: schedulingv1.SchemeGroupVersion, AddToScheme: schedulingv1.AddToScheme,
		GroupPriority: 16600, VersionPriority: 15, Resources: schedulingRows,
	},
	{
		Version: storagev1.SchemeGroupVersion, AddToScheme: storagev1.AddToScheme,
		GroupPriority: 16800, VersionPriority: 15, Resources: storageRows,
	},
	{
		Version: storagemigrationv1.SchemeGroupVersion, AddToScheme: storagemigrationv1.AddToScheme,
		GroupPriority: 15800, VersionPriority: 15, Resources: storagemigrationRows,
	},
	{
		Version: flowcontrolv1.SchemeGroupVersion, AddToScheme: flowcontrolv1.AddToScheme,
		GroupPriority: 16100, VersionPriority: 21, Resources: flowcontrolRows,
	},
	{
		Version: appsv1.SchemeGroupVersion, AddToScheme: appsv1.AddToScheme,
		GroupPriority: 17800, VersionPriority: 15, Resources: appsRows,
	},
	{
		Version: admissionregistrationv1.SchemeGroupVersion, AddToScheme: admissionregistrationv1.AddToScheme,
		GroupPriority: 16700, VersionPriority: 15, Resources: admissionregistrationRows,
	},
	{
		Version: eventsv1.SchemeGroupVersion, AddToScheme: eventsv1.AddToScheme,
		GroupPriority: 17750, VersionPriority: 15, Resources: eventsRows,
	},
	{
		Version: resourcev1.SchemeGroupVersion, AddToScheme: resourcev1.AddToScheme,
		GroupPriority: 16200, VersionPriority: 21, Resources: resourceRows,
	},
}
