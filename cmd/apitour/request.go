package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/tour"
)

// methods are those that the API has a meaning for.
var methods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
}

// defaultWatch is how long a watch is listened to, which would never end by itself.
const defaultWatch = time.Second

const seeRequests = "apitour request --list lists the guided requests; a path begins with /, as in: apitour request GET /api/v1/namespaces"

// requestFlags are what `apitour request` was told.
type requestFlags struct {
	list, anonymous       bool
	as, data, contentType string
	watchFor              time.Duration
	output                string
	plain                 *bool
}

func newRequestCommand(t terminal) *cobra.Command {
	var flags requestFlags
	command := &cobra.Command{
		Use:   "request [METHOD] PATH | NAME [-- APISERVER FLAGS]",
		Short: "Boot the server, send it one request, and follow that through every filter and server",
		Long: `Boot the server on a temporary directory, send it one request, stop it, and show the way of the request: each
filter of the handler chain with its own time, which server looked at it and why it moved on, admission, storage
and etcd. In a terminal that is a tour, with notes and source; elsewhere it is text.

A NAME is that of a guided request. Those prepare what they need, and come with a note.`,
		Example: `  apitour request --list
  apitour request aggregated
  apitour request /apis/apps/v1/namespaces/default/deployments --as jane
  apitour request POST /api/v1/namespaces --data namespace.json
  apitour request '/api/v1/configmaps?watch=true' --watch-for 3s`,
		Args: cobra.ArbitraryArgs,
	}
	set := command.Flags()
	set.BoolVar(&flags.list, "list", false, "list the guided requests")
	set.StringVar(&flags.as, "as", "", "the user whom the admin impersonates")
	set.BoolVar(&flags.anonymous, "anonymous", false, "send nothing that says who asks")
	set.StringVar(&flags.data, "data", "", "the file with the body of the request, - for standard input")
	set.StringVar(&flags.contentType, "content-type", "application/json", "the kind of the body")
	set.DurationVar(&flags.watchFor, "watch-for", 0, "how long to listen to the answer, 1s for a watch unless given")
	set.StringVarP(&flags.output, "output", "o", "", "a file to keep the trace of the request in, - for standard output")
	flags.plain = plainFlag(command)
	command.RunE = func(cmd *cobra.Command, args []string) error {
		own, serverFlags := args, []string(nil)
		if dash := cmd.ArgsLenAtDash(); dash >= 0 {
			own, serverFlags = args[:dash], args[dash:]
		}
		if flags.list {
			return listRequests(t.stdout, own)
		}
		guided, err := flags.request(cmd, own, t.stdin)
		if err != nil {
			return err
		}
		return takeRequest(cmd.Context(), t, guided, flags, serverFlags)
	}
	return command
}

// request makes a request of what stands on the command line. One that is not guided needs no preparation and has no name.
func (f *requestFlags) request(cmd *cobra.Command, args []string, stdin io.Reader) (guided, error) {
	switch {
	case len(args) == 0:
		return guided{}, usage(seeRequests, "name a path or a guided request")
	case len(args) == 1 && !strings.HasPrefix(args[0], "/"):
		return f.guided(cmd, args[0])
	case len(args) > 2:
		return guided{}, usage(seeRequests, "take no argument %q", args[2])
	case f.as != "" && f.anonymous:
		return guided{}, usage("leave one of them out", "send a request --as %q and --anonymous", f.as)
	}
	a := asked{method: http.MethodGet, path: args[len(args)-1], as: f.as, anonymous: f.anonymous, contentType: f.contentType, lasts: f.watchFor}
	if len(args) == 2 {
		a.method = strings.ToUpper(args[0])
	}
	if !slices.Contains(methods, a.method) {
		return guided{}, usage("the methods are "+strings.Join(methods, ", "), "unknown method %q", args[0])
	}
	target, err := url.ParseRequestURI(a.path)
	if err != nil || !strings.HasPrefix(a.path, "/") {
		return guided{}, usage(seeRequests, "%q is not a path", a.path)
	}
	if a.lasts == 0 && isWatch(target) {
		a.lasts = defaultWatch
	}
	a.data, err = readData(f.data, stdin)
	return guided{asked: a}, err
}

// isWatch reports whether the answer would not end by itself: that of a watch, also of one by the path of old.
func isWatch(target *url.URL) bool {
	watch, _ := strconv.ParseBool(target.Query().Get("watch"))
	return watch || strings.Contains(target.Path, "/watch/")
}

// guided returns a guided request, of which only the time to listen can be chosen.
func (f *requestFlags) guided(cmd *cobra.Command, name string) (guided, error) {
	i := slices.IndexFunc(guidedRequests, func(g guided) bool { return g.name == name })
	if i < 0 {
		if slices.Contains(methods, strings.ToUpper(name)) {
			return guided{}, usage(seeRequests, "name a path for %s", strings.ToUpper(name))
		}
		return guided{}, usage(seeRequests, "there is no guided request %q", name)
	}
	g := guidedRequests[i]
	for _, flag := range []string{"as", "anonymous", "data", "content-type"} {
		if cmd.Flags().Changed(flag) {
			return guided{}, usage("send a request of your own: apitour request METHOD PATH", "the guided request %q takes no --%s", name, flag)
		}
	}
	if f.watchFor > 0 {
		g.lasts = f.watchFor
	}
	return g, nil
}

