package notes

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"apitour/trace"
)

// Folder is a folder of notes about another program than ours. docs/notes.md teaches what is in it.
type Folder struct {
	Name string // with which its mistakes begin
	Tree fs.FS
}

// Mistake is a part of a folder that was left out.
type Mistake struct {
	File string
	Line int // 0 for the file as a whole
	Text string
}

// String returns what compilers print: "notes/pay.md:4: there is no field "spanz"". It is clean.
func (m Mistake) String() string {
	where := m.File
	if m.Line > 0 {
		where += fmt.Sprintf(":%d", m.Line)
	}
	return trace.Clean(where + ": " + m.Text)
}

// ReadFolders reads the notes of folders on the disk: see [LoadFolders]. Links that lead out of a folder are mistakes.
// The error is of a folder that cannot be opened.
func ReadFolders(names ...string) (*Library, []Mistake, error) {
	var folders []Folder
	for _, name := range names {
		root, err := os.OpenRoot(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, nil, fmt.Errorf("read notes: there is no folder %q", name)
		case err != nil:
			return nil, nil, fmt.Errorf("read notes in %q: %s", name, reason(err))
		}
		defer func() { _ = root.Close() }()
		folders = append(folders, Folder{name, root.FS()})
	}
	l, mistakes := LoadFolders(folders...)
	return l, mistakes, nil
}

// LoadFolders reads the notes of folders: every file "<id>.md", the chapters, "chapters/<nn>-<id>.md", the words,
// "glossary.yaml", and what the folder says of its program, "program.yaml". It takes in what is right and returns the
// rest as mistakes. Of two notes that claim the same name the first one has it.
func LoadFolders(folders ...Folder) (*Library, []Mistake) {
	l := newLibrary()
	l.brought = true
	var all []Mistake
	for _, folder := range folders {
		f := &folderReader{Folder: folder, library: l}
		f.read()
		slices.SortStableFunc(f.mistakes, func(a, b Mistake) int {
			return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
		})
		all = append(all, f.mistakes...)
	}
	return l, all
}

// folderReader reads one folder into a library.
type folderReader struct {
	Folder
	library  *Library
	rules    rules
	mistakes []Mistake
}

func (f *folderReader) wrong(file string, line int, format string, args ...any) {
	f.mistakes = append(f.mistakes, Mistake{path.Join(f.Name, file), line, fmt.Sprintf(format, args...)})
}

// wrongIn adds the problems of a file, in the order of its lines. A file that is no note at all would have thousands.
func (f *folderReader) wrongIn(file string, problems []problem) {
	slices.SortFunc(problems, func(a, b problem) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.text, b.text))
	})
	problems = slices.Compact(problems)
	for i, p := range problems {
		if i == mostPerFile {
			f.wrong(file, p.line, "and %d more mistakes", len(problems)-i)
			return
		}
		f.wrong(file, p.line, "%s", p.text)
	}
}

func (f *folderReader) read() {
	f.rules.folder = true
	program := f.readProgram()
	f.rules.within = within{services: program.Services, scopes: program.Scopes}
	f.readNotes()
	f.library.sort()
	f.readChapters()
	f.readGlossary()
	if f.library.front == nil && program.Title != "" {
		f.library.program, f.library.front = program, program.front(Original)
	}
}

// list returns the names of the files in a folder that may be notes, sorted.
func (f *folderReader) list(folder string) (names []string) {
	opened, err := f.Tree.Open(folder)
	if err != nil {
		if folder == "." || !errors.Is(err, fs.ErrNotExist) {
			f.wrong(folder, 0, "%s", reason(err))
		}
		return nil
	}
	defer func() { _ = opened.Close() }()
	dir, ok := opened.(fs.ReadDirFile)
	if !ok {
		f.wrong(folder, 0, "it is not a folder")
		return nil
	}
	entries, err := dir.ReadDir(mostEntries)
	if err != nil && !errors.Is(err, io.EOF) {
		f.wrong(folder, 0, "%s", reason(err))
	}
	if len(entries) == mostEntries {
		f.wrong(folder, 0, "it has %d files or more: no others are looked at", mostEntries)
	}
	for _, entry := range entries {
		switch name := entry.Name(); {
		case strings.HasPrefix(name, "."), strings.EqualFold(name, "README.md"):
		case name == "program.yml" || name == "glossary.yml":
			f.wrong(path.Join(folder, name), 0, "it is not read: its name would be %s",
				strings.TrimSuffix(name, ".yml")+".yaml")
		case strings.HasSuffix(name, ".md"):
			names = append(names, path.Join(folder, name))
		}
	}
	slices.Sort(names)
	return names
}

