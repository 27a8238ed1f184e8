package citation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"apitour/trace/atomicfile"
)

// Upstream knows the files of upstream's that notes cite. The module cache has those of the modules that the program is
// built with, wherever it can be built. Notes cite other releases too, and Kubernetes itself; a table tells what must
// be known of those, so that a check needs no network.
type Upstream struct {
	// Versions are the versions of modules that the program is built with: "k8s.io/apiserver" is at "v0.37.2".
	Versions map[string]string
	// Cache is the folder of the module cache. If it is "", the table alone is asked.
	Cache string
	// Table has the files of other modules, by names such as "k8s.io/kubernetes@v1.17.0/pkg/master/master.go". If it is
	// nil, they are read in the module cache too: so a table is made.
	Table Table

	read map[string]*File
}

// Table is what is known about files that the module cache need not have.
type Table map[string]*File

// Modules that notes cite, in the order in which they are looked through: Kubernetes, and what it publishes.
const (
	rootModule = "k8s.io/kubernetes"
	etcdModule = "go.etcd.io/etcd/server/v3"
	// etcdFolder is the folder of the module in etcd's repository, with etcd's name before it, as notes write it.
	etcdFolder = "etcd/server/"
)

var modules = []string{
	rootModule, "k8s.io/apiserver", "k8s.io/kube-aggregator", "k8s.io/apiextensions-apiserver", "k8s.io/component-base",
	"k8s.io/component-helpers", "k8s.io/client-go", "k8s.io/apimachinery", "k8s.io/api",
}

// Release returns the release of Kubernetes whose libraries the program is built with: "v1.37.2".
func (u *Upstream) Release() string {
	return "v1" + strings.TrimPrefix(u.Versions["k8s.io/apiserver"], "v0")
}

// FileName returns the name of a module's file in a release of Kubernetes, which publishes its v1.37.2 as v0.37.2 of
// every other module: "k8s.io/apiserver@v0.37.2/pkg/server/hooks.go".
func FileName(module, release, path string) string {
	if module != rootModule {
		release = "v0" + strings.TrimPrefix(release, "v1")
	}
	return module + "@" + release + "/" + path
}

// File returns the file of that name. The error is [fs.ErrNotExist] if neither the module cache nor the table has it.
func (u *Upstream) File(name string) (*File, error) {
	if f := u.read[name]; f != nil {
		return f, nil
	}
	f, err := u.open(name)
	if err != nil {
		return nil, err
	}
	if u.read == nil {
		u.read = make(map[string]*File)
	}
	u.read[name] = f
	return f, nil
}

func (u *Upstream) open(name string) (*File, error) {
	if u.Table != nil && (u.Cache == "" || !u.built(name)) {
		if f := u.Table[name]; f != nil {
			return f, nil
		}
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	// None of the modules has capital letters in its path, which the cache would write in another way.
	source, err := os.ReadFile(filepath.Join(u.Cache, filepath.FromSlash(name)))
	if err != nil {
		return nil, fmt.Errorf("read a cited file: %w", err)
	}
	return Read(name, source)
}

// built reports whether the program is built with the module of the file.
func (u *Upstream) built(name string) bool {
	module, rest, _ := strings.Cut(name, "@")
	version, _, _ := strings.Cut(rest, "/")
	return u.Versions[module] == version
}

// Modules returns the modules in which files of the release are looked for, with their versions, as the go command
// downloads them: "k8s.io/apiserver@v0.17.0". Not every release has published them all.
func Modules(release string) (names []string) {
	for _, module := range modules {
		names = append(names, strings.TrimSuffix(FileName(module, release, ""), "/"))
	}
	return names
}

// ReadTable reads a table from a file.
func ReadTable(name string) (Table, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read table of cited files: %w", err)
	}
	table := make(Table)
	if err := json.Unmarshal(text, &table); err != nil {
		return nil, fmt.Errorf("read table of cited files: %s: %w", name, err)
	}
	return table, nil
}

// Write writes the table to a file, one line for each file of upstream's.
func (t Table) Write(name string) error {
	var all []string
	for _, file := range sorted(t) {
		record, err := json.Marshal(t[file])
		if err != nil {
			return fmt.Errorf("write table of cited files: %w", err)
		}
		all = append(all, fmt.Sprintf("%q: %s", file, record))
	}
	text := "{\n" + strings.Join(all, ",\n") + "\n}\n"
	err := atomicfile.Write(context.Background(), name, atomicfile.Shared, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
	if err != nil {
		return fmt.Errorf("write table of cited files: %w", err)
	}
	return nil
}

// isMissing reports whether the error says that a file is not there.
func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
