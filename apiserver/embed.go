package apiserver

import "embed"

// Source is the text of this package and of those below it, for the tour to show.
//
//go:embed *.go */*.go
var Source embed.FS
