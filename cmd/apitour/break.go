package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"apitour/trace/live"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
	"apitour/walkthrough/tour"
)

// brokenBoot is a boot with one thing wrong, and what is known of how it shows.
type brokenBoot struct {
	name, summary string
	// make makes it wrong, in a folder of its own and on this machine's loopback alone. What it starts ends with the
	// workshop, of which everything else is taken away then.
	make func(ctx context.Context, w *workshop) (wrong, error)
	shows
}

// shows says where a broken boot shows what is wrong with it: one of the three.
type shows struct {
	stage   string   // this stage ends in an error, and the server with it
	checks  []string // the server serves, and these checks of /readyz stay red
	request string   // the server is ready, and a GET of this path fails
	// inStage is the stage of that request in which it fails; "" when the client refuses before it has sent any. It is one of
	// the library's, which tells of errors in events.
	inStage string
	message string // part of what the stage, or the client, says
}

// wrong is what was made wrong.
type wrong struct {
	text        string   // a sentence or two
	flags       []string // of the server
	environment []string
	// whenReady prepares what the request is about.
	whenReady func(ctx context.Context, kubeconfig string) error
}

// announcement says where it will show.
func (s shows) announcement() string {
	switch {
	case s.stage != "":
		return "The stage " + s.stage + " will fail, and the server will end."
	case len(s.checks) > 0:
		return "No stage will fail. These checks of " + readyPath + " will stay red: " + strings.Join(s.checks, ", ")
	case s.inStage != "":
		return "The boot will be as always. When the server is ready, apitour sends it GET " + s.request + ", which fails in " + s.inStage + "."
	}
	return "The boot will be as always. When the server is ready, apitour means to send it GET " + s.request + ", and refuses."
}

// workshop is where a boot is made wrong.
type workshop struct {
	dir     string
	closers []func()
}

func newWorkshop() (*workshop, error) {
	dir, err := os.MkdirTemp("", "apitour-break-")
	if err != nil {
		return nil, failure(fmt.Errorf("make a folder for what is broken: %w", err), "see that the folder that TMPDIR names can be written to")
	}
	return &workshop{dir: dir}, nil
}

func (w *workshop) path(name string) string { return filepath.Join(w.dir, name) }

// onClose has something ended with the workshop, the last first.
func (w *workshop) onClose(end func()) { w.closers = append(w.closers, end) }

func (w *workshop) close() {
	for i := len(w.closers) - 1; i >= 0; i-- {
		w.closers[i]()
	}
	_ = os.RemoveAll(w.dir)
}

func newBreakCommand(t terminal) *cobra.Command {
	var plain, stepping *bool
	command := &cobra.Command{
		Use:   "break [NAME|list]",
		Short: "Boot the server with one thing wrong, and see where it shows",
		Long: `Boot the server with one thing wrong, and see in which stage it fails, how the error travels up, and what
an operator would see. Everything happens in temporary folders and on this machine's loopback, and ends with the command.`,
		Example: `  apitour break                             list what can be broken
  apitour break port-taken                  boot while somebody else has the port
  apitour break port-taken | less           the same as text`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("apitour break takes one name; apitour break list lists them", "take no argument %q", args[1])
			}
			return nil
		},
		ValidArgs: brokenNames(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || args[0] == "list" {
				listBroken(t)
				return nil
			}
			broken := brokenByName(args[0])
			if broken == nil {
				return usage("apitour break list lists what can be broken", "break nothing called %q", args[0])
			}
			return runBroken(cmd.Context(), t, *plain, *stepping, broken)
		},
	}
	plain = plainFlag(command)
	stepping = command.Flags().Bool("step", false, "hold the server at its first stage, to step it; nothing is given up for lack of time then")
	return command
}

func listBroken(t terminal) {
	for _, b := range brokenBoots {
		fmt.Fprintf(t.stdout, "%-24s  %s\n", b.name, b.summary)
	}
}

