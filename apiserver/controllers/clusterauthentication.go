package controllers

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/cert"
)

const (
	authenticationConfigMap = "extension-apiserver-authentication"
	// clusterAuthenticationInterval is upstream's (pkg/controlplane/controller/clusterauthenticationtrust).
	clusterAuthenticationInterval = time.Minute
	clusterAuthenticationRetry    = 100 * time.Millisecond
)

// ClusterAuthentication keeps the ConfigMap that tells extension servers which clients to trust: the authorities that
// sign the certificates of users and of front proxies, and the headers in which a front proxy names a user.
type ClusterAuthentication struct {
	client kubernetes.Interface
	info   func() (map[string]string, error)
}

// NewClusterAuthentication returns the controller; info returns what this server trusts.
func NewClusterAuthentication(
	client kubernetes.Interface, info func() (map[string]string, error),
) *ClusterAuthentication {
	return &ClusterAuthentication{client, info}
}

// Run writes the ConfigMap at the start, after every change by another client and every minute, until ctx ends.
func (c *ClusterAuthentication) Run(ctx context.Context) {
	defer utilruntime.HandleCrashWithContext(ctx)
	changed := make(chan struct{}, 1)
	tell := func() {
		select {
		case changed <- struct{}{}:
		default: // a sync is due already
		}
	}
	informer := coreinformers.NewFilteredConfigMapInformer(c.client, metav1.NamespaceSystem, 0, nil,
		func(options *metav1.ListOptions) {
			options.FieldSelector = fields.OneTermEqualSelector(metav1.ObjectNameField,
				authenticationConfigMap).String()
		})
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		UpdateFunc: func(any, any) { tell() },
		DeleteFunc: func(any) { tell() },
	})
	utilruntime.Must(err) // only an informer that has been stopped refuses a handler
	go informer.RunWithContext(ctx)

	for {
		next := clusterAuthenticationInterval
		if err := c.sync(ctx); err != nil {
			if ctx.Err() == nil {
				utilruntime.HandleErrorWithContext(ctx, err, "Publish which clients extension servers may trust")
			}
			next = clusterAuthenticationRetry
		}
		select {
		case <-changed:
		case <-time.After(next):
		case <-ctx.Done():
			return
		}
	}
}

// sync adds what this server trusts to what is there: another server on the same etcd may trust others, and while one
// replaces the other both are right.
func (c *ClusterAuthentication) sync(ctx context.Context) error {
	info, err := c.info()
	if err != nil {
		return err
	}
	configMaps := c.client.CoreV1().ConfigMaps(metav1.NamespaceSystem)
	existing, err := configMaps.Get(ctx, authenticationConfigMap, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return c.create(ctx, info)
	}
	if err != nil {
		return fmt.Errorf("read the ConfigMap: %w", err)
	}
	merged := map[string]string{}
	maps.Copy(merged, existing.Data)
	for key, value := range info {
		if merged[key], err = union(key, existing.Data[key], value); err != nil {
			return fmt.Errorf("merge %q: %w", key, err)
		}
	}
	if maps.Equal(merged, existing.Data) {
		return nil
	}
	existing.Data = merged
	_, err = configMaps.Update(ctx, existing, metav1.UpdateOptions{})
	return err
}

// create makes the ConfigMap, and its namespace too: the controller of the system namespaces may be slower.
func (c *ClusterAuthentication) create(ctx context.Context, info map[string]string) error {
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: metav1.NamespaceSystem}}
	if _, err := c.client.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{}); err != nil &&
		!apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("create the namespace: %w", err)
	}
	configMap := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: authenticationConfigMap}, Data: info}
	_, err := c.client.CoreV1().ConfigMaps(metav1.NamespaceSystem).Create(ctx, configMap, metav1.CreateOptions{})
	return err
}

// union merges two certificate bundles, or two lists of names. An unreadable part of the old value is dropped.
func union(key, old, required string) (string, error) {
	if strings.HasSuffix(key, "ca-file") {
		return unionOfCertificates(old, required)
	}
	var names, more []string
	_ = json.Unmarshal([]byte(old), &names)
	if err := json.Unmarshal([]byte(required), &more); err != nil {
		return "", err
	}
	for _, name := range more {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	list, err := json.Marshal(names)
	return string(list), err
}

// unionOfCertificates leaves out expired certificates, or the bundle would grow with every authority there ever was.
func unionOfCertificates(old, required string) (string, error) {
	certificates, err := cert.ParseCertsPEM([]byte(required))
	if err != nil {
		return "", err
	}
	// The old ones come first, so that the order stays.
	existing, _ := cert.ParseCertsPEM([]byte(old))
	bundle := existing[:0:0]
	for _, certificate := range slices.Concat(existing, certificates) {
		if !slices.ContainsFunc(bundle, certificate.Equal) && time.Now().Before(certificate.NotAfter) {
			bundle = append(bundle, certificate)
		}
	}
	pem, err := cert.EncodeCertificates(bundle...)
	return string(pem), err
}
