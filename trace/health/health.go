// Package health asks a server how it is while it boots: every check of /livez and /readyz, several times a second, from
// the moment its port is bound.
//
// A server binds its port long before it serves, and until then the kernel takes connections that nobody answers. So a
// path is asked once, however long the answer takes: with a deadline, and a new connection after it, the questions would
// pile up in the kernel's queue, and in the server's log once it reads them.
package health

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"
)

// Interval is how often the health panel asks.
const Interval = 250 * time.Millisecond

// Paths are what is asked for.
var Paths = []string{"/livez", "/readyz"}

// maxAnswer is the longest answer that is read, in bytes: some hundred times the longest that there is.
const maxAnswer = 1 << 20

// Report is what is known of one path.
type Report struct {
	Path string // one of Paths
	// At is when the report was made, Asked when the question was sent that it is about.
	At, Asked time.Time
	// Waiting says that the question was sent and nobody has answered yet: the socket is bound, and nothing serves.
	Waiting bool
	// Code is that of the answer, 0 without one.
	Code   int
	Checks []Check
	// Err says why there is no answer, connection refused for instance.
	Err error
}

// OK reports whether the server said that all is well.
func (r *Report) OK() bool { return r.Code == http.StatusOK }

// Option is something about a watch that is not as usual.
type Option func(*tls.Config)

// As asks with a client certificate, as whom it names. Until a server has its roles it answers 403 to everybody but an
// admin, and its checks would be seen only after that. The certificate is asked for when the server begins to answer, so
// it may come into being after the watch began; nil asks as nobody. Its key is not sent.
func As(certificate func() (*tls.Certificate, error)) Option {
	return func(c *tls.Config) {
		c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			shown, err := certificate()
			if shown == nil {
				shown = new(tls.Certificate)
			}
			return shown, err
		}
	}
}

// Watch asks the server at the address, an IP address and a port, until the context ends, and then returns nil. It asks
// each path every interval, or as soon as the answer before has come, and calls tell, never twice at once, with every
// answer, with every failure to get one, and once in every interval in which an answer is awaited.
//
// Only a server on this machine is asked, over loopback: Watch returns an error at once when the address is another one,
// because it does not look at who answers.
func Watch(ctx context.Context, address string, interval time.Duration, tell func(Report), options ...Option) error {
	where, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("watch health: %w", err)
	}
	if where.Addr().IsUnspecified() { // where a server is bound that listens everywhere
		loopback := map[bool]netip.Addr{false: netip.IPv6Loopback(), true: netip.AddrFrom4([4]byte{127, 0, 0, 1})}
		where = netip.AddrPortFrom(loopback[where.Addr().Is4()], where.Port())
	}
	if !where.Addr().IsLoopback() {
		return fmt.Errorf("watch health: %q is not an address of this machine's loopback", address)
	}
	w := &watch{address: where.String(), interval: interval, tell: tell}
	var asking sync.WaitGroup
	for _, path := range Paths {
		asking.Go(func() {
			client := newClient(options)
			defer client.CloseIdleConnections()
			w.path(ctx, client, path)
		})
	}
	asking.Wait()
	return nil
}

type watch struct {
	address  string
	interval time.Duration

	mu   sync.Mutex // held while tell is called
	tell func(Report)
}

// newClient returns a client for one path. It has no deadline, see the package's comment, goes through no proxy, and
// follows no redirect.
//
// It takes any certificate. The one that there is was made moments ago by an authority that nobody knows, or is what is
// wrong with the boot. What is sent is no secret and does not leave this machine; what is answered is shown and nothing
// else.
func newClient(options []Option) *http.Client {
	config := &tls.Config{InsecureSkipVerify: true}
	for _, option := range options {
		option(config)
	}
	return &http.Client{
		Transport: &http.Transport{
			TLSClientConfig: config,
			MaxConnsPerHost: 1, // which stays open between questions
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// path asks one path until the context ends.
func (w *watch) path(ctx context.Context, client *http.Client, path string) {
	ticks := time.NewTicker(w.interval)
	defer ticks.Stop()
	for ctx.Err() == nil {
		asked := time.Now()
		answer := make(chan Report, 1)
		go func() { answer <- w.ask(ctx, client, path) }()
		for r := (Report{Waiting: true}); r.Waiting; { // the end of the context is the end of the question, too
			select {
			case r = <-answer:
			case <-ticks.C:
			}
			r.Path, r.At, r.Asked = path, time.Now(), asked
			if ctx.Err() == nil {
				w.report(r)
			}
		}
		select {
		case <-ctx.Done():
		case <-ticks.C:
		}
	}
}

func (w *watch) report(r Report) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tell(r)
}

// ask sends one question and reads the answer.
func (w *watch) ask(ctx context.Context, client *http.Client, path string) Report {
	where := url.URL{Scheme: "https", Host: w.address, Path: path, RawQuery: "verbose"}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, where.String(), nil)
	if err != nil {
		return Report{Err: err}
	}
	response, err := client.Do(request)
	if err != nil {
		return Report{Err: cause(err)}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return Report{Err: fmt.Errorf("read answer: %w", err)}
	}
	return Report{Code: response.StatusCode, Checks: parse(string(body))}
}

// cause leaves out what was asked, which the report says already.
func cause(err error) error {
	var asked *url.Error
	if errors.As(err, &asked) {
		return asked.Err
	}
	return err
}