// readData reads the body of a request. A server takes 3 MiB (k8s.io/apiserver v0.37.2, pkg/server/config.go, MaxRequestBodyBytes).
func readData(file string, stdin io.Reader) ([]byte, error) {
	switch file {
	case "":
		return nil, nil
	case "-":
		data, err := io.ReadAll(stdin)
		if err != nil {
			return nil, fmt.Errorf("read the body from standard input: %w", err)
		}
		return data, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, failure(fmt.Errorf("read the body: %w", err), "name a file that you may read with --data")
	}
	return data, nil
}

// takeRequest boots a server, sends it the request and shows its way.
func takeRequest(ctx context.Context, t terminal, g guided, flags requestFlags, serverFlags []string) error {
	if flags.output != "" {
		if err := canWrite(flags.output); err != nil {
			return failure(err, "name a file in a folder that exists with -o")
		}
	}
	join, err := joiner(nil)
	if err != nil {
		return err
	}
	library, err := notes.Embedded("en")
	if err != nil {
		return fmt.Errorf("read the notes: %w", err)
	}
	f, err := follow(ctx, t.stderr, g, serverFlags)
	if err != nil {
		return err
	}
	if flags.output != "" {
		if err := writeTrace(t.stdout, flags.output, f.trace); err != nil {
			return failure(err, "name a file that you may write to with -o")
		}
		if flags.output == standardOutput {
			return nil
		}
	}
	f.note = library.Request(g.name)
	how := t.manner(*flags.plain)
	if how == printed {
		return f.print(t.stdout)
	}
	return t.showTour(ctx, how, tour.Options{Lesson: join, Trace: f.trace, Intro: tour.Intro{Lines: f.answerLines(), Note: f.note}})
}

// followed is a request that was sent, with what came back and what it went through.
type followed struct {
	answer tour.Answer
	trace  *trace.Trace // the spans of this request alone
	note   *notes.Note  // nil unless it is a guided one
}

// follow boots a server that runs free, has the request sent as soon as it is ready, and stops it once the request has
// been told to its end.
func follow(ctx context.Context, say io.Writer, g guided, flags []string) (*followed, error) {
	fmt.Fprintln(say, "booting the server …")
	b, err := startBoot(ctx, following, flags)
	if err != nil {
		return nil, err
	}
	defer b.remove()
	s := &followingServer{boot: b}
	if err := s.hear(ctx, nil, s.isReady); err != nil {
		return nil, err
	}
	f, err := s.send(ctx, say, g)
	fmt.Fprintln(say, "stopping the server …")
	// A server that has died explains why there was no answer.
	if endErr := b.end(); endErr != nil {
		return nil, endErr
	}
	return f, err
}

// followingServer is a server that runs free and tells of requests.
type followingServer struct {
	*boot
	recording trace.Recording
	ready     bool
	ended     map[string]bool // the traces of requests that are over
}

func (s *followingServer) isReady() bool { return s.ready }

// hear takes in what the server tells until something holds, which is looked at whenever the server has told something or
// the channel has. When the server ends before that, it is an error; an interrupted boot ends, too, in order.
func (s *followingServer) hear(ctx context.Context, told <-chan struct{}, holds func() bool) error {
	for !holds() {
		select {
		case <-told:
			told = nil
		case update, open := <-s.Updates():
			switch {
			case !open:
				if err := explainExit(s.Wait()); ctx.Err() != nil {
					return fmt.Errorf("follow the request: %w", context.Cause(ctx))
				} else if err != nil {
					return err
				}
				return errors.New("follow the request: the server ended before it was answered")
			case update.Resource != nil:
				s.recording.SetResource(update.Resource)
			case update.Span != nil:
				s.take(update.Span)
			}
		}
	}
	return nil
}

func (s *followingServer) take(span *trace.Span) {
	s.recording.Add(*span)
	if _, ready := readyBy(span); ready {
		s.ready = true
	}
	if span.Name == requestStage && !span.Running() {
		if s.ended == nil {
			s.ended = make(map[string]bool)
		}
		s.ended[span.TraceID] = true
	}
}

// requestStage is the whole of a request.
const requestStage = "ServeRequest"

// send prepares and sends a request and takes in what the server tells of it.
func (s *followingServer) send(ctx context.Context, say io.Writer, g guided) (*followed, error) {
	// Whoever is still preparing when the server has died has nobody to wait for.
	sending, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		f      followed
		failed error
		sent   bool
		told   = make(chan struct{})
	)
	go func() {
		defer close(told)
		f.answer, failed = g.send(sending, say, s.kubeconfig())
	}()
	err := s.hear(ctx, told, func() bool {
		select {
		case <-told:
			sent = true
		default:
		}
		return sent && (failed != nil || f.answer.Err != nil || s.ended[f.answer.TraceID])
	})
	cancel()
	<-told
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(failed, f.answer.Err); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, fmt.Errorf("send %s %s: %w", g.method, g.path, err)
	}
	all := s.recording.Finish(time.Now())
	f.trace = &trace.Trace{Resource: all.Resource}
	for i := range all.Spans {
		if all.Spans[i].TraceID == f.answer.TraceID {
			f.trace.Spans = append(f.trace.Spans, all.Spans[i])
		}
	}
	return &f, nil
}
