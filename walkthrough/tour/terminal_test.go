package tour

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"apitour/walkthrough/walk"
)

// terminal is a terminal in memory with a tour running in it.
type terminal struct {
	t        *testing.T
	mu       sync.Mutex // held while the emulator is read or written to
	emulator *vt.Emulator
	size     size
	ended    chan error
	cancel   context.CancelFunc
}

// colourTerminal is the environment of a terminal that shows everything.
var colourTerminal = []string{"TERM=xterm-256color", "COLORTERM=truecolor", "CLICOLOR_FORCE=1", "LANG=C.UTF-8"}

// open runs a tour in a new terminal, whose model may be changed before it begins. The tour is over when the test is.
func open(t *testing.T, s size, o walk.Options, change func(*model)) *terminal {
	t.Helper()
	return openOn(t, s, o, colourTerminal, change, func(*terminal) {})
}

// openOn is open for a terminal that has been changed itself.
func openOn(
	t *testing.T,
	s size,
	wo walk.Options,
	environment []string,
	change func(*model),
	prepare func(*terminal),
) *terminal {
	t.Helper()
	keys, input := io.Pipe()
	term := &terminal{t: t, emulator: vt.NewEmulator(s.width, s.height), size: s, ended: make(chan error, 1)}
	o := Options{Input: keys, Output: line{term}, Width: s.width, Height: s.height, Environment: environment}
	wo.Screen = true
	w, err := walk.New(wo)
	if err != nil {
		t.Fatal(err)
	}
	prepare(term)
	ctx, cancel := context.WithCancel(t.Context())
	term.cancel = cancel
	m := o.model(ctx, w)
	if change != nil {
		change(m)
	}
	// What the terminal sends, keys and its answers to questions, waits here until the program reads it. Without room
	// to wait, a program that draws and a terminal that answers could wait for each other.
	sent := make(chan []byte, 4096)
	go func() {
		defer close(sent)
		buffer := make([]byte, 256)
		for {
			n, err := term.emulator.Read(buffer)
			if err != nil {
				return
			}
			sent <- append([]byte(nil), buffer[:n]...)
		}
	}()
	go func() {
		for b := range sent {
			_, _ = input.Write(b) // fails when the program is over, which is fine
		}
	}()
	go func() { term.ended <- o.run(ctx, m) }()
	t.Cleanup(func() {
		cancel()
		term.emulator.InputPipe().(io.Closer).Close()
		keys.Close()
	})
	return term
}

// line is the line between a program and its terminal. As the terminal drivers of operating systems do, it sends the
// cursor to the first column with every new line.
type line struct{ terminal *terminal }

func (l line) Write(b []byte) (int, error) {
	l.terminal.mu.Lock()
	defer l.terminal.mu.Unlock()
	_, err := l.terminal.emulator.Write(bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")))
	return len(b), err
}

// look calls f while nothing is written to the terminal.
func (term *terminal) look(f func(*vt.Emulator)) {
	term.mu.Lock()
	defer term.mu.Unlock()
	f(term.emulator)
}

// screen returns the text on the terminal.
func (term *terminal) screen() string {
	var rendered string
	term.look(func(e *vt.Emulator) { rendered = e.Render() })
	lines := strings.Split(ansi.Strip(rendered), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \r")
	}
	return strings.Join(lines, "\n")
}

// await waits until the text is on the screen.
func (term *terminal) await(text string) {
	term.t.Helper()
	term.awaitThat("the screen to show "+text, func() bool { return strings.Contains(term.screen(), text) })
}

func (term *terminal) awaitThat(what string, holds func() bool) {
	term.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			term.t.Fatalf("waited in vain for %s; there is\n%s", what, term.screen())
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// send types on the terminal's keyboard.
func (term *terminal) send(keys string) { term.emulator.SendText(keys) }

// end waits for the tour to be over and returns its error.
func (term *terminal) end() error {
	term.t.Helper()
	select {
	case err := <-term.ended:
		return err
	case <-time.After(20 * time.Second):
		term.t.Fatalf("the tour does not end; there is\n%s", term.screen())
		return nil
	}
}

// taken reports whether a program has the screen for itself, and whether the cursor is hidden.
func (term *terminal) taken() (screen, cursor bool) {
	term.look(func(e *vt.Emulator) { screen, cursor = e.IsAltScreen(), e.CursorHidden() })
	return screen, cursor
}

// checkLeft checks that the terminal is as it was before the tour.
func (term *terminal) checkLeft() {
	term.t.Helper()
	if screen, cursor := term.taken(); screen || cursor {
		term.t.Errorf("the tour has left the terminal with alternate screen %v, cursor hidden %v", screen, cursor)
	}
}
