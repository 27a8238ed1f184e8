package tour

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// collector is a program that keeps key presses until it has enough.
type collector struct {
	pressed []tea.KeyPressMsg
	enough  int
}

func (c *collector) Init() tea.Cmd  { return nil }
func (c *collector) View() tea.View { return tea.NewView("") }
func (c *collector) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if pressed, ok := msg.(tea.KeyPressMsg); ok {
		c.pressed = append(c.pressed, pressed)
	}
	if len(c.pressed) == c.enough {
		return c, tea.Quit
	}
	return c, nil
}

// sent returns the key presses that Bubble Tea reads from what a terminal sends for as many keys.
func sent(t *testing.T, sequences ...string) []tea.KeyPressMsg {
	t.Helper()
	keys, terminal := io.Pipe()
	defer keys.Close()
	go func() { _, _ = io.WriteString(terminal, strings.Join(sequences, "")) }()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c := &collector{enough: len(sequences)}
	p := tea.NewProgram(c, tea.WithContext(ctx), tea.WithInput(keys), tea.WithOutput(io.Discard),
		tea.WithEnvironment(colourTerminal), tea.WithoutSignalHandler())
	if _, err := p.Run(); err != nil {
		t.Fatalf("%d of %d keys were read: %v", len(c.pressed), len(sequences), err)
	}
	return c.pressed
}

// keysOfAllLayouts are what terminals send for keys, with the name of the key in the command table, and the text.
var keysOfAllLayouts = []struct{ what, sequence, key, text string }{
	{"Russian т", "\x1b[1090::110;;1090u", "n", "т"},
	{"Russian т without text", "\x1b[1090::110u", "n", "т"},
	{"Russian Т", "\x1b[1090:1058:110;2;1058u", "N", "Т"},
	{"Russian Т without text", "\x1b[1090:1058:110;2u", "N", "Т"},
	{"Russian т, Caps Lock", "\x1b[1090::110;65;1058u", "N", "Т"},
	{"Russian т, Caps Lock and Shift", "\x1b[1090:1058:110;66;1090u", "n", "т"},
	{"Russian т, Num Lock", "\x1b[1090::110;129;1090u", "n", "т"},
	{"Russian х, where [ is", "\x1b[1093::91;;1093u", "[", "х"},
	{"Russian ъ, where ] is", "\x1b[1098::93;;1098u", "]", "ъ"},
	{"Russian Ж, where : is", "\x1b[1078:1046:59;2;1046u", ":", "Ж"},
	{"Russian Б, where < is", "\x1b[1073:1041:44;2;1041u", "<", "Б"},
	{"Russian Ю, where > is", "\x1b[1102:1070:46;2;1070u", ">", "Ю"},
	{"Russian . is typed", "\x1b[46:44:47;;46u", ".", "."},
	{"Russian ? is typed", "\x1b[55:63;2;63u", "?", "?"},
	{"Russian / is typed", "\x1b[92:47;2;47u", "/", "/"},
	{"Russian Ctrl-С", "\x1b[1089::99;5u", "ctrl+c", ""},
	{"Russian Ctrl-Я", "\x1b[1103::122;5u", "ctrl+z", ""},
	{"Russian Ctrl-Т", "\x1b[1090::110;5u", "ctrl+n", ""},
	{"Ukrainian і", "\x1b[1110::115;;1110u", "s", "і"},
	{"Greek ο", "\x1b[959::111;;959u", "o", "ο"},
	{"Greek Ο", "\x1b[959:927:111;2;927u", "O", "Ο"},
	{"Hebrew ל", "\x1b[1500::107;;1500u", "k", "ל"},
	{"Arabic ى", "\x1b[1609::110;;1609u", "n", "ى"},
	{"Arabic ؟, where ? is", "\x1b[1592:1567:47;2;1567u", "?", "؟"},
	{"Persian ۱", "\x1b[1777:33:49;;1777u", "1", "۱"},
	{"Persian !", "\x1b[1777:33:49;2;33u", "!", "!"},
	{"Thai mark, where n is", "\x1b[3639::110;;3639u", "n", "\u0e37"},
	{"Korean ㅜ", "\x1b[12636::110;;12636u", "n", "ㅜ"},

	{"German z, where y is", "\x1b[122::121;;122u", "z", "z"},
	{"German Ctrl-Z", "\x1b[122::121;5u", "ctrl+z", ""},
	{"German ü, where [ is", "\x1b[252:220:91;;252u", "ü", "ü"},
	{"German /", "\x1b[55:47;2;47u", "/", "/"},
	{"German €", "\x1b[101;;8364u", "€", "€"},
	{"French A without text", "\x1b[97:65:113;2u", "A", "A"},
	{"French Ctrl-Z", "\x1b[122::119;5u", "ctrl+z", ""},
	{"French é, where 2 is", "\x1b[233:50;;233u", "é", "é"},
	{"Dvorak c", "\x1b[99::105;;99u", "c", "c"},
	{"Dvorak Ctrl-C", "\x1b[99::105;5u", "ctrl+c", ""},
	{"Dvorak Ctrl-N", "\x1b[110::108;5u", "ctrl+n", ""},
	{"Dvorak ' is not q", "\x1b[39:34:113;;39u", "'", "'"},
	{"Polish ł", "\x1b[322::108;;322u", "ł", "ł"},

	{"US ? told whole", "\x1b[47:63:47;2u", "?", "?"},
	{"US Shift-space", "\x1b[32;2;32u", "space", " "},
	{"US Shift-Enter", "\x1b[13;2u", "enter", ""},
	{"US Shift-Tab", "\x1b[9;2u", "shift+tab", ""},
	{"keypad Enter", "\x1b[57414u", "enter", ""},
	{"no protocol: т", "т", "т", "т"},
	{"no protocol: n", "n", "n", "n"},
}

