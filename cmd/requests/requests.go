// Package requests sends one request to a server and shows its way: through the filters of the handler chain, past the
// three servers, through admission to storage and etcd.
//
// A request is one of a table (guided.go), which makes the objects that it needs and has a note, or the learner's own
// (flags.go). The guided request "aggregated" brings a server of its own (extension.go). Follow sends a request to a
// server that is booted for it (follow.go), and what comes back is written as text (text.go), sorted by the parts of
// the way (parts.go).
package requests