func brokenNames() []string {
	names := make([]string, len(brokenBoots))
	for i, b := range brokenBoots {
		names[i] = b.name
	}
	return names
}

func brokenByName(name string) *brokenBoot {
	for i := range brokenBoots {
		if brokenBoots[i].name == name {
			return &brokenBoots[i]
		}
	}
	return nil
}

// runBroken makes one thing wrong, boots the server, and shows what comes of it.
func runBroken(ctx context.Context, t terminal, askedForPlain, stepping bool, broken *brokenBoot) error {
	note, err := brokenNote(broken)
	if err != nil {
		return err
	}
	w, err := newWorkshop()
	if err != nil {
		return err
	}
	defer w.close()
	how := t.manner(askedForPlain)
	if stepping && how == printed {
		return usage("apitour break "+broken.name+" --step --plain takes commands from a pipe", "step a server without a terminal")
	}
	fmt.Fprintln(t.stderr, "booting the server, with one thing wrong …")
	made, err := broken.make(ctx, w)
	if err != nil {
		return fmt.Errorf("break the boot: %w", err)
	}
	if how != printed {
		return tourBroken(ctx, t, how, stepping, broken, made, note)
	}
	seen, err := watchBroken(ctx, broken, made)
	if err != nil {
		return err
	}
	if err := reportBroken(t.stdout, broken, made, seen); err != nil {
		return err
	}
	if err := seen.verdict(broken); err != nil {
		return err
	}
	fmt.Fprintf(t.stdout, "\n%s", page.Note(note))
	return nil
}

// brokenNote returns the note that goes with a broken boot.
func brokenNote(broken *brokenBoot) (*notes.Note, error) {
	library, err := notes.Embedded("en")
	if err != nil {
		return nil, fmt.Errorf("read the notes: %w", err)
	}
	note := library.Break(broken.name)
	if note == nil {
		return nil, fmt.Errorf("find the note about %q", broken.name)
	}
	return note, nil
}

// tourBroken tours a broken boot while it goes on. Unless it is to be stepped it is not even held: what a stage gives up
// for lack of time it gives up here, too.
func tourBroken(ctx context.Context, t terminal, how manner, stepping bool, broken *brokenBoot, made wrong, note *notes.Note) error {
	join, err := planningJoiner()
	if err != nil {
		return err
	}
	mode := following
	if stepping {
		mode = stepped
	}
	s, err := startSessionIn(context.WithoutCancel(ctx), mode, made.flags, made.environment...)
	if err != nil {
		return err
	}
	defer s.boot.remove()
	s.beside.Go(func() { s.sendWhenReady(broken.request, made.whenReady) })
	options := tour.Options{Lesson: join, Feed: s.feed, Intro: tour.Intro{Lines: []string{made.text, broken.announcement()}, Note: note}}
	if stepping {
		options.Controls = s
	}
	err = t.showTour(ctx, how, options)
	fmt.Fprintln(t.stderr, "stopping the server …")
	if closed := s.close(); errors.Is(closed, live.ErrKilled) { // that it failed was announced, and seen
		err = errors.Join(err, closed)
	}
	return err
}

// sendWhenReady sends the request in which a boot shows what is wrong, once the server is ready.
func (s *session) sendWhenReady(path string, prepare func(context.Context, string) error) {
	if path == "" {
		return
	}
	ready := make(chan string, 1)
	s.orders.put(func() { s.whenReady(func() { ready <- s.kubeconfig }) })
	select {
	case <-s.ctx.Done():
	case kubeconfig := <-ready:
		if prepare != nil {
			if err := prepare(s.ctx, kubeconfig); err != nil {
				s.orders.put(func() { s.tell(tour.Answer{Method: "GET", Path: path, Err: err}) })
				return
			}
		}
		s.Request("GET", path)
	}
}

// whenReady does something as soon as the server has said where the admin's credentials are.
func (s *session) whenReady(do func()) {
	if s.kubeconfig == "" {
		s.early = append(s.early, do)
		return
	}
	do()
}
