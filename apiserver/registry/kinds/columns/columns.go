// Package columns has what kubectl get shows of the built-in kinds. The server makes the table and kubectl only lays it out,
// so a kubectl that has never heard of a kind shows it as well.
//
// There is nothing here that a boot depends on: read [Convertor], and the rest when you want to know what a column means.
package columns

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metatable "k8s.io/apimachinery/pkg/api/meta/table"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
)

// Convertor returns what makes tables of objects of the same Go type. A type of which nothing is said here has its name and
// when it was created.
func Convertor(object runtime.Object, resource schema.GroupResource) rest.TableConvertor {
	for _, c := range slices.Concat(workloads, autoscaling, network, storage, policy, cluster) {
		if c.of == reflect.TypeOf(object) {
			return c
		}
	}
	return rest.NewDefaultTableConvertor(resource)
}

// columns are those of one Go type.
type columns struct {
	of reflect.Type
	// names are the headings, with a bar between. A star before a name is for -o wide only. What follows a colon is the
	// type, if it is not a string.
	names string
	// cells returns a value for each column. Whatever the kind, age is how long ago the object was created.
	cells func(object runtime.Object, name, age string) []any
}

// of makes the columns of a type, of which the first is the name.
func of[T runtime.Object](names string, cells func(object T, age string) []any) columns {
	return ofNamed(names, func(object T, name, age string) []any {
		return append([]any{name}, cells(object, age)...)
	})
}

// ofNamed makes the columns of a type that shows its name otherwise.
func ofNamed[T runtime.Object](names string, cells func(object T, name, age string) []any) columns {
	return columns{reflect.TypeFor[T](), names, func(object runtime.Object, name, age string) []any {
		return cells(object.(T), name, age)
	}}
}

// onlyAge are the cells of a kind of which there is nothing to tell.
func onlyAge[T runtime.Object](_ T, age string) []any { return []any{age} }

// What stands where there is no value.
const none, unset = "<none>", "<unset>"

func (c columns) definitions() (definitions []metav1.TableColumnDefinition) {
	for name := range strings.SplitSeq(c.names, "|") {
		name, isWide := strings.CutPrefix(name, "*")
		name, kind, _ := strings.Cut(name, ":")
		definition := metav1.TableColumnDefinition{Name: name, Type: "string"}
		if kind != "" {
			definition.Type = kind
		}
		if isWide {
			definition.Priority = 1
		}
		if name == "Name" {
			definition.Format = "name"
		}
		definitions = append(definitions, definition)
	}
	return definitions
}

// ConvertToTable makes a row of an object, or one of each in a list.
func (c columns) ConvertToTable(_ context.Context, object, options runtime.Object) (*metav1.Table, error) {
	table := &metav1.Table{}
	if o, ok := options.(*metav1.TableOptions); !ok || o == nil || !o.NoHeaders {
		table.ColumnDefinitions = c.definitions()
	}
	if list, err := meta.ListAccessor(object); err == nil {
		table.ResourceVersion, table.Continue, table.RemainingItemCount = list.GetResourceVersion(), list.GetContinue(), list.GetRemainingItemCount()
	} else if single, err := meta.CommonAccessor(object); err == nil {
		table.ResourceVersion = single.GetResourceVersion()
	}
	var err error
	table.Rows, err = metatable.MetaToTableRow(object, func(object runtime.Object, _ metav1.Object, name, age string) ([]any, error) {
		return plain(c.cells(object, name, age)), nil
	})
	return table, err
}

// plain makes of every number one that JSON's decoder could have made: other kinds cannot be copied in a table.
func plain(cells []any) []any {
	for i := range cells {
		if v := reflect.ValueOf(cells[i]); v.CanInt() {
			cells[i] = v.Int()
		}
	}
	return cells
}
