package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// brokenBoots are all that can be broken, in the order in which a boot meets them.
var brokenBoots = []brokenBoot{
	{"bad-flag", "a flag has a value that does not exist", badFlag, shows{stage: "Validate", message: "is not one of"}},
	{"newer-etcd", "the data directory was used by a newer etcd", newerEtcd, shows{stage: "embed.StartEtcd", message: newerVersion}},
	{"port-taken", "another process listens on the server's port", portTaken, shows{stage: "SecureServing.ApplyTo", message: "address already in use"}},
	{"unreadable-ca", "the file of client authorities holds no certificate", unreadableCA, shows{stage: "BuildAuthenticator", message: "does not contain any valid"}},
	{"etcd-unreachable", "nobody answers where etcd should be (takes 20 s)", etcdUnreachable, shows{stage: "createAPIExtensionsServer", message: "context deadline exceeded"}},
	{"etcd-slow", "etcd is behind a slow connection", etcdSlow, shows{checks: []string{"etcd", "etcd-readiness"}}},
	{"hook-fails", "a post-start hook returns an error", brokenHook("hook-fails"), shows{stage: "PostStartHook/hook-fails", message: "is not there"}},
	{"hook-hangs", "a post-start hook never returns", brokenHook("hook-hangs"), shows{checks: []string{"poststarthook/hook-hangs"}}},
	{"expired-certificate", "the serving certificate has expired", expiredCertificate, shows{request: "/api", message: "certificate has expired"}},
	{
		"conversion-webhook-down", "nobody answers where a CRD's conversion webhook should be", conversionWebhookDown,
		shows{request: "/apis/apitour.example/v2/dials/egg", inStage: "Get etcd3", message: "conversion webhook for apitour.example/v1"},
	},
}

func badFlag(context.Context, *workshop) (wrong, error) {
	return wrong{text: "The server was given --authorization-mode=Nonsense.", flags: []string{"--authorization-mode=Nonsense"}}, nil
}

func portTaken(_ context.Context, w *workshop) (wrong, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return wrong{}, err
	}
	w.onClose(func() { listener.Close() })
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	return wrong{
		text:  "apitour itself listens on port " + port + " of 127.0.0.1, and the server was given --secure-port=" + port + ".",
		flags: []string{"--secure-port=" + port, "--bind-address=127.0.0.1"},
	}, nil
}

func unreadableCA(_ context.Context, w *workshop) (wrong, error) {
	file := w.path("client-ca.crt")
	// A file without permissions would do as well, but not for root, who reads every file.
	cut := "-----BEGIN CERTIFICATE-----\nMIIBdjCCAR2gAwIBAgI\n"
	if err := os.WriteFile(file, []byte(cut), 0o600); err != nil {
		return wrong{}, err
	}
	return wrong{
		text:  "The file of --client-ca-file begins like a certificate and ends in the middle of it, as after a copy that was cut short.",
		flags: []string{"--client-ca-file=" + file},
	}, nil
}

// nobody is an address at which nobody listens: a port that only root could open, and nobody does.
const nobody = "127.0.0.1:1"

func etcdUnreachable(context.Context, *workshop) (wrong, error) {
	return wrong{
		text:  "The server was given --etcd-servers=http://" + nobody + ", and nobody listens there.",
		flags: []string{"--etcd-servers=http://" + nobody},
	}, nil
}

// brokenHook has a hook run in the server: that cannot be made wrong from outside.
func brokenHook(name string) func(context.Context, *workshop) (wrong, error) {
	texts := map[string]string{
		"hook-fails": "A post-start hook was added, hook-fails, which returns an error at once.",
		"hook-hangs": "A post-start hook was added, hook-hangs, which waits until the server ends.",
	}
	return func(context.Context, *workshop) (wrong, error) {
		return wrong{text: texts[name], environment: []string{breakVariable + "=" + name}}, nil
	}
}

// brokenHooks are the hooks of a server that is told to break: one of that name, or none.
func brokenHooks(name string) map[string]func(context.Context) error {
	hooks := map[string]func(context.Context) error{
		"hook-fails": func(context.Context) error { return errors.New("find what it needs: it is not there") },
		"hook-hangs": func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		},
	}
	if hooks[name] == nil {
		return nil
	}
	return map[string]func(context.Context) error{name: hooks[name]}
}

func expiredCertificate(_ context.Context, w *workshop) (wrong, error) {
	expired := time.Now().Add(-24 * time.Hour)
	certificate, key, err := makeCertificate(expired)
	if err != nil {
		return wrong{}, fmt.Errorf("make an expired certificate: %w", err)
	}
	certificateFile, keyFile := w.path("serving.crt"), w.path("serving.key")
	if err := errors.Join(os.WriteFile(certificateFile, certificate, 0o600), os.WriteFile(keyFile, key, 0o600)); err != nil {
		return wrong{}, err
	}
	return wrong{
		text:  "The serving certificate of --tls-cert-file was good for a year, until yesterday.",
		flags: []string{"--tls-cert-file=" + certificateFile, "--tls-private-key-file=" + keyFile},
	}, nil
}
