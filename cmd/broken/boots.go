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
	"apitour/walkthrough/phrases"
)

// boots are in the order in which a boot meets them.
var boots = []Boot{
	{
		"bad-flag", badFlag,
		shows{stage: "Validate", message: "is not one of"},
	},
	{
		"newer-etcd", newerEtcd,
		shows{stage: "embed.StartEtcd", message: newerVersion},
	},
	{
		"port-taken", portTaken,
		shows{stage: "SecureServing.ApplyTo", message: "address already in use"},
	},
	{
		"unreadable-ca", unreadableCA,
		shows{stage: "BuildAuthenticator", message: "does not contain any valid"},
	},
	{
		"etcd-unreachable", etcdUnreachable,
		shows{stage: "createAPIExtensionsServer", message: "context deadline exceeded"},
	},
	{
		"etcd-slow", etcdSlow,
		shows{checks: []string{"etcd", "etcd-readiness"}},
	},
	{
		"slow-start", slowStart,
		shows{request: "/api", early: true, message: "TLS handshake timeout"},
	},
	{
		hookFails,
		brokenHook(hookFails, func(in *phrases.BrokenFaults) string { return in.HookFails }),
		shows{
			stage: "PostStartHook/" + hookFails, message: "is not there",
			checks: []string{"poststarthook/" + hookFails},
		},
	},
	{
		hookHangs,
		brokenHook(hookHangs, func(in *phrases.BrokenFaults) string { return in.HookHangs }),
		shows{checks: []string{"poststarthook/" + hookHangs}},
	},
	{
		"expired-certificate", expiredCertificate,
		shows{request: "/api", message: "certificate has expired"},
	},
	{
		"conversion-webhook-down",
		conversionWebhookDown,
		shows{request: dials + "/egg", inStage: "Get etcd3", message: "conversion webhook for apitour.example/v1"},
	},
}

func badFlag(context.Context, *Workshop) (Fault, error) {
	const flag = "--authorization-mode=Nonsense"
	says := func(in *phrases.BrokenFaults) string { return in.BadFlag.With(flag) }
	return Fault{says: says, flags: []string{flag}}, nil
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
		says:  func(in *phrases.BrokenFaults) string { return in.PortTaken.With(port, flag) },
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
		says:  func(in *phrases.BrokenFaults) string { return in.UnreadableCA },
		flags: []string{"--client-ca-file=" + file},
	}, nil
}

// closedAddress is an address at which nothing listens: only root could open that port.
const closedAddress = "127.0.0.1:1"

func etcdUnreachable(context.Context, *Workshop) (Fault, error) {
	const flag = "--etcd-servers=http://" + closedAddress
	says := func(in *phrases.BrokenFaults) string { return in.EtcdUnreachable.With(flag) }
	return Fault{says: says, flags: []string{flag}}, nil
}

const (
	hookFails = "hook-fails"
	hookHangs = "hook-hangs"
)

// brokenHook adds a hook to the server. No flag can do that, so the server is told in its environment.
func brokenHook(
	name string, says func(in *phrases.BrokenFaults) string,
) func(context.Context, *Workshop) (Fault, error) {
	return func(context.Context, *Workshop) (Fault, error) { return Fault{says: says, hook: name}, nil }
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
		says:  func(in *phrases.BrokenFaults) string { return in.Expired },
		flags: []string{"--tls-cert-file=" + certificate, "--tls-private-key-file=" + key},
	}, nil
}
