package live

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	oteltrace "go.opentelemetry.io/otel/trace"
	"go.uber.org/goleak"

	"apitour/trace/record"
)

// roleVariable makes the test binary play a child in one of the roles below, instead of running tests.
const roleVariable = "APITOUR_LIVE_TEST_ROLE"

func TestMain(m *testing.M) {
	if role, ok := roles[os.Getenv(roleVariable)]; ok {
		// The child of a failed test must not live on.
		time.AfterFunc(time.Minute, func() { os.Exit(99) })
		role()
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

var roles = map[string]func(){
	"boots":           boots,
	"floods":          floods,
	"fails":           fails,
	"ignores nothing": func() { say("ready"); untilAlone() },
	"stops in order":  stopsInOrder,
	"is stubborn":     func() { signal.Ignore(syscall.SIGTERM); say("ready"); untilAlone() },
	"counts signals":  countsSignals,
	"leaves a child":  leavesAChild,
	"holds the pipe":  func() { untilAlone() },
	"watches stdin":   watchesStdin,
	"reports SIGTERM": reportsSIGTERM,
	"is a parent":     isAParent,
	"is stepped":      isStepped,
	"is held":         isHeld,
}

// child returns a command that plays the role.
func child(role string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), roleVariable+"="+role,
		"GORACE="+os.Getenv("GORACE")+" atexit_sleep_ms=0") // the race detector waits a second at every exit
	return cmd
}

func say(line string) { fmt.Fprintln(os.Stderr, line) }

// untilAlone waits for the end of stdin, and so for the end of the parent.
func untilAlone() { _, _ = io.Copy(io.Discard, os.Stdin) }

func newProvider() *sdktrace.TracerProvider {
	return sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(record.NewLink(os.Stdout)),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", "boots"))),
	)
}

func boots() {
	tracer := newProvider().Tracer("stage")
	say("first line of log")
	ctx, root := tracer.Start(context.Background(), "main")
	fmt.Println("a library prints this")
	fmt.Println(`{"level":"info","msg":"and this"}`)
	_, inner := tracer.Start(ctx, "RunE")
	fmt.Print("no newline")
	inner.End()
	root.End()
	fmt.Fprint(os.Stderr, "\n\x1b[31mlast line of log")
}

const flood = 1000

func floods() {
	tracer := newProvider().Tracer("stage")
	for i := range flood {
		_, span := tracer.Start(context.Background(), fmt.Sprint(i))
		say(fmt.Sprint(i))
		span.End()
	}
}

func fails() {
	for i := range 30 {
		say(fmt.Sprintf("line %d", i))
	}
	os.Exit(3)
}

func stopsInOrder() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM)
	say("ready")
	<-asked
	say("stopped in order")
}

// isStepped is a server that is held at every stage. It boots, runs until it is asked to stop, and stops.
//
//	main(Create(Config Server) prepared(go hookA(a1) go hookB go ~Lease WaitForReady) stop(drain))
func isStepped() {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	say("boots")
	stepping := record.Stepping{Scope: "stage", NeverHeld: map[string]string{"Lease": "it owns a lease"}}
	link := record.NewSteppedLink(os.Stdout, stepping)
	go link.Obey(os.Stdin, cancel)
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(link)).Tracer("stage")
	stage := func(ctx context.Context, lane int64, name string, parts func(ctx context.Context)) {
		ctx, span := tracer.Start(ctx, name, oteltrace.WithAttributes(attribute.Int64("apitour.goroutine", lane)))
		if parts != nil {
			parts(ctx)
		}
		span.End()
	}
	stage(context.Background(), 1, "main", func(in context.Context) {
		stage(in, 1, "Create", func(in context.Context) {
			stage(in, 1, "Config", nil)
			stage(in, 1, "Server", nil)
		})
		stage(in, 1, "prepared", func(in context.Context) {
			var hooks sync.WaitGroup
			hooks.Go(func() {
				stage(in, 2, "hookA", func(in context.Context) { stage(in, 2, "a1", nil) })
			})
			hooks.Go(func() { stage(in, 3, "hookB", nil) })
			hooks.Go(func() { stage(in, 4, "Lease", nil) })
			stage(in, 1, "WaitForReady", func(context.Context) { hooks.Wait() })
		})
		say("ready")
		<-ctx.Done()
		stage(in, 1, "stop", func(in context.Context) { stage(in, 1, "drain", nil) })
	})
	say("stopped in order")
	if err := link.Err(); err != nil {
		say(err.Error())
	}
}

