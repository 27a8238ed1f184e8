package rbac

import (
	"slices"
	"strings"

	certificatesv1 "k8s.io/api/certificates/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/authentication/user"
)

// The policy that a cluster begins with: a selection of upstream's bootstrap policy
// (plugin/pkg/auth/authorizer/rbac/bootstrappolicy), with its names. It leaves out the roles of components that this
// server does not know: nodes, the scheduler and the controllers of the controller manager.

const (
	read      = "get list watch"
	write     = "create update patch delete deletecollection"
	readWrite = read + " " + write
)

// healthURLs are the paths for programs that watch over the process.
const healthURLs = "/livez /readyz /healthz"

var clusterRoles = []rbacv1.ClusterRole{
	clusterRole("cluster-admin", "", everything...),
	// Every client asks first which kinds exist and how they look.
	clusterRole("system:discovery", "",
		urls("get", healthURLs+" /version /version/ /openapi /openapi/* /api /api/* /apis /apis/*")),
	clusterRole("system:public-info-viewer", "", urls("get", healthURLs+" /version /version/")),
	clusterRole("system:monitoring", "",
		urls("get", healthURLs+" /livez/* /readyz/* /healthz/* /metrics /metrics/slis"),
		rule("get", "core", "nodes/metrics")),
	// A client may ask who it is and what it may do.
	clusterRole("system:basic-user", "",
		rule("create", "authorization.k8s.io", "selfsubjectaccessreviews selfsubjectrulesreviews"),
		rule("create", "authentication.k8s.io", "selfsubjectreviews")),
	// For extension servers, which ask this server who their clients are and what they may do.
	clusterRole("system:auth-delegator", "",
		rule("create", "authentication.k8s.io", "tokenreviews"),
		rule("create", "authorization.k8s.io", "subjectaccessreviews")),
	// To approve a request for a certificate takes this right on its signer besides the update of the approval. A role
	// for a signer must be written by hand: kubectl create clusterrole knows only resources that are served.
	approver("kubelet-serving-approver", certificatesv1.KubeletServingSignerName),
	approver("kube-apiserver-client-approver", certificatesv1.KubeAPIServerClientSignerName),
	approver("kube-apiserver-client-kubelet-approver", certificatesv1.KubeAPIServerClientKubeletSignerName),

	// The three roles for people. Their rules are gathered from the roles with their label, so that an extension can
	// add its kinds to them. Each contains the one before.
	aggregated("admin", ""),
	aggregated("edit", "admin"),
	aggregated("view", "edit"),
	clusterRole("system:aggregate-to-admin", "admin",
		rule("create", "authorization.k8s.io", "localsubjectaccessreviews"),
		rule(readWrite, "rbac.authorization.k8s.io", "roles rolebindings")),
	clusterRole("system:aggregate-to-edit", "edit",
		rule(read, "core", "pods/attach pods/proxy pods/exec pods/portforward secrets services/proxy"),
		rule("impersonate", "core", "serviceaccounts"),
		rule(write, "core", "pods pods/attach pods/proxy pods/exec pods/portforward"),
		rule("create", "core", "pods/eviction serviceaccounts/token"),
		rule(write, "core",
			"replicationcontrollers replicationcontrollers/scale serviceaccounts services services/proxy "+
				"persistentvolumeclaims configmaps secrets"),
		rule(write, "core events.k8s.io", "events"),
		rule(write, "apps",
			"statefulsets statefulsets/scale daemonsets deployments deployments/scale deployments/rollback "+
				"replicasets replicasets/scale"),
		rule(write, "autoscaling", "horizontalpodautoscalers"),
		rule(write, "batch", "jobs cronjobs"),
		rule(write, "policy", "poddisruptionbudgets"),
		rule(write, "networking.k8s.io", "networkpolicies ingresses"),
		rule(readWrite, "coordination.k8s.io", "leases"),
		rule(write, "resource.k8s.io", "resourceclaims resourceclaimtemplates")),
	clusterRole("system:aggregate-to-view", "view",
		rule(read, "core",
			"pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status "+
				"endpoints persistentvolumeclaims persistentvolumeclaims/status configmaps"),
		rule(read, "core",
			"limitranges resourcequotas bindings pods/status resourcequotas/status namespaces/status "+
				"replicationcontrollers/status pods/log namespaces"),
		rule(read, "core events.k8s.io", "events"),
		rule(read, "discovery.k8s.io", "endpointslices"),
		rule(read, "apps",
			"controllerrevisions statefulsets statefulsets/status statefulsets/scale daemonsets daemonsets/status "+
				"deployments deployments/status deployments/scale replicasets replicasets/status replicasets/scale"),
		rule(read, "autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status"),
		rule(read, "batch", "jobs jobs/status cronjobs cronjobs/status"),
		rule(read, "policy", "poddisruptionbudgets poddisruptionbudgets/status"),
		rule(read, "networking.k8s.io", "networkpolicies ingresses ingresses/status"),
		rule(read, "resource.k8s.io", "resourceclaims resourceclaims/status resourceclaimtemplates")),
}

