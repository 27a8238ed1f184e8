package notes

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// frontMatter is the YAML at the top of a note's file, between two lines of three dashes.
type frontMatter struct {
	Title     string   `yaml:"title"`
	Functions []string `yaml:"functions"`
	Spans     []string `yaml:"spans"`
	Scopes    []string `yaml:"scopes"`
	Libraries []string `yaml:"libraries"`
	Services  []string `yaml:"services"`
	Request   string   `yaml:"request"`
	Break     string   `yaml:"break"`
	Overview  string   `yaml:"overview"`
	See       []string `yaml:"see"`
	Server    Server   `yaml:"server"`
	Checks    []struct {
		Name  string `yaml:"name"`
		Green string `yaml:"green"`
	} `yaml:"checks"`
	Upstream []struct {
		Version string `yaml:"version"`
		Module  string `yaml:"module"`
		File    string `yaml:"file"`
		Line    int    `yaml:"line"`
		Symbol  string `yaml:"symbol"`
	} `yaml:"upstream"`
	Links []struct {
		Title string `yaml:"title"`
		URL   string `yaml:"url"`
	} `yaml:"links"`
	Questions []questionMatter `yaml:"questions"`
	Then      []changeMatter   `yaml:"then"`
	Diagnosis []signMatter     `yaml:"diagnosis"`
	Claims    []string         `yaml:"claims"`
}

// problem is one mistake in a note, with its line in the note's file.
type problem struct {
	line int
	text string
}

func (p problem) Error() string { return fmt.Sprintf("line %d: %s", p.line, p.text) }

const dashes = "---\n"

// parse reads the text of a note. It returns all problems at once, for the author of the note; the note is valid only
// without problems. The YAML node has the line of every part.
func parse(id, lang, text string, r rules) (*Note, *yaml.Node, []problem) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if p := controlCharacters(text); len(p) > 0 {
		return nil, nil, p
	}
	front, body, p := cut(text)
	if p != nil {
		return nil, nil, []problem{*p}
	}
	matter, lines, problems := parseFrontMatter[frontMatter](front)
	if len(problems) > 0 {
		return nil, nil, problems
	}
	note := &Note{
		ID: id, Lang: lang, Title: strings.TrimSpace(matter.Title), Functions: matter.Functions, Spans: matter.Spans,
		Scopes: matter.Scopes, Libraries: matter.Libraries, Services: matter.Services,
		Request: matter.Request, Break: matter.Break, Server: matter.Server,
		Overview: matter.Overview, See: matter.See,
		Body: strings.Trim(body, "\n") + "\n",
	}
	for _, c := range matter.Checks {
		check := Check(c)
		if check.Green == "" && len(note.Spans) > 0 && !strings.HasSuffix(note.Spans[0], "*") {
			check.Green = note.Spans[0]
		}
		note.Checks = append(note.Checks, check)
	}
	for _, a := range matter.Upstream {
		note.Upstream = append(note.Upstream, Anchor(a))
	}
	for _, l := range matter.Links {
		note.Links = append(note.Links, Link(l))
	}
	for i, q := range matter.Questions {
		note.Questions = append(note.Questions, q.question(note, lineOf(lines, "questions", i)))
	}
	for i, c := range matter.Then {
		note.Then = append(note.Then, c.change(lineOf(lines, "then", i)))
	}
	for i, d := range matter.Diagnosis {
		note.Diagnosis = append(note.Diagnosis, d.sign(lineOf(lines, "diagnosis", i)))
	}
	problems = note.readClaims(matter.Claims, func(i int) int { return lineOf(lines, "claims", i) })
	note.Above = strings.Count(front, "\n") + 2 + len(body) - len(strings.TrimLeft(body, "\n"))
	r.place(note)
	problems = append(problems, r.check(note, lines)...)
	r.clean(note)
	return note, lines, problems
}

// cut divides the text of a file into its front matter, without the dashes around it, and its body.
func cut(text string) (front, body string, wrong *problem) {
	rest, ok := strings.CutPrefix(text, dashes)
	if !ok {
		return "", "", &problem{1, "the first line is not the three dashes that begin front matter"}
	}
	front, body, ok = strings.Cut("\n"+rest, "\n"+dashes)
	if !ok {
		return "", "", &problem{1, "no line of three dashes ends the front matter"}
	}
	return front, body, nil
}

// controlCharacters finds characters that a terminal could take for a command, or that a page could hide. No note needs
// them, so they are refused here and not cleaned later.
func controlCharacters(text string) (found []problem) {
	for i, line := range strings.Split(text, "\n") {
		for _, r := range line {
			if r == unicode.ReplacementChar || r != '\t' && !unicode.IsGraphic(r) {
				found = append(found, problem{i + 1, fmt.Sprintf("%q is not a character for a note", r)})
				break
			}
		}
	}
	return found
}

// parseFrontMatter returns the front matter and its YAML node, which has the line of every part. Unknown fields are
// problems, so that a misspelt one is not lost silently.
func parseFrontMatter[T any](front string) (matter T, _ *yaml.Node, _ []problem) {
	// The dashes are YAML's mark of a document. With them YAML counts lines as the file does.
	text := "---" + front + "\n"
	var lines yaml.Node
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&matter); err != nil {
		return matter, nil, yamlProblems(err)
	}
	if err := yaml.Unmarshal([]byte(text), &lines); err != nil {
		return matter, nil, yamlProblems(err)
	}
	return matter, &lines, nil
}

var (
	yamlLine     = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	unknownField = regexp.MustCompile(`^field (.*) not found in type .*$`)
)

// yamlProblems reads the line numbers in the texts of YAML's errors: no field of them has the numbers.
func yamlProblems(err error) (problems []problem) {
	texts := []string{err.Error()}
	if several := (*yaml.TypeError)(nil); errors.As(err, &several) {
		texts = several.Errors
	}
	for _, text := range texts {
		// A value that is quoted in the text may have several lines.
		text = strings.Join(strings.Fields(text), " ")
		p := problem{1, strings.TrimPrefix(text, "yaml: ")}
		if parts := yamlLine.FindStringSubmatch(text); parts != nil {
			p.line, _ = strconv.Atoi(parts[1])
			p.text = parts[2]
		}
		if parts := unknownField.FindStringSubmatch(p.text); parts != nil {
			p.text = fmt.Sprintf("there is no field %q", parts[1])
		}
		problems = append(problems, p)
	}
	return problems
}