// isHeld is held at its first stage and ignores SIGTERM. It reports to file 3, because its parent is dead by then.
func isHeld() {
	signal.Ignore(syscall.SIGTERM)
	report := os.NewFile(3, "report")
	link := record.NewSteppedLink(telling{os.Stdout, report}, record.Stepping{Scope: "stage"})
	stopped := make(chan struct{})
	go link.Obey(os.Stdin, func() { close(stopped) })
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(link)).Tracer("stage")
	_, span := tracer.Start(context.Background(), "main")
	fmt.Fprintln(report, "goes on")
	<-stopped
	span.End()
	fmt.Fprintln(report, "stopped in order")
}

// telling reports the line with the attribute of a held span.
type telling struct{ stdout, report *os.File }

func (t telling) Write(line []byte) (int, error) {
	n, err := t.stdout.Write(line)
	if bytes.Contains(line, []byte("apitour.held")) {
		fmt.Fprintln(t.report, "ready")
	}
	return n, err
}

// countsSignals counts the SIGTERMs that arrive before an interrupt.
func countsSignals() {
	interrupted, asked := make(chan os.Signal, 1), make(chan os.Signal, 9)
	signal.Notify(interrupted, os.Interrupt)
	signal.Notify(asked, syscall.SIGTERM)
	say("ready")
	<-interrupted
	say(fmt.Sprintf("asked to stop %d times", len(asked)))
}

func leavesAChild() {
	cmd := child("holds the pipe")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		say(err.Error())
		os.Exit(1)
	}
	say("left it")
}

// watchesStdin stops for no other reason than the end of its stdin. It reports to file 3, because its parent is dead by
// then.
func watchesStdin() {
	signal.Ignore(syscall.SIGTERM)
	report := os.NewFile(3, "report")
	stopped := make(chan struct{})
	go record.WatchParent(os.Stdin, func() { close(stopped) })
	fmt.Fprintln(report, "ready")
	<-stopped
	_, err := os.Stdout.Write([]byte("unread\n")) // would kill a process that does not ignore SIGPIPE
	fmt.Fprintln(report, "stopped in order:", err)
}

// reportsSIGTERM does not read its stdin.
func reportsSIGTERM() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM)
	report := os.NewFile(3, "report")
	fmt.Fprintln(report, "ready")
	fmt.Fprintln(report, "stopped in order:", <-asked)
}

// isAParent starts a child in the given role, and lives until it is killed.
func isAParent() {
	cmd := child(os.Getenv(roleVariable + "_OF_CHILD"))
	cmd.ExtraFiles = []*os.File{os.NewFile(3, "report")}
	boot, err := Start(context.Background(), cmd)
	if err != nil {
		say(err.Error())
		os.Exit(1)
	}
	for range boot.Updates() {
	}
}

// waitForLog reads updates until the line of log arrives, and returns the updates before it.
func waitForLog(t *testing.T, boot *Boot, line string) []Update {
	t.Helper()
	var before []Update
	for u := range boot.Updates() {
		if u.IsLog() && u.Log == line {
			return before
		}
		before = append(before, u)
	}
	t.Fatalf("child ended without saying %q: %v", line, boot.Wait())
	return nil
}

// readAll reads updates to their end and returns the lines of log joined.
func readAll(boot *Boot) string {
	var log []string
	for u := range boot.Updates() {
		if u.IsLog() {
			log = append(log, u.Log)
		}
	}
	return strings.Join(log, "|")
}
