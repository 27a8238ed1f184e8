package notes

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"apitour/walkthrough/phrases"
)

// Stand is where the code that a note is about stands at one of [ThenReleases]. The zero stand is that of a release
// that does not have it.
type Stand struct {
	File string // "k8s.io/apiserver/pkg/server/config.go"
	Line int
	Hash string // of the declaration's tokens
}

// standsFile has the stands of all notes. Package anchors writes it from its tables, and a test there compares the two.
const standsFile = "stands.json"

// String returns the stand as the file has it, "" for the zero stand.
func (s Stand) String() string {
	if s == (Stand{}) {
		return ""
	}
	return fmt.Sprintf("%s %d %s", s.File, s.Line, s.Hash)
}

func readStand(text string) (s Stand, _ error) {
	if text == "" {
		return s, nil
	}
	fields := strings.Fields(text)
	if len(fields) != 3 {
		return s, fmt.Errorf("%q is not a file, a line and a hash", text)
	}
	line, err := strconv.Atoi(fields[1])
	if err != nil {
		return s, fmt.Errorf("%q has no line: %w", text, err)
	}
	return Stand{fields[0], line, fields[2]}, nil
}

// loadStands reads the stands, which a folder of notes may lack.
func (l *Library) loadStands(tree fs.FS) error {
	text, err := fs.ReadFile(tree, standsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read stands: %w", err)
	}
	var all map[string][]string
	if err := json.Unmarshal(text, &all); err != nil {
		return fmt.Errorf("read %s: %w", standsFile, err)
	}
	for _, note := range l.notes {
		stands := all[note.ID]
		if len(stands) == 0 {
			continue
		}
		if len(stands) != len(ThenReleases) {
			return fmt.Errorf("read %s: %q has %d stands, not %d", standsFile, note.ID, len(stands), len(ThenReleases))
		}
		note.Stands = make([]Stand, len(stands))
		for i, text := range stands {
			if note.Stands[i], err = readStand(text); err != nil {
				return fmt.Errorf("read %s: note %q: %w", standsFile, note.ID, err)
			}
		}
	}
	return nil
}

// table writes a row for each of [ThenReleases]: where the note's code stands, and what has changed since the row
// above.
func (n *Note) table() string {
	if len(n.Stands) == 0 {
		return ""
	}
	say := &phrases.In(n.Lang).Then
	changes := make(map[string]Change)
	for _, c := range n.Then {
		changes[c.Since] = c
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | %s | %s |\n| --- | --- | --- |\n", say.Release, say.Where, say.Changed)
	for i, release := range ThenReleases {
		where := "—"
		if s := n.Stands[i]; s.File != "" {
			where = fmt.Sprintf("`%s:%d`", path.Base(s.File), s.Line)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", release, where, n.since(i, changes[release], say))
	}
	return b.String() + "\n" + say.Folders(n.folders()) + "\n"
}

// since says what has changed between a row and the one above.
func (n *Note) since(row int, c Change, say *phrases.Then) string {
	if row == 0 {
		if n.Stands[0] == (Stand{}) {
			return say.NotYet
		}
		return say.AsInNotes
	}
	text := c.Text
	if text == "" {
		text = say.Verdict[n.Since(row)]
	}
	if len(c.Pulls) == 0 {
		return text
	}
	pulls := make([]string, len(c.Pulls))
	for i, pull := range c.Pulls {
		pulls[i] = fmt.Sprintf("#%d", pull)
	}
	return text + say.Pulls(pulls)
}

// Since compares the stand of a row with the one above: "same", "moved", "changed", "new", "gone" or "absent".
func (n *Note) Since(row int) string {
	was, is := n.Stands[row-1], n.Stands[row]
	switch none := (Stand{}); {
	case was == none && is == none:
		return "absent"
	case was == none:
		return "new"
	case is == none:
		return "gone"
	case was.Hash != is.Hash:
		return "changed"
	case was != is:
		return "moved"
	}
	return "same"
}

// folders returns the folders in which the stands are, each with the releases from which to which they are there.
func (n *Note) folders() (all []phrases.Folder) {
	for i, s := range n.Stands {
		if s.File == "" {
			continue
		}
		folder, last := path.Dir(s.File), len(all)-1
		if last >= 0 && all[last].Name == folder {
			all[last].To = ThenReleases[i]
			continue
		}
		all = append(all, phrases.Folder{Name: folder, From: ThenReleases[i], To: ThenReleases[i]})
	}
	return all
}
