package apiserver

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	apimachineryversion "k8s.io/apimachinery/pkg/version"
	"k8s.io/component-base/compatibility"
	"k8s.io/klog/v2"

	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

// Modules are the libraries that the server consists of.
var Modules = []string{
	"k8s.io/apiserver", "k8s.io/apiextensions-apiserver", "k8s.io/kube-aggregator", "go.etcd.io/etcd/server/v3",
}

// ModuleVersions returns the version of each of the Modules, as the Go tool wrote it into the binary. It is empty in a
// binary that does not know its modules, such as a test.
func ModuleVersions() map[string]string {
	versions := map[string]string{}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return versions
	}
	for _, module := range build.Deps {
		if slices.Contains(Modules, module.Path) {
			versions[module.Path] = module.Version
		}
	}
	return versions
}

// KubernetesVersion is the Kubernetes release whose libraries this server is built on: v1.37.2 for k8s.io/apiserver
// v0.37.2. It is empty in a binary that does not know its modules.
func KubernetesVersion() string {
	minorAndPatch, ok := strings.CutPrefix(ModuleVersions()["k8s.io/apiserver"], "v0.")
	if !ok {
		return ""
	}
	return "v1." + minorAndPatch
}

// PrintVersions writes the versions of the server, of its libraries, and of Go, a line each.
func PrintVersions(out io.Writer) {
	versions := ModuleVersions()
	fmt.Fprintf(out, "apitour apiserver, on the libraries of Kubernetes %s\n", KubernetesVersion())
	for _, module := range Modules {
		fmt.Fprintf(out, "  %-30s %s\n", module, versions[module])
	}
	fmt.Fprintf(out, "  %-30s %s\n", "go", strings.TrimPrefix(runtime.Version(), "go"))
}

// logVersion writes the first line of the log at the usual verbosity: the reader of a crash's log must know which
// version crashed.
func logVersion(ctx context.Context) {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	klog.InfoS("Starting apitour's apiserver",
		"kubernetes", KubernetesVersion(), "go", runtime.Version(), "processors", runtime.GOMAXPROCS(0))
	span.Set(attribute.String(convention.KubernetesVersion, KubernetesVersion()))
}

// reportedVersion answers /version. The libraries know their minor version. Only upstream's release build writes the
// full version into them, and without it kubectl version cannot read the answer.
type reportedVersion struct{ compatibility.EffectiveVersion }

func (v reportedVersion) Info() *apimachineryversion.Info {
	info := v.EffectiveVersion.Info()
	if info != nil {
		full := cmp.Or(KubernetesVersion(), "v"+info.Major+"."+info.Minor+".0")
		info.GitVersion = full + "+apitour"
		info.GitCommit, info.GitTreeState = "", ""
	}
	return info
}
