package notes

import (
	"strings"

	"apitour/trace"
)

// Place returns the anchor's line as a span would name it: with the module and the version under which the module is
// published, where Kubernetes v1.37.2 is v0.37.2 of each staging module.
func (a Anchor) Place() trace.Place {
	module, version := rootModule, a.Version
	if a.Module != "" && a.Module != rootModule {
		module, version = a.Module, "v0"+strings.TrimPrefix(a.Version, "v1")
	}
	return trace.Place{File: module + "@" + version + "/" + a.File, Line: a.Line}
}
