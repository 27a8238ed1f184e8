package anchors

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Kubernetes' own module, and the folder of its repository that has the others.
const (
	rootModule = "k8s.io/kubernetes"
	staging    = "staging/src"
)

// Tree is upstream's source at one release. It reads a package once.
type Tree struct {
	modules  map[string]fs.FS // by their paths
	packages map[string]*packageUnits
	open     []io.Closer // archives of modules
}

// packageUnits are the units of a package's files, tests excepted.
type packageUnits struct {
	units []unit
	named map[string][]int // the units that declare a name
}

// NewTree returns the tree of these modules: "k8s.io/apiserver".
func NewTree(modules map[string]fs.FS) *Tree {
	return &Tree{modules: modules, packages: make(map[string]*packageUnits)}
}

// Checkout returns the tree in a checkout of Kubernetes' repository. The error is [fs.ErrNotExist] if the folder holds
// no such repository.
func Checkout(folder string) (*Tree, error) {
	parent := filepath.Join(folder, filepath.FromSlash(staging), "k8s.io")
	if _, err := os.Stat(filepath.Join(parent, "apiserver")); err != nil {
		return nil, fmt.Errorf(
			"read checkout %q: there is no folder %s/k8s.io/apiserver: %w",
			folder,
			staging,
			cause(err),
		)
	}
	entries, err := os.ReadDir(parent)
	if err != nil {
		return nil, fmt.Errorf("read checkout %q: %w", folder, cause(err))
	}
	modules := map[string]fs.FS{rootModule: os.DirFS(folder)}
	for _, entry := range entries {
		if entry.IsDir() {
			modules["k8s.io/"+entry.Name()] = os.DirFS(filepath.Join(parent, entry.Name()))
		}
	}
	return NewTree(modules), nil
}

// cause returns the error without the path, which the message has.
func cause(err error) error {
	var onPath *fs.PathError
	if errors.As(err, &onPath) {
		return onPath.Err
	}
	return err
}

// errNoDeclaration is the error of lines between declarations, which nothing could find again.
var errNoDeclaration = errors.New("the lines are in no declaration")

// At returns the declarations in which lines of a file are anchored: "k8s.io/apiserver/pkg/server/hooks.go".
func (t *Tree) At(file string, from, to int) (all []Declaration, _ error) {
	p, err := t.units(path.Dir(file))
	if err != nil {
		return nil, err
	}
	inFile := slices.DeleteFunc(slices.Clone(p.units), func(u unit) bool { return u.File != file })
	for _, u := range anchoring(inFile, from, to) {
		d := Declaration{path.Dir(file), u.name()}
		if same := p.find(d); len(same) > 1 {
			d.Name += "@" + path.Base(file)
			if len(p.find(d)) > 1 {
				return nil, fmt.Errorf(
					"find lines %d-%d of %s: the file has several declarations of that name",
					from,
					to,
					file,
				)
			}
		}
		all = append(all, d)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("find lines %d-%d of %s: %w", from, to, file, errNoDeclaration)
	}
	return all, nil
}

// Bodies returns the bodies of the declarations. Each comes with the hashes that it has at other releases: by them it
// is found when it has left its package, and without them it is not looked for elsewhere. A declaration that the tree
// does not have gets the zero body.
func (t *Tree) Bodies(wanted map[Declaration][]string) (map[Declaration]Body, error) {
	bodies := make(map[Declaration]Body, len(wanted))
	missing := make(map[Declaration][]string)
	for d, hashes := range wanted {
		p, err := t.units(d.Package)
		if errors.Is(err, fs.ErrNotExist) {
			err, p = nil, new(packageUnits)
		}
		if err != nil {
			return nil, err
		}
		bodies[d] = choose(p.find(d), hashes)
		if bodies[d] == (Body{}) && len(hashes) > 0 {
			missing[d] = hashes
		}
	}
	elsewhere, err := t.elsewhere(missing)
	if err != nil {
		return nil, err
	}
	maps.Copy(bodies, elsewhere)
	return bodies, nil
}

