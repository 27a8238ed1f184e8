package predict

import (
	"slices"
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
)

// whoAnswers returns the answers to who serves a request, from the outside in, as a request meets them.
func (w inWords) whoAnswers() []string {
	in := w.say.Answers
	return []string{in.Filter, in.Aggregator, in.Kube, in.APIExtensions, in.Extension, in.NotFound}
}

// serverOf names a server by the span of its director.
func (w inWords) serverOf(director string) string {
	switch strings.TrimPrefix(director, convention.DirectorPrefix) {
	case "aggregator":
		return w.say.Answers.Aggregator
	case "kube-apiserver":
		return w.say.Answers.Kube
	case "apiextensions":
		return w.say.Answers.APIExtensions
	}
	return ""
}

// whoAnswers asks which server of the delegation chain answers a request.
func (r *Record) whoAnswers() (right string, wrong []string) {
	if r.Stage(convention.RequestStage) == nil {
		return "", nil
	}
	right = r.answering()
	// All of them would be six: the nearest ones stay. The chain's three servers are always among them.
	all := r.words.whoAnswers()
	candidates := slices.Concat(all[1:4], all[4:], all[:1])
	for _, c := range candidates {
		if c != right {
			wrong = append(wrong, c)
		}
	}
	return right, wrong
}

func (r *Record) answering() string {
	in := r.words.say.Answers
	if r.Stage(convention.NotFoundStage) != nil {
		return in.NotFound
	}
	asked := r.Stages(func(n *trace.Node) bool { return strings.HasPrefix(n.Name, convention.DirectorPrefix) })
	if len(asked) == 0 {
		return in.Filter
	}
	innermost := asked[len(asked)-1]
	switch innermost.Text(convention.DirectorDecision) {
	case convention.Proxied:
		return in.Extension
	case convention.Served:
		return r.words.serverOf(innermost.Name)
	}
	return ""
}

// deciding are the filters that may end a request, in their order.
var deciding = []string{
	"WithAuthentication", "WithConstrainedImpersonation", "WithPriorityAndFairness", "WithAuthorization",
}

// whoDecides asks which part of the way decides how a request is answered.
func (r *Record) whoDecides() (right string, wrong []string) {
	if r.Stage(convention.RequestStage) == nil {
		return "", nil
	}
	in, answers := r.words.say.Decides, r.words.say.Answers
	switch r.answering() {
	case "":
		return "", nil
	case answers.Filter:
		right = r.lastFilter()
	case answers.NotFound:
		right = in.Nobody
	case answers.Extension:
		right = in.Extension
	default:
		right = in.Storage
		if plugin := r.refusingPlugin(); plugin != "" {
			right = plugin
		}
	}
	for _, c := range []string{deciding[0], deciding[3], in.Admission, in.Storage, in.Nobody} {
		isRight := c == right || c == in.Admission && strings.HasPrefix(right, convention.AdmissionPrefix)
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
			wrong = append(wrong, r.words.of(c))
		}
	}
	return r.words.of(answer), wrong
}
