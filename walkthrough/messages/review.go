package messages

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
)

// rest is a sign with the message of upstream's on which it rests.
type rest struct {
	note    *notes.Note
	sign    notes.Sign
	message *Message
}

// rests returns the signs whose texts are upstream's, each with the first message that makes it. Texts of ours, of Go's
// library and of other modules are not followed.
func (t *Table) rests(library *notes.Library) (all []rest) {
	for _, note := range library.All() {
		for _, s := range note.Diagnosis {
			if found := t.OfSign(s); len(found) > 0 && !found[0].Ours() {
				all = append(all, rest{note, s, found[0]})
			}
		}
	}
	return all
}

// stands is where messages stand at one release, by their words.
type stands map[string][]stand

type stand struct {
	declaration anchors.Declaration
	file        string
	line        int
}

// JudgeSigns returns what has become of the messages on which signs rest, at a release of the table.
func (t *Table) JudgeSigns(library *notes.Library, release string) []anchors.JudgedSign {
	at, all := t.index(release), make(stands)
	if at < 0 {
		return nil
	}
	for _, m := range t.Messages {
		if !m.Ours() && m.Lines[at] > 0 {
			words := m.pattern.key()
			all[words] = append(all[words], stand{m.Declaration, m.File, m.Lines[at]})
		}
	}
	return t.judge(t.rests(library), all)
}

// JudgeSignsIn is JudgeSigns for a release whose source is at hand.
func (t *Table) JudgeSignsIn(library *notes.Library, tree *anchors.Tree) ([]anchors.JudgedSign, error) {
	signs, all := t.rests(library), make(stands)
	read := make(map[string]bool)
	for _, r := range signs {
		file := r.message.File
		if read[file] {
			continue
		}
		read[file] = true
		source, err := tree.Source(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = all.add(file, source)
		}
		if err != nil {
			return nil, fmt.Errorf("look for the messages of signs: %w", err)
		}
	}
	var missing [][]byte // a piece of each
	for _, r := range signs {
		if p := r.message.pattern; all[p.key()] == nil {
			longest := slices.MaxFunc(p.pieces, func(a, b string) int { return len(a) - len(b) })
			missing = append(missing, []byte(longest))
		}
	}
	if len(missing) == 0 {
		return t.judge(signs, all), nil
	}
	err := tree.EachFile(func(file string, source []byte) error {
		may := func(piece []byte) bool { return bytes.Contains(source, piece) }
		if read[file] || !slices.ContainsFunc(missing, may) {
			return nil
		}
		return all.add(file, source)
	})
	if err != nil {
		return nil, fmt.Errorf("look for the messages of signs: %w", err)
	}
	return t.judge(signs, all), nil
}

// add takes in the messages of a file.
func (s stands) add(file string, source []byte) error {
	literals, err := Literals(file, source)
	if err != nil {
		return err
	}
	for _, l := range literals {
		d := anchors.Declaration{Package: path.Dir(file), Name: l.Function}
		words := ofFormat(l.Format).key()
		s[words] = append(s[words], stand{d, file, l.Line})
	}
	return nil
}

// judge compares where messages stand with where they stand at the release that the program is built with. Of several
// places the one that is most like that counts.
func (t *Table) judge(signs []rest, all stands) (judged []anchors.JudgedSign) {
	present := t.index(t.Present)
	for _, r := range signs {
		m := r.message
		then := stand{m.Declaration, m.File, m.Lines[present]}
		j := anchors.JudgedSign{
			Note: r.note, Line: r.sign.Line, Says: r.sign.Says, Verdict: anchors.Gone,
			Then: fmt.Sprintf("%s:%d", then.file, then.line),
		}
		unlike := func(s stand) (n int) {
			for i, is := range []bool{s.line == then.line, s.declaration == then.declaration, s.file == then.file} {
				if !is {
					n += 1 << i
				}
			}
			return n
		}
		if found := all[m.pattern.key()]; len(found) > 0 {
			now := slices.MinFunc(found, func(a, b stand) int {
				return cmp.Or(unlike(a)-unlike(b), cmp.Compare(a.file, b.file), a.line-b.line)
			})
			j.Verdict, j.Now = anchors.Moved, fmt.Sprintf("%s:%d", now.file, now.line)
			if now.file == then.file && now.line == then.line {
				j.Verdict = anchors.Same
			}
		}
		judged = append(judged, j)
	}
	return judged
}
