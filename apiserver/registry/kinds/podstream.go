package kinds

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"slices"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	genericregistry "k8s.io/apiserver/pkg/registry/generic/registry"
	genericrest "k8s.io/apiserver/pkg/registry/generic/rest"
	"k8s.io/apiserver/pkg/registry/rest"
)

// For these subresources kube-apiserver asks the kubelet of the pod's node. This server has no kubelet. So it gives the
// answers that upstream gives before it calls the kubelet, and otherwise an error that names the reason.

// podLogREST is the output of a pod.
type podLogREST struct{ store *genericregistry.Store }

func (l *podLogREST) New() runtime.Object { return &corev1.Pod{} }
func (l *podLogREST) Destroy()            {}
func (l *podLogREST) NewGetOptions() (runtime.Object, bool, string) {
	return &corev1.PodLogOptions{}, false, ""
}
func (l *podLogREST) ProducesMIMETypes(string) []string { return []string{"text/plain"} }
func (l *podLogREST) ProducesObject(string) any         { return "" }

// Get returns an empty log for a pod without a node: nothing has run it.
func (l *podLogREST) Get(ctx context.Context, name string, options runtime.Object) (runtime.Object, error) {
	pod, err := podOf(ctx, l.store, name)
	if err != nil {
		return nil, err
	}
	if err := checkContainer(pod, options.(*corev1.PodLogOptions).Container); err != nil {
		return nil, err
	}
	if pod.Spec.NodeName != "" {
		return nil, noKubelet(pod)
	}
	return &genericrest.LocationStreamer{}, nil
}

// podStreamREST is exec, attach, portforward or proxy.
type podStreamREST struct {
	store   *genericregistry.Store
	name    string
	options runtime.Object
}

func (s *podStreamREST) New() runtime.Object { return s.options.DeepCopyObject() }
func (s *podStreamREST) Destroy()            {}

func (s *podStreamREST) ConnectMethods() []string {
	if s.name == "proxy" {
		return []string{
			http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
			http.MethodOptions,
		}
	}
	return []string{http.MethodGet, http.MethodPost} // the two ways to ask for an upgraded connection
}

func (s *podStreamREST) NewConnectOptions() (runtime.Object, bool, string) {
	if s.name == "proxy" {
		return s.New(), true, "path"
	}
	return s.New(), false, ""
}

func (s *podStreamREST) Connect(
	ctx context.Context, name string, options runtime.Object, _ rest.Responder,
) (http.Handler, error) {
	pod, err := podOf(ctx, s.store, name)
	if err != nil {
		return nil, err
	}
	if container := reflect.ValueOf(options).Elem().FieldByName("Container"); container.IsValid() {
		if err := checkContainer(pod, container.String()); err != nil {
			return nil, err
		}
	}
	switch {
	case s.name == "proxy" && len(pod.Status.PodIPs) == 0:
		return nil, apierrors.NewBadRequest("address not allowed")
	case s.name != "proxy" && pod.Spec.NodeName == "":
		return nil, apierrors.NewBadRequest(fmt.Sprintf("pod %s does not have a host assigned", name))
	}
	return nil, noKubelet(pod)
}

func podOf(ctx context.Context, store *genericregistry.Store, name string) (*corev1.Pod, error) {
	object, err := store.Get(ctx, name, &metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	return object.(*corev1.Pod), nil
}

// checkContainer gives upstream's answers if the container's name is missing or wrong.
func checkContainer(pod *corev1.Pod, name string) error {
	var names []string
	for _, c := range slices.Concat(pod.Spec.InitContainers, pod.Spec.Containers) {
		names = append(names, c.Name)
	}
	for _, c := range pod.Spec.EphemeralContainers {
		names = append(names, c.Name)
	}
	switch {
	case name == "" && len(pod.Spec.Containers) == 0:
		return apierrors.NewBadRequest(fmt.Sprintf("a container name must be specified for pod %s", pod.Name))
	case name == "" && len(pod.Spec.Containers) > 1:
		return apierrors.NewBadRequest(
			fmt.Sprintf("a container name must be specified for pod %s, choose one of: %s", pod.Name, names))
	case name != "" && !slices.Contains(names, name):
		return apierrors.NewBadRequest(fmt.Sprintf("container %s is not valid for pod %s", name, pod.Name))
	}
	return nil
}

func noKubelet(pod *corev1.Pod) error {
	return apierrors.NewServiceUnavailable(fmt.Sprintf(
		"pod %s is assigned to node %q, and this server has no way to a node: no kubelet runs the pod",
		pod.Name, pod.Spec.NodeName))
}

var (
	_ rest.GetterWithOptions = (*podLogREST)(nil)
	_ rest.StorageMetadata   = (*podLogREST)(nil)
	_ rest.Connecter         = (*podStreamREST)(nil)
)
