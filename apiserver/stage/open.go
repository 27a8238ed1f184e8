package stage

import (
	"context"
	"slices"
	"sync"
)

// Open knows which stages have begun and not ended, whether they are recorded or not. It answers what a process waits
// for. The zero value knows none; safe for concurrent use.
type Open struct {
	lock  sync.Mutex
	names []*string // in the order in which they began; a pointer tells two stages of one name apart
}

type openKey struct{}

// WithOpen returns a context whose stages are in open while they last.
func WithOpen(ctx context.Context, open *Open) context.Context {
	return context.WithValue(ctx, openKey{}, open)
}

// Names returns the names of the open stages, in the order in which they began.
func (o *Open) Names() []string {
	o.lock.Lock()
	defer o.lock.Unlock()
	names := make([]string, len(o.names))
	for i, name := range o.names {
		names[i] = *name
	}
	return names
}

// Waiting puts a wait that is not recorded as a stage among the open ones, until the function that it returns is
// called.
func Waiting(ctx context.Context, what string) (end func()) {
	open := openStages(ctx)
	if open == nil {
		return func() {}
	}
	return open.begin(what)
}

func (o *Open) begin(name string) (end func()) {
	entry := &name
	o.lock.Lock()
	defer o.lock.Unlock()
	o.names = append(o.names, entry)
	return func() {
		o.lock.Lock()
		defer o.lock.Unlock()
		o.names = slices.DeleteFunc(o.names, func(other *string) bool { return other == entry })
	}
}
