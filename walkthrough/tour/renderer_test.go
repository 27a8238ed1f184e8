package tour

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// leaver leaves the terminal again and again, and shows how many times it has come back.
type leaver struct{ back int }

func (l *leaver) Init() tea.Cmd  { return nil }
func (l *leaver) View() tea.View { return tea.NewView(fmt.Sprintf("back for time %d.", l.back)) }

func (l *leaver) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case continuedMsg:
		return l, leave(func() error { return nil })
	case backMsg:
		l.back++
	}
	return l, nil
}

// frames keeps what a program has drawn.
type frames struct {
	lock sync.Mutex
	text strings.Builder
}

func (f *frames) Write(p []byte) (int, error) {
	f.lock.Lock()
	defer f.lock.Unlock()
	return f.text.Write(p)
}

func (f *frames) show(text string) bool {
	f.lock.Lock()
	defer f.lock.Unlock()
	return strings.Contains(f.text.String(), text)
}

// TestFramesAreDrawnAfterEveryLeave leaves the terminal for nothing, and waits for a frame each time.
func TestFramesAreDrawnAfterEveryLeave(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	shown, ended := new(frames), make(chan error, 1)
	p := tea.NewProgram(new(leaver), tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(shown),
		tea.WithWindowSize(80, 24), tea.WithEnvironment([]string{"TERM=xterm"}), tea.WithoutSignals())
	go func() {
		_, err := p.Run()
		ended <- err
	}()
	for n := 1; n <= 5; n++ {
		p.Send(continuedMsg{})
		await(t, fmt.Sprintf("time %d to be drawn", n), func() bool { return shown.show(fmt.Sprintf("%d.", n)) })
	}
	stop()
	if err := <-ended; !errors.Is(err, tea.ErrProgramKilled) {
		t.Errorf("the program has ended with %v", err)
	}
}

// await waits for a state.
func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
