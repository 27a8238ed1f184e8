// Package settings keeps what a walk remembers of a learner from one day to the next, in one JSON file: breakpoints,
// how the screen is divided, whether it listens to the mouse. Each part of the telling has keys of its own.
package settings

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"apitour/trace/atomicfile"
	"apitour/walkthrough/phrases"
)

// File is the file of the settings. A file that cannot be understood is left alone, since a person may have typed it;
// keys that this version does not know are kept. A nil File remembers nothing.
type File struct {
	path   string
	broken error // why nothing may be written

	mu      sync.Mutex
	known   map[string]json.RawMessage // what was read, and since then set
	changed map[string]bool            // the keys that were set

	writing sync.WaitGroup
	turn    sync.Mutex // one writes at a time
	asked   int        // how often a write was asked for, and which of them is on the disk
	written int
}

// Open reads the settings. The empty path remembers nothing.
func Open(path string) *File {
	f := &File{path: path, known: make(map[string]json.RawMessage), changed: make(map[string]bool)}
	if path == "" {
		return f
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f
	}
	if err == nil {
		err = json.Unmarshal(text, &f.known)
	}
	f.fail(err)
	return f
}

func (f *File) fail(err error) {
	if err != nil && f.broken == nil {
		f.broken, f.known = err, make(map[string]json.RawMessage)
	}
}

// Broken returns why the file cannot be understood, nil when it can.
func (f *File) Broken() error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken == nil {
		return nil
	}
	broken := f.broken
	return &phrases.Error{Err: broken, Say: func(p *phrases.Phrases) string {
		return p.Settings.Unreadable(p.Error(broken))
	}}
}

// Get puts the value of a key into the variable that value points to, and leaves it alone when there is none. A value
// of another type makes the whole file one that cannot be understood.
func (f *File) Get(key string, value any) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if text, ok := f.known[key]; ok {
		f.fail(json.Unmarshal(text, value))
	}
}

// Set gives a key a value; nil removes it. It returns the function that writes the file, which may run in any
// goroutine, or nil when nothing is to be written. Of several writes that are under way the last one wins.
func (f *File) Set(key string, value any) (write func() error) {
	if f == nil || f.path == "" {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken != nil {
		return nil
	}
	delete(f.known, key)
	f.changed[key] = true
	if value != nil {
		text, err := json.Marshal(value)
		if err != nil {
			return func() error { return notKept(err) }
		}
		f.known[key] = text
	}
	f.asked++
	number := f.asked
	f.writing.Add(1)
	return func() error {
		defer f.writing.Done()
		return f.save(number)
	}
}

// Wait returns when every write that was asked for has ended. The functions that Set returned must have been called.
func (f *File) Wait() {
	if f != nil {
		f.writing.Wait()
	}
}

func notKept(err error) error {
	return &phrases.Error{Err: err, Say: func(p *phrases.Phrases) string { return p.Settings.CannotKeep(p.Error(err)) }}
}

func (f *File) save(number int) error {
	f.turn.Lock()
	defer f.turn.Unlock()
	if number < f.written {
		return nil
	}
	if err := f.write(); err != nil {
		return notKept(err)
	}
	f.written = number
	return nil
}

// write puts the file in place whole or not at all, with mode 0600.
func (f *File) write() error {
	all := make(map[string]json.RawMessage)
	if text, err := os.ReadFile(f.path); err == nil {
		if err := json.Unmarshal(text, &all); err != nil {
			return err // it could be read when the walk began; another program has written it since
		}
	}
	f.mu.Lock()
	for key := range f.changed {
		delete(all, key)
		if text, ok := f.known[key]; ok {
			all[key] = text
		}
	}
	f.mu.Unlock()
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	return atomicfile.Write(context.Background(), f.path, atomicfile.Private, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}