var clusterRoleBindings = []rbacv1.ClusterRoleBinding{
	toGroups("cluster-admin", user.SystemPrivilegedGroup),
	toGroups("system:monitoring", user.MonitoringGroup),
	toGroups("system:discovery", user.AllAuthenticated),
	toGroups("system:basic-user", user.AllAuthenticated),
	toGroups("system:public-info-viewer", user.AllAuthenticated, user.AllUnauthenticated),
}

// roles are those of namespaces: the authorities and headers that extension servers read.
var roles = []rbacv1.Role{{
	ObjectMeta: metadata("extension-apiserver-authentication-reader", metav1.NamespaceSystem),
	Rules: []rbacv1.PolicyRule{{
		Verbs: strings.Fields(read), APIGroups: []string{""}, Resources: []string{
			"configmaps",
		}, ResourceNames: []string{"extension-apiserver-authentication"},
	}},
}}

// rule is a rule about resources. Its lists are words, and core is the group without a name.
func rule(verbs, groups, resources string) rbacv1.PolicyRule {
	r := rbacv1.PolicyRule{
		Verbs: strings.Fields(verbs), APIGroups: strings.Fields(groups),
		Resources: strings.Fields(resources),
	}
	if core := slices.Index(r.APIGroups, "core"); core >= 0 {
		r.APIGroups[core] = ""
	}
	return r
}

// urls is a rule about paths.
func urls(verbs, paths string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{Verbs: strings.Fields(verbs), NonResourceURLs: strings.Fields(paths)}
}

// metadata marks an object as kept up to date at every start. The value false would protect it.
func metadata(name, namespace string) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Name: name, Namespace: namespace,
		Labels:      map[string]string{"kubernetes.io/bootstrapping": "rbac-defaults"},
		Annotations: map[string]string{rbacv1.AutoUpdateAnnotationKey: "true"},
	}
}

// clusterRole is a role whose rules are also part of the aggregated role named, if one is.
func clusterRole(name, aggregateTo string, rules ...rbacv1.PolicyRule) rbacv1.ClusterRole {
	role := rbacv1.ClusterRole{ObjectMeta: metadata(name, ""), Rules: rules}
	if aggregateTo != "" {
		role.Labels[aggregationLabel(aggregateTo)] = "true"
	}
	return role
}

// approver is a role with the right to approve requests for certificates of one signer.
func approver(name, signer string) rbacv1.ClusterRole {
	r := rule("approve", certificatesv1.GroupName, "signers")
	r.ResourceNames = []string{signer}
	return clusterRole("system:certificates.k8s.io:"+name, "", r)
}

// aggregated is a role whose rules are those of every role that has its label.
func aggregated(name, aggregateTo string) rbacv1.ClusterRole {
	role := clusterRole(name, aggregateTo)
	role.AggregationRule = &rbacv1.AggregationRule{ClusterRoleSelectors: []metav1.LabelSelector{
		{MatchLabels: map[string]string{aggregationLabel(name): "true"}},
	}}
	return role
}

func aggregationLabel(role string) string { return rbacv1.GroupName + "/aggregate-to-" + role }

// toGroups gives the role to the groups, in a binding of the same name.
func toGroups(role string, groups ...string) rbacv1.ClusterRoleBinding {
	binding := rbacv1.ClusterRoleBinding{
		ObjectMeta: metadata(role, ""),
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role},
	}
	for _, group := range groups {
		binding.Subjects = append(binding.Subjects, rbacv1.Subject{
			APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind,
			Name: group,
		})
	}
	return binding
}
