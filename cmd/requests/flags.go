package requests

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"apitour/cmd/hint"
	"apitour/trace/feed"
	"apitour/trace/nearest"
	"apitour/walkthrough/phrases"
)

// methods are those that have a meaning in the API.
var methods = []string{
	http.MethodGet, http.MethodHead,
	http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
}

// Flags are the flags that make a request.
type Flags struct {
	set                   *pflag.FlagSet
	in                    *phrases.Requests // of what is said of mistakes
	anonymous             bool
	as, data, contentType string
	watchFor              time.Duration
}

// Add adds the flags to the set.
func (f *Flags) Add(set *pflag.FlagSet) {
	f.set = set
	set.StringVar(&f.as, "as", "", "the user that the admin impersonates")
	set.BoolVar(&f.anonymous, "anonymous", false, "send no credentials")
	set.StringVar(&f.data, "data", "", "the file with the body of the request, - for standard input")
	set.StringVar(&f.contentType, "content-type", "application/json", "the media type of the body")
	set.DurationVar(&f.watchFor, "watch-for", 0, "how long to read the answer; the default for a watch is 1s")
}

// Request returns the request that the arguments and the flags describe: a guided one by its name, or a method and a
// path. Mistakes are said in that language.
func (f *Flags) Request(args []string, stdin io.Reader, in *phrases.Requests) (Guided, error) {
	f.in = in
	switch {
	case len(args) == 0:
		return Guided{}, hint.Usage(in.See, "%s", in.Required)
	case len(args) == 1 && !strings.HasPrefix(args[0], "/"):
		return f.guided(args[0])
	case len(args) > 2:
		return Guided{}, hint.Usage(in.See, string(in.Unexpected), args[2])
	case f.as != "" && f.anonymous:
		return Guided{}, hint.Usage(in.LeaveOneOut, "%s", in.AsOrAnonymous)
	}
	r := feed.Request{
		Method: http.MethodGet, Path: args[len(args)-1],
		As: f.as, Anonymous: f.anonymous, ContentType: f.contentType, Lasts: f.watchFor,
	}
	if len(args) == 2 {
		r.Method = strings.ToUpper(args[0])
	}
	if !slices.Contains(methods, r.Method) {
		meant := f.meant(r.Method, methods, in.Methods.With(strings.Join(methods, ", ")))
		return Guided{}, hint.Usage(meant, string(in.UnknownMethod), args[0])
	}
	target, err := url.ParseRequestURI(r.Path)
	if err != nil || !strings.HasPrefix(r.Path, "/") {
		return Guided{}, hint.Usage(in.See, string(in.NoPath), r.Path)
	}
	if r.Lasts == 0 && isWatch(target) {
		r.Lasts = defaultWatch
	}
	r.Body, err = f.readData(stdin)
	return Guided{Request: r}, err
}

// isWatch reports whether the answer would not end by itself: a watch, asked for by the query or by the path of old.
func isWatch(target *url.URL) bool {
	watch, _ := strconv.ParseBool(target.Query().Get("watch"))
	return watch || strings.Contains(target.Path, "/watch/")
}

// guided returns a guided request. The only flag that it takes is the time to read the answer.
func (f *Flags) guided(name string) (Guided, error) {
	i := slices.IndexFunc(guided, func(g Guided) bool { return g.Name == name })
	if i < 0 {
		if method := strings.ToUpper(name); slices.Contains(methods, method) {
			return Guided{}, hint.Usage(f.in.See, string(f.in.MethodAlone), method)
		}
		return Guided{}, hint.Usage(f.meantGuided(name), string(f.in.Unknown), name)
	}
	for _, flag := range []string{"as", "anonymous", "data", "content-type"} {
		if f.set.Changed(flag) {
			return Guided{}, hint.Usage(f.in.OwnRequest, string(f.in.TakesNo), name, flag)
		}
	}
	g := guided[i]
	if f.watchFor > 0 {
		g.Lasts = f.watchFor
	}
	return g, nil
}

// meant is the hint for a name that does not exist: the one of the names that was meant, or else the other hint.
func (f *Flags) meant(typed string, names []string, otherwise string) string {
	if name := nearest.Name(typed, names); name != "" {
		return f.in.Meant.With(name)
	}
	return otherwise
}

// meantGuided is the hint for the name of a guided request that does not exist.
func (f *Flags) meantGuided(name string) string {
	const list = "list" // a name that apitour break has; here it is a flag
	names := []string{list}
	for _, g := range guided {
		names = append(names, g.Name)
	}
	if name == list || nearest.Name(name, names) == list {
		return f.in.Meant.With("--list")
	}
	return f.meant(name, names, f.in.See)
}

// readData reads the body of a request. A server takes 3 MiB (k8s.io/apiserver v0.37.2, pkg/server/config.go,
// MaxRequestBodyBytes).
func (f *Flags) readData(stdin io.Reader) ([]byte, error) {
	switch f.data {
	case "":
		return nil, nil
	case "-":
		data, err := io.ReadAll(stdin)
		if err != nil {
			return nil, f.in.ReadInput.Error(err)
		}
		return data, nil
	}
	data, err := os.ReadFile(f.data)
	if err != nil {
		return nil, hint.With(f.in.ReadBody.Error(err), f.in.NameAFile)
	}
	return data, nil
}
