package apiserver

import "embed"

// Source is the text of this package, for the tour to show.
//
//go:embed *.go
var Source embed.FS
