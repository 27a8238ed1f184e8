package session

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"time"

	"apitour/trace/feed"
)

// handshakeTimeout is how long a client waits for the server's part of the TLS handshake. It is what clients of
// Kubernetes wait (k8s.io/client-go v0.37.2, transport/cache.go, TLSHandshakeTimeout), kubectl among them.
const handshakeTimeout = 10 * time.Second

// SendEarly sends a GET as soon as the server's port is bound, which is long before it serves. The answer arrives on
// the feed.
func (s *Session) SendEarly(path string) {
	s.orders.Put(func(ctx context.Context) {
		knock := func(ctx context.Context, address string) {
			s.beside.Go(func() {
				answer := knock(ctx, address, path)
				s.orders.Put(func(context.Context) { s.feed.Put(answer) })
			})
		}
		if s.address != "" {
			knock(ctx, s.address)
			return
		}
		s.whenBound = append(s.whenBound, knock)
	})
}

// becomeBound is called by the session's goroutine, when the server's port is bound.
func (s *Session) becomeBound(ctx context.Context, address string) {
	s.address = address
	for _, do := range s.whenBound {
		do(ctx, address)
	}
	s.whenBound = nil
	if s.child.options.Health {
		s.beside.Go(func() { s.watchHealth(ctx, address) })
	}
}

// knock sends a request without credentials. It does not verify the server, whose certificate it cannot know yet: the
// address is the one that the server has just bound on this machine.
func knock(ctx context.Context, address, path string) feed.Answer {
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig:     &tls.Config{InsecureSkipVerify: true},
		TLSHandshakeTimeout: handshakeTimeout,
	}}
	defer client.CloseIdleConnections()
	answer := feed.Answer{Method: http.MethodGet, Path: path}
	begun := time.Now()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+address+path, nil)
	if err != nil {
		answer.Err = fmt.Errorf("make a request: %w", err)
		return answer
	}
	request.Header.Set("User-Agent", userAgent)
	response, err := client.Do(request)
	answer.Took = time.Since(begun)
	if err != nil {
		answer.Err = err
		return answer
	}
	response.Body.Close()
	answer.Status = response.Status
	return answer
}
