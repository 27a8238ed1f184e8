package messages

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"apitour/trace/atomicfile"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
)

//go:embed messages.json
var embedded embed.FS

const tableName = "messages.json"

// Message is a text that Kubernetes, or our server, prints or returns.
type Message struct {
	// Declaration is the function in which it stands, or the variable. Ours are in packages "apitour/…".
	Declaration anchors.Declaration
	Format      string // with the verbs of package fmt
	File        string // "k8s.io/apiserver/pkg/server/hooks.go"; "" of ours
	// Lines are where it stands in the file at each release of the table, 0 where it does not. Ours has none.
	Lines []int

	pattern pattern
}

// Ours reports whether the message is one of our server.
func (m *Message) Ours() bool { return m.File == "" }

// Table is the messages of some files of upstream's, release by release, and ours.
type Table struct {
	Releases []string // the oldest first
	// Present is the release that the program is built with.
	Present  string
	Messages []*Message
	// Callers are the functions that call ours, of those that have messages or lead to them: the note of a stage also
	// explains what its function calls.
	Callers map[anchors.Declaration][]string
}

// Shipped returns the table in the program.
var Shipped = sync.OnceValues(func() (*Table, error) { return ReadTable(embedded) })

// matter is a table as its file has it.
type matter struct {
	Releases []string `json:"releases"`
	Present  string   `json:"present"`
	// Upstream has by file and function the formats, each with its lines, and Ours by package and function.
	Upstream map[string]map[string][][2]string `json:"upstream"`
	Ours     map[string]map[string][]string    `json:"ours"`
	Callers  map[string]map[string][]string    `json:"callers"`
}

// ReadTable reads the table of a tree, which is called messages.json.
func ReadTable(tree fs.FS) (*Table, error) {
	text, err := fs.ReadFile(tree, tableName)
	if err != nil {
		return nil, fmt.Errorf("read table of messages: %w", err)
	}
	var m matter
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("read table of messages: %w", err)
	}
	t := &Table{Releases: m.Releases, Present: m.Present}
	for _, file := range slices.Sorted(maps.Keys(m.Upstream)) {
		for _, function := range slices.Sorted(maps.Keys(m.Upstream[file])) {
			for _, record := range m.Upstream[file][function] {
				lines, err := parseLines(record[1], len(t.Releases))
				if err != nil {
					return nil, fmt.Errorf("read table of messages: %s, %s: %w", file, function, err)
				}
				d := anchors.Declaration{Package: path.Dir(file), Name: function}
				t.Messages = append(t.Messages, &Message{Declaration: d, Format: record[0], File: file, Lines: lines})
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Ours)) {
		for _, function := range slices.Sorted(maps.Keys(m.Ours[name])) {
			for _, format := range m.Ours[name][function] {
				d := anchors.Declaration{Package: name, Name: function}
				t.Messages = append(t.Messages, &Message{Declaration: d, Format: format})
			}
		}
	}
	t.Callers = make(map[anchors.Declaration][]string)
	for name, functions := range m.Callers {
		for function, callers := range functions {
			t.Callers[anchors.Declaration{Package: name, Name: function}] = callers
		}
	}
	for _, message := range t.Messages {
		message.pattern = ofFormat(message.Format)
	}
	return t, nil
}

// At returns the messages on a line of a file at the release that the program is built with.
func (t *Table) At(file string, line int) []*Message { return t.at(file, line, t.index(t.Present)) }

// OfSign returns the messages that make the sign's text, where the sign says that they stand: none if a program has the
// text that is not in the table.
func (t *Table) OfSign(s notes.Sign) (found []*Message) {
	const reach = 4 // lines of a text that is put together; the table has the first
	says := squeeze(unescape(s.Says))
	if s.At.Function != "" {
		d := ofFunction(s.At.Function)
		for _, m := range t.Messages {
			if m.Declaration == d && m.Ours() && m.pattern.match(says) != nil {
				found = append(found, m)
			}
		}
		return found
	}
	for line := s.At.Line; line > s.At.Line-reach && len(found) == 0; line-- {
		for _, m := range t.At(s.At.Module+"/"+s.At.File, line) {
			if m.pattern.match(says) != nil {
				found = append(found, m)
			}
		}
	}
	return found
}

