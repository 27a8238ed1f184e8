package registry

import "k8s.io/apimachinery/pkg/runtime"

// The tests of the engine run over all rows of package kinds, so they are in a package of their own: kinds imports this
// package.
var (
	NewStrategy = newStrategy
	SameSpec    = sameSpec
	MetadataOf  = metadataOf
)

// HubOf returns the object that the server works with.
func HubOf(r Resource) runtime.Object { return r.hub() }