// text returns the text of a file, and its size. It is not ok, and a mistake, when the file cannot be one.
func (f *folderReader) text(file string) (text string, ok bool) {
	data, err := f.data(file)
	if err != nil {
		f.wrong(file, 0, "%s", reason(err))
		return "", false
	}
	if strings.ContainsRune(string(data), 0) || !utf8.Valid(data) {
		f.wrong(file, 0, "it is not text in UTF-8")
		return "", false
	}
	text = strings.TrimPrefix(string(data), "\ufeff")
	// The character that asks for the coloured form of a sign takes no room on the page, and views would show a mark
	// for it.
	return strings.ReplaceAll(text, "\ufe0f", ""), true
}

// data reads a file. What is no file, such as a pipe, would never end.
func (f *folderReader) data(file string) ([]byte, error) {
	info, err := fs.Stat(f.Tree, file)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a file")
	case info.Size() > mostBytes:
		return nil, tooLarge(info.Size())
	}
	opened, err := f.Tree.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = opened.Close() }()
	data, err := io.ReadAll(io.LimitReader(opened, mostBytes+1)) // it may have grown
	if err == nil && len(data) > mostBytes {
		err = tooLarge(int64(len(data)))
	}
	return data, err
}

func tooLarge(bytes int64) error {
	return fmt.Errorf("it has %d kB, and a file of notes has at most %d", (bytes+1023)>>10, mostBytes>>10)
}

// reason returns why a file cannot be read, without its name.
func reason(err error) string {
	if named := (*fs.PathError)(nil); errors.As(err, &named) {
		err = named.Err
	}
	if strings.Contains(err.Error(), "escapes from parent") { // what os.Root says
		return "the link leads out of the folder"
	}
	return err.Error()
}

// readProgram reads what the folder says of all its notes. The file may be missing.
func (f *folderReader) readProgram() (p program) {
	if _, err := fs.Stat(f.Tree, programFile); errors.Is(err, fs.ErrNotExist) {
		return p
	}
	text, ok := f.text(programFile)
	if !ok {
		return p
	}
	p, problems := parseProgram(text)
	f.wrongIn(programFile, problems)
	return p
}

// ownQuestion begins the ids of questions, so that a learner's memory takes none for one of apitour's own.
const ownQuestion = "own/"

// readNotes reads the files first and then parses them, on all processors: YAML is slow.
func (f *folderReader) readNotes() {
	var files, texts []string
	bytes := 0
	names := f.list(".")
	for _, file := range names {
		if len(files) == mostNotes || bytes > mostAllBytes {
			f.wrong(file, 0, "it and what comes after it is not read: a folder has at most %d notes, of %d MB in all",
				mostNotes, mostAllBytes>>20)
			break
		}
		if text, ok := f.text(file); ok {
			files, texts = append(files, file), append(texts, text)
			bytes += len(text)
		}
	}
	all := make([]parsed, len(files))
	var working sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		working.Go(func() {
			for i := range next {
				p := &all[i]
				p.note, p.lines, p.problems = parse(strings.TrimSuffix(files[i], ".md"), "", texts[i], f.rules)
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	working.Wait()
	for i, p := range all {
		if len(p.problems) == 0 {
			for _, q := range p.note.Questions {
				q.ID = ownQuestion + q.ID
			}
			p.problems = f.library.add(p.note, p.lines)
		}
		f.wrongIn(files[i], p.problems)
	}
}

func (f *folderReader) readChapters() {
	files := f.list("chapters")
	for _, file := range files {
		if len(f.library.chapters[TraceChapters]) == mostChapters {
			f.wrong(file, 0, "it and what comes after it is not read: there are at most %d chapters", mostChapters)
			return
		}
		text, ok := f.text(file)
		if !ok {
			continue
		}
		chapter, lines, problems := parseChapter(path.Base(file), text, f.rules)
		if len(problems) == 0 {
			problems = f.library.addChapter(chapter, lines, f.rules)
		}
		f.wrongIn(file, problems)
	}
}
