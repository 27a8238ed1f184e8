package broken

import (
	"testing"
	"time"

	"apitour/trace/health"
	"apitour/trace/session"
)

// TestTheReportShowsTheFailure polls a server that fails at other moments: before the boot has come to most checks,
// when the hook alone is red, while the server stops, and not at all.
func TestTheReportShowsTheFailure(t *testing.T) {
	report := func(red ...string) health.Report {
		r := health.Report{Path: readyPath, At: time.Now()}
		for _, name := range []string{"etcd", "poststarthook/hook-fails", "shutdown"} {
			check := health.Check{Name: name, OK: true}
			for _, other := range red {
				check.OK = check.OK && other != name
			}
			r.Checks = append(r.Checks, check)
		}
		return r
	}
	early, best := report("etcd", "poststarthook/hook-fails"), report("poststarthook/hook-fails")
	late, green, none := report("poststarthook/hook-fails", "shutdown"), report(), report("etcd")
	for name, test := range map[string]struct {
		polls []health.Report
		want  health.Report
	}{
		"in order":              {[]health.Report{early, best, late}, best},
		"green at the end":      {[]health.Report{early, green}, early},
		"green and then red":    {[]health.Report{green, late}, late},
		"another check is red":  {[]health.Report{late, none}, late},
		"the later of the same": {[]health.Report{early, late}, late},
		"only once":             {[]health.Report{none}, none},
	} {
		w := &watch{
			boot: ByName(hookFails), telling: make(map[string]health.Report),
			Follower: &session.Follower{Health: make(map[string]health.Report)},
		}
		for _, poll := range test.polls {
			w.Health[readyPath] = poll
			w.keepTelling()
		}
		kept := w.telling[readyPath]
		if kept.At != test.want.At {
			t.Errorf("%s: the report shows %q red", name, redChecks(kept))
		}
	}
}
