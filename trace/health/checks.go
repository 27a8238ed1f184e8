package health

import "strings"

// Check is one line of an answer. Its strings are as the server wrote them: see trace.Clean.
type Check struct {
	Name string
	OK   bool
	// Reason is the server's reason for a failed check; it may be empty.
	Reason string
}

// parse returns the checks of a verbose answer, in order. The generic server's package healthz writes its lines:
//
//	[+]ping ok
//	[-]etcd failed: reason withheld
//	readyz check failed
//
// The last line is the overall result, which is also in the status code. Other lines are ignored: a request that is not
// allowed is answered with a Status in JSON.
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
