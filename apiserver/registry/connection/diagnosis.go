package connection

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"

	"k8s.io/apiserver/pkg/storage/storagebackend"
)

// What a client of HTTP/2 begins with, and the type of the frame with which a server answers (RFC 9113, sections 3.4
// and 6.5), and what both call the protocol when they agree on TLS (section 3.2).
const (
	clientPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	frameSettings = 4
	protocol      = "h2"
)

// What can stand where etcd is expected.
const (
	closes       = "it accepts the connection and closes it"
	neverAnswers = "it accepts the connection and never answers"
	needsTLS     = "it answers with TLS: for an etcd with TLS the address begins with https://"
)

// lookFor is how long the diagnosis waits for an address to answer.
const lookFor = 2 * time.Second

// Diagnose asks the addresses of etcd what answers there, after a client got no connection: the client says only that
// its time ran out. It returns the first address that does not answer as etcd, and in a few words what it does instead;
// both are empty when every address speaks etcd's protocol.
func Diagnose(ctx context.Context, to storagebackend.TransportConfig) (server, answer string) {
	for _, server := range to.ServerList {
		if answer := diagnose(ctx, server, to); answer != "" {
			return server, answer
		}
	}
	return "", ""
}

func diagnose(ctx context.Context, server string, to storagebackend.TransportConfig) string {
	ctx, cancel := context.WithTimeout(ctx, 2*lookFor)
	defer cancel()
	network, address, encrypted := target(server)
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return whyNoConnection(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(lookFor))
	if encrypted {
		config, err := encryption(to)
		if err != nil || config == nil {
			config = new(tls.Config) // the system's authorities, as gRPC takes them
		}
		config = config.Clone()
		config.NextProtos = []string{protocol}
		if config.ServerName == "" {
			config.ServerName, _, _ = net.SplitHostPort(address)
		}
		encrypted := tls.Client(c, config)
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return whyNoHandshake(err)
		}
		c = encrypted
	}
	answer := greet(c)
	if !encrypted && (answer == closes || answer == neverAnswers) && speaksTLS(ctx, network, address) {
		return needsTLS
	}
	return answer
}

// speaksTLS finds out whether a server that said nothing to a client without TLS waits for one with it. A server that
// asks for a certificate, or has one that nobody trusts, speaks it too.
func speaksTLS(ctx context.Context, network, address string) bool {
	dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}
	c, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		var refused *net.OpError
		return errors.As(err, &refused) && refused.Op == "remote error" // so crypto/tls marks an alert of the server's
	}
	c.Close()
	return true
}

// target takes an address apart as etcd's client does: without a scheme it is a host and a port, without TLS.
func target(server string) (network, address string, encrypted bool) {
	parsed, err := url.Parse(server)
	if err != nil || parsed.Scheme == "" || !strings.Contains(server, "://") {
		return "tcp", server, false
	}
	switch parsed.Scheme {
	case "unix", "unixs":
		return "unix", parsed.Host + parsed.Path, parsed.Scheme == "unixs"
	}
	return "tcp", parsed.Host, parsed.Scheme == "https"
}

func whyNoConnection(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there"
	case errors.Is(err, context.DeadlineExceeded):
		return "nothing answers there, not even with a refusal"
	}
	return err.Error()
}

func whyNoHandshake(err error) string {
	var record tls.RecordHeaderError
	var timeout net.Error
	switch {
	case errors.As(err, &record) && bytes.HasPrefix(record.RecordHeader[:], []byte("HTTP/")):
		return "it answers without TLS, as a web server: for an etcd without TLS the address begins with http://"
	case errors.As(err, &record):
		return "it answers without TLS: for an etcd without TLS the address begins with http://"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return neverAnswers
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return closes
	}
	return err.Error()
}

// greet sends what a client of HTTP/2 begins with, and judges the first bytes of the answer. etcd answers with a frame
// of settings.
func greet(c net.Conn) string {
	settings := make([]byte, 9) // the header of an empty frame
	settings[3] = frameSettings
	_, _ = c.Write(append([]byte(clientPreface), settings...)) // what it did not take, it will not answer
	first := make([]byte, 64)
	n, err := io.ReadAtLeast(c, first, len(settings))
	first = first[:n]
	var timeout net.Error
	switch {
	case n == 0 && errors.As(err, &timeout) && timeout.Timeout():
		return neverAnswers
	case n == 0:
		return closes
	case isSettings(first):
		return ""
	case bytes.HasPrefix(first, []byte("HTTP/")):
		return fmt.Sprintf("it answers as a web server: %s", firstLine(first))
	case n >= 2 && first[0] == tlsAlert && first[1] == 3:
		return needsTLS
	}
	return fmt.Sprintf("it answers with %s", firstLine(first))
}

// tlsAlert is the type of the record with which a server of TLS refuses what is not TLS (RFC 8446, section 5.1).
const tlsAlert = 21

func isSettings(frame []byte) bool {
	return len(frame) >= 9 && frame[3] == frameSettings && binary.BigEndian.Uint32(frame[5:9]) == 0
}

// firstLine quotes the beginning of an answer, which may be anything.
func firstLine(answer []byte) string {
	line, _, _ := bytes.Cut(answer, []byte("\n"))
	return fmt.Sprintf("%q", bytes.TrimSpace(line))
}
