package apiserver_test

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
	"apitour/apiserver/etcd"
	"apitour/apiserver/pki"
)

// launcher is a program that starts kube-apiserver.
type launcher struct {
	name  string
	flags func(certs string) []string
	// ignored are the flags that the warning names.
	ignored []string
}

var launchers = []launcher{
	{
		// cmd/kubeadm/app/phases/controlplane/manifests.go, getAPIServerCommand; kind and minikube start it the
		// same way.
		"kubeadm", func(certs string) []string {
			return []string{
				"--advertise-address=192.0.2.10", "--allow-privileged=true", "--authorization-mode=Node,RBAC",
				"--client-ca-file=" + certs +
					"/ca.crt", "--enable-admission-plugins=NodeRestriction", "--enable-bootstrap-token-auth=true",
				"--kubelet-client-certificate=" + certs + "/apiserver-kubelet-client.crt", "--kubelet-client-key=" +
					certs + "/apiserver-kubelet-client.key",
				"--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
				"--proxy-client-cert-file=" + certs + "/front-proxy-client.crt", "--proxy-client-key-file=" +
					certs + "/front-proxy-client.key",
				"--requestheader-allowed-names=front-proxy-client", "--requestheader-client-ca-file=" + certs +
					"/ca.crt",
				"--requestheader-extra-headers-prefix=X-Remote-Extra-",
				"--requestheader-group-headers=X-Remote-Group", "--requestheader-username-headers=X-Remote-User",
				"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
				"--service-account-key-file=" + certs + "/sa.pub",
				"--service-account-signing-key-file=" + certs +
					"/sa.key", "--service-cluster-ip-range=10.96.0.0/16",
				"--tls-cert-file=" + certs + "/apiserver.crt", "--tls-private-key-file=" + certs +
					"/apiserver.key", "--runtime-config=",
			}
		},
		[]string{
			"--allow-privileged", "--enable-bootstrap-token-auth", "--kubelet-client-certificate",
			"--kubelet-client-key",
			"--kubelet-preferred-address-types", "--service-account-issuer", "--service-account-key-file",
			"--service-account-signing-key-file",
			"--service-cluster-ip-range", "--enable-admission-plugins=NodeRestriction", "--authorization-mode=Node",
		},
	},
	{
		// sigs.k8s.io/controller-runtime/pkg/internal/testing/controlplane/apiserver.go, defaultArgs.
		"envtest", func(certs string) []string {
			return []string{
				"--allow-privileged=true", "--authorization-mode=RBAC", "--bind-address=127.0.0.1", "--cert-dir=" +
					certs,
				"--client-ca-file=" + certs +
					"/ca.crt", "--disable-admission-plugins=ServiceAccount", "--insecure-port=0",
				"--service-account-issuer=https://127.0.0.1:6443/", "--service-account-key-file=" + certs +
					"/sa-signer.crt",
				"--service-account-signing-key-file=" + certs +
					"/sa-signer.key", "--service-cluster-ip-range=10.0.0.0/24",
			}
		},
		[]string{
			"--allow-privileged", "--service-account-issuer", "--service-account-key-file",
			"--service-account-signing-key-file",
			"--service-cluster-ip-range", "--disable-admission-plugins=ServiceAccount",
		},
	},
	{
		// hack/local-up-cluster.sh, start_apiserver.
		"local-up-cluster", func(certs string) []string {
			return []string{
				"--authorization-mode=Node,RBAC", "--authorization-webhook-config-file=",
				"--authentication-token-webhook-config-file=",
				"--allow-privileged=true", "--v=3", "--vmodule=", "--cert-dir=" +
					certs, "--egress-selector-config-file=" + certs + "/egress.yaml",
				"--client-ca-file=" + certs + "/ca.crt", "--kubelet-certificate-authority=" + certs +
					"/ca.crt", "--kubelet-port=10250", "--kubelet-read-only-port=10255",
				"--service-account-lookup=true", "--enable-admission-plugins=NamespaceLifecycle,LimitRanger",
				"--disable-admission-plugins=", "--admission-control-config-file=",
				"--bind-address=127.0.0.1", "--tls-cert-file=" + certs +
					"/apiserver.crt", "--tls-private-key-file=" + certs + "/apiserver.key",
				"--storage-backend=etcd3", "--storage-media-type=application/vnd.kubernetes.protobuf",
				"--service-cluster-ip-range=10.0.0.0/24",
				"--feature-gates=AllAlpha=false", "--emulated-version=", "--external-hostname=localhost",
				"--cors-allowed-origins=//127.0.0.1(:[0-9]+)?$,//localhost(:[0-9]+)?$",
			}
		},
		[]string{
			"--allow-privileged", "--egress-selector-config-file", "--kubelet-certificate-authority",
			"--kubelet-port", "--kubelet-read-only-port",
			"--service-account-lookup", "--service-cluster-ip-range", "--enable-admission-plugins=LimitRanger",
			"--authorization-mode=Node",
		},
	},
}

