package apiserver_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/transport"

	"apitour/apiserver/apiservertest"
	"apitour/apiserver/pki"
)

// TestExtensionFlags boots with an admission plugin switched off, another configured by a file, and a front proxy of
// the user's own.
func TestExtensionFlags(t *testing.T) {
	t.Parallel()
	hooks := startWebhooks(t)
	hooks.admission("/authenticated", refuseBad)
	dir := t.TempDir()
	credentials := clientcmdapi.NewConfig()
	credentials.AuthInfos["127.0.0.1:"+strconv.Itoa(hooks.port())] = &clientcmdapi.AuthInfo{
		Token: "from the admission configuration",
	}
	if err := clientcmd.WriteToFile(*credentials, filepath.Join(dir, "kubeconfig")); err != nil {
		t.Fatal(err)
	}
	configuration := `{"apiVersion":"apiserver.config.k8s.io/v1","kind":"AdmissionConfiguration",` +
		`"plugins":[{"name":"ValidatingAdmissionWebhook",` +
		`"configuration":{"apiVersion":"apiserver.config.k8s.io/v1","kind":"WebhookAdmissionConfiguration",` +
		`"kubeConfigFile":"` + filepath.Join(dir, "kubeconfig") + `"}}]}`
	if err := os.WriteFile(filepath.Join(dir, "admission.json"), []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	proxy, err := pki.EnsureFrontProxy(filepath.Join(dir, "proxy"))
	if err != nil {
		t.Fatal(err)
	}
	data := apiservertest.DataDir(t)
	s := apiservertest.Start(t, data, "--requestheader-client-ca-file", proxy.AuthorityFile,
		"--requestheader-allowed-names", "front-proxy-client,another",
		"--requestheader-username-headers", "X-Remote-User", "--requestheader-group-headers", "X-Remote-Group",
		"--proxy-client-cert-file", proxy.CertFile, "--proxy-client-key-file", proxy.KeyFile,
		"--disable-admission-plugins", "NamespaceLifecycle",
		"--enable-admission-plugins", "ValidatingAdmissionWebhook", "--admission-control-config-file", filepath.Join(
			dir, "admission.json"))
	client := kubernetes.NewForConfigOrDie(s.Config(t))
	awaitDefaultNamespace(t, client)

	if _, err := client.CoreV1().ConfigMaps("nowhere").Create(t.Context(), configMap("unlabelled", "a"),
		metav1.CreateOptions{}); err != nil {
		t.Errorf("create in a namespace that does not exist, without NamespaceLifecycle: %v", err)
	}
	configure(t, client, validatingWebhook("authenticated", hooks.byURL("/authenticated")))
	awaitEffect(t, client, configMap("authenticated", "bad"), forbidden)
	if token := hooks.token("/authenticated"); token != "Bearer from the admission configuration" {
		t.Errorf("the webhook was shown %q, want the token of the file", token)
	}
	testFrontProxy(t, s, data, proxy)
	hooks.Close() // or the server would keep a connection to it, and be said to leave something behind
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// testFrontProxy is the user's front proxy: what it says counts, extension servers are told of it, and there is no
// other.
func testFrontProxy(t *testing.T, s *apiservertest.Server, data string, proxy pki.FrontProxy) {
	t.Helper()
	config := rest.AnonymousClientConfig(s.Config(t))
	config.CertFile, config.KeyFile = proxy.CertFile, proxy.KeyFile
	config.Wrap(func(next http.RoundTripper) http.RoundTripper {
		return transport.NewAuthProxyRoundTripper("carol", "", []string{"system:masters"}, nil, next)
	})
	client := kubernetes.NewForConfigOrDie(config)
	who, err := client.AuthenticationV1().SelfSubjectReviews().Create(t.Context(),
		&authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	if err != nil || who.Status.UserInfo.Username != "carol" {
		t.Errorf("the front proxy says that it is carol, and the server that it is %+v, %v", who, err)
	}
	authority, err := os.ReadFile(proxy.AuthorityFile)
	if err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "the user's authority in the ConfigMap", func(ctx context.Context) (bool, error) {
		configMap, err := client.CoreV1().ConfigMaps(metav1.NamespaceSystem).Get(ctx,
			"extension-apiserver-authentication", metav1.GetOptions{})
		if err != nil {
			return false, apiservertest.IgnoreNotFound(err)
		}
		return configMap.Data["requestheader-client-ca-file"] == string(authority) &&
			configMap.Data["requestheader-allowed-names"] == `["front-proxy-client","another"]`, nil
	})
	if _, err := os.Stat(filepath.Join(data, "pki", "front-proxy-ca.key")); err == nil {
		t.Error("the server made an authority for front proxies although the user has brought one")
	}
}