func (t *Table) at(file string, line, release int) (found []*Message) {
	first, _ := slices.BinarySearchFunc(t.Messages, file, func(m *Message, file string) int {
		if m.Ours() {
			return 1
		}
		return cmp.Compare(m.File, file)
	})
	for _, m := range t.Messages[first:] {
		if m.File != file {
			break
		}
		if release >= 0 && m.Lines[release] == line {
			found = append(found, m)
		}
	}
	return found
}

func (t *Table) index(release string) int { return slices.Index(t.Releases, release) }

// parseLines reads "234,,-,251": a line for each release, nothing where it is that of the release before, and "-" where
// the message is not there.
func parseLines(text string, releases int) ([]int, error) {
	fields := strings.Split(text, ",")
	if len(fields) != releases {
		return nil, fmt.Errorf("%q has not the lines of %d releases", text, releases)
	}
	lines := make([]int, releases)
	for i, field := range fields {
		switch {
		case field == "-":
		case field == "" && i > 0:
			lines[i] = lines[i-1]
		default:
			line, err := strconv.Atoi(field)
			if err != nil || line < 1 {
				return nil, fmt.Errorf("%q has a line that is none", text)
			}
			lines[i] = line
		}
	}
	return lines, nil
}

func formatLines(lines []int) string {
	fields := make([]string, len(lines))
	for i, line := range lines {
		switch {
		case i > 0 && line == lines[i-1]:
		case line == 0:
			fields[i] = "-"
		default:
			fields[i] = strconv.Itoa(line)
		}
	}
	return strings.Join(fields, ",")
}

// Write writes the table to a file, one line for each message.
func (t *Table) Write(name string) error {
	m := matter{
		Releases: t.Releases, Present: t.Present,
		Upstream: make(map[string]map[string][][2]string), Ours: make(map[string]map[string][]string),
		Callers: make(map[string]map[string][]string),
	}
	for d, callers := range t.Callers {
		if m.Callers[d.Package] == nil {
			m.Callers[d.Package] = make(map[string][]string)
		}
		m.Callers[d.Package][d.Name] = callers
	}
	for _, message := range t.Messages {
		d := message.Declaration
		if message.Ours() {
			if m.Ours[d.Package] == nil {
				m.Ours[d.Package] = make(map[string][]string)
			}
			m.Ours[d.Package][d.Name] = append(m.Ours[d.Package][d.Name], message.Format)
			continue
		}
		if m.Upstream[message.File] == nil {
			m.Upstream[message.File] = make(map[string][][2]string)
		}
		record := [2]string{message.Format, formatLines(message.Lines)}
		m.Upstream[message.File][d.Name] = append(m.Upstream[message.File][d.Name], record)
	}
	text, err := m.text()
	if err != nil {
		return fmt.Errorf("write table of messages: %w", err)
	}
	err = atomicfile.Write(context.Background(), name, atomicfile.Shared, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	if err != nil {
		return fmt.Errorf("write table of messages: %w", err)
	}
	return nil
}

// text returns the table as JSON with a line for each message, so that a change of the table can be read.
func (m matter) text() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	var failed error
	write := func(value any) {
		if err := encoder.Encode(value); err != nil && failed == nil {
			failed = err
		}
		b.Truncate(b.Len() - 1) // the end of the line
	}
	b.WriteString("{\n\"present\": ")
	write(m.Present)
	b.WriteString(",\n\"releases\": ")
	write(m.Releases)
	b.WriteString(",\n\"upstream\": ")
	writeTree(&b, m.Upstream, write)
	b.WriteString(",\n\"ours\": ")
	writeTree(&b, m.Ours, write)
	b.WriteString(",\n\"callers\": ")
	writeTree(&b, m.Callers, write)
	b.WriteString("\n}\n")
	return b.Bytes(), failed
}

// writeTree writes two levels of names, and below them a line for each value.
func writeTree[T any](b *bytes.Buffer, tree map[string]map[string][]T, write func(any)) {
	b.WriteString("{")
	for i, outer := range slices.Sorted(maps.Keys(tree)) {
		b.WriteString(map[bool]string{true: "\n", false: ",\n"}[i == 0])
		write(outer)
		b.WriteString(": {")
		for i, inner := range slices.Sorted(maps.Keys(tree[outer])) {
			b.WriteString(map[bool]string{true: "\n ", false: ",\n "}[i == 0])
			write(inner)
			b.WriteString(": [")
			for i, value := range tree[outer][inner] {
				b.WriteString(map[bool]string{true: "\n  ", false: ",\n  "}[i == 0])
				write(value)
			}
			b.WriteString("]")
		}
		b.WriteString("}")
	}
	b.WriteString("}")
}
