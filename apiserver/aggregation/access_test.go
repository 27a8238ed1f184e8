package aggregation_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"apitour/apiserver/apiservertest"
	"apitour/apiserver/pki"
)

// awaitConfigMap also takes the ConfigMap away, to see it come back: only the controller writes it.
func awaitConfigMap(t *testing.T, client kubernetes.Interface) {
	t.Helper()
	configMaps := client.CoreV1().ConfigMaps(metav1.NamespaceSystem)
	const name = "extension-apiserver-authentication"
	arrived := func(ctx context.Context) (bool, error) {
		configMap, err := configMaps.Get(ctx, name, metav1.GetOptions{})
		return err == nil && strings.Contains(configMap.Data["requestheader-allowed-names"],
			pki.FrontProxyUser), apiservertest.IgnoreNotFound(err)
	}
	apiservertest.Await(t, "the ConfigMap that extension servers read", arrived)
	written, err := configMaps.Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"client-ca-file": "BEGIN CERTIFICATE", "requestheader-client-ca-file": "BEGIN CERTIFICATE",
		"requestheader-username-headers": "X-Remote-User", "requestheader-uid-headers": "X-Remote-Uid",
		"requestheader-group-headers": "X-Remote-Group", "requestheader-extra-headers-prefix": "X-Remote-Extra-",
	} {
		if !strings.Contains(written.Data[key], want) {
			t.Errorf("%s is %q, want %s in it", key, written.Data[key], want)
		}
	}
	if written.Data["client-ca-file"] == written.Data["requestheader-client-ca-file"] {
		t.Error("users could pass for front proxies: both are signed by the same authority")
	}

	if err := configMaps.Delete(t.Context(), name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "the deleted ConfigMap to come back", arrived)
	written.ResourceVersion, written.UID = "", ""
	written.Data["requestheader-allowed-names"] = `["another-server"]`
	if _, err := configMaps.Update(t.Context(), written, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "both servers' names in the ConfigMap", func(ctx context.Context) (bool, error) {
		configMap, err := configMaps.Get(ctx, name, metav1.GetOptions{})
		return err == nil &&
			configMap.Data["requestheader-allowed-names"] == `["another-server","`+pki.FrontProxyUser+`"]`, err
	})
}

// grant gives the extension server what sample-apiserver's own manifests give it (artifacts/example), and lets bob
// read.
func grant(t *testing.T, client kubernetes.Interface) {
	t.Helper()
	user := func(name string) []rbacv1.Subject {
		return []rbacv1.Subject{{Kind: rbacv1.UserKind, APIGroup: rbacv1.GroupName, Name: name}}
	}
	role := func(kind, name string) rbacv1.RoleRef {
		return rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kind, Name: name}
	}
	read := []string{"get", "list", "watch"}
	for _, clusterRole := range []*rbacv1.ClusterRole{
		{ObjectMeta: metav1.ObjectMeta{Name: "wardle"}, Rules: []rbacv1.PolicyRule{
			{Verbs: read, APIGroups: []string{""}, Resources: []string{"namespaces"}},
			{Verbs: read, APIGroups: []string{"admissionregistration.k8s.io"}, Resources: []string{"*"}},
			{
				Verbs: read, APIGroups: []string{"flowcontrol.apiserver.k8s.io"},
				Resources: []string{"prioritylevelconfigurations", "flowschemas"},
			},
		}},
		{ObjectMeta: metav1.ObjectMeta{Name: "flunder-reader"}, Rules: []rbacv1.PolicyRule{
			{Verbs: read, APIGroups: []string{flunders.Group}, Resources: []string{"flunders"}},
		}},
	} {
		if _, err := client.RbacV1().ClusterRoles().Create(t.Context(), clusterRole,
			metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	for name, binding := range map[string]*rbacv1.ClusterRoleBinding{
		"wardle":           {Subjects: user("wardle"), RoleRef: role("ClusterRole", "wardle")},
		"wardle-delegates": {Subjects: user("wardle"), RoleRef: role("ClusterRole", "system:auth-delegator")},
		"bob-reads":        {Subjects: user("bob"), RoleRef: role("ClusterRole", "flunder-reader")},
	} {
		binding.Name = name
		if _, err := client.RbacV1().ClusterRoleBindings().Create(t.Context(), binding,
			metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	reader := &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "wardle-auth-reader"}, Subjects: user("wardle"), RoleRef: role("Role",
			"extension-apiserver-authentication-reader"),
	}
	if _, err := client.RbacV1().RoleBindings(metav1.NamespaceSystem).Create(t.Context(), reader,
		metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

// kubeconfigFor writes a file with which its holder is known to our server as the user.
func kubeconfigFor(t *testing.T, config *rest.Config, users *pki.Authority, user string) string {
	t.Helper()
	pair, err := users.Client(user)
	if err != nil {
		t.Fatal(err)
	}
	kubeconfig := clientcmdapi.NewConfig()
	kubeconfig.Clusters[user] = &clientcmdapi.Cluster{Server: config.Host, CertificateAuthorityData: config.CAData}
	kubeconfig.AuthInfos[user] = &clientcmdapi.AuthInfo{ClientCertificateData: pair.CertPEM, ClientKeyData: pair.KeyPEM}
	kubeconfig.Contexts[user] = &clientcmdapi.Context{Cluster: user, AuthInfo: user}
	kubeconfig.CurrentContext = user
	file := filepath.Join(t.TempDir(), user+".kubeconfig")
	if err := clientcmd.WriteToFile(*kubeconfig, file); err != nil {
		t.Fatal(err)
	}
	return file
}

// testDelegation has bob, who may only read, go through our server and past it: the extension server, which has no
// roles of its own, comes to the same answers.
func testDelegation(t *testing.T, config *rest.Config, users *pki.Authority, w *wardle) {
	pair, err := users.Client("bob")
	if err != nil {
		t.Fatal(err)
	}
	through := rest.AnonymousClientConfig(config)
	for name, bob := range map[string]*rest.Config{"through our server": through, "past our server": w.config()} {
		bob.CertData, bob.KeyData = pair.CertPEM, pair.KeyPEM
		client := dynamic.NewForConfigOrDie(bob).Resource(flunders).Namespace(namespace)
		if _, err := client.List(t.Context(), metav1.ListOptions{}); err != nil {
			t.Errorf("%s: list: %v", name, err)
		}
		if _, err := client.Create(t.Context(), flunder("bobs"), metav1.CreateOptions{}); !apierrors.IsForbidden(err) {
			t.Errorf("%s: create: %v, want 403", name, err)
		}
	}
	apiservertest.Await(t, "bob in the audit log", func(context.Context) (bool, error) {
		return strings.Contains(w.audit.String(), `"username":"bob"`), nil
	})
}
