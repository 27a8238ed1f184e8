package messages

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"apitour/walkthrough/notes"
)

// mostFound is how many things one line says at most.
const mostFound = 6

// Find returns what the text says: lines of a log, of /readyz?verbose, a client's error, an exit code. Checks that are
// ok are found only where nothing else is. The error is the context's.
func (f *Finder) Find(ctx context.Context, text string) (*Answer, error) {
	a := &Answer{Cut: len(text) > MostText}
	text = strings.ToValidUTF8(cut(text, MostText), "?")
	known, green := make(map[string]*Found), []*Found(nil)
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		a.Lines++
		for _, found := range f.line(line) {
			if same := known[found.key()]; same != nil {
				same.Times++
				continue
			}
			found.Line, found.Times = a.Lines, 1
			known[found.key()] = found
			if found.Check != "" && !found.Red {
				green = append(green, found)
				continue
			}
			a.Found = append(a.Found, found)
		}
	}
	if len(a.Found) == 0 {
		a.Found = green
	}
	return a, nil
}

// key is the same for what is the same in two lines.
func (f *Found) key() string {
	key := f.Check + "\x00" + f.Exit + "\x00"
	for _, s := range f.Signs {
		key += string(s.Kind) + s.Says + "\x00"
	}
	for _, p := range f.Places {
		key += p.Format + "\x00" + p.Declaration.String() + "\x00"
	}
	return key
}

// line returns what a line says.
func (f *Finder) line(line string) (all []*Found) {
	h, rest := header(strings.TrimRight(cut(line, mostLine), "\r"))
	text := plain(rest)
	if name, says, red, ok := check(text); ok {
		found := f.check(name, says, red)
		found.Text = text
		all = append(all, found)
		text = says
	} else if code := exitLine.FindStringSubmatch(text); code != nil {
		if found := f.exit(code[1]); found != nil {
			found.Text, found.order = text, strings.Index(text, code[0])
			all = append(all, found)
		}
	}
	return append(all, noted(f.texts(text, h))...)
}

// noted leaves out what no note explains, beside what one does; and all but the first if none does.
func noted(all []*Found) []*Found {
	isNoted := func(f *Found) bool { return len(f.Notes()) > 0 }
	if slices.ContainsFunc(all, isNoted) {
		return slices.DeleteFunc(all, func(f *Found) bool { return !isNoted(f) })
	}
	return all[:min(1, len(all))]
}

// withheld is what a server says of a red check to those who may not know more.
const withheld = "reason withheld"

// check returns what notes say of a health check, and of the reason why it is red.
func (f *Finder) check(name, reason string, red bool) *Found {
	found := &Found{Check: name, Red: red}
	for _, s := range f.signs {
		of, why, isRed, ok := check(s.Says) // which may also be a line of the log
		if !ok || !isRed || !red || of != name && ofSign(of).match(name) == nil {
			continue
		}
		if why == withheld || reason == withheld || ofSign(why).match(reason) != nil {
			found.Signs = append(found.Signs, *s)
		}
	}
	slices.SortStableFunc(found.Signs, func(a, b Sign) int { return unlike(a, name, reason) - unlike(b, name, reason) })
	green, ok := f.library.Check(name)
	if !ok {
		return found
	}
	for _, note := range f.library.All() {
		explains := slices.ContainsFunc(note.Checks, func(c notes.Check) bool { return c.Name == name })
		if note.Names(green) {
			explains, found.Green = true, green // and not in a few words, such as "always green"
		}
		if explains {
			found.Explains = append(found.Explains, note)
		}
	}
	return found
}

// unlike is the smaller, the more the sign is about that check and that reason.
func unlike(s Sign, name, reason string) (n int) {
	of, why, _, _ := check(s.Says)
	const otherName, otherReason = 2, 1
	if of != name {
		n += otherName
	}
	if reason != withheld && why == withheld {
		n += otherReason
	}
	return n
}

