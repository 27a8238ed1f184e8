package kinds

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"

	"apitour/apiserver/registry"
)

const (
	goodPod = `{"containers":[{"name":"c","image":"i"}]}`
	endPod  = `{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}`
)

// pod is a Pod with fields of a container, and volume one.
func pod(container string) string {
	return `v1 Pod {"spec":{"volumes":[{"name":"one"}],"containers":[{"name":"c","image":"i",` + container + `}]}}`
}

// workload has a selector and a template.
func workload(kind, selector, labels, spec string) string {
	return fmt.Sprintf(`%s {"spec":{"selector":%s,"template":{"metadata":{"labels":%s},"spec":%s}}}`,
		kind, selector, labels, spec)
}

const (
	matching = `{"matchLabels":{"a":"b"}}`
	ab       = `{"a":"b"}`
)

// refused are objects with one or two mistakes, each as "VERSION KIND JSON", and the errors: field and reason.
var refused = []struct{ object, errors string }{
	{`v1 ConfigMap {"data":{"":"x"}}`, `data[] Invalid value`},
	{`v1 ConfigMap {"data":{"a/b":"x"}}`, `data[a/b] Invalid value`},
	{`v1 ConfigMap {"binaryData":{"..":"eA=="}}`, `binaryData[..] Invalid value`},
	{`v1 ConfigMap {"data":{"a":"x"},"binaryData":{"a":"eA=="}}`, `data[a] Invalid value`},
	{`v1 Secret {"data":{"":"eA=="}}`, `data[] Invalid value`},
	{`v1 Secret {"stringData":{"with space":"x"}}`, `data[with space] Invalid value`},
	{`v1 Secret {"type":"kubernetes.io/tls","data":{"tls.crt":""}}`, `data[tls.key] Required value`},
	{
		`v1 Secret {"type":"kubernetes.io/dockerconfigjson","data":{".dockerconfigjson":"eA=="}}`,
		`data[.dockerconfigjson] Invalid value`,
	},
	{
		`v1 Secret {"type":"kubernetes.io/ssh-auth","data":{"ssh-privatekey":""}}`,
		`data[ssh-privatekey] Required value`,
	},
	{`v1 Secret {"type":"kubernetes.io/basic-auth"}`, `data[password] Required value, data[username] Required value`},
	{
		`v1 Secret {"type":"kubernetes.io/service-account-token"}`,
		`metadata.annotations[kubernetes.io/service-account.name] Required value`,
	},

	{`v1 Pod {"spec":{}}`, `spec.containers Required value`},
	{`v1 Pod {"spec":{"containers":[{"image":"i"}]}}`, `spec.containers[0].name Required value`},
	{`v1 Pod {"spec":{"containers":[{"name":"c"}]}}`, `spec.containers[0].image Required value`},
	{`v1 Pod {"spec":{"containers":[{"name":"A","image":"i"}]}}`, `spec.containers[0].name Invalid value`},
	{
		`v1 Pod {"spec":{"containers":[{"name":"c","image":"i"}],"initContainers":[{"name":"c","image":"i"}]}}`,
		`spec.initContainers[0].name Duplicate value`,
	},
	{
		`v1 Pod {"spec":{"restartPolicy":"Often","containers":[{"name":"c","image":"i"}]}}`,
		`spec.restartPolicy Unsupported value`,
	},
	{`v1 Pod {"spec":{"hostname":"a.b","containers":[{"name":"c","image":"i"}]}}`, `spec.hostname Invalid value`},
	{
		`v1 Pod {"spec":{"volumes":[{"name":"v"},{"name":"v"}],"containers":[{"name":"c","image":"i"}]}}`,
		`spec.volumes[1].name Duplicate value`,
	},
	{
		`v1 Pod {"spec":{"securityContext":{"sysctls":[{"name":"foo-","value":"x"}]},` + goodPod[1:] + `}`,
		`spec.securityContext.sysctls[0].name Invalid value`,
	},
	{`v1 Pod {"spec":{"activeDeadlineSeconds":0,` + goodPod[1:] + `}`, `spec.activeDeadlineSeconds Invalid value`},
	{
		pod(`"ports":[{"name":"web","containerPort":1},{"name":"web","containerPort":2}]`),
		`spec.containers[0].ports[1].name Duplicate value`,
	},
	{
		pod(`"ports":[{"name":"no_underscore"}]`),
		`spec.containers[0].ports[0].containerPort Required value, spec.containers[0].ports[0].name Invalid value`,
	},
	{
		pod(`"ports":[{"containerPort":70000,"protocol":"tcp"}]`),
		`spec.containers[0].ports[0].containerPort Invalid value, ` +
			`spec.containers[0].ports[0].protocol Unsupported value`,
	},
	{
		pod(`"env":[{"name":""},{"name":"A=B"}]`),
		`spec.containers[0].env[0].name Required value, spec.containers[0].env[1].name Invalid value`,
	},
	{
		pod(`"volumeMounts":[{"name":"two","mountPath":"/a"},{"name":"one","mountPath":"/a"}]`),
		`spec.containers[0].volumeMounts[0].name Not found, ` +
			`spec.containers[0].volumeMounts[1].mountPath Invalid value`,
	},
	{
		pod(`"resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}}`),
		`spec.containers[0].resources.requests Invalid value`,
	},
	{pod(`"resources":{"limits":{"cpu":"-1"}}`), `spec.containers[0].resources.limits[cpu] Invalid value, ` +
		`spec.containers[0].resources.requests[cpu] Invalid value`},

	{
		workload("apps/v1 Deployment", `null`, ab, goodPod),
		`spec.selector Required value, spec.template.metadata.labels Invalid value`,
	},
	{workload("apps/v1 Deployment", matching, `{"a":"c"}`, goodPod), `spec.template.metadata.labels Invalid value`},
	{workload("apps/v1 Deployment", `{}`, ab, goodPod), `spec.selector Invalid value`},
	{workload("apps/v1 ReplicaSet", matching, ab, `{}`), `spec.template.spec.containers Required value`},
	{workload("apps/v1 StatefulSet", matching, ab, endPod), `spec.template.spec.restartPolicy Unsupported value`},
	{
		workload("apps/v1 DaemonSet", `{"matchLabels":{"a":"not a label"}}`, ab, goodPod),
		`spec.selector Invalid value, spec.selector.matchLabels Invalid value`,
	},
	{
		`v1 ReplicationController {"spec":{"replicas":-1,"selector":{"a":"b"}}}`,
		`spec.replicas Invalid value, spec.template Required value`,
	},
	{
		`v1 PodTemplate {"template":{"metadata":{"labels":{"a b":"c"}},"spec":` + goodPod + `}}`,
		`template.labels Invalid value`,
	},
	{workload("batch/v1 Job", matching, `{"a":"c"}`, endPod), `spec.template.metadata.labels Invalid value`},
	{workload("batch/v1 Job", matching, ab, goodPod), `spec.template.spec.restartPolicy Required value`},
	{
		`batch/v1 CronJob {"spec":{"concurrencyPolicy":"Maybe",` +
			`"jobTemplate":{"spec":{"template":{"spec":` + endPod + `}}}}}`,
		`spec.concurrencyPolicy Unsupported value, spec.schedule Required value`,
	},

	{`v1 Service {"spec":{}}`, `spec.ports Required value`},
	{`v1 Service {"spec":{"type":"ExternalName"}}`, `spec.externalName Required value`},
	{
		`v1 Service {"spec":{"ports":[{"port":0}]}}`,
		`spec.ports[0].port Invalid value, spec.ports[0].targetPort Invalid value`,
	},
	{`v1 Service {"spec":{"ports":[{"port":1},{"port":2,"name":"b"}]}}`, `spec.ports[0].name Required value`},
	{
		`v1 Service {"spec":{"ports":[{"port":1,"name":"b"},{"port":1,"name":"b"}]}}`,
		`spec.ports[1] Duplicate value, spec.ports[1].name Duplicate value`,
	},
	{
		`v1 Service {"spec":{"type":"Cluster","sessionAffinity":"Maybe","ports":[{"port":1}]}}`,
		`spec.sessionAffinity Unsupported value, spec.type Unsupported value`,
	},

	{`v1 Namespace {"spec":{"finalizers":["mine"]}}`, `spec.finalizers Invalid value`},
	{
		`v1 ResourceQuota {"spec":{"hard":{"pods":"-1","a b":"1"}}}`,
		`spec.hard[a b] Invalid value, spec.hard[pods] Invalid value`,
	},
	{
		`v1 LimitRange {"spec":{"limits":[{"type":"Container","min":{"cpu":"2"},"max":{"cpu":"1"}}]}}`,
		`spec.limits[0].min[cpu] Invalid value`,
	},
	{
		`v1 LimitRange {"spec":{"limits":[{"type":"Pod","default":{"cpu":"1"}},{"type":"Pod"}]}}`,
		`spec.limits[0].default Forbidden, spec.limits[1].type Duplicate value`,
	},
	{`scheduling.k8s.io/v1 PriorityClass {"metadata":{"name":"system-other"},"value":1}`, `metadata.name Forbidden`},
	{
		`scheduling.k8s.io/v1 PriorityClass {"metadata":{"name":"p"},"value":1000000001,"preemptionPolicy":"Maybe"}`,
		`preemptionPolicy Unsupported value, value Forbidden`,
	},
	{
		`coordination.k8s.io/v1 Lease {"spec":{"leaseDurationSeconds":0,"leaseTransitions":-1}}`,
		`spec.leaseDurationSeconds Invalid value, spec.leaseTransitions Invalid value`,
	},
	{
		`autoscaling/v2 HorizontalPodAutoscaler ` +
			`{"spec":{"minReplicas":3,"maxReplicas":2,"scaleTargetRef":{"kind":"D"}}}`,
		`spec.maxReplicas Invalid value, spec.scaleTargetRef.name Required value`,
	},
	{
		`autoscaling/v1 HorizontalPodAutoscaler {"spec":{"minReplicas":0,"scaleTargetRef":{"kind":"D","name":"d"}}}`,
		`spec.maxReplicas Required value, spec.minReplicas Invalid value`,
	},
	{`policy/v1 PodDisruptionBudget {"spec":{"minAvailable":1,"maxUnavailable":1}}`, `spec Invalid value`},
	{`storage.k8s.io/v1 StorageClass {}`, `provisioner Required value`},
	{`certificates.k8s.io/v1 CertificateSigningRequest {"spec":{"request":"eA==","usages":["any","any","x"],` +
		`"expirationSeconds":1}}`, `spec.expirationSeconds Invalid value, spec.request Invalid value, ` +
		`spec.signerName Required value, spec.usages[1] Duplicate value, spec.usages[2] Unsupported value`},
	{`rbac.authorization.k8s.io/v1 RoleBinding {}`, `roleRef.kind Unsupported value, roleRef.name Required value`},
}

