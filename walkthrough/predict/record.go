package predict

import (
	"apitour/trace"
	"apitour/walkthrough/evidence"
	"apitour/walkthrough/notes"
)

// Record is what questions are answered from: the evidence of one boot, or of one request.
type Record struct{ *evidence.Record }

// NewRecord returns the record of trees of stages: see [evidence.New].
func NewRecord(roots []*trace.Node, library *notes.Library, green ...string) *Record {
	return &Record{evidence.New(roots, library, green...)}
}
