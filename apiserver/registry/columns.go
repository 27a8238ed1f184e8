package registry

import (
	"context"
	"reflect"
	"strings"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metatable "k8s.io/apimachinery/pkg/api/meta/table"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
)

// columns are what kubectl get shows of a kind. The server makes the table and kubectl only lays it out, so a kubectl that
// has never heard of a kind shows it as well.
type columns struct {
	// names are the headings, with a bar between. A star before a name is for -o wide only. What follows a colon is the
	// type, if it is not a string.
	names string
	// cells returns a value for each column. Whatever the kind, age is how long ago the object was created.
	cells func(object runtime.Object, name, age string) []any
}

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

func newTableConvertor(version schema.GroupVersion, resource Resource) rest.TableConvertor {
	if resource.Columns.cells == nil {
		return rest.NewDefaultTableConvertor(version.WithResource(resource.Plural).GroupResource())
	}
	return tableConvertor{resource.Columns}
}

// tableConvertor answers a request for a Table.
type tableConvertor struct{ columns columns }

// ConvertToTable makes a row of an object, or one of each in a list.
func (c tableConvertor) ConvertToTable(_ context.Context, object, options runtime.Object) (*metav1.Table, error) {
	table := &metav1.Table{}
	if o, ok := options.(*metav1.TableOptions); !ok || o == nil || !o.NoHeaders {
		table.ColumnDefinitions = c.columns.definitions()
	}
	if list, err := meta.ListAccessor(object); err == nil {
		table.ResourceVersion, table.Continue, table.RemainingItemCount = list.GetResourceVersion(), list.GetContinue(), list.GetRemainingItemCount()
	} else if single, err := meta.CommonAccessor(object); err == nil {
		table.ResourceVersion = single.GetResourceVersion()
	}
	var err error
	table.Rows, err = metatable.MetaToTableRow(object, func(object runtime.Object, _ metav1.Object, name, age string) ([]any, error) {
		return plain(c.columns.cells(object, name, age)), nil
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

// columnsOf is columns for the objects of one Go type, all of whose kinds have a name in the first column but events.
func columnsOf[T any](names string, cells func(object T, age string) []any) columns {
	return columns{names, func(object runtime.Object, name, age string) []any {
		return append([]any{name}, cells(object.(T), age)...)
	}}
}

var nameAndAge = columns{"Name|Age", func(_ runtime.Object, name, age string) []any { return []any{name, age} }}

var scaleColumns = columnsOf("Name|Desired:integer|Available:integer|Age", func(scale *autoscalingv1.Scale, age string) []any {
	return []any{scale.Spec.Replicas, scale.Status.Replicas, age}
})
