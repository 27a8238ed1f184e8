package tour

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace/feed"
	"apitour/walkthrough/walk/walktest"
)

// asked is a request from outside.
func asked(id int, method, path string, status int) feed.Outside {
	o := feed.Outside{
		ID: fmt.Sprint(id), Method: method, Path: path, Status: status, Came: walktest.At(1000 * float64(id)),
	}
	if status != 0 {
		o.User, o.Took = "apitour-admin", time.Duration(id)*1234*time.Microsecond
	}
	return o
}

// TestOutsidePage compares the page with its goldens: with requests of all kinds, and with one that is followed next.
func TestOutsidePage(t *testing.T) {
	t.Parallel()
	for _, s := range []size{{80, 24}, {120, 40}} {
		t.Run(s.String(), func(t *testing.T) {
			m, _ := readyModel()
			m.Update(tea.WindowSizeMsg{Width: s.width, Height: s.height})
			press(t, m, "Q")
			empty := screen(t, m)
			refused := asked(2, "GET", "/api/v1/namespaces/default/secrets", 403)
			refused.User = "apitour-admin as jane"
			unknown := asked(3, "GET", "/api", 401)
			unknown.User = ""
			receive(m, asked(1, "GET", "/api", 200), refused, unknown,
				asked(4, "POST", "/api/v1/namespaces/default/pods/\x1b[31ma-name-as-long-as-they-are/eviction", 201),
				asked(5, "GET", "/api/v1/namespaces/default/pods", 0))
			listed := screen(t, m)
			press(t, m, "down", "down", "down", "enter")
			golden.RequireEqual(t, empty+"\n"+listed+"\n"+screen(t, m))
		})
	}
}

// TestOutsideKeys follows the chosen request, keeps it chosen while others come, and counts those that were not seen.
func TestOutsideKeys(t *testing.T) {
	m, c := readyModel()
	receive(m, asked(1, "GET", "/a", 200), asked(2, "GET", "/b", 200))
	if s := screen(t, m); !strings.Contains(s, "Q: 2 new requests from outside") {
		t.Errorf("the status line does not count them:\n%s", s)
	}
	press(t, m, "Q", "down")
	receive(m, asked(3, "GET", "/c", 200))
	press(t, m, "enter")
	if c.Last() != "follow GET /a" {
		t.Errorf("the server is told %q", c.Last())
	}
	press(t, m, "Q")
	if s := screen(t, m); m.page != nil || !strings.Contains(s, "waits for GET /a") {
		t.Errorf("the status line is\n%s", s)
	}
	press(t, m, "Q")
	followed := asked(4, "GET", "/a", 0)
	followed.TraceID = strings.Repeat("f", 32)
	receive(m, followed)
	if m.page != nil {
		t.Error("the page stays while the awaited request is held")
	}
}
