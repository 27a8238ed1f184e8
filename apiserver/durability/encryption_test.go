package durability_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"
	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsclient "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

// TestEncryption looks into etcd while keys come and go: what is to be encrypted is never there in plain, by whichever
// of the three servers it was written, and clients notice nothing.
func TestEncryption(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "encryption.yaml")
	writeKeys(t, file, "one")
	dir := apiservertest.DataDir(t)
	flags := []string{"--encryption-provider-config", file, "--encryption-provider-config-automatic-reload"}
	s := apiservertest.Start(t, dir, flags...)
	config := s.Config(t)
	awaitDefault(t, config)
	if _, body := s.Get(t, config, "/readyz?verbose"); !strings.Contains(body,
		"[+]poststarthook/start-encryption-provider-config-automatic-reload ok") {
		t.Errorf("the hook that watches the file is not in /readyz:\n%s", body)
	}
	client, done := connect(config)
	defer done()
	secrets := client.CoreV1().Secrets(metav1.NamespaceDefault)
	const hidden = "correct horse battery staple"
	for _, name := range []string{"first", "untouched"} {
		secret := &corev1.Secret{Data: map[string][]byte{"password": []byte(hidden)}}
		secret.Name = name
		if _, err := secrets.Create(t.Context(), secret, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	create(t, client, "plain")
	createWidget(t, config, hidden)

	database := dial(t, nil, "unix://"+filepath.Join(dir, "etcd", "etcd.sock"))
	for _, key := range []string{
		"/registry/secrets/default/first", // kube
		// apiextensions, a custom object
		"/registry/example.com/widgets/default/hidden",
		"/registry/apiextensions.k8s.io/customresourcedefinitions/widgets.example.com", // apiextensions itself
		"/registry/apiregistration.k8s.io/apiservices/v1.apps",                         // aggregator
	} {
		encryptedWith(t, database, key, "one", hidden)
	}
	if value := kept(t, database, "/registry/configmaps/default/plain"); !bytes.HasPrefix(value, []byte("k8s\x00")) {
		t.Errorf("a kind that the configuration does not name is stored as %q", value[:20])
	}

	// A new key in front, the old one behind it: new writes take the new key, what is there is still read.
	writeKeys(t, file, "two", "one")
	apiservertest.Await(t, "the new key to be used", func(ctx context.Context) (bool, error) {
		if err := rewrite(ctx, client, "first"); err != nil {
			return false, err
		}
		return bytes.HasPrefix(kept(t, database, "/registry/secrets/default/first"), []byte(prefix+"two:")), nil
	})
	encryptedWith(t, database, "/registry/secrets/default/untouched", "one", hidden)
	reads(t, client, hidden, "first", "untouched")

	// Once everything has been written anew, the old key can go.
	if err := rewrite(t.Context(), client, "untouched"); err != nil {
		t.Fatal(err)
	}
	encryptedWith(t, database, "/registry/secrets/default/untouched", "two", hidden)
	reads(t, client, hidden, "first", "untouched")
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}

const prefix = "k8s:enc:secretbox:v1:"

// writeKeys puts the configuration in place at once, as a reader in another process must never see half of it.
func writeKeys(t *testing.T, file string, names ...string) {
	t.Helper()
	text := strings.Builder{}
	text.WriteString(`apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources:
  - secrets
  - widgets.example.com
  - customresourcedefinitions.apiextensions.k8s.io
  - apiservices.apiregistration.k8s.io
  providers:
  - secretbox:
      keys:
`)
	for _, name := range names {
		key := sha256.Sum256([]byte(name))
		fmt.Fprintf(&text, "      - {name: %s, secret: %s}\n", name, base64.StdEncoding.EncodeToString(key[:]))
	}
	text.WriteString("  - identity: {}\n")
	if err := os.WriteFile(file+".new", []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		t.Fatal(err)
	}
}

func kept(t *testing.T, database *clientv3.Client, key string) []byte {
	t.Helper()
	answer, err := database.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Kvs) != 1 {
		t.Fatalf("etcd has %d values for %s", len(answer.Kvs), key)
	}
	return answer.Kvs[0].Value
}

func encryptedWith(t *testing.T, database *clientv3.Client, key, name, hidden string) {
	t.Helper()
	value := kept(t, database, key)
	if !bytes.HasPrefix(value, []byte(prefix+name+":")) || bytes.Contains(value, []byte(hidden)) {
		t.Errorf("%s is kept as %q…, want it encrypted with key %s", key, value[:min(len(value), 60)], name)
	}
}

func rewrite(ctx context.Context, client *kubernetes.Clientset, name string) error {
	secrets := client.CoreV1().Secrets(metav1.NamespaceDefault)
	secret, err := secrets.Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	// Even an update that changes nothing is written when the key is not the newest.
	_, err = secrets.Update(ctx, secret, metav1.UpdateOptions{})
	return err
}

func reads(t *testing.T, client *kubernetes.Clientset, want string, names ...string) {
	t.Helper()
	for _, name := range names {
		secret, err := client.CoreV1().Secrets(metav1.NamespaceDefault).Get(t.Context(), name, metav1.GetOptions{})
		if err != nil || string(secret.Data["password"]) != want {
			t.Errorf("get %s: %v", name, err)
		}
	}
}

// createWidget defines a kind and creates an object of it.
func createWidget(t *testing.T, config *rest.Config, text string) {
	t.Helper()
	preserve := true
	definition := &apiextensionsv1.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "widgets.example.com"},
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{
			Group: "example.com",
			Scope: apiextensionsv1.NamespaceScoped,
			Names: apiextensionsv1.CustomResourceDefinitionNames{
				Plural: "widgets", Singular: "widget", Kind: "Widget",
				ListKind: "WidgetList",
			},
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
				Name: "v1", Served: true, Storage: true,
				Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &apiextensionsv1.JSONSchemaProps{
					Type: "object", XPreserveUnknownFields: &preserve,
				}},
			}},
		},
	}
	if _, err := apiextensionsclient.NewForConfigOrDie(config).ApiextensionsV1().CustomResourceDefinitions().Create(
		t.Context(), definition, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	widgets := dynamic.NewForConfigOrDie(config).Resource(schema.GroupVersionResource{
		Group:   "example.com",
		Version: "v1", Resource: "widgets",
	}).Namespace(metav1.NamespaceDefault)
	widget := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "example.com/v1", "kind": "Widget", "metadata": map[string]any{"name": "hidden"}, "text": text,
	}}
	apiservertest.Await(t, "a widget to be created", func(ctx context.Context) (bool, error) {
		_, err := widgets.Create(ctx, widget, metav1.CreateOptions{})
		return err == nil || apierrors.IsAlreadyExists(err), apiservertest.IgnoreNotFound(err)
	})
}
