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
	"os"
	"strings"
	"time"

	"apitour/trace/convention"
	"apitour/trace/feed"
)

const (
	userAgent = convention.FollowerAgent
	// impersonate is the header that names the impersonated user, impersonateGroup the one for a group of that user
	// (k8s.io/api/authentication/v1, ImpersonateUserHeader and ImpersonateGroupHeader).
	impersonate, impersonateGroup = "Impersonate-User", "Impersonate-Group"
	// maxAnswer is how many bytes of an answer are kept.
	maxAnswer = 16 << 10
)

// Request is a request that is sent with the admin's credentials, and that the server traces.
type Request struct {
	feed.Request
	// Prepare makes what the request is about. Release, unless it is nil, is called when the request has been answered.
	// Prepare may be nil.
	Prepare func(ctx context.Context, admin *Admin) (release func(), err error)
}

// Send sends a request that the server traces, and reads the answer. It does not prepare the request.
func (a *Admin) Send(ctx context.Context, r Request) feed.Answer {
	answer := feed.Answer{Method: r.Method, Path: r.Path, TraceID: randomHex(16)}
	if r.BodyFile != "" {
		body, err := readBody(r.BodyFile)
		if err != nil {
			answer.Err = err
			return answer
		}
		r.Body = body
	}
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
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
	if r.Lasts > 0 {
		// The time begins with the answer: a learner may hold the request for as long as they like.
		defer time.AfterFunc(r.Lasts, func() { leave(errEnough) }).Stop()
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err == nil {
		// A client that leaves before the end of the answer is noticed by the server, and shows in the trace.
		_, err = io.Copy(io.Discard, response.Body)
	}
	answer.Took = time.Since(begun)
	if !errors.Is(context.Cause(ctx), errEnough) {
		answer.Err = err
	}
	answer.Lines = strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
	return answer
}

// errEnough ends the reading of an answer that would go on.
var errEnough = errors.New("the answer was read for as long as was asked")

// maxBody is how many bytes of a file are sent, which is as much as a server takes (k8s.io/apiserver v0.37.2,
// pkg/server/config.go, MaxRequestBodyBytes).
const maxBody = 3 << 20

func readBody(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the body: %w", err)
	}
	defer file.Close()
	if about, err := file.Stat(); err == nil && !about.Mode().IsRegular() {
		return nil, fmt.Errorf("read the body: %q is no file", name) // a pipe may never end
	}
	body, err := io.ReadAll(io.LimitReader(file, maxBody+1))
	if err == nil && len(body) > maxBody {
		err = fmt.Errorf("%q is longer than the %d bytes that a server takes", name, maxBody)
	}
	if err != nil {
		return nil, fmt.Errorf("read the body: %w", err)
	}
	return body, nil
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
		for _, group := range r.Groups {
			request.Header.Add(impersonateGroup, group)
		}
	}
	return client.Do(request)
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
