package apiserver_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/utils/ptr"

	"apitour/apiserver/apiservertest"
)

// TestAdmission shows each admission plugin by what it does to ConfigMaps. A ConfigMap says by a label which webhook or
// policy it is for, so that they do not meet each other's objects.
func TestAdmission(t *testing.T) {
	t.Parallel()
	s := apiservertest.Start(t, apiservertest.DataDir(t), "-v", "4")
	client := kubernetes.NewForConfigOrDie(s.Config(t))
	awaitDefaultNamespace(t, client)
	hooks := startWebhooks(t, "hooks.default.svc")

	t.Run("together", func(t *testing.T) {
		for _, test := range []struct {
			name string
			run  func(*testing.T, kubernetes.Interface, *webhookServer)
		}{
			{"a validating webhook refuses", testValidatingWebhook},
			{"a webhook behind a Service is found by its EndpointSlice", testWebhookByService},
			{"a webhook that fails is fatal or ignored", testWebhookFailure},
			{"a mutating webhook is called again when another has changed the object", testMutatingWebhook},
			{"a validating policy refuses by its parameters", testValidatingPolicy},
			{"a mutating policy applies and patches", testMutatingPolicy},
		} {
			t.Run(test.name, func(t *testing.T) {
				t.Parallel()
				test.run(t, client, hooks)
			})
		}
		t.Run("webhooks behind a Service are dialled by the node dialer", func(t *testing.T) {
			t.Parallel()
			apiservertest.Await(t, "the dialer to tell of it",
				s.Logged(`"Dialing" address="127.0.0.1:`+strconv.Itoa(hooks.port())+`"`))
		})
	})
	hooks.Close() // or the server would keep a connection to it, and be said to leave something behind
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func awaitDefaultNamespace(t *testing.T, client kubernetes.Interface) {
	t.Helper()
	apiservertest.Await(t, "namespace default", func(ctx context.Context) (bool, error) {
		_, err := client.CoreV1().Namespaces().Get(ctx, metav1.NamespaceDefault, metav1.GetOptions{})
		return err == nil, apiservertest.IgnoreNotFound(err)
	})
}

func refused(message string) *metav1.Status {
	return &metav1.Status{Message: message, Code: http.StatusForbidden, Reason: metav1.StatusReasonForbidden}
}

// configMap is for the webhook or policy of that label.
func configMap(label, name string, data ...string) *corev1.ConfigMap {
	object := &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"for": label}},
		Data:       map[string]string{},
	}
	for i := 0; i+1 < len(data); i += 2 {
		object.Data[data[i]] = data[i+1]
	}
	return object
}

func create(
	t *testing.T, client kubernetes.Interface, object *corev1.ConfigMap, dryRun ...string,
) (*corev1.ConfigMap, error) {
	return client.CoreV1().ConfigMaps(metav1.NamespaceDefault).Create(t.Context(), object,
		metav1.CreateOptions{DryRun: dryRun})
}

// awaitEffect tries a dry run until it ends as it should: a webhook or policy counts as soon as an informer has seen
// it.
func awaitEffect(
	t *testing.T, client kubernetes.Interface, object *corev1.ConfigMap, effect func(*corev1.ConfigMap, error) bool,
) {
	t.Helper()
	apiservertest.Await(t, "the webhook or policy to count", func(context.Context) (bool, error) {
		return effect(create(t, client, object, metav1.DryRunAll)), nil
	})
}

func forbidden(_ *corev1.ConfigMap, err error) bool { return apierrors.IsForbidden(err) }

var configMapRule = admissionregistrationv1.Rule{
	APIGroups: []string{""}, APIVersions: []string{"v1"},
	Resources: []string{"configmaps"},
}

func onCreate() []admissionregistrationv1.RuleWithOperations {
	return []admissionregistrationv1.RuleWithOperations{{Operations: []admissionregistrationv1.OperationType{
		admissionregistrationv1.Create,
	}, Rule: configMapRule}}
}

func labelled(label string) *metav1.LabelSelector {
	return &metav1.LabelSelector{MatchLabels: map[string]string{"for": label}}
}

// validatingWebhook leaves open what has a default.
func validatingWebhook(
	label string, config admissionregistrationv1.WebhookClientConfig,
) admissionregistrationv1.ValidatingWebhook {
	return admissionregistrationv1.ValidatingWebhook{
		Name: label + ".example.com", ClientConfig: config, Rules: onCreate(), ObjectSelector: labelled(label),
		SideEffects: ptr.To(admissionregistrationv1.SideEffectClassNone), AdmissionReviewVersions: []string{"v1"},
	}
}

