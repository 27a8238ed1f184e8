package durability_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
	"apitour/apiserver/pki"
)

// TestCluster runs two servers on three members of etcd, everything by TLS, as an operator would: see
// docs/operating.md. They serve the same objects, and any one member and any one server may go.
func TestCluster(t *testing.T) {
	t.Parallel()
	files := newFiles(t)
	members := newCluster(t, files.etcdServer, "one", "two", "three")
	var endpoints []string
	for _, m := range members {
		m.start(t)
		endpoints = append(endpoints, m.Client)
	}
	awaitEtcd(t, files.dialEtcd(t), members...)
	whole, dirs := t, []string{apiservertest.DataDir(t), apiservertest.DataDir(t)}
	startServer := func(dir string) *server {
		s := apiservertest.Start(whole, dir, files.flags(endpoints)...)
		// Not the admin's certificate of the server, which the other one does not know: one from the shared authority.
		config := &rest.Config{Host: s.URL, TLSClientConfig: rest.TLSClientConfig{
			CAData:   files.authorityPEM,
			CertData: files.client.CertPEM, KeyData: files.client.KeyPEM,
		}}
		client, done := connect(config)
		whole.Cleanup(done)
		return &server{s, config, client}
	}
	a, b := startServer(dirs[0]), startServer(dirs[1])
	awaitDefault(t, a.config)
	awaitDefault(t, b.config)
	written := settled(t, a.config)

	t.Run("what one writes the other serves", func(t *testing.T) { testShared(t, a, b) })
	t.Run("of two updates to one version one wins", func(t *testing.T) { testConflict(t, a, b) })
	for _, m := range members {
		if !t.Run("without etcd "+m.Name, func(t *testing.T) {
			watched := watchFor(t, b.client, "without-"+m.Name)
			m.kill(t)
			createEventually(t, a.client, "without-"+m.Name)
			watched()
			createEventually(t, b.client, "also-without-"+m.Name)
			m.start(whole)
			awaitEtcd(t, files.dialEtcd(t), m)
		}) {
			return // two members would be away in the next
		}
	}
	t.Run("without the one server and then without the other", func(t *testing.T) {
		if err := a.Kill(); err != nil {
			t.Fatal(err)
		}
		create(t, b.client, "without-a")
		a = startServer(dirs[0])
		if _, err := a.client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Get(t.Context(), "without-a",
			metav1.GetOptions{}); err != nil {
			t.Errorf("get what was written while the server was away: %v", err)
		}
		if err := b.Kill(); err != nil {
			t.Fatal(err)
		}
		create(t, a.client, "without-b")
	})
	t.Run("servers do not fight over what their hooks write", func(t *testing.T) { testHookWritten(t, a, written) })
	if err := a.Stop(); err != nil {
		t.Error(err)
	}
}

// flags are those of a server on the cluster.
func (f sharedFiles) flags(endpoints []string) []string {
	return []string{
		"--etcd-servers", strings.Join(endpoints, ","),
		"--etcd-cafile", f.etcdClient.Authority, "--etcd-certfile", f.etcdClient.Certificate, "--etcd-keyfile",
		f.etcdClient.Key,
		"--client-ca-file", f.authority, "--tls-cert-file", f.serving.Certificate, "--tls-private-key-file",
		f.serving.Key,
	}
}

// testHookWritten checks that two servers with the same hooks write each object once.
func testHookWritten(t *testing.T, a *server, written map[string]string) {
	for name, version := range hookWritten(t, a.config) {
		if before, ok := written[name]; ok && before != version {
			t.Errorf("%s was at version %s and is at %s, and only the servers write it", name, before,
				version)
		}
	}
}

// testShared writes to each server and reads from the other.
func testShared(t *testing.T, a, b *server) {
	for i, pair := range [][2]*server{{a, b}, {b, a}} {
		name := fmt.Sprintf("shared-%d", i)
		watched := watchFor(t, pair[1].client, name)
		created := create(t, pair[0].client, name)
		watched()
		read, err := pair[1].client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Get(t.Context(), name,
			metav1.GetOptions{})
		if err != nil || read.UID != created.UID || read.ResourceVersion != created.ResourceVersion {
			t.Errorf("read from the other server: %v %v, want version %s", read, err, created.ResourceVersion)
		}
	}
}

// testConflict updates one version of an object through both servers.
func testConflict(t *testing.T, a, b *server) {
	object := create(t, a.client, "contested")
	conflicts := 0
	for _, s := range []*server{a, b} {
		changed := object.DeepCopy()
		changed.Data["content"] = s.URL
		_, err := s.client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Update(t.Context(), changed,
			metav1.UpdateOptions{})
		if apierrors.IsConflict(err) {
			conflicts++
		} else if err != nil {
			t.Error(err)
		}
	}
	if conflicts != 1 {
		t.Errorf("%d conflicts, want 1", conflicts)
	}
}

type server struct {
	*apiservertest.Server
	config *rest.Config
	client *kubernetes.Clientset
}

