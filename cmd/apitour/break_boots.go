package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// brokenBoot is a boot with one thing wrong.
type brokenBoot struct {
	name    string
	wrong   string // what was made wrong, in a line
	stage   string // the innermost that has the error
	message string // part of what it says
	prepare func() (wrongThing, error)
}

// wrongThing is how a boot differs from one that goes well.
type wrongThing struct {
	flags       []string
	environment []string
	undo        func()
}

// brokenBoots are all that can be broken, in the order in which a boot meets them.
var brokenBoots = []brokenBoot{
	{"bad-flag", "a flag has a value that does not exist", "Validate", "is not one of", badFlag},
	{"port-taken", "another process listens on the server's port", "SecureServing.ApplyTo", "address already in use", portTaken},
	{"unreadable-ca", "the file of client authorities holds no certificate", "BuildAuthenticator", "does not contain any valid", unreadableCA},
	{"etcd-unreachable", "nobody answers where etcd should be", "createAPIExtensionsServer", "context deadline exceeded", etcdUnreachable},
	{"hook-fails", "a post-start hook returns an error", hookStage, "broken on purpose", hookFails},
}

// brokenHook is the hook that is added to break a boot, and hookStage its stage.
const (
	brokenHook = "apitour-broken-hook"
	hookStage  = "PostStartHook/" + brokenHook
)

// brokenHooks are the hooks that breakVariable adds, by its value.
var brokenHooks = map[string]map[string]func(context.Context) error{
	"hook-fails": {brokenHook: func(context.Context) error { return errors.New("broken on purpose") }},
}

func hookFails() (wrongThing, error) {
	return wrongThing{environment: []string{breakVariable + "=hook-fails"}, undo: func() {}}, nil
}

func badFlag() (wrongThing, error) {
	return wrongThing{flags: []string{"--authorization-mode=Nonsense"}, undo: func() {}}, nil
}

// portTaken listens, and never answers, for as long as the boot lasts.
func portTaken() (wrongThing, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return wrongThing{}, err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return wrongThing{flags: []string{"--secure-port=" + port}, undo: func() { listener.Close() }}, err
}

func unreadableCA() (wrongThing, error) {
	dir, err := os.MkdirTemp("", "apitour-break-")
	if err != nil {
		return wrongThing{}, err
	}
	undo := func() { _ = os.RemoveAll(dir) }
	file := filepath.Join(dir, "ca.pem")
	const cut = "-----BEGIN CERTIFICATE-----\ncut off in the middle"
	if err := os.WriteFile(file, []byte(cut), 0o600); err != nil {
		undo()
		return wrongThing{}, err
	}
	return wrongThing{flags: []string{"--client-ca-file=" + file}, undo: undo}, nil
}

// etcdUnreachable names a port that was free a moment ago and at which therefore nobody answers.
func etcdUnreachable() (wrongThing, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return wrongThing{}, err
	}
	address := listener.Addr()
	return wrongThing{flags: []string{fmt.Sprintf("--etcd-servers=http://%s", address)}, undo: func() {}}, listener.Close()
}
