package anchors

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/semver"

	"apitour/trace/scratch"
)

var releaseName = regexp.MustCompile(`^v1\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(alpha|beta|rc)\.\d+)?$`)

// IsRelease reports whether the text names a release of Kubernetes: "v1.37.2", "v1.38.0-beta.0".
func IsRelease(text string) bool { return releaseName.MatchString(text) }

// Modules are those in which notes may be anchored, and in which declarations are looked for that have left theirs.
var modules = []string{
	"k8s.io/api", "k8s.io/apiextensions-apiserver", "k8s.io/apimachinery", "k8s.io/apiserver", "k8s.io/client-go",
	"k8s.io/component-base", "k8s.io/component-helpers", "k8s.io/kube-aggregator", rootModule,
}

// Modules returns the modules of which tables have declarations.
func Modules() []string { return slices.Clone(modules) }

// since has the first release of a module that is younger than v1.17.
var since = map[string]string{"k8s.io/component-helpers": "v1.20.0"}

// grace is how long programs that the go command has started may hold its output after its end.
const grace = 50 * time.Millisecond

// FetchError is the answer of the go command that it could not download.
type FetchError struct{ Release, Module, Text string }

func (e *FetchError) Error() string {
	what := e.Release
	if e.Module != "" {
		what = e.Module + " of " + e.Release
	}
	return fmt.Sprintf("download %s: %s", what, e.Text)
}

// Unknown reports whether the go command has asked, and was told that there is no such release.
func (e *FetchError) Unknown() bool {
	return strings.Contains(e.Text, "unknown revision") || strings.Contains(e.Text, ": 404 ") ||
		strings.Contains(e.Text, ": 410 ") || strings.Contains(e.Text, "no matching versions")
}

// Fetch returns the source of a release. The go command downloads what the module cache does not have, and checks it
// against the checksum database. Nothing is compiled. The error is [exec.ErrNotFound] without a go command, and a
// [*FetchError] when the go command refuses. The tree is to be closed.
func Fetch(ctx context.Context, release string) (*Tree, error) {
	folder, err := scratch.New("upstream")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the go command: %w", err)
	}
	defer folder.Remove()
	// A folder with a module of its own: another go.mod above it would have its say.
	if err := os.WriteFile(filepath.Join(folder.Path(), "go.mod"), []byte("module upstream\n"), 0o600); err != nil {
		return nil, fmt.Errorf("make a module for the go command: %w", err)
	}
	arguments := []string{"mod", "download", "-json"}
	var asked []string
	for _, module := range modules {
		if first := since[module]; first == "" || semver.Compare(release, first) >= 0 {
			asked = append(asked, module)
			arguments = append(arguments, module+"@"+moduleVersion(module, release))
		}
	}
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Dir, command.Env = folder.Path(), goEnvironment(os.Environ())
	command.WaitDelay = grace
	var out, complaint bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaint
	ended := command.Run()
	if errors.Is(ended, exec.ErrNotFound) {
		return nil, fmt.Errorf("download %s: %w", release, ended)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	tree := NewTree(make(map[string]fs.FS))
	if err := tree.take(release, &out); err != nil {
		return nil, errors.Join(err, tree.Close())
	}
	for _, module := range asked {
		if tree.modules[module] == nil {
			err := &FetchError{release, module, lastLine(complaint.String(), fmt.Sprint(ended))}
			return nil, errors.Join(err, tree.Close())
		}
	}
	return tree, nil
}

// take adds the modules in the answer of the go command to the tree.
func (t *Tree) take(release string, answer io.Reader) error {
	for decoder := json.NewDecoder(answer); ; {
		var module struct{ Path, Version, Dir, Zip, Sum, Error string }
		err := decoder.Decode(&module)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read what the go command says of %s: %w", release, err)
		case module.Error == "":
			t.modules[module.Path] = os.DirFS(module.Dir)
		case needsNewerGo(module.Error) && module.Zip != "" && module.Sum != "":
			// The go command is too old to compile the release, and has downloaded and checked it all the same.
			if err := t.takeZip(module.Path, module.Version, module.Zip); err != nil {
				return fmt.Errorf("read %s: %w", release, err)
			}
		default:
			return &FetchError{release, module.Path, strings.Join(strings.Fields(module.Error), " ")}
		}
	}
}

func needsNewerGo(text string) bool { return strings.Contains(text, " requires go >= ") }

func (t *Tree) takeZip(module, version, name string) error {
	archive, err := zip.OpenReader(name)
	if err != nil {
		return err
	}
	t.open = append(t.open, archive)
	t.modules[module], err = fs.Sub(archive, module+"@"+version)
	return err
}

// Close closes the files of a tree that was fetched.
func (t *Tree) Close() error {
	var all []error
	for _, file := range t.open {
		all = append(all, file.Close())
	}
	return errors.Join(all...)
}

// ModuleVersion returns the version of a module at a release: see [Modules].
func ModuleVersion(module, release string) string { return moduleVersion(module, release) }

// moduleVersion returns the version of the module at a release: v0.37.2 at v1.37.2, but for Kubernetes itself.
func moduleVersion(module, release string) string {
	if module == rootModule {
		return release
	}
	return "v0" + strings.TrimPrefix(release, "v1")
}

// goEnvironment returns an environment in which "go mod download" does the same wherever it is called: without the
// flags, the workspace and the target of the work at hand, and with proxy, cache and certificates of this machine. It
// does not fetch another go command, which a new release may ask for: nothing is compiled.
func goEnvironment(of []string) []string {
	not := []string{
		"GOFLAGS", "GOWORK", "GO111MODULE", "GOTOOLCHAIN", "GOOS", "GOARCH", "GODEBUG", "GOEXPERIMENT", "CGO_ENABLED",
		"PWD",
	}
	kept := slices.DeleteFunc(slices.Clone(of), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(not, name)
	})
	// Of GOFLAGS an empty value would be that of "go env -w".
	return append(kept, "GO111MODULE=on", "GOWORK=off", "GOFLAGS=-mod=mod", "GOTOOLCHAIN=local")
}

// lastLine returns the last line of what a program said, or else the other text.
func lastLine(said, otherwise string) string {
	lines := strings.FieldsFunc(said, func(r rune) bool { return r == '\n' || r == '\r' })
	if len(lines) == 0 {
		return otherwise
	}
	return strings.TrimSpace(lines[len(lines)-1])
}
