// Package source finds the Go source of a span: the whole function around the span's line, with its comment.
//
// Source comes from two places, and the path of a file tells which:
//
//	apiserver/chain.go                                   ours; embedded in the binary, handed in as a file system
//	k8s.io/apiserver@v0.37.2/pkg/server/config.go        a library's; read from Go's module cache when it is there
//
// Library code is never part of the binary or of a page: viewers show it from the reader's own module cache, or link to
// it with [Permalink]. Places come from trace files and are not trusted: a path that leaves its folder is refused
// before any file is opened.
package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"

	"apitour/trace"
)

// ErrPlace is the error for a place that names no line of Go source: its path leaves the folder, its file is not a Go
// file, or its file lacks the line.
var ErrPlace = errors.New("not a place in a source file")

// largestFile is larger than files written by hand, and small enough to parse quickly.
const largestFile = 4 << 20

// Library is all source that can be shown. It parses a file once and remembers every answer, so that a growing boot can
// ask again for every span. Several goroutines may use it.
type Library struct {
	trees   map[string]fs.FS
	modules fs.FS // nil when there is no module cache

	mu       sync.Mutex // guards the two maps; not held while a file is read
	files    map[string]*fileAnswer
	excerpts map[trace.Place]excerptAnswer
}

type fileAnswer struct {
	once sync.Once
	file *file
	err  error
}

type excerptAnswer struct {
	excerpt *Excerpt
	err     error
}

// New returns a library of our own source and of the module cache. A key of trees is the path of a folder relative to
// our module, with a slash at its end ("apiserver/"); the value is the file system of that folder.
func New(trees map[string]fs.FS) *Library {
	l := &Library{
		trees:    make(map[string]fs.FS, len(trees)),
		files:    make(map[string]*fileAnswer),
		excerpts: make(map[trace.Place]excerptAnswer),
	}
	for prefix, tree := range trees {
		l.trees[strings.TrimSuffix(prefix, "/")] = tree
	}
	if dir := ModuleCache(); dir != "" {
		// A Root also stops symbolic links that lead out of the cache.
		if root, err := os.OpenRoot(dir); err == nil {
			l.modules = root.FS()
		}
	}
	return l
}

// Function returns the whole function that contains the place, with its doc comment. For a place outside of any
// function it returns the declaration around it. For the first line of a longer function literal it returns the literal
// alone: a closure such as a command's RunE is a stage of its own, and so is the function around it.
//
// The error wraps [fs.ErrNotExist] when the file is not available, and [ErrPlace] when the place names no source.
func (l *Library) Function(place trace.Place) (*Excerpt, error) {
	if l == nil {
		return nil, fmt.Errorf("find function at %s:%d: %w", place.File, place.Line, fs.ErrNotExist)
	}
	if answer, ok := l.remembered(place); ok {
		return answer.excerpt, answer.err
	}
	var answer excerptAnswer
	answer.excerpt, answer.err = l.function(place)
	if answer.err != nil {
		answer.err = fmt.Errorf("find function at %q line %d: %w", place.File, place.Line, answer.err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if earlier, ok := l.excerpts[place]; ok {
		return earlier.excerpt, earlier.err // another goroutine was faster: all callers get one answer
	}
	l.excerpts[place] = answer
	return answer.excerpt, answer.err
}

func (l *Library) remembered(place trace.Place) (excerptAnswer, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	answer, ok := l.excerpts[place]
	return answer, ok
}

// AtHand reports whether [Library.Function] answers without reading a disk: our own source is in memory, and answers
// are remembered. A screen asks for other places in the background.
func (l *Library) AtHand(place trace.Place) bool {
	if l == nil || l.modules == nil || !IsLibrary(place.File) {
		return true
	}
	_, ok := l.remembered(place)
	return ok
}

// Lines returns all lines of a file, without their ends.
func (l *Library) Lines(name string) ([]string, error) {
	f, err := l.file(name)
	if err != nil {
		return nil, fmt.Errorf("read source %q: %w", name, err)
	}
	return f.lines, nil
}

func (l *Library) function(place trace.Place) (*Excerpt, error) {
	f, err := l.file(place.File)
	if err != nil {
		return nil, err
	}
	if place.Line < 1 || place.Line > len(f.lines) {
		return nil, fmt.Errorf("%w: it has %d lines", ErrPlace, len(f.lines))
	}
	found, ok := f.around(place.Line)
	if !ok {
		return nil, fmt.Errorf("%w: no declaration is there", ErrPlace)
	}
	return &Excerpt{
		Path:  place.File,
		First: found.first,
		Func:  found.begin,
		Lines: f.lines[found.first-1 : found.last : found.last],
		URL:   Permalink(trace.Place{File: place.File, Line: found.begin}),
	}, nil
}

// file returns the parsed file.
func (l *Library) file(name string) (*file, error) {
	l.mu.Lock()
	answer := l.files[name]
	if answer == nil {
		answer = new(fileAnswer)
		l.files[name] = answer
	}
	l.mu.Unlock()
	answer.once.Do(func() {
		var text []byte
		if text, answer.err = l.read(name); answer.err == nil {
			answer.file, answer.err = parse(name, text)
		}
	})
	return answer.file, answer.err
}

// read returns the text of the file with that name among our trees or in the module cache.
func (l *Library) read(name string) ([]byte, error) {
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00") || path.Ext(name) != ".go" {
		return nil, ErrPlace
	}
	if IsLibrary(name) {
		cached, ok := inModuleCache(name)
		if !ok {
			return nil, ErrPlace
		}
		if l.modules == nil {
			return nil, fs.ErrNotExist
		}
		return readGo(l.modules, cached)
	}
	// The deepest folder wins: "cmd/apitour" before "cmd".
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if tree, ok := l.trees[dir]; ok {
			return readGo(tree, strings.TrimPrefix(name, dir+"/"))
		}
	}
	if tree, ok := l.trees[""]; ok {
		return readGo(tree, name)
	}
	return nil, fs.ErrNotExist
}

// readGo reads a regular file of reasonable size.
func readGo(tree fs.FS, name string) ([]byte, error) {
	f, err := tree.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > largestFile {
		return nil, ErrPlace
	}
	return io.ReadAll(io.LimitReader(f, largestFile))
}
