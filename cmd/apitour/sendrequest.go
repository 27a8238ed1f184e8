package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"apitour/walkthrough/tour"
)

// sendRequest sends a request with the admin's credentials and has the server trace it.
func sendRequest(ctx context.Context, kubeconfig, method, path string) tour.Answer {
	answer := tour.Answer{Method: method, Path: path, TraceID: randomHex(16)}
	begun := time.Now()
	response, err := request(ctx, kubeconfig, method, path, answer.TraceID)
	answer.Took = time.Since(begun)
	if err != nil {
		answer.Err = err
		return answer
	}
	defer response.Body.Close()
	answer.Status = response.Status
	const most = 16 << 10
	body, err := io.ReadAll(io.LimitReader(response.Body, most))
	answer.Took, answer.Err = time.Since(begun), err
	var indented bytes.Buffer
	if json.Indent(&indented, body, "", "  ") == nil {
		body = indented.Bytes()
	}
	answer.Lines = strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
	return answer
}

func request(ctx context.Context, kubeconfig, method, path, traceID string) (*http.Response, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, err
	}
	defer client.CloseIdleConnections()
	asked, err := http.NewRequestWithContext(ctx, method, config.Host+path, nil)
	if err != nil {
		return nil, err
	}
	asked.Header.Set("traceparent", fmt.Sprintf("00-%s-%s-01", traceID, randomHex(8)))
	asked.Header.Set("Accept", "application/json")
	return client.Do(asked)
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
