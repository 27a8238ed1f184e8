package health

import "strings"

// Check is one line of an answer. Its texts are as the server wrote them: see trace.Clean.
type Check struct {
	Name string
	OK   bool
	// Reason is what the server says about a check that failed, if it says anything.
	Reason string
}

// parse returns the checks of a verbose answer, in its order. The lines are written by the generic server's package
// healthz:
//
//	[+]ping ok
//	[-]etcd failed: reason withheld
//	readyz check failed
//
// The last is the sum of them, which the answer's code says as well. Other lines are left out: where asking is not
// allowed, the answer is a Status in JSON.
func parse(body string) []Check {
	var checks []Check
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\r\n")
		if text, ok := strings.CutPrefix(line, "[+]"); ok {
			checks = append(checks, Check{Name: strings.TrimSuffix(text, " ok"), OK: true})
		}
		if text, ok := strings.CutPrefix(line, "[-]"); ok {
			name, reason, _ := strings.Cut(text, " failed: ")
			checks = append(checks, Check{Name: name, Reason: reason})
		}
	}
	return checks
}
