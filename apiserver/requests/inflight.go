package requests

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
)

// longestTarget is how many characters of a request's target are kept.
const longestTarget = 160

// InFlight knows the requests that have come in and have not ended. The zero value knows none; safe for concurrent use.
type InFlight struct {
	lock     sync.Mutex
	requests map[*http.Request]time.Time
}

// Watch returns the handler with its requests known. It belongs around a whole chain: a request that a filter holds, or
// whose user no filter has found out, is one that a stop waits for too.
func (f *InFlight) Watch(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.begin(r)
		defer f.end(r)
		handler.ServeHTTP(w, r)
	})
}

func (f *InFlight) begin(r *http.Request) {
	f.lock.Lock()
	defer f.lock.Unlock()
	if f.requests == nil {
		f.requests = make(map[*http.Request]time.Time)
	}
	f.requests[r] = time.Now()
}

func (f *InFlight) end(r *http.Request) {
	f.lock.Lock()
	defer f.lock.Unlock()
	delete(f.requests, r)
}

// Lines describes each request in flight in one line, the oldest first: "GET /api/v1/pods?watch=true (kubectl/v1.37)".
func (f *InFlight) Lines() []string {
	type flight struct {
		line  string
		since time.Time
	}
	var flights []flight
	f.lock.Lock()
	for r, since := range f.requests {
		flights = append(flights, flight{describe(r), since})
	}
	f.lock.Unlock()
	slices.SortFunc(flights, func(a, b flight) int {
		return cmp.Or(a.since.Compare(b.since), strings.Compare(a.line, b.line))
	})
	lines := make([]string, len(flights))
	for i, flight := range flights {
		lines[i] = flight.line
	}
	return lines
}

// describe reads only what the server sets before it calls the handler, and no filter changes. The client has chosen
// all of it, and it goes to a terminal.
func describe(r *http.Request) string {
	target := []rune(r.Method + " " + r.RequestURI)
	if len(target) > longestTarget {
		target = append(target[:longestTarget], '…')
	}
	line := string(target)
	if program, _, _ := strings.Cut(r.UserAgent(), " "); program != "" {
		line += " (" + program + ")"
	}
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return unicode.ReplacementChar
	}, line)
}
