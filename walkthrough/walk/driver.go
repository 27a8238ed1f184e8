package walk

import (
	"context"
	"sync"
	"time"
)

// Driver runs a walk that has no event loop of its own around it: it runs the walk's work, tells it the time, and lets
// any goroutine give commands and read the state.
//
//	d := walk.Drive(ctx, w)
//	d.Do("into", "")
//	<-d.Changed()
//	state := d.State()
type Driver struct {
	ctx     context.Context // of the walk; it ends the work that goes on beside it
	mu      sync.Mutex
	walk    *Walk
	changed chan struct{}
	beside  sync.WaitGroup
}

// Drive begins the walk. Its work ends with the context; nothing else may use the walk from then on. Wait returns when
// all work has ended.
func Drive(ctx context.Context, w *Walk) *Driver {
	d := &Driver{ctx: ctx, walk: w, changed: make(chan struct{}, 1)}
	d.mu.Lock()
	r := w.Start()
	every := w.TickEvery()
	d.mu.Unlock()
	d.runBeside(r.Work)
	if every > 0 {
		d.beside.Go(func() { d.tick(every) })
	}
	return d
}

// Wait returns when no work goes on any more, which it does not after the end of the context.
func (d *Driver) Wait() { d.beside.Wait() }

// Changed delivers a value after something has happened beside the driver's callers. Several changes may share one.
func (d *Driver) Changed() <-chan struct{} { return d.changed }

// Do does a command of the table and returns when what it began has ended: a search, a look-up. What the server does
// with it goes on.
func (d *Driver) Do(name, argument string) Reply {
	return d.finish(func(w *Walk) Reply { return w.Do(name, argument) })
}

// GoTo walks to the stage of that number or name.
func (d *Driver) GoTo(numberOrName string) {
	d.Read(func(w *Walk) { w.GoTo(numberOrName) })
}

// Leave ends the walk: see [Walk.Leave].
func (d *Driver) Leave() {
	for _, work := range d.with((*Walk).Leave).Work {
		work(context.WithoutCancel(d.ctx))
	}
}

// Submit answers the question that the walk asks.
func (d *Driver) Submit(text string) Reply {
	return d.finish(func(w *Walk) Reply { return w.Submit(text) })
}

// State returns everything there is to know of the walk. It is a copy.
func (d *Driver) State() (s State) {
	d.Read(func(w *Walk) { s = w.State() })
	return s
}

// Read lets a function look at the walk, which stands still meanwhile.
func (d *Driver) Read(look func(*Walk)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	look(d.walk)
}

// finish does something to the walk and runs the work of it, and the work of that, to the end.
func (d *Driver) finish(do func(*Walk) Reply) Reply {
	r := d.with(do)
	work := r.Work
	r.Work = nil
	for len(work) > 0 && d.ctx.Err() == nil {
		event := work[0](d.ctx)
		work = work[1:]
		if event == nil {
			continue
		}
		more := d.with(func(w *Walk) Reply { return w.Take(event) })
		work = append(work, more.Work...)
		more.Work = nil
		r = r.with(more)
	}
	return r
}

func (d *Driver) with(do func(*Walk) Reply) Reply {
	d.mu.Lock()
	defer d.mu.Unlock()
	return do(d.walk)
}

// runBeside runs work in goroutines of its own, and the work that follows from it.
func (d *Driver) runBeside(work []Work) {
	for _, w := range work {
		d.beside.Go(func() {
			event := w(d.ctx)
			if event == nil {
				return
			}
			r := d.with(func(w *Walk) Reply { return w.Take(event) })
			d.notify()
			d.runBeside(r.Work)
		})
	}
}

// tick tells the walk the time until its server has stopped or the context is done.
func (d *Driver) tick(every time.Duration) {
	timer := time.NewTimer(every)
	defer timer.Stop()
	for every > 0 {
		select {
		case <-d.ctx.Done():
			return
		case now := <-timer.C:
			d.Read(func(w *Walk) {
				w.Tick(now)
				every = w.TickEvery()
			})
			d.notify()
			timer.Reset(every)
		}
	}
}

func (d *Driver) notify() {
	select {
	case d.changed <- struct{}{}:
	default:
	}
}

// with adds what another reply asks for.
func (r Reply) with(more Reply) Reply {
	if more.Show != "" {
		r.Show = more.Show
	}
	if more.Run != "" {
		r.Run = more.Run
	}
	if more.Match != nil {
		r.Match = more.Match
	}
	if more.Open != nil {
		r.Open = more.Open
	}
	if more.Copy != "" {
		r.Copy = more.Copy
	}
	r.Close, r.Quit = r.Close || more.Close, r.Quit || more.Quit
	return r
}
