package citation

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"apitour/walkthrough/notes"
)

// Claim is a citation whose file is known: these lines of this file, and the names that must stand on them.
type Claim struct {
	Citation

	File string // "k8s.io/apiserver@v0.37.2/pkg/server/hooks.go"
}

// Check returns the places in upstream's source that the note names, in its text and as the anchors of its front
// matter, and what is wrong with them. The problems of anchors have the line 0.
func (u *Upstream) Check(note *notes.Note) (claims []Claim, problems []Problem) {
	claims, problems = u.Locate(note)
	return claims, slices.Concat(problems, u.judge(claims))
}

// Locate is Check without looking at the lines: it finds out which files the note means.
func (u *Upstream) Locate(note *notes.Note) (claims []Claim, problems []Problem) {
	found, problems := Find(note)
	claims, unknown := u.locate(note, found)
	for _, a := range note.Upstream {
		module := a.Module
		if module == "" {
			module = rootModule
		}
		c := Citation{Written: fmt.Sprintf("%s:%d", a.File, a.Line), Path: a.File, From: a.Line, To: a.Line}
		c.Release, c.Names = a.Version, []string{a.Symbol}
		claims = append(claims, Claim{c, FileName(module, a.Version, a.File)})
	}
	return claims, slices.Concat(problems, unknown)
}

// CheckComments is Check for the citations that [FindInComments] finds.
func (u *Upstream) CheckComments(text string) (claims []Claim, problems []Problem) {
	claims, unknown := u.locate(&notes.Note{}, FindInComments(text))
	return claims, append(unknown, u.judge(claims)...)
}

// locate finds the files of the citations.
func (u *Upstream) locate(note *notes.Note, found []Citation) (claims []Claim, problems []Problem) {
	var named []string // the files cited so far
	for _, c := range found {
		if c.Release == "" {
			c.Release = u.Release()
		}
		file, err := u.resolve(note, c, named)
		if err != nil {
			problems = append(problems, Problem{c.Line, fmt.Sprintf("`%s` of %s: %v", c.Written, c.Release, err)})
			continue
		}
		named = append(named, file)
		claims = append(claims, Claim{c, file})
	}
	return claims, problems
}

// judge returns what is wrong with the claims.
func (u *Upstream) judge(claims []Claim) (problems []Problem) {
	for _, c := range claims {
		for _, text := range u.judgeOne(c) {
			text = fmt.Sprintf("`%s` is %s:%s: %s", c.Written, c.File, piece(c.From, c.To), text)
			problems = append(problems, Problem{c.Line, text})
		}
	}
	return problems
}

func (u *Upstream) judgeOne(c Claim) (wrong []string) {
	f, err := u.File(c.File)
	if err != nil {
		return []string{fmt.Sprintf("it is neither in the module cache nor in the table: %v", err)}
	}
	if text := f.problem(c.From, c.To); text != "" {
		return []string{text}
	}
	for _, name := range c.Names {
		lines, known := f.Find(name)
		switch {
		case !known:
			wrong = append(wrong, fmt.Sprintf("the table does not know where %q stands", name))
		case len(lines) == 0:
			wrong = append(wrong, fmt.Sprintf("no line of the file has %q", name))
		case !slices.ContainsFunc(lines, func(line int) bool { return c.From <= line && line <= c.To }):
			wrong = append(wrong, fmt.Sprintf("%q stands on other lines: %d", name, nearest(lines, c.From)))
		}
	}
	return wrong
}

// nearest returns up to eight of the lines, those nearest to a line first.
func nearest(lines []int, to int) []int {
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b int) int { return max(a-to, to-a) - max(b-to, to-b) })
	return lines[:min(len(lines), 8)]
}

// errUnknown has three causes: a part of a path, another release, or a table that is older than the note.
var errUnknown = errors.New("no file of that name is known: check path and release, or write the table anew")

// resolve returns the name of the file that the citation means. The path is written from the root of its module; with
// the module's last name before it, "client-go/util/cert/cert.go"; or shorter, when the front matter or an earlier
// citation of the note has the rest. The nearest of these counts: front matter of the same release, front matter of
// another, an earlier citation, a module.
func (u *Upstream) resolve(note *notes.Note, c Citation, named []string) (string, error) {
	var same, other, earlier []string
	for _, a := range note.Upstream {
		if !isEnd(c.Path, a.File) {
			continue
		}
		module := a.Module
		if module == "" {
			module = rootModule
		}
		if a.Version == c.Release {
			same = append(same, FileName(module, c.Release, a.File))
		} else {
			other = append(other, FileName(module, c.Release, a.File))
		}
	}
	for _, name := range named {
		module, rest, _ := strings.Cut(name, "@")
		_, path, _ := strings.Cut(rest, "/")
		if isEnd(c.Path, path) {
			earlier = append(earlier, FileName(module, c.Release, path))
		}
	}
	for _, candidates := range [][]string{same, other, earlier, u.inModules(c)} {
		candidates = slices.DeleteFunc(candidates, func(name string) bool {
			_, err := u.File(name)
			return isMissing(err)
		})
		slices.Sort(candidates)
		candidates = slices.Compact(candidates)
		if len(candidates) > 1 {
			return "", fmt.Errorf("it may be each of %s: write more of the path", strings.Join(candidates, ", "))
		}
		if len(candidates) == 1 {
			return candidates[0], nil
		}
	}
	return "", errUnknown
}

// inModules returns the files of that path from the root of a module.
func (u *Upstream) inModules(c Citation) (names []string) {
	if rest, ok := strings.CutPrefix(c.Path, etcdFolder); ok {
		return []string{etcdModule + "@" + u.Versions[etcdModule] + "/" + rest}
	}
	for _, module := range modules {
		names = append(names, FileName(module, c.Release, c.Path))
		if rest, ok := strings.CutPrefix(c.Path, strings.TrimPrefix(module, "k8s.io/")+"/"); ok {
			names = append(names, FileName(module, c.Release, rest))
		}
	}
	return names
}

// isEnd reports whether the path ends with the written one, by whole names.
func isEnd(written, path string) bool { return path == written || strings.HasSuffix(path, "/"+written) }

// Tabulate returns the table that the claims need: the cited files of modules that the program is not built with.
func (u *Upstream) Tabulate(claims []Claim) (Table, error) {
	table := make(Table)
	for _, c := range claims {
		if u.built(c.File) {
			continue
		}
		f, err := u.File(c.File)
		if err != nil {
			return nil, err
		}
		record := table[c.File]
		if record == nil {
			record = &File{Lines: f.Lines, Sum: f.Sum, Names: make(map[string][]int)}
			table[c.File] = record
		}
		record.Pieces = append(record.Pieces, piece(c.From, c.To))
		for _, name := range c.Names {
			record.Names[name], _ = f.Find(name)
		}
	}
	for _, record := range table {
		slices.Sort(record.Pieces)
		record.Pieces = slices.Compact(record.Pieces)
	}
	return table, nil
}

func sorted(t Table) []string { return slices.Sorted(maps.Keys(t)) }
