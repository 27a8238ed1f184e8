package walk

import (
	"slices"
	"strings"
	"time"

	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// Ready is a place of its own: what the boot was for. A learner who stands at the live edge is led there when the
// server becomes ready, and comes back with a command at any time.

// mostWaited is how many stages the place names for which readiness waited.
const mostWaited = 5

// readyPlace is what a walk knows of the place beside the lesson.
type readyPlace struct {
	kubeconfig string // "" before the server has said it
	opens      bool   // the learner is to be led there
	unseen     bool   // the server became ready, and the learner has not been there
}

// Readiness is what there is to see and to do when a server is ready, as plain data.
type Readiness struct {
	// Took is the time until ready, by the clock that is shown; Held says that the learner held the boot, and that this
	// time is left out.
	Took time.Duration
	Held bool
	// Waited are the stages in which most of that time went by, the longest first. Others counts the other stages on
	// the critical path, and Rest is the time in them and in no stage.
	Waited []Slice
	Others int
	Rest   time.Duration
	// Serves says that the server can be asked. It cannot in a recording, and when it stops or has stopped.
	Serves bool
	// Shell has the lines to type in another terminal, so that kubectl asks this server; none when it does not serve.
	Shell []string
	// Offers are what to do now.
	Offers []Offer

	say *phrases.WalkReady
}

// Offer is something to do: a command of the table, by its name and its key, or a line to type in another terminal.
type Offer struct{ Command, Key, Typed, Help string }

// Readiness returns the place, nil before a watched server is ready and in a recording of anything else than a boot
// that was.
func (w *Walk) Readiness() *Readiness {
	l := w.lesson
	if l.Ready.IsZero() {
		return nil
	}
	r := &Readiness{
		Took: l.PathTotal(), Held: w.heldBeforeReady() && !w.wall, Serves: w.serves(), say: &w.say().Ready,
	}
	if r.Took == 0 { // the critical path of a large recording is still being computed
		r.Took = l.Ready.Sub(l.Start)
	}
	r.Waited = w.Slices()
	r.Waited = r.Waited[:min(mostWaited, len(r.Waited))]
	r.Others, r.Rest = len(l.OnPath())-len(r.Waited), l.PathTotal()
	for _, s := range r.Waited {
		r.Rest -= s.Took
	}
	if r.Serves && w.place.kubeconfig != "" {
		r.Shell = []string{"export KUBECONFIG=" + quoted(w.place.kubeconfig), "kubectl get namespaces"}
	}
	r.Offers = w.offers(r.Serves)
	return r
}

// Sentence says how long it took.
func (r *Readiness) Sentence() string {
	return r.say.After(words.Duration(r.Took), r.Held)
}

// OthersSentence says what lies beside the stages that Waited names.
func (r *Readiness) OthersSentence() string {
	if r.Others == 0 {
		return r.say.OneShorter
	}
	return r.say.Others(r.Others, words.Duration(r.Rest))
}

// serves reports whether the watched server is ready and can be asked.
func (w *Walk) serves() bool {
	return w.live.controls != nil && !w.ended && !w.live.ending && !w.lesson.Ready.IsZero()
}

func (w *Walk) heldBeforeReady() bool {
	if w.known.held != w.lesson {
		w.known.held = w.lesson
		w.known.heldBeforeReady = slices.ContainsFunc(w.lesson.Steps, func(step *lesson.Step) bool {
			return step.Node.Pause() > 0 && step.Node.Start.Before(w.lesson.Ready)
		})
	}
	return w.known.heldBeforeReady
}

func (w *Walk) offers(serves bool) (offers []Offer) {
	say := &w.say().Ready
	command := func(name, help string) {
		if c := w.Named(name); c != nil {
			offers = append(offers, Offer{Command: name, Key: c.Keys[0], Help: help})
		}
	}
	typed := func(line, help string) { offers = append(offers, Offer{Typed: line, Help: help}) }
	if serves {
		command("request", say.SendRequest)
		command("requests", say.FollowYours)
		command(terminate, say.Stop)
	}
	if !serves {
		typed("apitour", say.OwnServer)
		typed("apitour request --list", say.WaysOfRequests)
	}
	typed("apitour break list", say.BootsThatFail)
	return offers
}

// quoted returns a path as a shell reads it as one word.
func quoted(path string) string {
	const plain = "/._-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if strings.ContainsFunc(path, func(r rune) bool { return !strings.ContainsRune(plain, r) }) {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}

// hearAccess takes in how clients get into the server.
func (w *Walk) hearAccess(a feed.Access) { w.place.kubeconfig = a.Kubeconfig }

// becomeReady notes that the server has become ready while the learner stood at the live edge, or elsewhere.
func (w *Walk) becomeReady(atEdge bool) { w.place.opens, w.place.unseen = atEdge, true }

// ReadyOpens reports, once, that the learner is to be led to the place: the server became ready while they stood at the
// live edge. A driver that shows something else at that moment leaves it: see [Walk.ReadyUnseen].
func (w *Walk) ReadyOpens() bool {
	opens := w.place.opens
	w.place.opens = false
	return opens
}

// ReadyUnseen reports whether the server is ready and the learner has not seen the place yet.
func (w *Walk) ReadyUnseen() bool { return w.place.unseen && !w.ended }

// SeeReady leads the learner to the place.
func (w *Walk) SeeReady() Reply {
	if w.lesson.Ready.IsZero() {
		return Reply{}
	}
	w.place.opens, w.place.unseen = false, false
	return Reply{Show: ReadyView}
}

// toEdgeOrReady goes to where the server is: where it is held, or, when it is ready, to the place. In a recording it
// goes to the last step and, from there, to the place.
func (w *Walk) toEdgeOrReady() Reply {
	switch {
	case w.Readiness() == nil || w.Held() && w.at != w.Edge() || w.follower == nil && w.at != w.folds.Last():
		w.toEdge()
		return Reply{}
	case !w.Held():
		w.toEdge()
		w.notice = ""
	}
	return w.SeeReady()
}

// AtReady reports whether the next command to go to the end leads to the place, in a recording.
func (w *Walk) AtReady() bool {
	return w.follower == nil && w.Step() != nil && w.at == w.folds.Last() && !w.lesson.Ready.IsZero()
}
