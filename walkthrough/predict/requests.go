package predict

import (
	"slices"
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
)

// The answers to who serves a request, from the outside in, as a request meets them.
const (
	filtersAnswer   = "no server: a filter ends it"
	extensionServer = "an extension server, for which the aggregator is a proxy"
	notFoundAnswers = "no server: it is passed on to the end of the chain, 404"
)

var whoAnswers = []string{
	filtersAnswer, "the aggregator itself", "the kube server", "the apiextensions server", extensionServer,
	notFoundAnswers,
}

// directors name the servers by the spans of their directors.
var directors = map[string]string{
	convention.DirectorPrefix + "aggregator":     "the aggregator itself",
	convention.DirectorPrefix + "kube-apiserver": "the kube server",
	convention.DirectorPrefix + "apiextensions":  "the apiextensions server",
}

// whoAnswers asks which server of the delegation chain answers a request.
func (r *Record) whoAnswers() (right string, wrong []string) {
	if r.Stage(convention.RequestStage) == nil {
		return "", nil
	}
	right = r.answering()
	// All of them would be six: the nearest ones stay. The chain's three servers are always among them.
	candidates := slices.Concat(whoAnswers[1:4], whoAnswers[4:], whoAnswers[:1])
	for _, c := range candidates {
		if c != right {
			wrong = append(wrong, c)
		}
	}
	return right, wrong
}

func (r *Record) answering() string {
	if r.Stage(convention.NotFoundStage) != nil {
		return notFoundAnswers
	}
	asked := r.Stages(func(n *trace.Node) bool { return strings.HasPrefix(n.Name, convention.DirectorPrefix) })
	if len(asked) == 0 {
		return filtersAnswer
	}
	innermost := asked[len(asked)-1]
	switch innermost.Text(convention.DirectorDecision) {
	case convention.Proxied:
		return extensionServer
	case convention.Served:
		return directors[innermost.Name]
	}
	return ""
}

// Who may decide a request, from the outside in.
const (
	admissionDecides = "admission"
	storageDecides   = "the handler, with its storage"
	nobodyHasIt      = "the end of the chain: no server has it"
	proxyDecides     = "the extension server"
)

// deciding are the filters that may end a request, in their order.
var deciding = []string{
	"WithAuthentication", "WithConstrainedImpersonation", "WithPriorityAndFairness", "WithAuthorization",
}

// whoDecides asks which part of the way decides how a request is answered.
func (r *Record) whoDecides() (right string, wrong []string) {
	if r.Stage(convention.RequestStage) == nil {
		return "", nil
	}
	switch r.answering() {
	case "":
		return "", nil
	case filtersAnswer:
		right = r.lastFilter()
	case notFoundAnswers:
		right = nobodyHasIt
	case extensionServer:
		right = proxyDecides
	default:
		right = storageDecides
		if plugin := r.refusingPlugin(); plugin != "" {
			right = plugin
		}
	}
	for _, c := range []string{deciding[0], deciding[3], admissionDecides, storageDecides, nobodyHasIt} {
		isRight := c == right || c == admissionDecides && strings.HasPrefix(right, convention.AdmissionPrefix)
		if !isRight {
			wrong = append(wrong, c)
		}
	}
	return right, wrong
}

// lastFilter returns the innermost of the filters that may end a request.
func (r *Record) lastFilter() string {
	for _, name := range slices.Backward(deciding) {
		if r.Stage(name) != nil {
			return name
		}
	}
	return ""
}

func (r *Record) refusingPlugin() string {
	refused := r.Stages(func(n *trace.Node) bool {
		return strings.HasPrefix(n.Name, convention.AdmissionPrefix) && n.Failed()
	})
	if len(refused) == 0 {
		return ""
	}
	return refused[0].Name
}

// reports asks where a broken boot shows: in which stage, in which check that stays red, or nowhere.
func (r *Record) reports(of []string) (right string, wrong []string) {
	answer := r.Reported(of)
	if !slices.Contains(of, answer) {
		return "", nil
	}
	for _, c := range of {
		if c != answer {
			wrong = append(wrong, inWords(c))
		}
	}
	return inWords(answer), wrong
}