// createEventually creates the configmap, although etcd may be looking for a leader. A try that timed out may have
// succeeded.
func createEventually(t *testing.T, client *kubernetes.Clientset, name string) {
	t.Helper()
	apiservertest.Await(t, "create "+name, func(ctx context.Context) (bool, error) {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		_, err := client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Create(ctx, configMap(name),
			metav1.CreateOptions{})
		return err == nil || apierrors.IsAlreadyExists(err), nil
	})
}

// settled waits until the hooks of both servers have written what they had to.
func settled(t *testing.T, config *rest.Config) map[string]string {
	t.Helper()
	var last map[string]string
	same := 0
	err := wait.PollUntilContextTimeout(t.Context(), 300*time.Millisecond, 30*time.Second, true,
		func(context.Context) (bool, error) {
			now := hookWritten(t, config)
			if same++; !maps.Equal(now, last) {
				last, same = now, 0
			}
			return same == 4, nil
		})
	if err != nil {
		t.Fatalf("the servers write and write, at last: %v", last)
	}
	return last
}

// hookWritten returns the versions of all objects that the servers' own hooks have written, except leases, which are
// renewed for as long as their holder lives.
func hookWritten(t *testing.T, config *rest.Config) map[string]string {
	t.Helper()
	client := dynamic.NewForConfigOrDie(config)
	versions := map[string]string{}
	for _, resource := range []schema.GroupVersionResource{
		corev1.SchemeGroupVersion.WithResource("namespaces"),
		corev1.SchemeGroupVersion.WithResource("services"),
		corev1.SchemeGroupVersion.WithResource("configmaps"),
		{Group: "discovery.k8s.io", Version: "v1", Resource: "endpointslices"},
		{Group: "apiregistration.k8s.io", Version: "v1", Resource: "apiservices"},
		{Group: "rbac.authorization.k8s.io", Version: "v1", Resource: "clusterroles"},
		{Group: "rbac.authorization.k8s.io", Version: "v1", Resource: "clusterrolebindings"},
		{Group: "flowcontrol.apiserver.k8s.io", Version: "v1", Resource: "flowschemas"},
		{Group: "flowcontrol.apiserver.k8s.io", Version: "v1", Resource: "prioritylevelconfigurations"},
	} {
		list, err := client.Resource(resource).List(t.Context(), metav1.ListOptions{})
		if err != nil {
			t.Fatal(err)
		}
		err = meta.EachListItem(list, func(object runtime.Object) error {
			accessor, err := meta.Accessor(object)
			if err == nil && accessor.GetNamespace() != metav1.NamespaceDefault {
				name := resource.Resource + " " + accessor.GetNamespace() + "/" + accessor.GetName()
				versions[name] = accessor.GetResourceVersion()
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(versions) == 0 {
		t.Fatal("no hook has written anything")
	}
	return versions
}

// sharedFiles are what an operator hands to every server of a cluster.
type sharedFiles struct {
	authority    string
	authorityPEM []byte
	serving      tlsFiles // the servers'
	client       pki.Pair // a person's, a member of system:masters
	etcdServer   tlsFiles
	etcdClient   tlsFiles
}

// newFiles makes two authorities, as kubeadm does: one for the apiservers and their clients, one for etcd. With one for
// both, every client of the apiserver could read etcd.
func newFiles(t *testing.T) (files sharedFiles) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	authority := func(name string) (*pki.Authority, string) {
		made, err := pki.EnsureAuthority(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return made, write(name+"-ca.crt", made.CertPEM)
	}
	pair := func(name, authority string, made pki.Pair, err error) tlsFiles {
		if err != nil {
			t.Fatal(err)
		}
		return tlsFiles{authority, write(name+".crt", made.CertPEM), write(name+".key", made.KeyPEM)}
	}
	loopback := []net.IP{net.IPv4(127, 0, 0, 1)}

	kubernetes, file := authority("kubernetes")
	files.authority, files.authorityPEM = file, kubernetes.CertPEM
	serving, err := kubernetes.Server([]string{"localhost", "kubernetes.default.svc"}, loopback)
	files.serving = pair("apiserver", file, serving, err)
	client, err := kubernetes.Client("operator", "system:masters")
	pair("operator", file, client, err)
	files.client = client

	etcd, file := authority("etcd")
	serving, err = etcd.Server([]string{"localhost"}, loopback)
	files.etcdServer = pair("etcd", file, serving, err)
	client, err = etcd.Client("apiserver-etcd-client")
	files.etcdClient = pair("apiserver-etcd-client", file, client, err)
	return files
}

func (f sharedFiles) dialEtcd(t *testing.T) *tls.Config {
	t.Helper()
	certificate, err := tls.LoadX509KeyPair(f.etcdClient.Certificate, f.etcdClient.Key)
	authority, errRead := os.ReadFile(f.etcdClient.Authority)
	if err := errors.Join(err, errRead); err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	return &tls.Config{Certificates: []tls.Certificate{certificate}, RootCAs: pool}
}
