package notes

import (
	"fmt"
	"io/fs"
	"strings"
)

// Front is the text of the page with which a walk begins.
type Front struct {
	Boot, Request FrontText
	// Other is for the traces of other programs, without texts about live ones and chapters. It may be missing.
	Other FrontText
	// Program is what a learner's own notes say of the program that they explain.
	Program FrontText `yaml:"-"`
	Keys    []FrontKey
	Paths   struct {
		Question string
		// Short, Main and All are what the paths are called.
		Short, Main, All string
	}
}

// FrontText is what the page says of a boot, of a request or of another trace: one paragraph each.
type FrontText struct {
	Title string
	// Live is for a server that is watched, Recorded for a recording. The delegation chain is drawn below.
	Live, Recorded string
	// Chapters stands above the chapters.
	Chapters string
}

// FrontKey is a key that a newcomer needs.
type FrontKey struct{ Key, Does string }

// Front returns the text of the first page, nil when the language has none.
func (l *Library) Front() *Front {
	if l == nil {
		return nil
	}
	return l.front
}

// loadFront reads "<lang>/front.yaml", which may be missing.
func (l *Library) loadFront(tree fs.FS, lang string) error {
	file := lang + "/front.yaml"
	front := new(Front)
	found, err := readYAML(tree, file, front)
	if !found || err != nil {
		return err
	}
	texts := map[string]string{
		"boot.title":       front.Boot.Title,
		"request.title":    front.Request.Title,
		"boot.live":        front.Boot.Live,
		"boot.recorded":    front.Boot.Recorded,
		"request.recorded": front.Request.Recorded,
		"paths.question":   front.Paths.Question,
		"paths.short":      front.Paths.Short,
		"paths.main":       front.Paths.Main,
		"paths.all":        front.Paths.All,
	}
	for field, text := range texts {
		if strings.TrimSpace(text) == "" {
			return fmt.Errorf("read %s: %s is missing", file, field)
		}
	}
	if len(front.Keys) == 0 {
		return fmt.Errorf("read %s: keys are missing", file)
	}
	l.front = front
	return nil
}