// choose returns the unit that has one of the hashes, else the first. Several units have one name where files are for
// different systems.
func choose(units []unit, hashes []string) Body {
	if i := slices.IndexFunc(units, func(u unit) bool { return slices.Contains(hashes, u.Hash) }); i > 0 {
		return units[i].Body
	}
	if len(units) > 0 {
		return units[0].Body
	}
	return Body{}
}

// find returns the units of the package that have the declaration's name, those of its file alone if it names one that
// has it.
func (p *packageUnits) find(d Declaration) (found []unit) {
	name, file, group := nameOf(d)
	for _, i := range p.named[name] {
		if u := p.units[i]; u.group == group {
			found = append(found, u)
		}
	}
	inFile := slices.DeleteFunc(slices.Clone(found), func(u unit) bool { return path.Base(u.File) != file })
	if len(inFile) > 0 {
		return inFile
	}
	return found
}

// units returns the units of a package. The error is [fs.ErrNotExist] if the tree has no such package.
func (t *Tree) units(name string) (*packageUnits, error) {
	if p := t.packages[name]; p != nil {
		return p, nil
	}
	module, folder := moduleOf(name)
	tree := t.modules[module]
	if tree == nil {
		return nil, fmt.Errorf("read upstream's package %s: %w", name, fs.ErrNotExist)
	}
	entries, err := fs.ReadDir(tree, folder)
	if err != nil {
		return nil, fmt.Errorf("read upstream's package %s: %w", name, err)
	}
	p := &packageUnits{named: make(map[string][]int)}
	for _, entry := range entries {
		if entry.IsDir() || !isSource(entry.Name()) {
			continue
		}
		source, err := fs.ReadFile(tree, path.Join(folder, entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("read upstream's package %s: %w", name, err)
		}
		units, err := unitsOf(name+"/"+entry.Name(), source)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			for _, declared := range u.names {
				p.named[declared] = append(p.named[declared], len(p.units))
			}
			p.units = append(p.units, u)
		}
	}
	t.packages[name] = p
	return p, nil
}

// Source returns the text of a Go file: "k8s.io/apiserver/pkg/server/hooks.go". The error is [fs.ErrNotExist] if the
// release has no such file.
func (t *Tree) Source(file string) ([]byte, error) {
	module, name := moduleOf(file)
	tree := t.modules[module]
	if tree == nil {
		return nil, fmt.Errorf("read upstream's %s: %w", file, fs.ErrNotExist)
	}
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		return nil, fmt.Errorf("read upstream's %s: %w", file, err)
	}
	return text, nil
}

// Beside returns the Go files of the folder of a file, without tests and what was generated: none if the release has no
// such folder.
func (t *Tree) Beside(file string) (files []string, _ error) {
	module, name := moduleOf(file)
	tree := t.modules[module]
	if tree == nil {
		return nil, nil
	}
	entries, err := fs.ReadDir(tree, path.Dir(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read upstream's %s: %w", path.Dir(file), err)
	}
	for _, entry := range entries {
		if !entry.IsDir() && isWritten(entry.Name()) {
			files = append(files, path.Join(path.Dir(file), entry.Name()))
		}
	}
	return files, nil
}

// EachFile calls the function with every Go file of the modules, without tests and what was generated.
func (t *Tree) EachFile(visit func(file string, text []byte) error) error {
	for _, module := range slices.Sorted(maps.Keys(t.modules)) {
		tree := t.modules[module]
		err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir():
				return skipped(name, entry)
			case !isWritten(entry.Name()):
				return nil
			}
			text, err := fs.ReadFile(tree, name)
			if err != nil {
				return err
			}
			return visit(module+"/"+name, text)
		})
		if err != nil {
			return fmt.Errorf("read upstream's %s: %w", module, err)
		}
	}
	return nil
}

// isSource reports whether a file is Go source of the package itself.
func isSource(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
}