func TestChecksRefuse(t *testing.T) {
	for _, test := range refused {
		if got := checked(t, test.object); got != test.errors {
			t.Errorf("%s\ngot  %s\nwant %s", test.object, got, test.errors)
		}
	}
}

// TestChecksAccept has objects at the edge of what is refused.
func TestChecksAccept(t *testing.T) {
	for _, object := range []string{
		`v1 ConfigMap {"data":{".a":"","A_b-c.d":"x"},"binaryData":{"e":""}}`,
		`v1 Secret {"type":"kubernetes.io/tls","stringData":{"tls.crt":"","tls.key":""}}`,
		`v1 Secret {"type":"example.org/own"}`,
		pod(`"env":[{"name":"with.dot"}],"volumeMounts":[{"name":"one","mountPath":"/a"}],` +
			`"ports":[{"containerPort":80},{"name":"web","containerPort":81,"hostPort":81}]`),
		`v1 Pod {"spec":{"securityContext":{"sysctls":[{"name":"net/ipv4/tcp_syncookies","value":"1"}]},` +
			goodPod[1:] + `}`,
		workload("apps/v1 Deployment", `{"matchExpressions":[{"key":"a","operator":"Exists"}]}`, ab, goodPod),
		`apps/v1 StatefulSet {"spec":{"selector":{"matchLabels":{"a":"b"}},"volumeClaimTemplates":` +
			`[{"metadata":{"name":"claim"}}],"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":` +
			`[{"name":"c","image":"i","volumeMounts":[{"name":"claim","mountPath":"/a"}]}]}}}}`,
		`v1 ReplicationController {"spec":{"template":{"metadata":{"labels":{"a":"b"}},"spec":` + goodPod + `}}}`,
		`v1 Service {"spec":{"clusterIP":"None"}}`,
		`v1 Service {"spec":{"type":"ExternalName","externalName":"example.org."}}`,
		`v1 Service {"spec":{"ports":[{"port":53,"name":"a"},{"port":53,"name":"b","protocol":"UDP"}]}}`,
		`v1 Namespace {"spec":{"finalizers":["kubernetes","example.org/mine"]}}`,
		`v1 LimitRange {"spec":{"limits":[{"type":"Container","min":{"cpu":"1"},"default":{"cpu":"1"}}]}}`,
		`scheduling.k8s.io/v1 PriorityClass {"metadata":{"name":"system-node-critical"},"value":2000001000}`,
		`scheduling.k8s.io/v1 PriorityClass {"metadata":{"name":"p"},"value":1000000000}`,
		`coordination.k8s.io/v1 Lease {"spec":{}}`,
	} {
		if got := checked(t, object); got != "" {
			t.Errorf("%s\nis refused: %s", object, got)
		}
	}
}

