package session

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

	"apitour/trace/live"
	"apitour/trace/scratch"
)

// stopGrace is how long a server may take to stop in order before it is killed. An open watch can hold it for a minute,
// but this process is its only client.
const stopGrace = 15 * time.Second

// Options say which server to start, and how the session treats it.
type Options struct {
	// Program is started with Arguments. Its environment is this process's, and Environment. It has to be the child's
	// end of a live link: see package record.
	Program     string
	Arguments   []string
	Environment []string
	// DataDir is the data directory that the arguments name, "" for a temporary one.
	DataDir string
	// Stepped says that the server holds its stages until they are released.
	Stepped bool
	// Health has the session poll the server's health.
	Health bool
	// Requests are known by their names to those who send one with [Session.Request].
	Requests map[string]Request
	// Advice is the hint for a server that failed without giving one of its own.
	Advice string
}

// child is the server's process.
type child struct {
	*live.Boot
	options   Options
	stop      *stop
	temporary *scratch.Folder // for its temporary files; removed however the server ends
}

func startChild(ctx context.Context, options Options) (*child, error) {
	temporary, err := scratch.New("")
	if err != nil {
		return nil, &BootError{
			Err:  fmt.Errorf("make a folder for the boot: %w", err),
			Hint: "see that the folder that TMPDIR names can be written to",
		}
	}
	command := exec.Command(options.Program, options.Arguments...)
	command.Env = append(append(os.Environ(), "TMPDIR="+temporary.Path()), options.Environment...)
	started, err := live.Start(ctx, command)
	if err != nil {
		temporary.Remove()
		return nil, fmt.Errorf("boot the server: %w", err)
	}
	c := &child{Boot: started, options: options, stop: newStop(ctx), temporary: temporary}
	// By the same context the server is asked to stop.
	c.stop.onEnd(context.AfterFunc(ctx, func() { c.stop.begin(started, true) }))
	return c, nil
}

// kubeconfig returns the file in which the server leaves its admin's credentials: in its data directory, or in a
// temporary one inside the folder for temporary files.
//
// The line by which the server says that it is ready names the file as well, but that is too late for the health polls:
// until the server has its roles it answers 403 to everyone but the admin, and the checks of the boot would not be
// seen.
func (c *child) kubeconfig() string {
	const name = "admin.kubeconfig"
	if c.options.DataDir != "" {
		return filepath.Join(c.options.DataDir, name)
	}
	found, _ := filepath.Glob(filepath.Join(c.temporary.Path(), "*", name))
	return strings.Join(found, "")
}

func (c *child) admin() (*Admin, error) { return ReadKubeconfig(c.kubeconfig()) }

// certificate returns the admin's certificate, nil before the server has written it.
func (c *child) certificate() (*tls.Certificate, error) {
	admin, err := c.admin()
	if err != nil {
		return nil, nil //nolint:nilerr // there is no kubeconfig yet, so the server does not serve yet either
	}
	return &admin.certificate, nil
}

// end stops the server in order and reports whether its end went well. Nothing else reads the updates any more.
func (c *child) end() error {
	c.stop.begin(c.Boot, false)
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		for update := range c.Updates() {
			c.stop.hear(update.Log)
		}
	}()
	err := c.Stop(stopGrace)
	<-heard
	outcome := c.outcome()
	if err != nil {
		return err
	}
	return outcome
}

// outcome waits until the server has ended and its last output has been read, and reports whether its end went well.
func (c *child) outcome() error {
	err := c.Wait()
	c.stop.end()
	if c.stop.wasCutShort() {
		return ErrCutShort
	}
	var exit *live.ExitError
	switch {
	case !errors.As(err, &exit):
		return err
	case exit.Signal == syscall.SIGTERM.String():
		return nil // asked to stop before it had anything to stop in order
	}
	return bootError(exit, c.options.Advice)
}

// remove deletes what the server left. The server has ended by then.
func (c *child) remove() { c.temporary.Remove() }
