package tour

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/walk/walktest"
)

// TestPaneScreens compares the panes with their goldens, in three sizes.
func TestPaneScreens(t *testing.T) {
	t.Parallel()
	chain := strings.Fields(strings.Repeat("space ", 13))
	search := append(append([]string{}, chain...), append([]string{"/"}, letters("apiext")...)...)
	for name, build := range map[string]func(*testing.T, size) *model{
		"search": func(t *testing.T, s size) *model {
			m := replay(walktest.Lesson(), s.width, s.height)
			play(t, m, search...)
			return m
		},
		"search next": func(t *testing.T, s size) *model {
			m := replay(walktest.Lesson(), s.width, s.height)
			play(t, m, append(search, "enter", "n", "n")...)
			return m
		},
		"go": func(t *testing.T, s size) *model {
			m := replay(walktest.Lesson(), s.width, s.height)
			play(t, m, append([]string{":"}, append(letters("create"), "tab")...)...)
			return m
		},
		"sections": func(t *testing.T, s size) *model {
			m := replay(walktest.Lesson(), s.width, s.height)
			play(t, m, append(chain, "tab", "tab", "F")...)
			return m
		},
		"presentation": func(t *testing.T, s size) *model {
			m := replay(walktest.Lesson(), s.width, s.height)
			play(t, m, append(chain, "tab", "v")...)
			return m
		},
		"divided": func(t *testing.T, s size) *model {
			m := replay(walktest.Lesson(), s.width, s.height)
			play(t, m, append(chain, "tab", ">", ">", ">")...)
			return m
		},
		"chinese": func(_ *testing.T, s size) *model { return chinese(s) },
		"chinese ascii": func(_ *testing.T, s size) *model {
			m := chinese(s)
			m.widths = wideCells
			return m
		},
	} {
		for _, s := range []size{small, large, {200, 60}} {
			t.Run(name+" "+s.String(), func(t *testing.T) { golden.RequireEqual(t, panesOf(t, build(t, s))) })
		}
	}
}

// chinese is a tour of a trace with Chinese text in it.
func chinese(s size) *model {
	spans := []trace.Span{
		{
			ID:         "1",
			Name:       "启动 apiserver",
			Start:      walktest.At(0),
			End:        walktest.At(100),
			Attributes: map[string]any{"说明": "服务器链由三个服务器组成，从里到外"},
		},
		{
			ID:       "2",
			ParentID: "1",
			Name:     "创建服务器链",
			Start:    walktest.At(10),
			End:      walktest.At(90),
			Status:   trace.StatusError,
			Message:  "端口已被占用",
			Events:   []trace.Event{walktest.Event(50, "聚合层已就绪")},
		},
		{
			ID:       "3",
			ParentID: "2",
			Name:     "PostStartHook/启动一个非常长的名字启动一个非常长的名字启动一个非常长的名字",
			Start:    walktest.At(20),
			End:      walktest.At(30),
		},
	}
	for i := range spans {
		if spans[i].Attributes == nil {
			spans[i].Attributes = make(map[string]any)
		}
		spans[i].Attributes[convention.ScopeName] = convention.Scope
	}
	m := replay(walktest.Bare(&trace.Trace{Spans: spans}), s.width, s.height)
	stand(m, 1)
	m.settle()
	return m
}
