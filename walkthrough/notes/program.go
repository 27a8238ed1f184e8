package notes

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"apitour/trace"
	"apitour/walkthrough/phrases"
)

// programFile is the file in which a folder says what all its notes have in common.
const programFile = "program.yaml"

// program is what a folder of notes says of the program that it explains. All of it may be left out.
type program struct {
	// Title and About are for the page before a walk: a line, and a paragraph.
	Title string `yaml:"title"`
	About string `yaml:"about"`
	// Services are the names of the program, as its traces have them in service.name, and Scopes the instrumentation
	// scopes of its spans. In these the names of spans count.
	Services []string `yaml:"services"`
	Scopes   []string `yaml:"scopes"`
}

// parseProgram reads the text of a program file. What has mistakes is left out of the result.
func parseProgram(text string) (p program, problems []problem) {
	if problems = controlCharacters(text); len(problems) > 0 {
		return p, problems
	}
	var matter program
	var lines yaml.Node
	if problems = readStrictly(text, &matter, &lines); lines.Kind == 0 {
		return p, problems
	}
	wrong := func(line int, format string, args ...any) {
		problems = append(problems, problem{line, fmt.Sprintf(format, args...)})
	}
	p.About = trace.Clean(strings.Join(strings.Fields(matter.About), " "))
	p.Title = trace.Clean(strings.TrimSpace(matter.Title))
	if said := titleProblem(matter.Title); matter.Title != "" && said != "" {
		wrong(lineOf(&lines, "title"), "title %s", said)
		p.Title = ""
	}
	if p.Title == "" && p.About != "" && matter.Title == "" {
		wrong(lineOf(&lines, "about"), "about needs a title above it")
		p.About = ""
	}
	names := func(key string, all []string) (kept []string) {
		if len(all) > mostNames {
			wrong(lineOf(&lines, key), "%s has %d names, more than %d", key, len(all), mostNames)
			return nil
		}
		for i, name := range all {
			if !isOneName(name) {
				wrong(lineOf(&lines, key, i), "%q is not one name in one line", name)
				continue
			}
			kept = append(kept, name)
		}
		return kept
	}
	p.Services, p.Scopes = names("services", matter.Services), names("scopes", matter.Scopes)
	return p, problems
}

// front returns the page before a walk through the program's trace. What is not about the program is the tour's own, in
// the reader's language.
func (p program) front(language string) *Front {
	say := &phrases.In(language).Brought
	f := &Front{
		Program: FrontText{Title: p.Title, Recorded: p.About},
		Keys:    []FrontKey{{"space", say.Step}, {"o", say.Over}, {"?", say.Keys}},
	}
	f.Paths.Question = say.Question
	f.Paths.Short, f.Paths.Main, f.Paths.All = say.Short, say.Main, say.All
	return f
}
