package predict

import (
	"apitour/trace"
	"apitour/walkthrough/evidence"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// Record is what questions are answered from: the evidence of one boot, or of one request.
type Record struct {
	*evidence.Record
	words inWords // for choices
}

// NewRecord returns the record of trees of stages: see [evidence.New]. Choices are in the language of the library.
func NewRecord(roots []*trace.Node, library *notes.Library, green ...string) *Record {
	return &Record{evidence.New(roots, library, green...), wordsOf(library.Language())}
}

func wordsOf(language string) inWords {
	in := phrases.In(language)
	return inWords{&in.Predict, in.Recorded}
}

// inEnglish returns the record with choices in English.
func (r *Record) inEnglish() *Record { return &Record{r.Record, wordsOf(notes.Original)} }
