package claims

import (
	"fmt"
	"slices"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/evidence"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// finding is what one run says of a claim.
type finding struct {
	verdict Verdict
	// said is what there is instead of what is claimed, or why a run of the right kind does not decide.
	said string
}

var (
	holds   = finding{verdict: Holds}
	outside = finding{verdict: Undecided} // the run is about something else
)

func fails(format phrases.Format, values ...any) finding {
	return finding{verdict: Fails, said: say(format, values...)}
}

// undecided says why a run that is of the kind that a claim speaks of does not decide it.
func undecided(format phrases.Format, values ...any) finding {
	return finding{verdict: Undecided, said: say(format, values...)}
}

// judge says what the run says of the claim.
func judge(library *notes.Library, c *notes.Claim, run *judged) finding {
	isEnd := func(name string) bool { return ofTermination(library, name) }
	if !speaksOf(c, run) || !run.ended && slices.ContainsFunc(c.Names(), isEnd) {
		return outside
	}
	f := finding{}
	switch c.Kind {
	case notes.Calls, notes.Before, notes.Within, notes.SameGoroutine, notes.Parallel, notes.WaitsFor:
		f = ofTwo(c, run)
	case notes.Count:
		f = count(c, run)
	case notes.Skipped:
		f = skipped(c, run)
	case notes.Fails:
		f = reports(c, run)
	case notes.Turns:
		f = turns(c, run)
	case notes.Decides:
		f = decides(c, run)
	default:
		panic(fmt.Sprintf("nothing checks claims of kind %q", string(c.Kind)))
	}
	if f.verdict != Fails || c.Break != "" {
		return f
	}
	// What is missing in a run that is not whole, or that was asked for by a flag, contradicts nothing.
	switch {
	case run.open != "":
		return undecided(run.in.But, f.said, run.open)
	case c.Flag == "" && len(run.flags) > 0:
		return undecided(run.in.GivenFlags, f.said, strings.Join(run.flags, " "))
	}
	return f
}

// speaksOf reports whether the claim speaks of such a run.
func speaksOf(c *notes.Claim, run *judged) bool {
	ofBoots := c.Kind == notes.Skipped || c.Kind == notes.Fails || c.Kind == notes.Turns ||
		(c.Kind == notes.Count || isForWords(c)) && c.Request == ""
	switch {
	case !run.isBoot() && !run.isRequest():
		return false
	case c.Break != run.Break, c.Request != "" && c.Request != run.Request:
		return false
	case c.Kind == notes.Decides && run.isBoot(), ofBoots && !run.isBoot():
		return false
	}
	return c.Flag == "" || c.Kind == notes.Skipped || run.has(c.Flag)
}

// isForWords reports whether the claim says that a stage waits for something that is no stage.
func isForWords(c *notes.Claim) bool { return c.Kind == notes.WaitsFor && strings.Contains(c.B, " ") }

// has reports whether the server was given the flag: with its value, or with any where none is named.
func (j *judged) has(flag string) bool {
	return slices.ContainsFunc(j.flags, func(given string) bool {
		name, _, _ := strings.Cut(given, "=")
		return given == flag || name == flag
	})
}

// ofTwo checks the kinds that speak of two names. A run with neither of them is about something else, unless the claim
// names that very request; a run with one of them contradicts the claim.
func ofTwo(c *notes.Claim, run *judged) finding {
	a, b := run.Spans(c.A), run.Spans(c.B)
	switch {
	case len(a) == 0 && len(b) == 0 && c.Request == "" && !isForWords(c):
		return outside
	case len(a) == 0:
		return fails(run.in.Missing, c.A)
	case len(b) == 0 && !isForWords(c):
		return fails(run.in.Missing, c.B)
	}
	switch c.Kind {
	case notes.Calls:
		return run.calls(a, b, c.B)
	case notes.Within:
		return run.within(a, c.B)
	case notes.Before:
		return run.before(a, b)
	case notes.SameGoroutine:
		return run.sameGoroutine(a, b)
	case notes.Parallel:
		return run.parallel(a, b)
	}
	return run.waitsFor(a, b, c.B)
}

// calls checks that each of the one has a part that is one of the others.
func (j *judged) calls(a, b []*trace.Node, name string) finding {
	for _, n := range a {
		called := slices.ContainsFunc(n.Children, func(child *trace.Node) bool {
			return evidence.Means(name, child.Name) && child.Ours()
		})
		switch {
		case called:
		case b[0].Parent == nil:
			return fails(j.in.OutermostOf, b[0].Name, n.Name, j.names(n.Children))
		default:
			return fails(j.in.CallsOthers, n.Name, j.names(n.Children), b[0].Name, b[0].Parent.Name)
		}
	}
	return holds
}

// within checks that each of them lies inside a span of that name.
func (j *judged) within(a []*trace.Node, name string) finding {
	for _, n := range a {
		if evidence.Around(n, name) != nil {
			continue
		}
		if n.Parent == nil {
			return fails(j.in.Outermost, n.Name)
		}
		var around []*trace.Node
		for at := n.Parent; at != nil; at = at.Parent {
			around = append(around, at)
		}
		return fails(j.in.Around, n.Name, j.names(around))
	}
	return holds
}

func count(c *notes.Claim, run *judged) finding {
	if n := len(run.Spans(c.A)); n != c.Count {
		return fails(run.in.Number, n)
	}
	return holds
}

// skipped checks both sides: without the flag the stage is there, with it not.
func skipped(c *notes.Claim, run *judged) finding {
	n, with := len(run.Spans(c.A)), run.has(c.Flag)
	switch {
	case run.open != "":
		return undecided("%s", run.open)
	case with && n > 0:
		return fails(run.in.WithFlag, c.Flag, c.A)
	case with:
		return holds
	case n == 0:
		return fails(run.in.WithoutFlag, c.Flag, c.A)
	}
	return outside
}

// reports checks what reports a broken boot, by the words of the tour's questions: the innermost stage that fails, else
// the one check that stays red, else nothing.
func reports(c *notes.Claim, run *judged) finding {
	want := c.A
	if want == notes.Nothing {
		want = notes.Ready
	}
	switch got := run.Reported(append(run.GreenChecks(), want)); {
	case evidence.Means(want, got) && got != "":
		return holds
	case got == notes.Ready:
		return fails("%s", run.in.NothingFails)
	case got != "":
		return fails(run.in.Fails, got)
	case run.Record.Green(want):
		return fails(run.in.CheckIsGreen, want)
	}
	return undecided("%s", run.in.NotTold)
}

// turns checks that a stage turns a check green, by the words of the tour's questions: the notes say so, the stage has
// ended, and the wait for readiness has seen the check green then, and not before.
func turns(c *notes.Claim, run *judged) finding {
	by, _ := run.TurnedBy(c.Check)
	stages := run.Spans(c.A)
	seen, isGreen := run.SeenGreen(c.Check)
	ready := run.Stages(func(n *trace.Node) bool { return n.IsReadyStage() })
	switch {
	case !evidence.Means(c.A, by):
		return fails(run.in.NotesSay, by)
	case len(ready) == 0:
		return undecided("%s", run.in.GreenNotTold)
	case len(stages) == 0:
		return fails(run.in.Missing, c.A)
	case !isGreen:
		return fails(run.in.NotSeenGreen, ready[0].Name, c.Check)
	}
	for _, n := range stages {
		switch {
		case n.Failed() || n.Running():
			return fails(run.in.NotEndedWell, n.Name)
		case n.End.After(seen):
			return fails(run.in.GreenBefore, n.End.Sub(seen).String(), n.Name)
		}
	}
	return holds
}

// decides checks who decided the request, as package lesson finds it out.
func decides(c *notes.Claim, run *judged) finding {
	decision := run.lesson.DecisionOf(run.lesson.Steps[0])
	switch {
	case decision == nil || decision.Step == nil:
		return undecided("%s", run.in.DeciderUntold)
	case !evidence.Means(c.A, decision.Step.Node.Name):
		return fails(run.in.DecidedIt, decision.Step.Node.Name, decision.Code)
	}
	return holds
}
