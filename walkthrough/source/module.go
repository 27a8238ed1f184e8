package source

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/module"

	"apitour/trace"
)

// ModuleCache returns the folder in which the go command keeps the source of modules, by the go command's own rules:
// GOMODCACHE, else pkg/mod in the first folder of GOPATH, else in ~/go. It is "" without a home folder. The folder need
// not exist.
func ModuleCache() string {
	if dir := os.Getenv("GOMODCACHE"); filepath.IsAbs(dir) {
		return dir
	}
	for _, dir := range filepath.SplitList(os.Getenv("GOPATH")) {
		if filepath.IsAbs(dir) {
			return filepath.Join(dir, "pkg", "mod")
		}
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, "go", "pkg", "mod")
}

// inModuleCache turns the name of a library's file into its path below the module cache. The cache writes the capital
// letters of a module's path and version as "!" and the small letter, for file systems that do not tell "A" from "a".
func inModuleCache(name string) (string, bool) {
	path, version, file, ok := splitModule(name)
	if !ok {
		return "", false
	}
	path, pathErr := module.EscapePath(path)
	version, versionErr := module.EscapeVersion(version)
	return path + "@" + version + "/" + file, pathErr == nil && versionErr == nil
}

// splitModule cuts "k8s.io/apiserver@v0.37.2/pkg/server/config.go" into module, version and the file in the module.
func splitModule(name string) (path, version, file string, ok bool) {
	path, rest, ok := strings.Cut(name, "@")
	if !ok {
		return "", "", "", false
	}
	version, file, ok = strings.Cut(rest, "/")
	ok = ok && path != "" && version != "" && file != "" &&
		!strings.Contains(name, "!") && !strings.Contains(rest, "@")
	return path, version, file, ok
}

const repository = "https://github.com/kubernetes/kubernetes/blob/"

// Kubernetes v1.37.2 publishes its staging modules as v0.37.2, since v1.17. Other modules of k8s.io, such as klog, have
// repositories and versions of their own.
var (
	stagingModule  = regexp.MustCompile(`^k8s\.io/[a-z0-9-]+$`)
	stagingVersion = regexp.MustCompile(`^v0\.(1[7-9]|[2-9][0-9])\.[0-9]+(-(alpha|beta|rc)\.[0-9]+)?$`)
	rootVersion    = regexp.MustCompile(`^v1\.[0-9]+\.[0-9]+(-(alpha|beta|rc)\.[0-9]+)?$`)
	repositoryFile = regexp.MustCompile(`^[A-Za-z0-9_.+/-]+$`)
)

// Permalink returns the address of the line in Kubernetes' repository, at the tag of the module's version. It is "" for
// modules of other repositories, and for our own source.
func Permalink(place trace.Place) string {
	path, version, file, ok := splitModule(place.File)
	if !ok || place.Line < 0 || !repositoryFile.MatchString(file) || strings.Contains("/"+file+"/", "/../") {
		return ""
	}
	switch {
	case path == "k8s.io/kubernetes" && rootVersion.MatchString(version):
	case stagingModule.MatchString(path) && stagingVersion.MatchString(version):
		version = "v1" + strings.TrimPrefix(version, "v0")
		file = "staging/src/" + path + "/" + file
	default:
		return ""
	}
	address := repository + version + "/" + file
	if place.Line > 0 {
		address += fmt.Sprintf("#L%d", place.Line)
	}
	return address
}