// exit returns the signs of a code, nil if no note speaks of it.
func (f *Finder) exit(code string) *Found {
	found := &Found{Exit: code}
	for _, s := range f.signs {
		if s.Kind == notes.ExitSign && s.Says == code {
			found.Signs = append(found.Signs, *s)
		}
	}
	if len(found.Signs) == 0 {
		return nil
	}
	return found
}

// candidate is a pattern that a text has.
type candidate struct {
	*entry
	spans []span
}

// texts returns the signs and messages that the text has. Those that explain more of it come first; others count for
// what these leave, and with them if they explain the same.
func (f *Finder) texts(text string, h *Header) (all []*Found) {
	letters := weigh(text)
	var candidates []candidate
	for _, e := range f.index.of(text) {
		if spans := e.match(text); spans != nil && e.explains(letters, spans[0].from) {
			candidates = append(candidates, candidate{e, spans})
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int {
		return cmp.Or(b.weight-a.weight, rank(a)-rank(b))
	})
	explained := make([]*Found, len(text)) // by what, each byte
	for _, c := range candidates {
		fresh, by := c.fresh(text, explained)
		const half = 2
		switch {
		case by != nil && fresh == 0 && by.weight == c.weight:
			f.join(by, c, h)
		case fresh*half < c.weight || len(all) == mostFound:
		default:
			found := &Found{Text: text, Header: h, weight: c.weight, order: c.spans[0].from}
			f.join(found, c, h)
			for _, s := range c.spans {
				for i := s.from; i < s.to; i++ {
					if explained[i] == nil {
						explained[i] = found
					}
				}
			}
			all = append(all, found)
		}
	}
	for _, found := range all {
		f.settle(found)
	}
	slices.SortStableFunc(all, func(a, b *Found) int { return b.weight - a.weight })
	return all
}

// rank puts signs before messages.
func rank(c candidate) int {
	if c.sign != nil {
		return 0
	}
	return 1
}

// fresh returns how many letters of the text the candidate explains that nothing has explained yet, and what explains
// the first of the others.
func (c candidate) fresh(text string, explained []*Found) (fresh int, by *Found) {
	for _, s := range c.spans {
		for i, r := range text[s.from:s.to] {
			switch at := explained[s.from+i]; {
			case !isWord(r):
			case at == nil:
				fresh++
			case by == nil:
				by = at
			}
		}
	}
	return fresh, by
}

// join adds the candidate to what was found.
func (f *Finder) join(found *Found, c candidate, h *Header) {
	places := []*Message{c.message}
	if c.sign != nil {
		found.Signs = append(found.Signs, *c.sign)
		places = f.placed[c.sign]
	}
	for _, m := range places {
		if !slices.ContainsFunc(found.Places, func(p Place) bool { return p.Message == m }) {
			found.Places = append(found.Places, f.place(m, h))
		}
	}
}

// settle puts the places in their order: first where notes speak of the code, and at the release that the program is
// built with. If the header has told one place, the others are none, and so is an earlier form of one that is there.
func (f *Finder) settle(found *Found) {
	told := func(p Place) bool { return len(p.Logged) > 0 }
	isPresent := func(p Place) bool { return p.Ours() || p.Release == f.table.Present }
	if slices.ContainsFunc(found.Places, told) {
		found.Places = slices.DeleteFunc(found.Places, func(p Place) bool { return !told(p) })
	}
	isEarlier := func(p Place) bool {
		return !isPresent(p) && slices.ContainsFunc(found.Places, func(other Place) bool {
			return isPresent(other) && other.Declaration == p.Declaration
		})
	}
	found.Places = slices.Collect(func(yield func(Place) bool) {
		for _, p := range found.Places {
			if !isEarlier(p) && !yield(p) {
				return
			}
		}
	})
	value := func(p Place) (n int) {
		const half = 2
		switch {
		case len(p.Notes) == 0:
			n = 2 * half
		case p.Near:
			n = half
		}
		if !isPresent(p) {
			n++
		}
		return n
	}
	slices.SortStableFunc(found.Places, func(a, b Place) int { return value(a) - value(b) })
}

// weigh counts letters and digits.
func weigh(text string) (n int) {
	for _, r := range text {
		if isWord(r) {
			n++
		}
	}
	return n
}
