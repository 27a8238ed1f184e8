package session

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"apitour/trace/feed"
)

const (
	userAgent = "apitour"
	// impersonate is the header that names the impersonated user (k8s.io/api/authentication/v1, ImpersonateUserHeader).
	impersonate = "Impersonate-User"
	// maxAnswer is how many bytes of an answer are kept.
	maxAnswer = 16 << 10
)

// Request is a request that is sent with the admin's credentials, and that the server traces.
type Request struct {
	Method, Path string
	Body         []byte
	ContentType  string        // of Body, JSON when it is empty
	As           string        // the user that the admin impersonates, none when it is empty
	Anonymous    bool          // no credentials are sent
	Lasts        time.Duration // how long the client reads the answer, 0 for until its end
	// Prepare makes what the request is about. Release, unless it is nil, is called when the request has been answered.
	// Prepare may be nil.
	Prepare func(ctx context.Context, admin *Admin) (release func(), err error)
}

// String returns the request in one line, as one would write it down.
func (r Request) String() string {
	line := r.Method + " " + r.Path
	switch {
	case r.Anonymous:
		line += ", anonymous"
	case r.As != "":
		line += ", as " + r.As
	}
	return line
}

// Send sends a request that the server traces, and reads the answer. It does not prepare the request.
func (a *Admin) Send(ctx context.Context, r Request) feed.Answer {
	answer := feed.Answer{Method: r.Method, Path: r.Path, TraceID: randomHex(16)}
	if r.Lasts > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.Lasts)
		defer cancel()
	}
	var shown []tls.Certificate
	if !r.Anonymous {
		shown = append(shown, a.certificate)
	}
	client := a.newClient(shown...) // a connection of its own, since the certificate belongs to the connection
	defer client.CloseIdleConnections()
	begun := time.Now()
	response, err := a.send(ctx, client, r, answer.TraceID)
	answer.Took = time.Since(begun)
	if err != nil {
		answer.Err = err
		return answer
	}
	defer response.Body.Close()
	answer.Status = response.Status
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err == nil {
		// A client that leaves before the end of the answer is noticed by the server, and shows in the trace.
		_, err = io.Copy(io.Discard, response.Body)
	}
	answer.Took = time.Since(begun)
	if r.Lasts == 0 || !errors.Is(err, context.DeadlineExceeded) {
		answer.Err = err
	}
	answer.Lines = strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
	return answer
}

func (a *Admin) send(ctx context.Context, client *http.Client, r Request, traceID string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, r.Method, a.server+r.Path, bytes.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Traceparent", fmt.Sprintf("00-%s-%s-01", traceID, randomHex(8)))
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", userAgent)
	if len(r.Body) > 0 {
		request.Header.Set("Content-Type", cmp.Or(r.ContentType, "application/json"))
	}
	if r.As != "" {
		request.Header.Set(impersonate, r.As)
	}
	return client.Do(request)
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
