package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/client-go/tools/clientcmd"

	"apitour/apiserver"
	"apitour/trace/live"
)

// stopGrace is how long a server may take to end in order before it is killed. An open watch can hold it for a minute, but
// nobody but us has a client to this one.
const stopGrace = 15 * time.Second

// boot is a server that boots as a child of this process.
type boot struct {
	*live.Boot
	// temporary holds everything that the child leaves behind, however it ends.
	temporary string
	dataDir   string // that the flags name, "" for a temporary one
}

// bootMode says how a server boots.
type bootMode int

const (
	unstepped bootMode = iota
	// stepped servers are held at every stage, for as long as it takes, and tell of requests too.
	stepped
	// following servers run free and tell of requests.
	following
)

// self finds the program that boots: this one, except in tests, which are another.
var self = os.Executable

// startBoot runs apitour itself as `apitour apiserver`, with spans on the live link. The port is any free one unless the
// flags say otherwise. More is added to the environment.
func startBoot(ctx context.Context, mode bootMode, flags []string, more ...string) (*boot, error) {
	executable, err := self()
	if err != nil {
		return nil, fmt.Errorf("find the program to boot: %w", err)
	}
	temporary, err := os.MkdirTemp("", "apitour-")
	if err != nil {
		return nil, failure(fmt.Errorf("make a folder for the boot: %w", err), "see that the folder that TMPDIR names can be written to")
	}
	args := []string{"apiserver", "--secure-port=0"}
	environment := append(append(os.Environ(), linkVariable+"="+linkStdio, "TMPDIR="+temporary), more...)
	if mode != unstepped {
		environment = append(environment, requestsVariable+"=1")
	}
	if mode == stepped {
		args = append(args, "--request-timeout=1h") // a request is held as long as the learner likes
		environment = append(environment, stepVariable+"=1")
	}
	command := exec.Command(executable, append(args, flags...)...)
	command.Env = environment
	started, err := live.Start(ctx, command)
	if err != nil {
		_ = os.RemoveAll(temporary)
		return nil, fmt.Errorf("boot the server: %w", err)
	}
	return &boot{started, temporary, dataDirOf(flags)}, nil
}

// admin returns the certificate of the server's admin, nil before the server has written it down, which it does before it
// serves.
func (b *boot) admin() (*tls.Certificate, error) {
	config, err := clientcmd.BuildConfigFromFlags("", b.kubeconfig())
	if err != nil {
		return nil, nil //nolint:nilerr // there is none yet, and the server answers to nobody, too
	}
	certificate, err := tls.X509KeyPair(config.CertData, config.KeyData)
	return &certificate, err
}

// kubeconfig returns where the server leaves the admin's kubeconfig: in the folder that its flags name, else in a temporary
// one in the folder that it was lent.
func (b *boot) kubeconfig() string {
	const name = "admin.kubeconfig"
	if b.dataDir != "" {
		return filepath.Join(b.dataDir, name)
	}
	found, _ := filepath.Glob(filepath.Join(b.temporary, "*", name))
	return strings.Join(found, "")
}

// dataDirOf returns the data directory that a server's flags name, or "".
func dataDirOf(flags []string) string {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.ParseErrorsAllowlist.UnknownFlags = true
	dir := set.String("data-dir", "", "")
	_ = set.Parse(flags) // the server judges its flags
	return *dir
}

// end stops the server in order and says whether it went well.
func (b *boot) end() error {
	if err := b.Stop(stopGrace); err != nil {
		return err
	}
	return b.outcome()
}

// outcome waits until nothing more is heard of the server and says whether its end went well.
func (b *boot) outcome() error {
	err := b.Wait()
	var exit *live.ExitError
	if errors.As(err, &exit) && exit.Signal == syscall.SIGTERM.String() {
		return nil // asked to stop before it had anything to stop in order
	}
	return explainExit(err)
}

// remove takes away what the server left; by then it has ended.
func (b *boot) remove() { _ = os.RemoveAll(b.temporary) }

// explainExit turns the end of a child into the error that the child itself printed, with its hint.
func explainExit(err error) error {
	var exit *live.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	result := &apiserver.HintError{Err: fmt.Errorf("boot the server: %w", err)}
	for _, line := range exit.LastWords {
		if text, ok := strings.CutPrefix(line, "error: "); ok {
			result.Err = fmt.Errorf("boot the server: %s", text)
			result.Usage = exit.Code == 2 // a Go program that panics ends with 2 as well
		}
		if hint, ok := strings.CutPrefix(line, "hint: "); ok {
			result.Hint = hint
		}
	}
	if result.Hint == "" {
		result.Hint = "apitour apiserver, with the same flags, shows the server's whole log"
	}
	return result
}
