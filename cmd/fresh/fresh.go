// Package fresh records the runs of the server that the notes speak of: boots with and without flags, with the guided
// requests and to their end, and broken boots. Package claims of the telling holds the notes against them.
package fresh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"

	"apitour/cmd/broken"
	"apitour/cmd/requests"
	"apitour/trace/session"
	"apitour/walkthrough/claims"
	"apitour/walkthrough/phrases"
)

// atOnce is how many servers run at the same time: the slow ones, which do nothing but wait, and two more.
const atOnce = 5

// task is one server to record.
type task struct {
	name   string // to people
	broken string // the broken boot that it records, "" for another
	do     func(ctx context.Context) ([]claims.Run, error)
}

// Record records what the claims need: a boot without flags and all the guided requests to it, boots with flags, and
// each of the broken boots. Progress gets a line for each when it begins. It returns what could be recorded, in an
// order that is always the same, and what went wrong.
func Record(
	ctx context.Context, needs claims.Needs, progress io.Writer, say *phrases.Fresh,
) ([]claims.Run, error) {
	// Many servers stop here, some of which are broken: what each of them waits for is of no interest.
	ctx = session.WithPatience(ctx, session.Patience{})
	tasks := []task{healthy(say, nil, needs.Requests)}
	few := needs.Requests[:min(1, len(needs.Requests))]
	for _, flags := range append(together(needs.Flags), each(needs.Skips)...) {
		tasks = append(tasks, healthy(say, flags, few))
	}
	for _, name := range needs.Breaks {
		tasks = append(tasks, breaking(say, name))
	}
	runs, problems := make([][]claims.Run, len(tasks)), make([]error, len(tasks))
	var recording sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	defer context.AfterFunc(ctx, func() {
		fmt.Fprintln(progress, say.Stopping)
	})()
	for _, i := range slowFirst(tasks) {
		slots <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		fmt.Fprintf(progress, say.Recording+"\n", tasks[i].name)
		recording.Go(func() {
			defer func() { <-slots }()
			var err error
			if runs[i], err = tasks[i].do(ctx); err != nil {
				problems[i] = fmt.Errorf("record %s: %w", tasks[i].name, err)
			}
		})
	}
	recording.Wait()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("record what the notes speak of: %w", context.Cause(ctx))
	}
	return slices.Concat(runs...), errors.Join(problems...)
}

// each returns a list for each flag alone.
func each(flags []string) (lists [][]string) {
	for _, flag := range flags {
		lists = append(lists, []string{flag})
	}
	return lists
}

// together puts flags into as few lists as there are values of one flag, because a boot costs seconds.
func together(flags []string) (lists [][]string) {
	for _, flag := range flags {
		name, _, _ := strings.Cut(flag, "=")
		i := slices.IndexFunc(lists, func(list []string) bool {
			return !slices.ContainsFunc(list, func(other string) bool {
				taken, _, _ := strings.Cut(other, "=")
				return taken == name
			})
		})
		if i < 0 {
			lists, i = append(lists, nil), len(lists)
		}
		lists[i] = append(lists[i], flag)
	}
	return lists
}

// insecurePort is the flag that a note names without a value, because the port of a test is any free one.
const insecurePort = "--insecure-port"

// withValues gives the flags the values that a note cannot name.
func withValues(flags []string) ([]string, error) {
	given := slices.Clone(flags)
	for i, flag := range given {
		if flag != insecurePort {
			continue
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("find a free port: %w", err)
		}
		given[i] = fmt.Sprintf("%s=%d", flag, listener.Addr().(*net.TCPAddr).Port)
		if err := listener.Close(); err != nil {
			return nil, fmt.Errorf("find a free port: %w", err)
		}
	}
	return given, nil
}

// slow are the broken boots that wait for long. They begin first, so that the others go on meanwhile.
var slow = []string{"etcd-unreachable", "slow-start", "etcd-slow"}

func slowFirst(tasks []task) []int {
	order := make([]int, len(tasks))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return rank(tasks[a]) - rank(tasks[b])
	})
	return order
}

func rank(t task) int {
	if slices.Contains(slow, t.broken) {
		return 0
	}
	return 1
}

// healthy records a server with the flags, from its boot to its end, and requests to it.
func healthy(say *phrases.Fresh, flags, guided []string) task {
	name := say.Boot(flags)
	return task{name, "", func(ctx context.Context) ([]claims.Run, error) {
		given, err := withValues(flags)
		if err != nil {
			return nil, err
		}
		recorded, err := requests.Record(ctx, given, guided...)
		if err != nil {
			return nil, err
		}
		return claims.Runs(name, recorded.Trace, recorded.NameOf), nil
	}}
}

// breaking records a broken boot.
func breaking(say *phrases.Fresh, name string) task {
	called := fmt.Sprintf(say.Broken, name)
	return task{called, name, func(ctx context.Context) ([]claims.Run, error) {
		boot := broken.ByName(name)
		if boot == nil {
			return nil, fmt.Errorf("no broken boot is called %q", name)
		}
		recorded, err := boot.Record(ctx)
		if err != nil {
			return nil, err
		}
		runs := claims.Runs(called, recorded.Trace, nil)
		for i := range runs {
			runs[i].Break, runs[i].Green = name, recorded.Green
		}
		return runs, nil
	}}
}
