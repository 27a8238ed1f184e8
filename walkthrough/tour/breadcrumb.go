package tour

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
)

// link is a part of the delegation chain, in the order in which a request is handed on.
type link int

const (
	aggregator link = iota
	kube
	extensions
	notFound
	links    // how many there are
	everyone // a stage that is no one server's
)

var linkNames = [links]string{"aggregator", "kube", "apiextensions", "not found"}

// chainOf says which server a stage belongs to. Stages that are not here belong where the stage around them does, so that
// the groups that InstallAPIs installs are kube's. Read in apiserver/ of this project.
var chainOf = map[string]link{
	// chain.go builds one configuration, of which the three servers take copies.
	"CreateServerChain": everyone, "CreateKubeAPIServerConfig": kube, "buildGenericConfig": everyone,
	"NewEmptyDelegate":          notFound,
	"createAPIExtensionsConfig": extensions, "createAPIExtensionsServer": extensions,
	"CreateKubeAPIServer":    kube,
	"createAggregatorConfig": aggregator, "createAggregatorServer": aggregator, "apiServicesToRegister": aggregator,
	// PrepareRun and Run are called on the aggregator and handed down the whole chain.
	"PrepareRun": everyone, "prepared.Run": everyone, "WaitForReady": everyone,

	// A director is the part of a server that answers a request or hands it on.
	"Director/aggregator": aggregator, "Director/kube-apiserver": kube, "Director/apiextensions": extensions,
}

// hookChain is chainOf for post-start hooks, which all run around the chain: by the server that registers them. Hooks of the
// generic server (pkg/server/config.go), which every server brings, are no one's.
var hookChain = map[string]link{
	// apiextensions-apiserver pkg/apiserver/apiserver.go
	"start-apiextensions-informers": extensions, "start-apiextensions-controllers": extensions, "crd-informer-synced": extensions,
	// apiserver/kube.go, access.go
	"start-system-namespaces-controller": kube, "start-cluster-authentication-info-controller": kube,
	"start-namespace-deleter": kube, "bootstrap-controller": kube, "storage-readiness": kube, "rbac/bootstrap-roles": kube,
	"start-clusterrole-aggregation-controller": kube, "priority-and-fairness-config-producer": kube,
	// kube-aggregator pkg/apiserver/apiserver.go, apiserver/aggregator.go
	"start-kube-aggregator-informers": aggregator, "apiservice-registration-controller": aggregator,
	"apiservice-status-local-available-controller": aggregator, "apiservice-status-remote-available-controller": aggregator,
	"apiservice-openapi-controller": aggregator, "apiservice-openapiv3-controller": aggregator,
	"apiservice-discovery-controller": aggregator, "aggregator-reload-proxy-client-cert": aggregator,
	"kube-apiserver-autoregistration": aggregator,
}

const (
	hookPrefix     = "PostStartHook/"
	directorPrefix = "Director/"
)

// linkOf returns the part of the chain to which a stage belongs.
func linkOf(n *trace.Node) link {
	for ; n != nil; n = n.Parent {
		if hook, ok := strings.CutPrefix(n.Name, hookPrefix); ok {
			if l, known := hookChain[hook]; known {
				return l
			}
			return everyone
		}
		if l, known := chainOf[n.Name]; known {
			return l
		}
	}
	return everyone
}

// passed returns the parts of the chain that a request has come by when it is at the stage: those around it.
func passed(n *trace.Node) (by [links]bool) {
	for ; n != nil; n = n.Parent {
		if strings.HasPrefix(n.Name, directorPrefix) {
			if l, known := chainOf[n.Name]; known && l < links {
				by[l] = true
			}
		}
	}
	return by
}

// breadcrumb is the delegation chain, with the server marked to which the stage belongs on which the learner stands. The
// brackets say it where there are no colours.
func (m *model) breadcrumb() string {
	t := m.theme
	at, by := everyone, [links]bool{}
	if step := m.step(); step != nil {
		at, by = linkOf(step.Node), passed(step.Node)
	}
	var out strings.Builder
	for l := aggregator; l < links; l++ {
		if l > aggregator {
			out.WriteString(t.muted.Render(" → "))
		}
		switch {
		case l == at:
			out.WriteString(t.chosen.focus.Render("[" + linkNames[l] + "]"))
		case by[l]:
			out.WriteString(t.good.Render(linkNames[l]))
		default:
			out.WriteString(t.muted.Render(linkNames[l]))
		}
	}
	return out.String()
}

// title is the first row: the delegation chain, and at the right what there is to know of the server beside the boot's
// time. Where both do not fit, the name of the program gives way.
func (m *model) title() string {
	left := " " + m.breadcrumb()
	state, style := m.serverState()
	room := m.width - ansi.StringWidth(left) - 2
	if program := m.theme.focus.Render(" apitour ") + m.theme.muted.Render("·"); ansi.StringWidth(program)+ansi.StringWidth(state) <= room {
		left = program + left
		room = m.width - ansi.StringWidth(left) - 2
	}
	return ends(left, " "+style.Render(fit(state, min(ansi.StringWidth(state), room)))+" ", m.width)
}
