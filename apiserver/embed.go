package apiserver

import "embed"

// Source is the text of the stages, for the tour to show.
//
//go:embed *.go etcd/*.go requests/*.go
var Source embed.FS
