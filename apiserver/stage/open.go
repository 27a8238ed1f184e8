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
	began []*Begun // in their order
}

// Begun is a stage that has not ended, or a wait that is not recorded as one.
type Begun struct {
	Name string
	Wait bool // Name says in words what is waited for
}

type openKey struct{}

// WithOpen returns a context whose stages are in open while they last.
func WithOpen(ctx context.Context, open *Open) context.Context {
	return context.WithValue(ctx, openKey{}, open)
}

// Begun returns what is open, in the order in which it began.
func (o *Open) Begun() []Begun {
	o.lock.Lock()
	defer o.lock.Unlock()
	all := make([]Begun, len(o.began))
	for i, entry := range o.began {
		all[i] = *entry
	}
	return all
}

// Waiting puts a wait that is not recorded as a stage among the open ones, until the function that it returns is
// called.
func Waiting(ctx context.Context, what string) (end func()) {
	open := openStages(ctx)
	if open == nil {
		return func() {}
	}
	return open.begin(Begun{Name: what, Wait: true})
}

// begin takes in what has begun. The pointer tells two stages of one name apart.
func (o *Open) begin(b Begun) (end func()) {
	entry := &b
	o.lock.Lock()
	defer o.lock.Unlock()
	o.began = append(o.began, entry)
	return func() {
		o.lock.Lock()
		defer o.lock.Unlock()
		o.began = slices.DeleteFunc(o.began, func(other *Begun) bool { return other == entry })
	}
}
