package apiserver_test

import (
	"encoding/json"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

func testColumns(t *testing.T, config *rest.Config) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config)
	pod := newPod("columns")
	pod.Spec.NodeName = "n"
	pod, err := client.CoreV1().Pods("default").Create(ctx, pod, metav1.CreateOptions{})
	need(t, err)
	pod.Status = corev1.PodStatus{
		Phase: corev1.PodRunning, PodIPs: []corev1.PodIP{{IP: "192.0.2.1"}},
		ContainerStatuses: []corev1.ContainerStatus{{
			Name: "c", RestartCount: 2,
			State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}},
		}},
	}
	_, err = client.CoreV1().Pods("default").UpdateStatus(ctx, pod, metav1.UpdateOptions{})
	need(t, err)
	_, err = client.CoreV1().Services("default").Create(ctx, &corev1.Service{
		ObjectMeta: named("columns"),
		Spec: corev1.ServiceSpec{
			Ports:    []corev1.ServicePort{{Port: 80, Name: "p"}, {Port: 443, Name: "s"}},
			Selector: map[string]string{"a": "b"},
		},
	}, metav1.CreateOptions{})
	need(t, err)
	_, err = client.AppsV1().Deployments("default").Create(ctx, newDeployment("columns"), metav1.CreateOptions{})
	need(t, err)
	for path, want := range map[string]string{
		"/api/v1/namespaces/default/pods/columns": `[columns 0/1 CrashLoopBackOff 2 AGE 192.0.2.1 n ` +
			`<none> <none>]`,
		"/api/v1/namespaces/default/services/columns": `[columns ClusterIP <none> <none> 80/TCP,443/TCP ` +
			`AGE a=b]`,
		"/apis/apps/v1/namespaces/default/deployments/columns": `[columns 0/1 0 0 AGE c i name=columns]`,
		"/api/v1/namespaces/default":                           `[default Active AGE]`,
	} {
		body, err := client.CoreV1().RESTClient().Get().AbsPath(path).SetHeader("Accept",
			"application/json;as=Table;v=v1;g=meta.k8s.io").Do(ctx).Raw()
		need(t, err)
		table := &metav1.Table{}
		need(t, json.Unmarshal(body, table))
		var cells []string
		for i, cell := range table.Rows[0].Cells {
			if table.ColumnDefinitions[i].Name == "Age" {
				cell = "AGE"
			}
			text, _ := json.Marshal(cell)
			cells = append(cells, strings.Trim(string(text), `"`))
		}
		got := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace("[" + strings.Join(cells, " ") + "]")
		if got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
