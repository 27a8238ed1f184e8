package notes_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"apitour/trace/convention"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

// TestTheHandlerChainOfTheNote compares the filters that the note of ServeRequest lists, in their order, with
// DefaultBuildHandlerChain in the libraries of today and of v1.17. The older one is often not in the module cache.
func TestTheHandlerChainOfTheNote(t *testing.T) {
	chainOf := func(module string) []string {
		return chainIn(t, cached(module, "pkg/server/config.go"), "DefaultBuildHandlerChain")
	}
	note := noteOf(t, "serve-request")
	list := between(t, note.Body, "### The whole chain", "\n\nThe span tells")
	got, want := filtersIn(list), chainOf("k8s.io/apiserver@"+requiredVersion(t, "k8s.io/apiserver"))
	if !slices.Equal(got, want) {
		t.Errorf("the note lists\n\t%q\nand a request meets\n\t%q", got, want)
	}
	if numbers := regexp.MustCompile(`(?m)^\d+\. `).FindAllString(list, -1); len(numbers) < 20 {
		t.Errorf("the note's list has %d items", len(numbers))
	}
	const old = "k8s.io/apiserver@v0.17.0"
	if !inModuleCache(old) {
		t.Logf("not compared: %s is not in the module cache", old)
		return
	}
	got = filtersIn(between(t, note.Body, "The ten of v1.17", "\n\n"))
	want = slices.DeleteFunc(chainOf(old), func(filter string) bool {
		return filter == "WithFailedAuthenticationAudit" || filter == "Unauthorized"
	})
	if !slices.Equal(got, want) || len(want) != 10 {
		t.Errorf("the note lists\n\t%q\nand a request to v1.17 met\n\t%q", got, want)
	}
}

// TestTheInsecureChainOfTheNote does the same for the insecure port: with our chain, and with that of v1.17.
func TestTheInsecureChainOfTheNote(t *testing.T) {
	const function = "BuildInsecureHandlerChain"
	got := filtersIn(between(t, noteOf(t, "build-insecure-handler-chain").Body, "in this order:", "\n\n"))
	if want := chainIn(t, "../../apiserver/serving.go", function); !slices.Equal(got, want) {
		t.Errorf("the note lists\n\t%q\nand a request meets\n\t%q", got, want)
	}
	const old = "k8s.io/kubernetes@v1.17.0"
	if !inModuleCache(old) {
		t.Logf("not compared: %s is not in the module cache", old)
		return
	}
	// Cache control moved inwards since.
	had := chainIn(t, cached(old, "pkg/kubeapiserver/server/insecure_handler.go"), function)
	missing := slices.DeleteFunc(slices.Clone(got), func(filter string) bool { return slices.Contains(had, filter) })
	want := []string{"WithAuditInit", "WithRequestReceivedTimestamp", "WithRequestDeadline", "WithWarningRecorder"}
	if !slices.Equal(missing, want) || len(had)+len(missing) != len(got) {
		t.Errorf("v1.17 had %q and lacked %q, and the note says that it lacked %q", had, missing, want)
	}
}

// requiredVersion returns the version of a module that go.mod requires.
func requiredVersion(t *testing.T, module string) string {
	t.Helper()
	text, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^\t` + regexp.QuoteMeta(module) + ` (v\S+)`).FindStringSubmatch(string(text))
	if line == nil {
		t.Fatalf("go.mod does not require %s", module)
	}
	return line[1]
}

func inModuleCache(module string) bool {
	_, err := os.Stat(cached(module, ""))
	return err == nil
}

// cached returns the path of a file in the module cache.
func cached(module, file string) string {
	return filepath.Join(source.ModuleCache(), filepath.FromSlash(module), filepath.FromSlash(file))
}

// filtersIn returns the filters that a text names as code.
func filtersIn(text string) (filters []string) {
	for _, match := range regexp.MustCompile("`(With\\w+|Unauthorized)`").FindAllStringSubmatch(text, -1) {
		filters = append(filters, match[1])
	}
	return filters
}

// chainIn reads a function that builds a handler chain, and returns its filters in the order in which a request meets
// them. Of two branches the one that is written first comes first. What refuses a request stands behind the filter that
// calls it.
func chainIn(t *testing.T, file, function string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var main, failed [][]string
	for _, declaration := range parsed.Decls {
		f, ok := declaration.(*ast.FuncDecl)
		if !ok || f.Name.Name != function {
			continue
		}
		for _, statement := range f.Body.List {
			filters, ofFailed, callsFailed := filtersOf(statement)
			switch {
			case len(filters) == 0:
			case ofFailed:
				failed = append(failed, filters)
			case callsFailed:
				// The request meets this filter first, then what refuses it. The chain is turned around below.
				main = append(append(main, failed...), filters)
			default:
				main = append(main, filters)
			}
		}
	}
	slices.Reverse(main)
	return slices.Concat(main...)
}

// filtersOf returns the filters that a statement puts around the handler, or around the handler of requests that are
// refused; and whether such a filter is given the handler that refuses.
func filtersOf(statement ast.Stmt) (filters []string, ofFailed, callsFailed bool) {
	const failedHandler = "failedHandler"
	ast.Inspect(statement, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			to, ok := n.Lhs[0].(*ast.Ident)
			ofFailed = ofFailed || ok && to.Name == failedHandler
		case *ast.CallExpr:
			called, ok := n.Fun.(*ast.SelectorExpr)
			if !ok || len(filtersIn("`"+called.Sel.Name+"`")) == 0 {
				return true
			}
			filters = append(filters, called.Sel.Name)
			callsFailed = callsFailed || slices.ContainsFunc(n.Args[1:], func(argument ast.Expr) bool {
				name, ok := argument.(*ast.Ident)
				return ok && name.Name == failedHandler
			})
		}
		return true
	})
	return filters, ofFailed, callsFailed
}

// TestTheWaitingHooksOfTheNote compares the hooks that the note lists as those that may wait with the recorded boot,
// whose spans say what each hook waits for.
func TestTheWaitingHooksOfTheNote(t *testing.T) {
	note := noteOf(t, "post-start-hooks")
	text := between(t, note.Body, "### What they wait for", "\n## ")
	var got, want []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (.*) \\|$").FindAllStringSubmatch(text, -1) {
		got = append(got, row[1]+": "+strings.ReplaceAll(row[2], "`", ""))
	}
	for _, span := range recordedBoot(t).Spans {
		hook, isHook := strings.CutPrefix(span.Name, convention.HookPrefix)
		if !isHook {
			continue
		}
		if waitsFor := span.WaitsFor(); waitsFor != "" {
			want = append(want, hook+": "+strings.TrimPrefix(waitsFor, convention.HookPrefix))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("the note says\n\t%s\nand the recorded boot\n\t%s",
			strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func noteOf(t *testing.T, id string) *notes.Note {
	t.Helper()
	all := embedded(t).All()
	i := slices.IndexFunc(all, func(n *notes.Note) bool { return n.ID == id })
	if i < 0 {
		t.Fatalf("there is no note %q", id)
	}
	return all[i]
}

// between returns the text from one mark to the next.
func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, after, found := strings.Cut(text, from)
	part, _, ends := strings.Cut(after, to)
	if !found || !ends {
		t.Fatalf("the note has no text from %q to %q", from, to)
	}
	return part
}
