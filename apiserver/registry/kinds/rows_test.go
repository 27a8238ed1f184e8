package kinds

import (
	"maps"
	"math/rand"
	"reflect"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/apimachinery/pkg/api/apitesting/fuzzer"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	metafuzzer "k8s.io/apimachinery/pkg/apis/meta/fuzzer"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"

	"apitour/apiserver/registry"
	"apitour/apiserver/registry/kinds/columns"
)

var (
	codecs = serializer.NewCodecFactory(NewScheme())
	// The source is fixed, so every run fills the same objects.
	filler = fuzzer.FuzzerFor(metafuzzer.Funcs, rand.NewSource(1), codecs)
)

// filled returns an object with a random value in every field.
func filled(empty runtime.Object) runtime.Object {
	object := empty.DeepCopyObject()
	filler.Fill(object)
	return object
}

// forEach runs a test for every row of the table, with the object that the server works with.
func forEach(
	t *testing.T, test func(t *testing.T, version schema.GroupVersion, r registry.Resource, object runtime.Object),
) {
	for _, group := range Groups {
		for _, r := range group.Resources {
			object := r.Object
			if r.Hub != nil {
				object = r.Hub
			}
			t.Run(group.Version.String()+"/"+r.Plural, func(t *testing.T) { test(t, group.Version, r, object) })
		}
	}
}

func TestDefaultsKeepFieldsThatAreSet(t *testing.T) {
	forEach(t, func(t *testing.T, _ schema.GroupVersion, r registry.Resource, empty runtime.Object) {
		if r.Default == nil {
			t.Skip("has no defaults")
		}
		r.Default(empty.DeepCopyObject()) // it must not panic on nil fields
		for range 20 {
			once := filled(empty)
			r.Default(once)
			twice := once.DeepCopyObject()
			r.Default(twice)
			if !reflect.DeepEqual(once, twice) {
				t.Fatalf("the defaults change fields that they have set:\n%+v\n%+v", once, twice)
			}
		}
	})
}

func TestColumnsHaveACellEach(t *testing.T) {
	scheme := NewScheme()
	forEach(t, func(t *testing.T, version schema.GroupVersion, r registry.Resource, empty runtime.Object) {
		convertor := columns.Convertor(empty, schema.GroupResource{Resource: r.Plural})
		for i := range 20 {
			object := empty
			if i > 0 {
				object = filled(empty)
			}
			table, err := convertor.ConvertToTable(t.Context(), object, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := len(table.Rows[0].Cells), len(table.ColumnDefinitions); got != want {
				t.Fatalf("%d cells under %d headings", got, want)
			}
			table.DeepCopy() // panics if JSON has no form for a cell
		}
		hub := schema.GroupVersion{Group: version.Group, Version: runtime.APIVersionInternal}
		list, err := scheme.New(hub.WithKind(r.Kind() + "List"))
		if err != nil {
			t.Fatal(err)
		}
		table, err := convertor.ConvertToTable(t.Context(), list, &metav1.TableOptions{NoHeaders: true})
		if err != nil || len(table.ColumnDefinitions) != 0 || len(table.Rows) != 0 {
			t.Errorf("an empty list without headings: %+v, %v", table, err)
		}
	})
}

func TestFieldsAreTheSameForEveryObject(t *testing.T) {
	scheme := NewScheme()
	forEach(t, func(t *testing.T, version schema.GroupVersion, r registry.Resource, empty runtime.Object) {
		_, _, err := scheme.ConvertFieldLabel(version.WithKind(r.Kind()), "no.such.field", "")
		if err == nil {
			t.Error("a selector may name a field that does not exist")
		}
		if r.Fields == nil {
			return
		}
		want := slices.Sorted(maps.Keys(r.Fields(empty)))
		if got := slices.Sorted(maps.Keys(r.Fields(filled(empty)))); !slices.Equal(got, want) {
			t.Errorf("fields %v, but the empty object has %v", got, want)
		}
	})
}

func TestEventsLoseNothingBetweenTheirGroups(t *testing.T) {
	scheme := NewScheme()
	for range 100 {
		want := filled(&eventsv1.EventList{}).(*eventsv1.EventList)
		var core corev1.EventList
		var got eventsv1.EventList
		if err := scheme.Convert(want, &core, nil); err != nil {
			t.Fatal(err)
		}
		if err := scheme.Convert(&core, &got, nil); err != nil {
			t.Fatal(err)
		}
		got.TypeMeta = want.TypeMeta
		for i := range got.Items {
			got.Items[i].TypeMeta = want.Items[i].TypeMeta
		}
		if !apiequality.Semantic.DeepEqual(&got, want) {
			t.Fatalf("%+v came back as %+v", want, got)
		}
	}
}

func TestReadQuery(t *testing.T) {
	scheme := NewScheme()
	codec := runtime.NewParameterCodec(scheme)
	var exec corev1.PodExecOptions
	query := map[string][]string{
		"container": {"c"}, "command": {"ls", "-l"},
		"stdin": {"true"}, "stdout": {"1"}, "tty": {"false"}, "unknown": {"x"},
	}
	if err := codec.DecodeParameters(query, corev1.SchemeGroupVersion, &exec); err != nil {
		t.Fatal(err)
	}
	want := corev1.PodExecOptions{Container: "c", Command: []string{"ls", "-l"}, Stdin: true, Stdout: true}
	if !reflect.DeepEqual(exec, want) {
		t.Errorf("exec: %+v, want %+v", exec, want)
	}
	var ports corev1.PodPortForwardOptions
	query = map[string][]string{"ports": {"80,81", "82"}}
	err := codec.DecodeParameters(query, corev1.SchemeGroupVersion, &ports)
	if err != nil || !slices.Equal(ports.Ports, []int32{80, 81, 82}) {
		t.Errorf("portforward: %v, %v", ports, err)
	}
	var log corev1.PodLogOptions
	query = map[string][]string{"tailLines": {"x"}}
	if err := codec.DecodeParameters(query, corev1.SchemeGroupVersion, &log); err == nil {
		t.Error("tailLines=x was read as a number")
	}
}
