// Package registry is the engine that stores the built-in kinds: one scheme, one store and one strategy for all of
// them.
//
// Upstream has a package for every kind, some seventy of them, because every kind has its own defaults, validation,
// columns and subresources. What a boot does with them is the same for all, and the boot is what is taught here. So a
// kind is a row, a [Resource], which states only how the kind differs from most. The rows are handed in: this package
// never imports the table of rows, package kinds. Read in this order, with one row of kinds/rows.go beside you:
//
//	resource.go      what a row can state: names, traits, functions
//	scheme.go        from the rows to the Go types of the scheme; the hub version; the codecs
//	store.go         from a row to a REST storage on etcd
//	size.go          what the client is told of an object that etcd finds too large
//	strategy.go      what the store asks about its kind on create, update and delete
//	fields.go        what label and field selectors can ask of an object
//	subresource.go   a write that changes only a part of an object, such as status
//	scale.go         replicas of any kind in one form
//	serverleases.go  the only data without a path in the API: the addresses of the living servers
//
// A row does not buy everything that upstream has: few defaults are filled in, and beyond an object's metadata and its
// published schema only the most frequent mistakes are refused.
package registry
