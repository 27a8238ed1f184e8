package why_test

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/why"
)

// inBoth returns every recording as a lesson in English and in Chinese, with the same moments of each.
func inBoth(t *testing.T) map[string][2][]*why.Facts {
	t.Helper()
	read := map[string]*trace.Trace{"shipped": shipped(t), frozen: recorded(t, frozen)}
	for _, name := range slices.Concat(recording.Requests(), recording.BrokenBoots()) {
		read[name] = recorded(t, name)
	}
	for seed := range uint64(3) {
		read["at odds "+string(rune('a'+seed))] = atOdds(shipped(t), rand.New(rand.NewPCG(seed, seed)))
	}
	plan := lesson.NewPlan(shipped(t))
	both := make(map[string][2][]*why.Facts)
	for name, recorded := range read {
		var of [2][]*why.Facts
		for i, library := range []*notes.Library{embedded(), chinese()} {
			of[i] = moments(joined(recorded, library, plan), rand.New(rand.NewPCG(1, 2)))
			of[i] = append(of[i], heldIn(library, recorded, plan))
		}
		both[name] = of
	}
	return both
}

func heldIn(library *notes.Library, recorded *trace.Trace, plan *lesson.Plan) *why.Facts {
	l := joined(recorded, library, plan)
	f := at(l)
	f.Live, f.View.Over = true, false
	f.Checks = []why.Check{
		{Name: "etcd", Green: true}, {Name: "informer-sync", Reason: "reason withheld"}, {Name: "unknown"},
	}
	return f
}

// TestChineseSaysTheSame asks everything in both languages: the same questions, as many sentences, the same places.
func TestChineseSaysTheSame(t *testing.T) {
	t.Parallel()
	for name, of := range inBoth(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, english := range of[0] {
				inChinese := of[1][i]
				for j, step := range english.View.Lesson.Steps {
					same(t, english.Ask(step), inChinese.Ask(inChinese.View.Lesson.Steps[j]))
				}
				same(t, english.AskChecks(), inChinese.AskChecks())
			}
		})
	}
}

// same compares answers in two languages.
func same(t *testing.T, english, other []why.Answer) {
	t.Helper()
	if len(english) != len(other) {
		t.Fatalf("there are %d questions in English, and %d: %q", len(english), len(other), english[0].Question)
	}
	for i, a := range english {
		b := other[i]
		places := func(a why.Answer) (indexes []int) {
			for _, p := range a.Places {
				indexes = append(indexes, p.Index)
			}
			slices.Sort(indexes)
			return indexes
		}
		if a.Kind != b.Kind || a.About != b.About || a.Untold != b.Untold || len(a.Sentences) != len(b.Sentences) ||
			!slices.Equal(places(a), places(b)) {
			t.Errorf("%+v\nis in Chinese\n%+v", a, b)
		}
		inOrder(t, b)
	}
}

// inOrder checks that the places of an answer are numbered as a reader meets their names.
func inOrder(t *testing.T, a why.Answer) {
	t.Helper()
	said := quoted.ReplaceAllString(strings.Join(a.Sentences, "\n"), "")
	last := -1
	for _, p := range a.Places {
		at := place(said, p.Name)
		if at >= 0 && at < last {
			t.Errorf("%s is numbered too late in %q", p.Name, a.Sentences)
		}
		last = max(last, at)
	}
}

// place returns where a text first has the whole name, -1 when it does not.
func place(said, name string) int {
	const inNames = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./ "
	for from := 0; ; {
		at := strings.Index(said[from:], name)
		if at < 0 {
			return -1
		}
		at += from
		before, behind := strings.TrimRight(said[:at], " "), strings.TrimLeft(said[at+len(name):], " ")
		if (before == "" || !strings.Contains(inNames, before[len(before)-1:])) &&
			(behind == "" || !strings.Contains(inNames, behind[:1])) {
			return at
		}
		from = at + 1
	}
}

// mayBeLatin is what stands in Chinese sentences in Latin letters, beside names and what is quoted.
var mayBeLatin = []string{
	convention.Goroutine, "goroutine", "director", "span", "trace", "APIService", "CustomResourceDefinition", "Service",
	"etcd", "apitour request",
	"watch", "poststarthook", "HTTP", "PATCH", "GET", "PUT", "POST", "DELETE",
}

var (
	quoted  = regexp.MustCompile(`「[^」]*」`)
	number  = regexp.MustCompile(`\d[\d.,:]* ?(ns|µs|ms|s|%)?`)
	flag    = regexp.MustCompile(`--[-a-z=.:/\d]+`)
	path    = regexp.MustCompile(`/[-/a-z{}.\d]+`)
	english = regexp.MustCompile(`[A-Za-z][A-Za-z]+`)
)

// TestChineseIsChinese looks for English in Chinese answers: nothing is left but names, and what a recording says.
func TestChineseIsChinese(t *testing.T) {
	t.Parallel()
	for name, of := range inBoth(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, f := range of[1] {
				names := namesIn(f)
				reported := make(map[string]bool)
				ask := func(answers []why.Answer) {
					for _, a := range answers {
						for _, said := range append(a.Sentences, a.Question) {
							rest := quoted.ReplaceAllString(said, "")
							for _, n := range names {
								rest = strings.ReplaceAll(rest, n, "")
							}
							for _, known := range []*regexp.Regexp{flag, path, number} {
								rest = known.ReplaceAllString(rest, "")
							}
							if word := english.FindString(rest); word != "" && !reported[word] {
								reported[word] = true
								t.Errorf("%q is left in %q: %q", word, said, rest)
							}
						}
					}
				}
				for _, step := range f.View.Lesson.Steps {
					ask(f.Ask(step))
				}
				ask(f.AskChecks())
			}
		})
	}
}

// namesIn returns the names that an answer may have, the longest first.
func namesIn(f *why.Facts) (names []string) {
	names = append(names, mayBeLatin...)
	for _, step := range f.View.Lesson.Steps {
		names = append(names, step.Node.Name)
		for _, prefix := range []string{"PostStartHook/", "Director/"} {
			names = append(names, strings.TrimPrefix(step.Node.Name, prefix))
		}
		for _, key := range []string{"user.name", "apitour.director.reason", "server.address"} {
			for _, word := range strings.Fields(step.Node.Text(key)) {
				names = append(names, strings.TrimRight(word, ":,."))
			}
		}
		for _, e := range step.Node.Events {
			if check, ok := strings.CutSuffix(e.Name, " is ok"); ok {
				names = append(names, strings.TrimPrefix(check, "readyz check "))
			}
		}
	}
	for _, c := range f.Checks {
		names = append(names, c.Name)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return len(n) < 2 })
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(names)
}