// checked decodes an object as a request's body, checks it as a create does, and returns the errors, sorted.
func checked(t *testing.T, object string) string {
	t.Helper()
	words := strings.SplitN(object, " ", 3)
	text := fmt.Sprintf(`{"apiVersion":%q,"kind":%q,%s`, words[0], words[1], strings.TrimPrefix(words[2], "{"))
	text = strings.Replace(text, ",}", "}", 1)
	decoder := serializer.NewCodecFactory(NewScheme()).UniversalDecoder()
	decoded, kind, err := decoder.Decode([]byte(text), nil, nil)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var errs []string
	for _, err := range rowOf(t, metav1.GroupVersionKind(*kind)).Check(decoded, nil) {
		errs = append(errs, err.Field+" "+err.Type.String())
	}
	slices.Sort(errs)
	return strings.Join(errs, ", ")
}

func rowOf(t *testing.T, kind metav1.GroupVersionKind) registry.Resource {
	for _, group := range Groups {
		for _, r := range group.Resources {
			if group.Version.Group == kind.Group && r.Kind() == kind.Kind {
				return r
			}
		}
	}
	t.Fatalf("no row for %s", kind)
	return registry.Resource{}
}

// TestUpdatesAreChecked changes good objects to bad ones.
func TestUpdatesAreChecked(t *testing.T) {
	decoder := serializer.NewCodecFactory(NewScheme()).UniversalDecoder()
	decode := func(text string) runtime.Object {
		object, _, err := decoder.Decode([]byte(text), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		return object
	}
	for _, test := range []struct{ kind, old, object, want string }{
		{"ConfigMap", `{"immutable":true,"data":{"a":"b"}}`, `{"immutable":true,"data":{"a":"c"}}`, "data"},
		{"ConfigMap", `{"data":{"a":"b"}}`, `{"data":{"a b":"c"}}`, "data[a b]"},
		{"Secret", `{"immutable":true}`, `{}`, "immutable"},
		{"Secret", `{"type":"a"}`, `{"type":"b"}`, "type"},
		{"Service", `{"spec":{"ports":[{"port":1}]}}`, `{"spec":{}}`, "spec.ports"},
	} {
		old := decode(fmt.Sprintf(`{"apiVersion":"v1","kind":%q,%s`, test.kind, test.old[1:]))
		object := decode(strings.Replace(fmt.Sprintf(`{"apiVersion":"v1","kind":%q,%s`, test.kind, test.object[1:]),
			",}", "}", 1))
		errs := rowOf(t, metav1.GroupVersionKind{Kind: test.kind}).Check(object, old)
		if len(errs) != 1 || errs[0].Field != test.want {
			t.Errorf("%s %s to %s: %v, want one error in %s", test.kind, test.old, test.object, errs, test.want)
		}
	}
}
