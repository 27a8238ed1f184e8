package openapi

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

//go:generate go run generate_markers.go -o zz_generated.markers.go

// markers are the facts in the comment above a type or a field, which reflection cannot see. Most types and fields have
// none.
type markers struct {
	listType      string // +listType: how server-side apply merges a list: "atomic", "set" or "map"
	listMapKeys   []any  // +listMapKey: JSON names of the fields that are the key of an item of a "map" list
	mapType       string // +mapType, +structType: "atomic" when one owner sets the whole map or struct
	presence      string // +optional or +required, where they contradict omitempty
	defaultValue  any    // +default; as part of a list's key, it replaces a value that an owner left out
	enum          []any  // +enum, on a string type: the values of its constants, sorted
	enumText      string // text about the values, for the description of a field with this type
	union         bool   // +union, on a struct: one of its fields is set
	discriminator bool   // +unionDiscriminator: the field that names the one that is set
}

// entry is a line of the table: the markers of "core/v1.Service" or, with the field's Go name, "core/v1.Service.Spec".
type entry struct {
	of string
	markers
}

// markersOf looks up a type, or a field of it if field is not empty. The table is a sorted slice because the compiler
// stores a slice of constants ready for use; a map would be filled whenever any command starts, even for --help.
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
