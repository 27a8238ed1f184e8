// Package prepare makes the objects that a request needs, as the server's admin.
package prepare

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"apitour/trace/session"
	"apitour/walkthrough/phrases"
)

const (
	// Patience is how long the server's controllers may take for something that they do in the background.
	Patience = 30 * time.Second
	// interval is how often the server is asked meanwhile.
	interval = 20 * time.Millisecond
)

// Client makes objects and waits for what the server does with them. Say gets a line for each object that is made, in
// the language of In.
type Client struct {
	Admin *session.Admin
	Say   io.Writer
	In    *phrases.Requests
}

// Apply makes an object as it should be, even when a data directory has it from an earlier boot. The place of the
// object may appear a little after the server is ready, as the namespace default does; until then the answer is 404.
func (c Client) Apply(ctx context.Context, path, object string) error {
	fmt.Fprintln(c.Say, c.In.Making.With(path))
	const contentType = "application/apply-patch+yaml" // of which JSON is a part
	var status string
	err := poll(ctx, func(ctx context.Context) (bool, error) {
		path := path + "?force=true&fieldManager=apitour-prepares"
		got, err := c.Admin.Do(ctx, http.MethodPatch, path, contentType, []byte(object))
		status = got.Status
		made := got.Code == http.StatusCreated || got.Code == http.StatusOK
		if err == nil && got.Code != http.StatusNotFound && !made {
			err = fmt.Errorf("%s: %s", got.Status, got.Body)
		}
		return made, err
	})
	if err != nil {
		return c.In.Make.Error(path, err, status)
	}
	return nil
}

// Await waits until the path is answered with 200 and an accepted body, which it returns. A nil accept takes every
// body.
func (c Client) Await(ctx context.Context, path string, accept func(body []byte) bool) (body []byte, err error) {
	var status string
	err = poll(ctx, func(ctx context.Context) (bool, error) {
		got, err := c.Admin.Do(ctx, http.MethodGet, path, "", nil)
		status, body = got.Status, got.Body
		return got.Code == http.StatusOK && (accept == nil || accept(body)), err
	})
	if err != nil {
		return nil, c.In.WaitFor.Error(path, err, status)
	}
	return body, nil
}

// poll calls done at once and then in every interval, until it returns true or an error, or patience is over.
func poll(ctx context.Context, done func(context.Context) (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	ticks := time.NewTicker(interval)
	defer ticks.Stop()
	for {
		if ok, err := done(ctx); ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticks.C:
		}
	}
}
