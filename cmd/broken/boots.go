package broken

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"apitour/apiserver/pki"
)

// boots are in the order in which a boot meets them.
var boots = []Boot{
	{
		"bad-flag", "a flag has a value that does not exist", badFlag,
		shows{stage: "Validate", message: "is not one of"},
	},
	{
		"newer-etcd", "the data directory was used by a newer etcd", newerEtcd,
		shows{stage: "embed.StartEtcd", message: newerVersion},
	},
	{
		"port-taken", "another process listens on the server's port", portTaken,
		shows{stage: "SecureServing.ApplyTo", message: "address already in use"},
	},
	{
		"unreadable-ca", "the file of client authorities holds no certificate", unreadableCA,
		shows{stage: "BuildAuthenticator", message: "does not contain any valid"},
	},
	{
		"etcd-unreachable", "nothing answers at etcd's address (takes 20 s)", etcdUnreachable,
		shows{stage: "createAPIExtensionsServer", message: "context deadline exceeded"},
	},
	{
		"etcd-slow", "etcd is behind a slow connection", etcdSlow,
		shows{checks: []string{"etcd", "etcd-readiness"}},
	},
	{
		"slow-start", "the server starts so slowly that its first client gives up (takes 13 s)", slowStart,
		shows{request: "/api", early: true, message: "TLS handshake timeout"},
	},
	{
		hookFails, "a post-start hook returns an error",
		brokenHook(hookFails, "A post-start hook was added, hook-fails. It waits until the rest of the server is "+
			"ready, looks for a ConfigMap for two seconds, and returns an error, because the ConfigMap is not there."),
		shows{
			stage: "PostStartHook/" + hookFails, message: "is not there",
			checks: []string{"poststarthook/" + hookFails},
		},
	},
	{
		hookHangs, "a post-start hook never returns",
		brokenHook(hookHangs, "A post-start hook was added, hook-hangs, which waits until the server ends."),
		shows{checks: []string{"poststarthook/" + hookHangs}},
	},
	{
		"expired-certificate", "the serving certificate has expired", expiredCertificate,
		shows{request: "/api", message: "certificate has expired"},
	},
	{
		"conversion-webhook-down", "nothing answers at the address of a CRD's conversion webhook",
		conversionWebhookDown,
		shows{request: dials + "/egg", inStage: "Get etcd3", message: "conversion webhook for apitour.example/v1"},
	},
}

func badFlag(context.Context, *Workshop) (Fault, error) {
	const flag = "--authorization-mode=Nonsense"
	return Fault{Text: "The server was given " + flag + ".", flags: []string{flag}}, nil
}

func portTaken(_ context.Context, w *Workshop) (Fault, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Fault{}, err
	}
	w.onClose(func() { listener.Close() })
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	flag := "--secure-port=" + port
	return Fault{
		Text:  "apitour itself listens on port " + port + " of 127.0.0.1, and the server was given " + flag + ".",
		flags: []string{flag, "--bind-address=127.0.0.1"},
	}, nil
}

func unreadableCA(_ context.Context, w *Workshop) (Fault, error) {
	file := w.path("client-ca.crt")
	// A file without permissions would do as well, but not for root, who reads every file.
	cut := "-----BEGIN CERTIFICATE-----\nMIIBdjCCAR2gAwIBAgI\n"
	if err := os.WriteFile(file, []byte(cut), 0o600); err != nil {
		return Fault{}, err
	}
	return Fault{
		Text: "The file of --client-ca-file begins like a certificate and ends in the middle of it, " +
			"as after a copy that was cut short.",
		flags: []string{"--client-ca-file=" + file},
	}, nil
}

// closedAddress is an address at which nothing listens: only root could open that port.
const closedAddress = "127.0.0.1:1"

func etcdUnreachable(context.Context, *Workshop) (Fault, error) {
	const flag = "--etcd-servers=http://" + closedAddress
	return Fault{Text: "The server was given " + flag + ", where nothing listens.", flags: []string{flag}}, nil
}

const (
	hookFails = "hook-fails"
	hookHangs = "hook-hangs"
)

// brokenHook adds a hook to the server. No flag can do that, so the server is told in its environment.
func brokenHook(name, text string) func(context.Context, *Workshop) (Fault, error) {
	return func(context.Context, *Workshop) (Fault, error) { return Fault{Text: text, hook: name}, nil }
}

// Hook returns the post-start hook of that name that misbehaves, or nil. It runs in the server.
func Hook(name string) func(context.Context) error {
	switch name {
	case hookFails:
		return failingHook
	case hookHangs:
		return func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}
	}
	return nil
}

func expiredCertificate(_ context.Context, w *Workshop) (Fault, error) {
	expired := time.Now().AddDate(0, 0, -1)
	pair, err := pki.SelfSignedBetween("127.0.0.1", expired.AddDate(-1, 0, 0), expired)
	if err != nil {
		return Fault{}, fmt.Errorf("make an expired certificate: %w", err)
	}
	certificate, key := w.path("serving.crt"), w.path("serving.key")
	err = errors.Join(os.WriteFile(certificate, pair.CertPEM, 0o600), os.WriteFile(key, pair.KeyPEM, 0o600))
	if err != nil {
		return Fault{}, err
	}
	return Fault{
		Text:  "The serving certificate of --tls-cert-file was valid for a year, until yesterday.",
		flags: []string{"--tls-cert-file=" + certificate, "--tls-private-key-file=" + key},
	}, nil
}