// TestLaunchers starts the server as each launcher starts kube-apiserver, with the launcher's flags: the server uses
// the given certificates, and lists in one line the flags without effect.
func TestLaunchers(t *testing.T) {
	t.Parallel()
	database, err := etcd.Start(t.Context(), filepath.Join(t.TempDir(), "etcd"), etcd.DefaultQuota)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(database.Stop)

	for _, launcher := range launchers {
		t.Run(launcher.name, func(t *testing.T) {
			certs := t.TempDir()
			authority, admin := makeCerts(t, certs)
			s := apiservertest.Start(t, apiservertest.DataDir(t), append(launcher.flags(certs),
				"--etcd-servers="+database.Endpoint, "--etcd-prefix=/"+launcher.name)...)

			// As a client that knows only the authority.
			config := &rest.Config{Host: s.URL, TLSClientConfig: rest.TLSClientConfig{CAData: authority}}
			if code, body := s.Get(t, config, "/healthz"); code != 200 {
				t.Errorf("GET /healthz: %d %s", code, body)
			}
			config.CertData, config.KeyData = admin.CertPEM, admin.KeyPEM
			if code, body := s.Get(t, config, "/api/v1/namespaces/default/pods"); code != 200 {
				t.Errorf("GET the pods as the launcher's admin: %d %s", code, body)
			}
			if err := s.Stop(); err != nil {
				t.Fatal(err)
			}
			const warning = "These of kube-apiserver's flags have no effect here: "
			var warned []string
			for _, line := range s.Log {
				if _, list, ok := strings.Cut(line, warning); ok {
					warned = append(warned, strings.Fields(list)...)
				}
			}
			slices.Sort(warned)
			slices.Sort(launcher.ignored)
			if !slices.Equal(warned, launcher.ignored) {
				t.Errorf("warned of %q,\nwant %q", warned, launcher.ignored)
			}
		})
	}
}

// makeCerts fills the folder with what a launcher would have made before, and returns the authority and the admin's.
func makeCerts(t *testing.T, dir string) (trust []byte, admin pki.Pair) {
	t.Helper()
	authority, err := pki.EnsureAuthority(dir)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, pair pki.Pair, err error) {
		if err != nil {
			t.Fatal(err)
		}
		for file, text := range map[string][]byte{name + ".crt": pair.CertPEM, name + ".key": pair.KeyPEM} {
			if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	serving, err := authority.Server([]string{"localhost"}, []net.IP{net.IPv4(127, 0, 0, 1)})
	write("apiserver", serving, err)
	proxy, err := authority.Client("front-proxy-client")
	write("front-proxy-client", proxy, err)
	admin, err = authority.Client("launcher", "system:masters")
	if err != nil {
		t.Fatal(err)
	}
	return authority.CertPEM, admin
}

// TestCertDir makes the serving certificate in a --cert-dir that has none, for clients to trust, and takes it from
// there at the next start.
func TestCertDir(t *testing.T) {
	t.Parallel()
	certs := filepath.Join(t.TempDir(), "certs")
	var first []byte
	for range 2 {
		s := apiservertest.Start(t, apiservertest.DataDir(t), "--cert-dir", certs)
		trust, err := os.ReadFile(filepath.Join(certs, "apiserver.crt"))
		if err != nil {
			t.Fatal(err)
		}
		if code, body := s.Get(t, &rest.Config{TLSClientConfig: rest.TLSClientConfig{CAData: trust}},
			"/readyz"); code != 200 {
			t.Errorf("GET /readyz: %d %s", code, body)
		}
		if code, body := s.Get(t, s.Config(t), "/api"); code != 200 {
			t.Errorf("GET /api as the admin: %d %s", code, body)
		}
		if first != nil && string(first) != string(trust) {
			t.Error("the second start made another certificate")
		}
		first = trust
		if err := s.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(filepath.Join(certs, "apiserver.key"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the key has mode %s", info.Mode())
	}
}
