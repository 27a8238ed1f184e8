package kubectl

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"

	"apitour/apiserver/apiservertest"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts")

// TestMain makes three programs of the test binary: the tests, the server, and kubectl, when it is called by that name.
func TestMain(m *testing.M) {
	switch {
	case os.Getenv(apiservertest.ChildVariable) != "":
		apiservertest.Main(m)
	case filepath.Base(os.Args[0]) == "kubectl":
		process()
	default:
		os.Exit(m.Run())
	}
}

// process is kubectl's own main.
func process() {
	streams := genericiooptions.IOStreams{In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr}
	if err := run(streams, os.Args[1:]); err != nil {
		cmdutil.CheckErr(err)
	}
}

func run(streams genericiooptions.IOStreams, args []string) error {
	config := genericclioptions.NewConfigFlags(true)
	config = config.WithDiscoveryBurst(300).WithDiscoveryQPS(50).WithWarningPrinter(streams)
	command := cmd.NewDefaultKubectlCommandWithArgs(cmd.KubectlOptions{
		ConfigFlags: config, IOStreams: streams, Arguments: append([]string{"kubectl"}, args...),
	})
	command.SetArgs(args)
	command.SetIn(streams.In)
	command.SetOut(streams.Out)
	command.SetErr(streams.ErrOut)
	return cli.RunNoErrOutput(command)
}

// TestScript runs the scripts against one server, each in a namespace with the script's name. The scripts in together
// run in parallel. The scripts in alone run after them, because they change the kinds that every client of the server
// sees.
func TestScript(t *testing.T) {
	server := apiservertest.Start(t, apiservertest.DataDir(t))
	programs := programs(t)
	scripts, err := filepath.Abs("testdata") // here, because commands change the directory
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"together", "alone"} {
		// A subtest of its own returns when all scripts of the folder have returned.
		t.Run(folder, func(t *testing.T) { runScripts(t, filepath.Join(scripts, folder), server.Kubeconfig, programs) })
	}
}

func runScripts(t *testing.T, scripts, kubeconfig, programs string) {
	testscript.Run(t, testscript.Params{
		Dir:           scripts,
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			namespace := strings.TrimPrefix(filepath.Base(env.WorkDir), "script-")
			env.Setenv("PATH", programs+string(filepath.ListSeparator)+env.Getenv("PATH"))
			return prepare(env, kubeconfig, namespace)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"kubectl": inProcess,
			"says":    func(ts *testscript.TestScript, neg bool, lines []string) { says(ts, "stdout", neg, lines) },
			"warns":   func(ts *testscript.TestScript, neg bool, lines []string) { says(ts, "stderr", neg, lines) },
		},
	})
}

// programs returns a folder that contains the test binary under the name kubectl, for exec.
func programs(t *testing.T) string {
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Symlink(executable, filepath.Join(folder, "kubectl")); err != nil {
		t.Fatal(err)
	}
	return folder
}

// prepare gives a script its own kubeconfig and its own namespace.
func prepare(env *testscript.Env, kubeconfig, namespace string) error {
	text, err := os.ReadFile(kubeconfig)
	if err != nil {
		return err
	}
	own := filepath.Join(env.WorkDir, ".kubeconfig")
	if err := os.WriteFile(own, text, 0o600); err != nil {
		return err
	}
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("KUBECONFIG", own)
	env.Setenv("KUBERC", "off")
	env.Setenv("NAMESPACE", namespace)
	env.Setenv("GORACE", "atexit_sleep_ms=0")
	for _, args := range [][]string{
		{"create", "namespace", namespace},
		{"config", "set-context", "--current", "--namespace", namespace},
	} {
		var complaint strings.Builder
		streams := genericiooptions.IOStreams{In: strings.NewReader(""), Out: io.Discard, ErrOut: &complaint}
		if code := execute(env.Getenv, env.WorkDir, streams, args); code != 0 {
			return fmt.Errorf("kubectl %s: %s", strings.Join(args, " "), complaint.String())
		}
	}
	return nil
}

// inProcess is the scripts' command kubectl. It runs in the tests' own process, which saves the start of a process for
// every command. exec kubectl is for what needs a process: stdin, and the exit code of auth can-i.
func inProcess(ts *testscript.TestScript, neg bool, args []string) {
	var out, complaint strings.Builder
	streams := genericiooptions.IOStreams{In: strings.NewReader(""), Out: &out, ErrOut: &complaint}
	code := execute(ts.Getenv, ts.MkAbs("."), streams, args)
	fmt.Fprint(ts.Stdout(), stable(out.String()))
	fmt.Fprint(ts.Stderr(), stable(complaint.String()))
	if neg != (code != 0) {
		ts.Fatalf("kubectl exited with %d\n%s%s", code, out.String(), complaint.String())
	}
}

// alone lets one command at a time use the process's directory and environment, and kubectl's globals.
var alone sync.Mutex

// exit is the panic with which kubectl ends a command in place of the process.
type exit struct {
	message string
	code    int
}

// execute runs a command of kubectl and returns its exit code.
func execute(getenv func(string) string, dir string, streams genericiooptions.IOStreams, args []string) (code int) {
	alone.Lock()
	defer alone.Unlock()
	for _, name := range []string{"HOME", "KUBECONFIG", "KUBERC", "KUBE_EDITOR", "KUBECTL_EXTERNAL_DIFF"} {
		os.Setenv(name, getenv(name))
	}
	if err := os.Chdir(dir); err != nil {
		panic(err)
	}
	// Without a timeout kubectl waits forever, for example for a finalizer that no controller removes.
	watchdog := time.AfterFunc(time.Minute, func() { panic(fmt.Sprintf("kubectl %q does not end", args)) })
	defer watchdog.Stop()
	cmdutil.BehaviorOnFatal(func(message string, code int) { panic(exit{message, code}) })
	defer func() {
		switch ended := recover().(type) {
		case nil:
		case exit:
			if ended.message != "" {
				fmt.Fprintln(streams.ErrOut, strings.TrimSuffix(ended.message, "\n"))
			}
			code = ended.code
		default:
			panic(ended)
		}
	}()
	if err := run(streams, args); err != nil {
		cmdutil.CheckErr(err)
	}
	return 0
}

// unstable are the texts that differ from one run to the next, and their replacements.
var unstable = []struct {
	pattern *regexp.Regexp
	name    string
}{
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "UID"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`), "TIME"},
	{regexp.MustCompile(`(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]+ \d{4} \d\d:\d\d:\d\d [-+]\d{4}`), "TIME"},
	{regexp.MustCompile(`(resourceVersion"?: ?)"\d+"`), `$1"VERSION"`},
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "SERVER"},
	{regexp.MustCompile(`SHA256=[0-9a-f]{64}`), "SHA256=SUM"},
	// An age, and the blanks that fill its column.
	{regexp.MustCompile(`\b\d+[sd] +`), "AGE   "},
	{regexp.MustCompile(`(?m)\b\d+[sd]$`), "AGE"},
}

// stable replaces every text that differs between runs by its name.
func stable(text string) string {
	for _, u := range unstable {
		text = u.pattern.ReplaceAllString(text, u.name)
	}
	return text
}

// says requires that the last command printed exactly these lines; without lines, nothing.
func says(ts *testscript.TestScript, stream string, neg bool, lines []string) {
	if neg {
		ts.Fatalf("says takes no !")
	}
	want := strings.Join(lines, "\n")
	if got := strings.TrimSuffix(ts.ReadFile(stream), "\n"); got != want {
		ts.Fatalf("%s is\n%s\nwant\n%s", stream, got, want)
	}
}
