package source_test

import (
	"net/url"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/walkthrough/source"
)

func TestPermalink(t *testing.T) {
	const repository = "https://github.com/kubernetes/kubernetes/blob/"
	const v137 = repository + "v1.37.2/staging/src/k8s.io/"
	const v117 = repository + "v1.17.0/staging/src/k8s.io/"
	const candidate = repository + "v1.38.0-rc.1/staging/src/k8s.io/"
	for _, c := range []struct {
		file string
		line int
		want string
	}{
		{"k8s.io/apiserver@v0.37.2/pkg/server/x.go", 1, v137 + "apiserver/pkg/server/x.go#L1"},
		{"k8s.io/apiserver@v0.17.0/pkg/server/x.go", 20, v117 + "apiserver/pkg/server/x.go#L20"},
		{"k8s.io/kube-aggregator@v0.38.0-rc.1/a.go", 3, candidate + "kube-aggregator/a.go#L3"},
		{
			"k8s.io/kubernetes@v1.37.2/cmd/kube-apiserver/app/server.go", 71,
			repository + "v1.37.2/cmd/kube-apiserver/app/server.go#L71",
		},
		{"k8s.io/apiserver@v0.37.2/pkg/server/x.go", 0, v137 + "apiserver/pkg/server/x.go"},
		{"apiserver/chain.go", 1, ""},
		{"k8s.io/klog/v2@v2.140.0/klog.go", 1, ""},
		{"k8s.io/klog@v0.4.0/klog.go", 1, ""},
		{"k8s.io/kube-openapi@v0.0.0-20260721132016-d427ff9ee9ad/pkg/x.go", 1, ""},
		{"k8s.io/apiserver@v0.37.3-0.20260721132016-d427ff9ee9ad/pkg/x.go", 1, ""},
		{"go.etcd.io/etcd/server/v3@v3.7.3/embed/etcd.go", 1, ""},
		{"k8s.io/apiserver@v0.37.2/../x.go", 1, ""},
		{"k8s.io/apiserver@v0.37.2/x.go) [evil](http://e", 1, ""},
		{"k8s.io/apiserver@v0.37.2/x.go", -1, ""},
		{"", 0, ""},
	} {
		if got := source.Permalink(trace.Place{File: c.file, Line: c.line}); got != c.want {
			t.Errorf("%s:%d: got %q, want %q", c.file, c.line, got, c.want)
		}
	}
}

// FuzzPermalink demands that the link of any place leads to Kubernetes' repository.
func FuzzPermalink(f *testing.F) {
	f.Add("k8s.io/apiserver@v0.37.2/pkg/server/x.go", 1)
	f.Add("k8s.io/apiserver@v0.37.2/\"><script>", 1)
	f.Fuzz(func(t *testing.T, file string, line int) {
		link := source.Permalink(trace.Place{File: file, Line: line})
		if link == "" {
			return
		}
		address, err := url.Parse(link)
		if err != nil || address.Host != "github.com" || address.RawQuery != "" ||
			!strings.HasPrefix(address.Path, "/kubernetes/kubernetes/blob/v1.") ||
			strings.ContainsAny(link, "()[]<>\"'` \\") || strings.Contains(address.Path, "/../") {
			t.Errorf("%q gave the link %q", file, link)
		}
	})
}
