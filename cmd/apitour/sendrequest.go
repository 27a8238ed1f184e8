package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"apitour/walkthrough/tour"
)

// asked is a request that somebody wants to be sent.
type asked struct {
	method, path string
	data         []byte
	contentType  string        // of the data, JSON when it is empty
	as           string        // whom the admin impersonates, nobody when it is empty
	anonymous    bool          // nothing is shown that says who asks
	lasts        time.Duration // until the client has heard enough, 0 for until the answer ends
}

// sendRequest sends a request with the admin's credentials and has the server trace it.
func sendRequest(ctx context.Context, kubeconfig string, a asked) tour.Answer {
	answer := tour.Answer{Method: a.method, Path: a.path, TraceID: randomHex(16)}
	begun := time.Now()
	if a.lasts > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, a.lasts)
		defer cancel()
	}
	response, err := request(ctx, kubeconfig, a, answer.TraceID)
	answer.Took = time.Since(begun)
	if err != nil {
		answer.Err = err
		return answer
	}
	defer response.Body.Close()
	answer.Status = response.Status
	const most = 16 << 10
	body, err := io.ReadAll(io.LimitReader(response.Body, most))
	if err == nil {
		// Whoever leaves before the end of an answer is seen by the server, and traced as well.
		_, err = io.Copy(io.Discard, response.Body)
	}
	answer.Took = time.Since(begun)
	if a.lasts == 0 || !errors.Is(err, context.DeadlineExceeded) {
		answer.Err = err
	}
	answer.Lines = strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
	return answer
}

func request(ctx context.Context, kubeconfig string, a asked, traceID string) (*http.Response, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	if a.anonymous {
		config = rest.AnonymousClientConfig(config)
	}
	config.Impersonate.UserName = a.as
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, err
	}
	defer client.CloseIdleConnections()
	asked, err := http.NewRequestWithContext(ctx, a.method, config.Host+a.path, bytes.NewReader(a.data))
	if err != nil {
		return nil, err
	}
	asked.Header.Set("traceparent", fmt.Sprintf("00-%s-%s-01", traceID, randomHex(8)))
	asked.Header.Set("Accept", "application/json")
	asked.Header.Set("User-Agent", "apitour")
	if len(a.data) > 0 {
		asked.Header.Set("Content-Type", cmp.Or(a.contentType, "application/json"))
	}
	return client.Do(asked)
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
