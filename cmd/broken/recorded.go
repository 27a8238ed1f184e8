package broken

import (
	"context"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// Recorded is what was recorded of a broken boot.
type Recorded struct {
	Trace *trace.Trace
	Green []string // the checks that were green when the fault had shown
}

// Record breaks the boot, watches it until the fault has shown, stops the server, and returns what was recorded.
func (b *Boot) Record(ctx context.Context) (*Recorded, error) {
	in := &phrases.In(notes.Original).Broken
	w, err := NewWorkshop(in)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	fault, err := b.Break(ctx, w, in)
	if err != nil {
		return nil, err
	}
	seen, err := b.Watch(ctx, fault)
	if err != nil {
		return nil, err
	}
	return &Recorded{Trace: seen.recorded, Green: seen.greenChecks()}, nil
}

// greenChecks returns the checks that were green in the last answer of /readyz.
func (s *Seen) greenChecks() (green []string) {
	for _, check := range s.health[readyPath].Checks {
		if check.OK {
			green = append(green, check.Name)
		}
	}
	return green
}
