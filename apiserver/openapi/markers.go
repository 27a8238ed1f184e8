package openapi

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

//go:generate go run generate_markers.go -o zz_generated.markers.go

// markers is what the comment above a type or a field says and reflection cannot see. Most types and fields have none.
type markers struct {
	listType      string // +listType: how server-side apply merges a list: "atomic", "set" or "map"
	listMapKeys   []any  // +listMapKey: JSON names of the fields that tell the items of a "map" list apart
	mapType       string // +mapType, +structType: "atomic" when one owner sets the whole map or struct
	presence      string // +optional or +required, where they contradict omitempty
	defaultValue  any    // +default; as part of a list's key, it stands in for what an owner did not write
	enum          []any  // +enum, on a string type: the values of its constants, sorted
	enumText      string // what the description of a field of this type goes on to say about the values
	union         bool   // +union, on a struct: one of its fields is set
	discriminator bool   // +unionDiscriminator: the field that says which
}

// entry is a line of the table: the markers of "core/v1.Service" or, with the field's Go name, "core/v1.Service.Spec".
type entry struct {
	of string
	markers
}

// markersOf looks up a type, or a field of it when field is not empty. The table is a sorted slice because the compiler
// lays out a slice of constants ready for use; a map would be filled in whenever any command starts, even for --help.
func markersOf(t reflect.Type, field string) markers {
	of := strings.TrimPrefix(t.PkgPath(), "k8s.io/api/") + "." + t.Name()
	if field != "" {
		of += "." + field
	}
	i, found := slices.BinarySearchFunc(table, of, func(e entry, of string) int { return cmp.Compare(e.of, of) })
	if !found {
		return markers{}
	}
	return table[i].markers
}