func configure(
	t *testing.T, client kubernetes.Interface, webhooks ...admissionregistrationv1.ValidatingWebhook,
) *admissionregistrationv1.ValidatingWebhookConfiguration {
	t.Helper()
	configuration := &admissionregistrationv1.ValidatingWebhookConfiguration{ObjectMeta: metav1.ObjectMeta{
		Name: webhooks[0].Name,
	}, Webhooks: webhooks}
	created, err := client.AdmissionregistrationV1().ValidatingWebhookConfigurations().Create(t.Context(),
		configuration, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return created
}

func refuseBad(request *admissionv1.AdmissionRequest) (refusal, patch string) {
	if strings.HasPrefix(request.Name, "bad") {
		return "no " + request.Name + " here", ""
	}
	return "", ""
}

func testValidatingWebhook(t *testing.T, client kubernetes.Interface, hooks *webhookServer) {
	hooks.admission("/validate", refuseBad)
	written := configure(t, client, validatingWebhook("validate", hooks.byURL("/validate"))).Webhooks[0]
	if *written.FailurePolicy != admissionregistrationv1.Fail ||
		*written.MatchPolicy != admissionregistrationv1.Equivalent ||
		written.NamespaceSelector == nil || *written.TimeoutSeconds != 10 ||
		*written.Rules[0].Scope != admissionregistrationv1.AllScopes {
		t.Errorf("defaults: %+v", written)
	}
	awaitEffect(t, client, configMap("validate", "bad"), forbidden)

	_, err := create(t, client, configMap("validate", "bad"))
	if !apierrors.IsForbidden(err) || !strings.Contains(err.Error(),
		`admission webhook "validate.example.com" denied the request: no bad here`) {
		t.Errorf("create bad: %v, want the webhook's refusal", err)
	}
	if _, err := create(t, client, configMap("validate", "good")); err != nil {
		t.Errorf("create good: %v", err)
	}
	if _, err := create(t, client, configMap("unlabelled", "bad-but-not-asked")); err != nil {
		t.Errorf("create what the selector does not match: %v", err)
	}
	if _, err := create(t, client, configMap("validate", "tried"), metav1.DryRunAll); err != nil {
		t.Errorf("dry run: %v", err)
	}
	for name, dryRun := range map[string]bool{"good": false, "tried": true} {
		requests := hooks.seen("/validate", name)
		if len(requests) != 1 || *requests[0].DryRun != dryRun || requests[0].UserInfo.Username != "apitour-admin" {
			t.Errorf("the webhook was asked about %s: %+v, want once with dryRun %v by the admin", name, requests,
				dryRun)
		}
	}

	// A webhook that does things outside of the cluster even in a dry run is not accepted at all.
	written.SideEffects = ptr.To(admissionregistrationv1.SideEffectClassSome)
	_, err = client.AdmissionregistrationV1().ValidatingWebhookConfigurations().Create(t.Context(),
		&admissionregistrationv1.ValidatingWebhookConfiguration{
			ObjectMeta: metav1.ObjectMeta{Name: "effects"},
			Webhooks:   []admissionregistrationv1.ValidatingWebhook{written},
		}, metav1.CreateOptions{})
	if !apierrors.IsInvalid(err) || !strings.Contains(err.Error(), "webhooks[0].sideEffects") {
		t.Errorf("create a webhook with side effects: %v, want 422 that names the field", err)
	}
}

func testWebhookByService(t *testing.T, client kubernetes.Interface, hooks *webhookServer) {
	hooks.admission("/by-service", refuseBad)
	_, err := client.CoreV1().Services(metav1.NamespaceDefault).Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "hooks"}, Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{
			{Port: 443},
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.DiscoveryV1().EndpointSlices(metav1.NamespaceDefault).Create(t.Context(),
		&discoveryv1.EndpointSlice{
			ObjectMeta: metav1.ObjectMeta{
				Name:   "hooks",
				Labels: map[string]string{discoveryv1.LabelServiceName: "hooks"},
			},
			AddressType: discoveryv1.AddressTypeIPv4,
			Endpoints:   []discoveryv1.Endpoint{{Addresses: []string{"127.0.0.1"}}},
			Ports:       []discoveryv1.EndpointPort{{Name: ptr.To(""), Port: ptr.To(int32(hooks.port()))}},
		}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	service := &admissionregistrationv1.ServiceReference{
		Namespace: metav1.NamespaceDefault, Name: "hooks",
		Path: ptr.To("/by-service"),
	}
	configure(t, client, validatingWebhook("by-service", admissionregistrationv1.WebhookClientConfig{
		Service:  service,
		CABundle: hooks.authority,
	}))
	awaitEffect(t, client, configMap("by-service", "bad"), forbidden)
	if _, err := create(t, client, configMap("by-service", "good-by-service")); err != nil {
		t.Error(err)
	}
}

// testWebhookFailure has a webhook that does not answer in time, with either policy, and one whose certificate is not
// from the authority that the configuration names.
func testWebhookFailure(t *testing.T, client kubernetes.Interface, hooks *webhookServer) {
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	hooks.handle("/hang", func(http.ResponseWriter, *http.Request) { <-done })
	fail := validatingWebhook("fail", hooks.byURL("/hang"))
	fail.TimeoutSeconds = ptr.To(int32(1))
	ignore := validatingWebhook("ignore", hooks.byURL("/hang"))
	ignore.TimeoutSeconds, ignore.FailurePolicy = ptr.To(int32(1)), ptr.To(admissionregistrationv1.Ignore)
	impostor := validatingWebhook("impostor", hooks.byURL("/hang"))
	impostor.ClientConfig.CABundle = startWebhooks(t).authority
	configure(t, client, fail, ignore, impostor)

	awaitEffect(t, client, configMap("impostor", "a"), func(_ *corev1.ConfigMap, err error) bool {
		return apierrors.IsInternalError(err) && strings.Contains(err.Error(),
			"certificate signed by unknown authority")
	})
	begun := time.Now()
	_, err := create(t, client, configMap("fail", "timed-out"))
	if !apierrors.IsInternalError(err) || !strings.Contains(err.Error(), `failed calling webhook "fail.example.com"`) ||
		!strings.Contains(err.Error(), "deadline exceeded") {
		t.Errorf("failurePolicy Fail: %v, want 500 after the timeout", err)
	}
	if took := time.Since(begun); took < time.Second || took > 8*time.Second {
		t.Errorf("took %s, want the webhook's timeout of 1s", took)
	}
	if _, err := create(t, client, configMap("ignore", "passed-over")); err != nil {
		t.Errorf("failurePolicy Ignore: %v", err)
	}
}

// testMutatingWebhook has one webhook that counts how often it was called, and one after it that gives it a reason to
// be called again.
func testMutatingWebhook(t *testing.T, client kubernetes.Interface, hooks *webhookServer) {
	hooks.admission("/count", func(request *admissionv1.AdmissionRequest) (string, string) {
		return "", `[{"op":"add","path":"/data/count","value":"` +
			strconv.Itoa(len(hooks.seen("/count", request.Name))) + `"}]`
	})
	hooks.admission("/change", func(*admissionv1.AdmissionRequest) (string, string) {
		return "", `[{"op":"add","path":"/data/changed","value":"yes"}]`
	})
	webhook := func(name string) admissionregistrationv1.MutatingWebhook {
		return admissionregistrationv1.MutatingWebhook{
			Name: name + ".example.com", ClientConfig: hooks.byURL("/" +
				name), Rules: onCreate(), ObjectSelector: labelled("mutate"),
			SideEffects: ptr.To(admissionregistrationv1.SideEffectClassNone), AdmissionReviewVersions: []string{"v1"},
		}
	}
	counting := webhook("count")
	counting.ReinvocationPolicy = ptr.To(admissionregistrationv1.IfNeededReinvocationPolicy)
	_, err := client.AdmissionregistrationV1().MutatingWebhookConfigurations().Create(t.Context(),
		&admissionregistrationv1.MutatingWebhookConfiguration{
			ObjectMeta: metav1.ObjectMeta{Name: "mutate"}, Webhooks: []admissionregistrationv1.MutatingWebhook{
				counting,
				webhook("change"),
			},
		}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	awaitEffect(t, client, configMap("mutate", "first", "kept", "yes"), func(object *corev1.ConfigMap, err error) bool {
		return err == nil && object.Data["changed"] == "yes"
	})
	object, err := create(t, client, configMap("mutate", "second", "kept", "yes"))
	if err != nil || object.Data["count"] != "2" || object.Data["changed"] != "yes" {
		t.Errorf("created %v, %v, want it counted twice and changed", object, err)
	}
}
