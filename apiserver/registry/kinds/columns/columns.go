// Package columns defines the columns that kubectl get prints of the built-in kinds. The server makes the table and
// kubectl only lays it out, so kubectl can print kinds that it does not know.
//
// No boot depends on a column: read [Convertor], and the rest when you want to know the meaning of a column.
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

// Convertor makes tables of objects with the same Go type. A type without columns here gets two: its name and its time
// of creation.
func Convertor(object runtime.Object, resource schema.GroupResource) rest.TableConvertor {
	for _, c := range slices.Concat(workloads, autoscaling, network, storage, policy, cluster) {
		if c.of == reflect.TypeOf(object) {
			return c
		}
	}
	return rest.NewDefaultTableConvertor(resource)
}

// columns are the columns of one Go type.
type columns struct {
	of reflect.Type
	// names are the headings, separated by bars. A star before a name means -o wide only. The type of a column that is
	// not a string follows a colon.
	names string
	// cells returns a value for each column. age is the time since the object was created.
	cells func(object runtime.Object, name, age string) []any
}

// of makes the columns of a type; the first column is the name.
func of[T runtime.Object](names string, cells func(object T, age string) []any) columns {
	return ofNamed(names, func(object T, name, age string) []any {
		return append([]any{name}, cells(object, age)...)
	})
}

// ofNamed makes the columns of a type that puts its name somewhere else, or changes it.
func ofNamed[T runtime.Object](names string, cells func(object T, name, age string) []any) columns {
	return columns{reflect.TypeFor[T](), names, func(object runtime.Object, name, age string) []any {
		return cells(object.(T), name, age)
	}}
}

// onlyAge returns the cells of a kind with no other columns than name and age.
func onlyAge[T runtime.Object](_ T, age string) []any { return []any{age} }

// The texts for a missing value.
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

// ConvertToTable makes a row of an object, or a row of each object in a list.
func (c columns) ConvertToTable(_ context.Context, object, options runtime.Object) (*metav1.Table, error) {
	table := &metav1.Table{}
	if o, ok := options.(*metav1.TableOptions); !ok || o == nil || !o.NoHeaders {
		table.ColumnDefinitions = c.definitions()
	}
	if list, err := meta.ListAccessor(object); err == nil {
		table.ResourceVersion, table.Continue = list.GetResourceVersion(), list.GetContinue()
		table.RemainingItemCount = list.GetRemainingItemCount()
	} else if single, err := meta.CommonAccessor(object); err == nil {
		table.ResourceVersion = single.GetResourceVersion()
	}
	row := func(object runtime.Object, _ metav1.Object, name, age string) ([]any, error) {
		return plain(c.cells(object, name, age)), nil
	}
	var err error
	table.Rows, err = metatable.MetaToTableRow(object, row)
	return table, err
}

// plain converts every number to the type that JSON's decoder makes: a table cannot copy other types.
func plain(cells []any) []any {
	for i := range cells {
		if v := reflect.ValueOf(cells[i]); v.CanInt() {
			cells[i] = v.Int()
		}
	}
	return cells
}
