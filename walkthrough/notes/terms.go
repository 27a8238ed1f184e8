package notes

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"apitour/trace"
)

// glossaryFile is the file with the words of a folder.
const glossaryFile = "glossary.yaml"

// readStrictly decodes YAML into a value, and its nodes for their lines. Unknown fields are problems; what else was
// decoded stays. Without nodes the text is no YAML.
func readStrictly(text string, into any, lines *yaml.Node) []problem {
	if err := yaml.Unmarshal([]byte(text), lines); err != nil {
		*lines = yaml.Node{}
		return yamlProblems(err)
	}
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) { // which an empty file is
		return yamlProblems(err)
	}
	return nil
}

// readGlossary reads the words of a folder one by one, so that one with a mistake costs no other.
func (f *folderReader) readGlossary() {
	if _, err := fs.Stat(f.Tree, glossaryFile); errors.Is(err, fs.ErrNotExist) {
		return
	}
	text, ok := f.text(glossaryFile)
	if !ok {
		return
	}
	if problems := controlCharacters(text); len(problems) > 0 {
		f.wrongIn(glossaryFile, problems)
		return
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		f.wrongIn(glossaryFile, yamlProblems(err))
		return
	}
	if len(root.Content) == 0 {
		return // it is empty
	}
	if root.Content[0].Kind != yaml.SequenceNode {
		f.wrong(glossaryFile, root.Content[0].Line, "it is not a list of terms, each with term: and means:")
		return
	}
	var problems []problem
	items := root.Content[0].Content
	for i, item := range items {
		if i == mostTerms {
			text := fmt.Sprintf("it and what comes after it is not read: there are at most %d terms", mostTerms)
			problems = append(problems, problem{item.Line, text})
			break
		}
		problems = append(problems, f.readTerm(item)...)
	}
	f.wrongIn(glossaryFile, problems)
	f.library.glossary.settle()
}

// readTerm reads a word.
func (f *folderReader) readTerm(item *yaml.Node) (problems []problem) {
	wrong := func(format string, args ...any) {
		problems = append(problems, problem{item.Line, fmt.Sprintf(format, args...)})
	}
	if item.Kind != yaml.MappingNode {
		wrong("it is not a term with term: and means:")
		return problems
	}
	for i := 0; i < len(item.Content); i += 2 {
		if key := item.Content[i]; !slices.Contains([]string{"term", "forms", "means", "see"}, key.Value) {
			problems = append(problems, problem{key.Line, fmt.Sprintf("there is no field %q", key.Value)})
		}
	}
	term := new(Term)
	if err := item.Decode(term); err != nil {
		problems = append(problems, yamlProblems(err)...)
	}
	if len(problems) > 0 {
		return problems
	}
	term.Name = strings.TrimSpace(term.Name)
	term.Means = trace.Clean(strings.Join(strings.Fields(term.Means), " "))
	if text := titleProblem(term.Name); text != "" {
		wrong("term %s", text)
	}
	if term.Means == "" {
		wrong("term %q: means is missing", term.Name)
	}
	term.See = slices.DeleteFunc(term.See, func(id string) bool {
		unknown := f.library.ByID(id) == nil
		if unknown {
			wrong("term %q: there is no note %q", term.Name, id)
		}
		return unknown
	})
	if term.Means == "" || titleProblem(term.Name) != "" {
		return problems
	}
	term.Name = trace.Clean(term.Name)
	term.key = term.Name
	if f.library.glossary == nil {
		f.library.glossary = &Glossary{byForm: make(map[string]*Term)}
	}
	for _, text := range f.library.glossary.take(term) {
		wrong("term %q: %s", term.Name, text)
	}
	return problems
}

// take takes in a term with those of its forms that no other has, and says what is wrong with the others.
func (g *Glossary) take(t *Term) (wrong []string) {
	forms := t.Forms
	if len(forms) == 0 {
		forms = []string{t.Name}
	}
	if len(forms) > mostForms {
		wrong = append(wrong, fmt.Sprintf("it has %d forms, more than %d", len(forms), mostForms))
		forms = forms[:mostForms]
	}
	t.Forms = nil
	for _, form := range forms {
		if !isOneName(form) {
			wrong = append(wrong, fmt.Sprintf("form %q is not a word", form))
			continue
		}
		other := g.byForm[form]
		if other == nil {
			other = g.byForm[capitalized(form)]
		}
		if other != nil {
			if other != t {
				wrong = append(wrong, fmt.Sprintf("form %q belongs to %q already", form, other.Name))
			}
			continue
		}
		g.byForm[form], g.byForm[capitalized(form)] = t, t
		t.Forms = append(t.Forms, form)
	}
	if len(t.Forms) > 0 {
		g.terms = append(g.terms, t)
	}
	return wrong
}

// capitalized returns a form as it stands at the beginning of a sentence.
func capitalized(form string) string {
	first, size := utf8.DecodeRuneInString(form)
	return string(unicode.ToUpper(first)) + form[size:]
}
