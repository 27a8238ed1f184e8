package tour

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/walk/walktest"
)

// TestBreadcrumb says of stages which server they belong to, by the notes of the real boot.
func TestBreadcrumb(t *testing.T) {
	m := replay(walktest.Explain(walktest.Recording()), large.width, large.height)
	for name, want := range map[string]string{
		"main": "", "StartEtcd": "", "CreateServerChain": "", "CreateNodeDialer": "", "Admission.ApplyTo": "",
		"WaitForReady":              "",
		"CreateKubeAPIServerConfig": "kube", "CreateKubeAPIServer": "kube", "InstallAPIGroup/events.k8s.io": "kube",
		"createAPIExtensionsServer": "apiextensions", "NewEmptyDelegate": "not found",
		"apiServicesToRegister":                            "aggregator",
		"PostStartHook/crd-informer-synced":                "apiextensions",
		"PostStartHook/start-system-namespaces-controller": "kube",
		"PostStartHook/apiservice-discovery-controller":    "aggregator", "PostStartHook/max-in-flight-filter": "",
	} {
		stand(m, named(m, name))
		if m.walk.Step().Node.Name != name {
			t.Fatalf("there is no stage %q", name)
		}
		m.settle()
		title, _, _ := strings.Cut(screen(t, m), "\n")
		got := ""
		if _, after, ok := strings.Cut(title, "["); ok {
			got, _, _ = strings.Cut(after, "]")
		}
		if got != want {
			t.Errorf("%s belongs to %q, want %q: %q", name, got, want, title)
		}
	}
}

// TestBreadcrumbOfARequest lights up the servers that a request has come by.
func TestBreadcrumbOfARequest(t *testing.T) {
	span := func(id, parent, name string) trace.Span {
		return trace.Span{
			ID: id, ParentID: parent, Name: name, Start: walktest.At(0), End: walktest.At(10),
			Attributes: map[string]any{convention.ScopeName: convention.Scope},
		}
	}
	m := replay(walktest.Explain(&trace.Trace{Spans: []trace.Span{
		span(
			"1",
			"",
			"GET /nonsense",
		), span("2", "1", "Director/aggregator"), span("3", "2", "Director/kube-apiserver"), span("4", "3",
			"Director/apiextensions"),
	}}), large.width, large.height)
	lit := func(name string) bool { return strings.Contains(m.breadcrumb(), m.theme.good.Render(name)) }
	for _, want := range [][]bool{{false, false}, {false, false}, {true, false}, {true, true}} {
		if lit("aggregator") != want[0] || lit("kube") != want[1] {
			t.Errorf("at %s: %s", m.walk.Step().Node.Name, ansi.Strip(m.breadcrumb()))
		}
		press(t, m, "space")
	}
	if !strings.Contains(ansi.Strip(m.breadcrumb()), "aggregator → kube → [apiextensions] → not found") {
		t.Error(ansi.Strip(m.breadcrumb()))
	}
}
