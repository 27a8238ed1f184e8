// Package health polls the health checks of a server while it boots: /livez and /readyz with all their checks, several
// times a second, from the moment its port is bound.
//
// A server binds its port long before it serves, and until then the kernel accepts connections that remain
// unanswered. So only one request for a path is under way at a time, and it has no deadline. Requests that time out
// and are sent again on new connections would pile up in the kernel's queue, and later in the server's log.
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

	"apitour/trace/convention"
)

// Interval is the polling interval of the health panel.
const Interval = 250 * time.Millisecond

// Paths are the paths that Watch polls.
var Paths = []string{"/livez", "/readyz"}

// maxAnswer is the length of the longest answer that is read, in bytes: some hundred times that of a real one.
const maxAnswer = 1 << 20

// Report is the health of one path.
type Report struct {
	Path string // one of Paths
	// At is the time of the report, Asked the time at which its request was sent.
	At, Asked time.Time
	// Waiting says that the request has no answer yet: the socket is bound, and the server does not serve.
	Waiting bool
	// Code is the answer's status code, 0 without an answer.
	Code   int
	Checks []Check
	// Err is the reason why there is no answer, such as a refused connection.
	Err error
}

// OK reports whether the server answered that it is healthy.
func (r *Report) OK() bool { return r.Code == http.StatusOK }

// Option changes the client of a watch.
type Option func(*tls.Config)

// As sends the requests with a client certificate. Until a server has created its roles, it answers 403 to every user
// but an admin, and its checks would stay hidden until then. The function is called when the server begins to answer,
// so the certificate may be made after the watch began; without one the requests are anonymous. Its key is never
// sent.
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

// Watch polls the server at the address, an IP address and a port, until the context ends, and then returns nil. It
// sends a request for each path every interval, or as soon as the previous one was answered. It calls tell with every
// answer, with every failure, and once in every interval without an answer; the calls do not overlap.
//
// Watch does not verify the server, so it polls only this machine, over loopback. Any other address is an error.
func Watch(ctx context.Context, address string, interval time.Duration, tell func(Report), options ...Option) error {
	where, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("watch health: %w", err)
	}
	if where.Addr().IsUnspecified() { // the server listens on all addresses
		loopback := netip.IPv6Loopback()
		if where.Addr().Is4() {
			loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})
		}
		where = netip.AddrPortFrom(loopback, where.Port())
	}
	if !where.Addr().IsLoopback() {
		return fmt.Errorf("watch health: %q is not a loopback address", address)
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

// newClient returns a client for one path. It has no deadline, for the reason in the package comment, uses no proxy,
// and follows no redirect.
//
// It accepts any certificate. The server's own was made moments ago by an authority that is not in any trust store,
// or it may be what breaks the boot. The requests hold no secret and do not leave this machine; the answers are only
// shown.
func newClient(options []Option) *http.Client {
	config := &tls.Config{InsecureSkipVerify: true}
	for _, option := range options {
		option(config)
	}
	return &http.Client{
		Transport: &http.Transport{
			TLSClientConfig: config,
			MaxConnsPerHost: 1, // it stays open between requests
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// path polls one path until the context ends.
func (w *watch) path(ctx context.Context, client *http.Client, path string) {
	ticks := time.NewTicker(w.interval)
	defer ticks.Stop()
	for ctx.Err() == nil {
		asked := time.Now()
		answer := make(chan Report, 1)
		go func() { answer <- w.ask(ctx, client, path) }()
		for r := (Report{Waiting: true}); r.Waiting; { // the end of the context ends the request as well
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

// ask sends one request and reads the answer.
func (w *watch) ask(ctx context.Context, client *http.Client, path string) Report {
	where := url.URL{Scheme: "https", Host: w.address, Path: path, RawQuery: "verbose"}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, where.String(), nil)
	if err != nil {
		return Report{Err: err}
	}
	request.Header.Set("User-Agent", convention.FollowerAgent)
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

// cause removes the URL from the error: the report has the path.
func cause(err error) error {
	var asked *url.Error
	if errors.As(err, &asked) {
		return asked.Err
	}
	return err
}
