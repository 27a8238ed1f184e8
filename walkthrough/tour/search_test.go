package tour

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// play feeds keys to the model and runs what it asks for, until nothing is left to do.
func play(t *testing.T, m *model, keys ...string) {
	t.Helper()
	for _, k := range keys {
		_, cmd := m.Update(keyMsg(t, k))
		obey(m, cmd)
	}
}

func obey(m *model, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			obey(m, cmd)
		}
	default:
		_, more := m.Update(msg)
		obey(m, more)
	}
}

func letters(word string) []string { return strings.Split(word, "") }

// TestSearch searches names, notes and source at once, goes from match to match, and ends.
func TestSearch(t *testing.T) {
	m := replay(walktest.Lesson(), large.width, large.height)
	play(t, m, append([]string{"space", "/"}, letters("apiext")...)...)
	s := screen(t, m)
	if m.walk.Step().Node.Name != "CreateServerChain" && !strings.Contains(strings.ToLower(s), "apiext") {
		t.Errorf("the first match is not shown:\n%s", s)
	}
	said := searchWords(m.says().Status.Search, m.walk.Search(), false)
	if !strings.Contains(said, "stages 4, notes ") || !strings.HasPrefix(said, "1/") || !strings.Contains(s, said) {
		t.Errorf("the prompt says %q:\n%s", said, s)
	}
	first, all := *m.walk.Step(), m.walk.Search().Found
	play(t, m, "enter")
	if !strings.Contains(screen(t, m), said) {
		t.Errorf("after enter the status line is without %q:\n%s", said, screen(t, m))
	}
	marked := func() bool {
		for _, row := range m.rows() {
			if strings.Contains(row, m.theme.match.Render("apiExt")) ||
				strings.Contains(row, m.theme.match.Render("APIExt")) ||
				strings.Contains(row, m.theme.match.Render("apiext")) {
				return true
			}
		}
		return false
	}
	for i := range all {
		if !marked() {
			t.Errorf("match %d cannot be seen:\n%s", i+1, screen(t, m))
		}
		play(t, m, "n")
	}
	if m.walk.Step().Index != first.Index || m.walk.Search().Number != 1 || m.walk.Notice() == "" {
		t.Errorf(
			"after all of them the learner is at match %d, step %d, with %q",
			m.walk.Search().Number,
			m.walk.Step().Index,
			m.walk.Notice(),
		)
	}
	play(t, m, "N")
	if m.walk.Search().Number != all {
		t.Errorf("N leads to match %d of %d", m.walk.Search().Number, all)
	}
	play(t, m, "esc", "home", "n")
	if (m.walk.Search().Text != "") || m.walk.Step().Index != 1 {
		t.Errorf("esc does not end the search: step %d", m.walk.Step().Index)
	}
}

// TestSearchSays what it has not found, gives up, and minds capitals when there are some.
func TestSearchEnds(t *testing.T) {
	m := replay(walktest.Lesson(), small.width, small.height)
	play(t, m, append([]string{"space", "space", "/"}, letters("etcd")...)...)
	if m.walk.Step().Index <= 2 {
		t.Errorf("nothing is shown while one types: step %d", m.walk.Step().Index)
	}
	play(t, m, "backspace", "backspace", "backspace", "backspace")
	if m.walk.Step().Index != 2 {
		t.Errorf("without a text the learner is at step %d", m.walk.Step().Index)
	}
	play(t, m, "e", "t", "esc")
	if m.walk.Step().Index != 2 || (m.walk.Search().Text != "") {
		t.Errorf("esc leaves the learner at step %d", m.walk.Step().Index)
	}
	play(t, m, append(append([]string{"/"}, letters("eTcD")...), "enter")...)
	if m.walk.Notice() == "" || m.walk.Step().Index != 2 {
		t.Errorf("eTcD leads to step %d, with %q", m.walk.Step().Index, m.walk.Notice())
	}
	play(t, m, "n")
	if m.walk.Notice() == "" {
		t.Error("n says nothing")
	}
	play(t, m, "/", "enter")
	if m.walk.Search().Text != "" {
		t.Error("nothing is searched for")
	}
}

func query(text string) walk.Query { return walk.Query{Text: text} }