// TestKeysOfAllLayouts takes what terminals send for the keys of several layouts to the names of the command table and
// to the text that is typed. A name that no command has means that the key does nothing.
func TestKeysOfAllLayouts(t *testing.T) {
	var sequences []string
	for _, test := range keysOfAllLayouts {
		sequences = append(sequences, test.sequence)
	}
	for i, read := range sent(t, sequences...) {
		test := keysOfAllLayouts[i]
		pressed, ok := understood(read)
		if key := commandKey(pressed); !ok || key != test.key || pressed.Text != test.text {
			t.Errorf("%s: the key is %q and types %q, want %q and %q",
				test.what, key, pressed.Text, test.key, test.text)
		}
	}
}

// TestModifiersDoNothingAlone presses modifiers, which terminals report when all keys are escape codes: what the
// learner is told stays.
func TestModifiersDoNothingAlone(t *testing.T) {
	m := replay(walktest.Lesson(), small.width, small.height)
	m.walk.Say("stays")
	for _, pressed := range sent(t,
		"\x1b[57441;2u", "\x1b[57447;2u", "\x1b[57442;5u", "\x1b[57443;3u", "\x1b[57358;65u", "\x1b[57360;129u",
		"\x1b[57453u",
	) {
		m.Update(pressed)
	}
	if got := m.walk.Notice(); got != "stays" {
		t.Errorf("after modifiers alone the notice is %q", got)
	}
}

// TestKeysAreAskedFor looks at what the terminal is asked for: base keys of all keys, and composed text as it is while
// an answer is typed.
func TestKeysAreAskedFor(t *testing.T) {
	m := replay(walktest.Lesson(), small.width, small.height)
	want := tea.KeyboardEnhancements{
		ReportAlternateKeys: true, ReportAllKeysAsEscapeCodes: true, ReportAssociatedText: true,
	}
	if got := m.View().KeyboardEnhancements; got != want {
		t.Errorf("a walk asks for %+v, want %+v", got, want)
	}
	press(t, m, "/")
	if got := m.View().KeyboardEnhancements; got != (tea.KeyboardEnhancements{ReportAlternateKeys: true}) {
		t.Errorf("a prompt asks for %+v", got)
	}
}

// TestCyrillicKeyboard walks, searches and quits in a terminal whose keyboard is Russian.
func TestCyrillicKeyboard(t *testing.T) {
	t.Parallel()
	term := open(t, small, walk.Options{Lesson: walktest.Join, Trace: walktest.Recording()}, nil)
	term.await("step 1 of ")
	term.send("\x1b[1090::110;;1090u") // т: n
	term.await("step 2 of ")
	term.send("\x1b[1080::98;;1080u") // и: b
	term.await("step 1 of ")
	term.send("\x1b[1078:1046:59;2;1046u") // Ж: the prompt for jumps
	for _, typed := range []string{"\x1b[1090:1058:110;2;1058u", "\x1b[1080::98;;1080u", "и"} {
		term.send(typed)
	}
	term.await("Тии")
	term.send("\x1b[1094::119;5u") // Ctrl-Ц: Ctrl-W deletes a word
	term.awaitThat("an empty prompt", func() bool { return !strings.Contains(term.screen(), "Ти") })
	term.send("\x1b[27u")
	term.send("\x1b[1103::122;5u") // Ctrl-Я: no shell is here to go back to
	term.await(errNoShell.Error())
	term.send("\x1b[1081::113;;1081u") // й: q
	if err := term.end(); err != nil {
		t.Error(err)
	}
	term.checkLeft()
}

// TestShiftIsThatOfAUSKeyboard pairs the keys without letters.
func TestShiftIsThatOfAUSKeyboard(t *testing.T) {
	if len(plainKeys) != len(shiftKeys) {
		t.Fatalf("%d keys, %d with Shift", len(plainKeys), len(shiftKeys))
	}
	for _, c := range walk.Commands() {
		for _, key := range c.Keys {
			// Every key that is a sign can be pressed by its place.
			if r := []rune(key); len(r) == 1 && !strings.ContainsRune(plainKeys+shiftKeys, r[0]) &&
				!slices.Contains([]rune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"), r[0]) {
				t.Errorf("no key of a US keyboard types %q", key)
			}
		}
	}
}
