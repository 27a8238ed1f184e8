package tour

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	tea "charm.land/bubbletea/v2"

	"apitour/trace/atomicfile"
)

// Settings are what the tour remembers of a learner from one day to the next.
type Settings struct {
	// Mouse is whether the tour listens to the mouse; nil, as on the first day, means that it does.
	Mouse *bool `json:"mouse,omitempty"`
	// Splits is how the screen is divided, for each class of layouts.
	Splits map[layoutClass]split `json:"splits,omitempty"`
	// Breakpoints are the names of stages.
	Breakpoints []string `json:"breakpoints,omitempty"`
}

// settingsFile is the file of the settings. It is read before the first frame and written beside the others. A file that
// cannot be understood is left alone, since somebody may have typed it; what it has and we do not know is kept.
type settingsFile struct {
	path   string
	broken error // why nothing may be written

	mu      sync.Mutex
	writing sync.WaitGroup
	asked   int // how often writing has been asked for, and which of them is on the disk
	written int
}

// openSettings reads the settings; without a path they are those of the first day, and nothing is remembered.
func openSettings(path string) (*settingsFile, Settings) {
	f := &settingsFile{path: path}
	var s Settings
	if path == "" {
		return f, s
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, s
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		f.broken = err
		return f, Settings{}
	}
	return f, s
}

// savedMsg says how writing the settings went.
type savedMsg struct{ err error }

// save returns a command that writes the settings. Of several that are under way at once the last one wins.
func (f *settingsFile) save(s Settings) tea.Cmd {
	if f == nil || f.path == "" || f.broken != nil {
		return nil
	}
	f.asked++
	number := f.asked
	f.writing.Add(1)
	return func() tea.Msg {
		defer f.writing.Done()
		f.mu.Lock()
		defer f.mu.Unlock()
		if number < f.written {
			return nil
		}
		if err := f.write(s); err != nil {
			return savedMsg{fmt.Errorf("remember the settings: %w", err)}
		}
		f.written = number
		return nil
	}
}

// write replaces the file, and keeps what others have put into it.
func (f *settingsFile) write(s Settings) error {
	all := make(map[string]json.RawMessage)
	if text, err := os.ReadFile(f.path); err == nil {
		if err := json.Unmarshal(text, &all); err != nil {
			return err // it was fine when the tour began, and is somebody else's now
		}
	}
	known, err := json.Marshal(s)
	if err != nil {
		return err
	}
	for _, ours := range []string{"mouse", "splits", "breakpoints"} {
		delete(all, ours)
	}
	if err := json.Unmarshal(known, &all); err != nil {
		return err
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	return atomicfile.Write(f.path, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

// remember takes the settings of a file in.
func (m *model) useSettings(f *settingsFile, s Settings) {
	m.settings, m.remembered = f, s
	m.mouse = s.Mouse == nil || *s.Mouse
	for _, name := range s.Breakpoints {
		m.live.breakpoints[name] = true
	}
	if f.broken != nil {
		m.notice = "the settings cannot be read, and stay as they are: " + shown(f.broken.Error())
	}
}

// save writes down what has changed of the settings.
func (m *model) save(change func(*Settings)) tea.Cmd {
	change(&m.remembered)
	s := m.remembered
	s.Splits = make(map[layoutClass]split, len(m.remembered.Splits))
	for class, at := range m.remembered.Splits {
		s.Splits[class] = at
	}
	return m.settings.save(s)
}

// saved takes in that the settings could not be written.
func (m *model) saved(msg savedMsg) { m.notice = shown(msg.err.Error()) }
