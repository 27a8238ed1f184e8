package server

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/session"
)

// Mode says what the parent does with the server's stages.
type Mode int

// The modes.
const (
	Recorded  Mode = iota // the server runs free and tells of its boot
	Following             // it tells of the requests that ask for it, too
	Stepped               // it holds every stage until the parent releases it, those of requests too
)

// Child is a server that runs as a child of this process.
type Child struct {
	Mode   Mode
	Flags  []string // of the server
	Health bool     // its health is polled
	// Requests are those that a learner can send by name.
	Requests map[string]session.Request
	Hook     string // the post-start hook that misbehaves, "" for none
}

// Program finds the program that runs as the child: this one, except in tests, where this one is the test.
var Program = os.Executable

// Start starts the server, on any free port unless its flags name one.
func (c Child) Start(ctx context.Context) (*session.Session, error) {
	options, err := c.options()
	if err != nil {
		return nil, err
	}
	return session.Start(ctx, options)
}

// Record records the server's boot, as [session.Record] does.
func (c Child) Record(ctx context.Context) (*trace.Trace, error) {
	options, err := c.options()
	if err != nil {
		return nil, err
	}
	return session.Record(ctx, options)
}

func (c Child) options() (session.Options, error) {
	program, err := Program()
	if err != nil {
		return session.Options{}, fmt.Errorf("find the program to boot: %w", err)
	}
	args := []string{Command, "--secure-port=0"}
	environment := []string{convention.LinkVariable + "=" + convention.LinkStdio}
	if c.Mode != Recorded {
		environment = append(environment, convention.RequestsVariable+"=1")
	}
	if c.Mode == Stepped {
		args = append(args, "--request-timeout=1h") // a request is held for as long as the learner likes
		environment = append(environment, convention.StepVariable+"=1", convention.OutsideVariable+"=1")
	}
	if c.Hook != "" {
		environment = append(environment, convention.BreakVariable+"="+c.Hook)
	}
	return session.Options{
		Program: program, Arguments: append(args, c.Flags...), Environment: environment,
		DataDir: dataDir(c.Flags),
		Stepped: c.Mode == Stepped, Health: c.Health, Requests: c.Requests,
		Advice: "apitour apiserver, with the same flags, shows the server's whole log",
	}, nil
}

// dataDir returns the data directory that a server's flags name, or "".
func dataDir(flags []string) string {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.ParseErrorsAllowlist.UnknownFlags = true
	dir := set.String("data-dir", "", "")
	_ = set.Parse(flags) // the server itself reports wrong flags
	return *dir
}
