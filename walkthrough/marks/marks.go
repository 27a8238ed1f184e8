// Package marks keeps the marks that a person has set on steps of a recording, each with a line of text. A file of them
// lies beside the recording, so that a teacher can ship both:
//
//	boot.jsonl
//	boot.jsonl.marks
//
//	# what to look at in the first hour
//	stage-create-server-chain  the innermost is built first: ask why
//	stage-prepare-run          nothing listens yet
//
// A line has the address of a step and a text. Addresses are the same in every boot (see [lesson.Lesson.Address]), so
// marks of one recording hold in another of the same program. Lines that begin with # and empty lines are a person's
// own, and stay where they are. The package knows nothing of lessons: it keeps marks of steps that a recording lacks.
package marks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"apitour/trace/atomicfile"
	"apitour/walkthrough/phrases"
)

// Bounds of a file. A larger one was not made by hand, and is not understood.
const (
	LongestText = 500 // characters
	mostMarks   = 5000
	largestFile = 4 << 20 // bytes
)

// Mark is a line of text on the step with the address.
type Mark struct{ Address, Text string }

// File is the marks of a recording. A file that cannot be understood is left alone. A nil File keeps nothing, and one
// without a path keeps marks until the walk ends.
type File struct {
	path   string
	access atomicfile.Access

	mu      sync.Mutex
	broken  error
	lines   []line
	changed map[string]string // the texts that were set since the file was read; "" for those that were removed

	writing sync.WaitGroup
	turn    sync.Mutex // one writes at a time
}

// line is a mark, or what a person has written beside the marks, which has no address.
type line struct {
	Mark
	aside string
}

// Open reads the marks at a path; there need be no file yet. A file that is made has the given access. The empty path
// is that of no file.
func Open(path string, access atomicfile.Access) *File {
	f := &File{path: path, access: access, changed: make(map[string]string)}
	if path != "" {
		f.lines, f.broken = read(path)
	}
	return f
}

// wrong makes an error of what is said of a file of marks.
func wrong(say func(*phrases.MarksFile) string) error {
	return &phrases.Error{Say: func(p *phrases.Phrases) string { return say(&p.Marks) }}
}

// Beside returns the path of the marks of a recording.
func Beside(recording string) string { return recording + ".marks" }

func read(path string) ([]line, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, wrong(func(s *phrases.MarksFile) string { return s.NoFile })
	case info.Size() > largestFile:
		return nil, wrong(func(s *phrases.MarksFile) string { return s.TooLarge })
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parse(text)
}

// parse returns the lines of a file.
func parse(text []byte) ([]line, error) {
	if !utf8.Valid(text) || bytes.ContainsRune(text, 0) {
		return nil, wrong(func(s *phrases.MarksFile) string { return s.NoText })
	}
	var lines []line
	marks := 0
	for number, raw := range strings.Split(strings.TrimRight(string(text), "\r\n"), "\n") {
		raw = strings.TrimRight(raw, " \t\r")
		if raw == "" || strings.HasPrefix(raw, "#") {
			lines = append(lines, line{aside: raw})
			continue
		}
		address, said, _ := strings.Cut(strings.ReplaceAll(raw, "\t", " "), " ")
		said = strings.TrimSpace(said)
		if !IsAddress(address) || said == "" {
			return nil, wrong(func(s *phrases.MarksFile) string { return s.NoMark(number+1, cut(raw, 40)) })
		}
		if marks++; marks > mostMarks {
			return nil, wrong(func(s *phrases.MarksFile) string { return s.TooMany(mostMarks) })
		}
		lines = append(lines, line{Mark: Mark{address, cut(said, LongestText)}})
	}
	if len(text) == 0 {
		return nil, nil
	}
	return lines, nil
}

// IsAddress reports whether a text can be the address of a step: small letters, digits and hyphens.
func IsAddress(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
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
	return &phrases.Error{Err: f.broken, Say: func(p *phrases.Phrases) string {
		return p.Marks.Unreadable(filepath.Base(f.path), p.Error(f.broken))
	}}
}

// Kept reports whether marks outlast the walk.
func (f *File) Kept() bool { return f != nil && f.path != "" }

// All returns the marks in the order of the file.
func (f *File) All() []Mark {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []Mark
	for _, l := range f.lines {
		if l.Address != "" {
			all = append(all, l.Mark)
		}
	}
	return all
}

// Set gives a step a mark; the empty text removes it. What is no line of text becomes one: control characters become
// spaces, and a long text is cut. It returns the function that writes the file, which may run in any goroutine, or nil
// when nothing is to be written, and an error when the file is not understood or has no room.
func (f *File) Set(address, text string) (write func() error, err error) {
	if f == nil {
		return nil, wrong(func(s *phrases.MarksFile) string { return s.NotKept })
	}
	if err := f.Broken(); err != nil {
		return nil, err
	}
	text = OneLine(text)
	if room := len(f.All()) < mostMarks; text != "" && !room {
		return nil, wrong(func(s *phrases.MarksFile) string { return s.Full(mostMarks) })
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lines = with(f.lines, address, text)
	f.changed[address] = text
	if f.path == "" {
		return nil, nil
	}
	f.writing.Add(1)
	return func() error {
		defer f.writing.Done()
		if err := f.save(); err != nil {
			return &phrases.Error{Err: err, Say: func(p *phrases.Phrases) string {
				return p.Marks.CannotKeep(p.Error(err))
			}}
		}
		return nil
	}, nil
}

// OneLine makes one line of a text, without control characters, cut to [LongestText].
func OneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	return strings.TrimSpace(cut(strings.Join(strings.Fields(text), " "), LongestText))
}

// with returns the lines with a mark set, in its place if the step has one already, or removed.
func with(lines []line, address, text string) []line {
	var changed []line
	found := false
	for _, l := range lines {
		if l.Address != address {
			changed = append(changed, l)
			continue
		}
		if text != "" && !found {
			changed = append(changed, line{Mark: Mark{address, text}})
		}
		found = true
	}
	if !found && text != "" {
		changed = append(changed, line{Mark: Mark{address, text}})
	}
	return changed
}

// Wait returns when every write that was asked for has ended. The functions that Set returned must have been called.
func (f *File) Wait() {
	if f != nil {
		f.writing.Wait()
	}
}

// save puts what was set into the file as it is now: a person may have written into it meanwhile.
func (f *File) save() error {
	f.turn.Lock()
	defer f.turn.Unlock()
	lines, err := read(f.path)
	if err != nil {
		return err
	}
	f.mu.Lock()
	for address, text := range f.changed {
		if text == "" {
			lines = with(lines, address, "")
		}
	}
	for _, l := range f.lines { // in the order in which they were set
		if text := f.changed[l.Address]; l.Address != "" && text != "" {
			lines = with(lines, l.Address, text)
		}
	}
	f.mu.Unlock()
	if f.access == atomicfile.Private {
		if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
			return err
		}
	}
	return atomicfile.Write(context.Background(), f.path, f.access, func(w io.Writer) error {
		_, err := io.WriteString(w, written(lines))
		return err
	})
}

// written returns the lines as a file has them.
func written(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		if l.Address == "" {
			b.WriteString(l.aside + "\n")
			continue
		}
		b.WriteString(l.Address + "  " + l.Text + "\n")
	}
	return b.String()
}