// TestMark marks what matches, across styles and wide letters, and moves nothing.
func TestMark(t *testing.T) {
	look := newTheme(true).match
	for _, test := range []struct{ query, row, want string }{
		{"b", "abab", "a[b]a[b]"},
		{"ab", "\x1b[31ma\x1b[32mb\x1b[m c", "[ab] c"},
		{"服", "启动服务", "启动[服]务"},
		{"i", "İi", "İi"},
		{"x", "abc", "abc"},
		{"", "abc", "abc"},
	} {
		got := markMatch(query(test.query), test.row, 0, ansi.StringWidth(test.row), look)
		if ansi.Strip(got) != ansi.Strip(test.row) {
			t.Errorf("%q: marking changes the text to %q", test.row, got)
		}
		shows := strings.ReplaceAll(strings.ReplaceAll(got, look.before, "["), look.after, "]")
		if shows = strings.ReplaceAll(ansi.Strip(shows), "\x1b", ""); test.query != "ab" && shows != test.want {
			t.Errorf("%q in %q: %q, want %q", test.query, test.row, shows, test.want)
		}
	}
	if got := markMatch(query("b"), "bbb", 1, 2, look); got != "b"+look.Render("b")+"b" {
		t.Errorf("between columns: %q", got)
	}
}

// TestGoTo goes to stages by their names and numbers, and does what rows of the key table do.
func TestGoTo(t *testing.T) {
	for typed, want := range map[string]string{
		"14":                "CreateServerChain",
		"0":                 "main",
		"99":                "main",
		"CreateServerChain": "CreateServerChain",
		"validate":          "Validate",
		"createserv":        "CreateServerChain",
		"etcd":              "Etcd.ApplyWithStorageFactoryTo",
		"crsch":             "CreateServerChain",
		"last":              "WaitForReady",
		"no such stage":     "main",
		"help":              "main",
	} {
		m := replay(walktest.Lesson(), large.width, large.height)
		play(t, m, append(append([]string{":"}, strings.Split(strings.ReplaceAll(typed, " ", "_"), "")...), "enter")...)
		if got := m.walk.Step().Node.Name; got != want {
			t.Errorf("%q leads to %q, want %q", typed, got, want)
		}
		if typed == "help" && m.page != page(&m.pages.help) {
			t.Error("help does not open the help")
		}
		if (typed == "99" || typed == "no such stage") && m.walk.Notice() == "" {
			t.Errorf("%q says nothing", typed)
		}
	}
	m := replay(walktest.Lesson(), small.width, small.height)
	play(t, m, append([]string{":"}, letters("create")...)...)
	if s := screen(t, m); !strings.Contains(s, "▶ CreateServerChain ") || !strings.Contains(s, " : create ") {
		t.Errorf("there is no list:\n%s", s)
	}
	play(t, m, "tab", "tab")
	second := m.prompt.input.value()
	if s := screen(t, m); !strings.Contains(s, "▶ "+second) || !strings.HasPrefix(second, "Create") {
		t.Errorf("tab does not choose:\n%s", s)
	}
	play(t, m, "enter")
	if m.walk.Step().Node.Name != second {
		t.Errorf("enter leads to %q, want %q", m.walk.Step().Node.Name, second)
	}
	play(t, m, ":", "esc")
	if m.prompt != nil {
		t.Error("esc does not close the prompt")
	}
	play(t, m, ":", "f", "o", "l", "d", "enter")
	if m.walk.Folds().Folded(m.walk.At()) == m.walk.Folds().Folded(0) && m.walk.Notice() == "" {
		t.Error(":fold folds nothing")
	}
}

// TestSearchWaitsForNobody searches a large trace while keys are pressed: none of them takes a frame's time.
func TestSearchWaitsForNobody(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a large trace")
	}
	m := replay(walktest.Join(syntheticBoot(100_000)), large.width, large.height)
	slowest := time.Duration(0)
	timed := func(msg tea.Msg) tea.Cmd {
		begin := time.Now()
		_, cmd := m.Update(msg)
		m.View()
		slowest = max(slowest, time.Since(begin))
		return cmd
	}
	var pending []tea.Cmd
	for _, k := range append([]string{"/"}, letters("stage41")...) {
		name := k
		if name == " " {
			name = "space"
		}
		msg := keyMsg(t, name)
		if k == " " {
			msg.Text = " "
		}
		pending = append(pending, timed(msg))
	}
	for len(pending) > 0 {
		cmd := pending[0]
		pending = pending[1:]
		if cmd == nil {
			continue
		}
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			pending = append(pending, msg...)
		default:
			pending = append(pending, timed(msg))
		}
	}
	named := 0
	for _, s := range syntheticBoot(100_000).Spans {
		if s.Name == "stage41" {
			named++
		}
	}
	found := searchWords(m.says().Status.Search, m.walk.Search(), false)
	if want := fmt.Sprintf("stages %d", named); named == 0 || !strings.Contains(found, want) {
		t.Errorf("found %s, want %s", found, want)
	}
	// Machines of tests are busy; what this is about took a second.
	if slowest > 250*time.Millisecond {
		t.Errorf("a key took %v", slowest)
	}
	t.Log(fmt.Sprint("slowest key: ", slowest))
}
