package claims

import (
	"cmp"
	"slices"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// Verdict is what becomes of a claim.
type Verdict string

// The verdicts.
const (
	Holds     Verdict = "holds"
	Fails     Verdict = "fails"
	Undecided Verdict = "undecided"
)

// Result is the verdict on one claim.
type Result struct {
	Claim   *notes.Claim
	Verdict Verdict
	// Found is what the run has instead of what is claimed, or why no run decides the claim; "" when it holds.
	Found string
	// Run is the name of the run that decides, the first one that contradicts; "" when none decides.
	Run string
}

// Check holds the claims of the library against the runs: a result for each, in the order of [notes.Library.Claims].
// All texts are cleaned, and in the language of the library.
func Check(library *notes.Library, runs ...Run) []Result {
	all := make([]*judged, len(runs))
	for i, run := range runs {
		all[i] = newJudged(run, library)
	}
	claims := library.Claims()
	results := make([]Result, len(claims))
	for i, claim := range claims {
		results[i] = check(library, claim, all)
	}
	return results
}

// check holds one claim against all runs.
func check(library *notes.Library, claim *notes.Claim, runs []*judged) Result {
	result := Result{Claim: claim, Verdict: Undecided}
	for _, run := range runs {
		switch f := judge(library, claim, run); f.verdict {
		case Fails:
			return Result{Claim: claim, Verdict: Fails, Found: f.said, Run: run.Name}
		case Holds:
			if result.Verdict != Holds {
				result = Result{Claim: claim, Verdict: Holds, Run: run.Name}
			}
		default:
			if result.Verdict == Undecided {
				result.Found = cmp.Or(result.Found, f.said)
			}
		}
	}
	if result.Verdict == Undecided {
		result.Found = cmp.Or(result.Found, about(&phrases.In(library.Language()).Claims, claim))
	}
	return result
}

// Needs are the runs without which some claims of a library stay undecided, each list sorted. Every library needs a
// boot without flags, too.
type Needs struct {
	// Skips are flags by which a stage is skipped: each needs a boot in which nothing else could be the reason. Flags
	// are the others.
	Skips, Flags     []string
	Requests, Breaks []string
}

// NeedsOf returns what the claims of the library need.
func NeedsOf(library *notes.Library) (needs Needs) {
	add := func(list *[]string, name string) {
		if name != "" && !slices.Contains(*list, name) {
			*list = append(*list, name)
			slices.Sort(*list)
		}
	}
	for _, claim := range library.Claims() {
		if claim.Kind == notes.Skipped {
			add(&needs.Skips, claim.Flag)
		}
		add(&needs.Requests, claim.Request)
		add(&needs.Breaks, claim.Break)
	}
	for _, claim := range library.Claims() {
		if !slices.Contains(needs.Skips, claim.Flag) {
			add(&needs.Flags, claim.Flag)
		}
	}
	return needs
}
