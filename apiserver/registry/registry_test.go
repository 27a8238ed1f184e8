package registry

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
	"k8s.io/apiserver/pkg/storage/names"

	"apitour/apiserver/registry/columns"
)

var (
	codecs = serializer.NewCodecFactory(NewScheme())
	// The same objects come in every run.
	filler = fuzzer.FuzzerFor(metafuzzer.Funcs, rand.NewSource(1), codecs)
)

// filled is an object in which every field may hold something.
func filled(empty runtime.Object) runtime.Object {
	object := empty.DeepCopyObject()
	filler.Fill(object)
	return object
}

// forEach runs a test of every kind of the table, with what the server works with.
func forEach(t *testing.T, test func(t *testing.T, r Resource, s strategy, object runtime.Object)) {
	scheme := NewScheme()
	for _, group := range Groups {
		for _, r := range group.Resources {
			t.Run(group.Version.String()+"/"+r.Plural, func(t *testing.T) {
				test(t, r, strategy{scheme, names.SimpleNameGenerator, group.Version, r}, r.hub())
			})
		}
	}
}

func status(object runtime.Object) any {
	return reflect.ValueOf(object).Elem().FieldByName("Status").Interface()
}

func TestStatusIsWrittenApart(t *testing.T) {
	forEach(t, func(t *testing.T, r Resource, s strategy, empty runtime.Object) {
		if !r.hasStatus() {
			t.Skip("has no status")
		}
		for range 20 {
			old, object := filled(empty), filled(empty)
			s.PrepareForUpdate(t.Context(), object, old)
			if !apiequality.Semantic.DeepEqual(status(object), status(old)) {
				t.Fatalf("an update changed the status from %+v to %+v", status(old), status(object))
			}
			a, b := filled(empty), filled(empty)
			s.PrepareForCreate(t.Context(), a)
			s.PrepareForCreate(t.Context(), b)
			if r.Kind() == "Pod" || r.Kind() == "PersistentVolume" || r.is(bornWithStatus) {
				continue // its Prepare has something to say of each
			}
			if !apiequality.Semantic.DeepEqual(status(a), status(b)) {
				t.Fatalf("a create took over status: %+v and %+v", status(a), status(b))
			}
		}
	})
}

func TestGenerationFollowsWhatIsWanted(t *testing.T) {
	forEach(t, func(t *testing.T, r Resource, s strategy, empty runtime.Object) {
		for range 20 {
			object := filled(empty)
			metadataOf(object).SetGeneration(7)
			s.PrepareForCreate(t.Context(), object)
			if got := metadataOf(object).GetGeneration(); r.is(countsGenerations) && got != 1 {
				t.Fatalf("create: generation %d, want 1", got)
			}
			same := object.DeepCopyObject()
			metadataOf(same).SetFinalizers([]string{"example.org/f"})
			s.PrepareForUpdate(t.Context(), same, object)
			if got, want := metadataOf(same).GetGeneration(), metadataOf(object).GetGeneration(); got != want {
				t.Fatalf("update of a finalizer: generation %d, want %d", got, want)
			}
			other := filled(empty)
			metadataOf(other).SetGeneration(metadataOf(object).GetGeneration())
			s.PrepareForUpdate(t.Context(), other, object)
			changed := !wantSame(other, object)
			if got := metadataOf(other).GetGeneration(); r.is(countsGenerations) && changed && got != 2 {
				t.Fatalf("update of what is wanted: generation %d, want 2", got)
			}
		}
	})
}

func TestDefaultsLeaveAloneWhatIsSet(t *testing.T) {
	forEach(t, func(t *testing.T, r Resource, _ strategy, empty runtime.Object) {
		if r.Default == nil {
			t.Skip("has no defaults")
		}
		r.Default(empty.DeepCopyObject()) // it must not panic over what is nil
		for range 20 {
			once := filled(empty)
			r.Default(once)
			twice := once.DeepCopyObject()
			r.Default(twice)
			if !reflect.DeepEqual(once, twice) {
				t.Fatalf("the defaults change what they have set:\n%+v\n%+v", once, twice)
			}
		}
	})
}

func TestColumnsHaveACellEach(t *testing.T) {
	forEach(t, func(t *testing.T, r Resource, s strategy, empty runtime.Object) {
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
			table.DeepCopy() // panics over a cell that JSON has no form for
		}
		table, err := convertor.ConvertToTable(t.Context(), listOf(s.ObjectTyper.(*runtime.Scheme), empty), &metav1.TableOptions{NoHeaders: true})
		if err != nil || len(table.ColumnDefinitions) != 0 || len(table.Rows) != 0 {
			t.Errorf("an empty list without headings: %+v, %v", table, err)
		}
	})
}

func TestFieldsAreTheSameForEveryObject(t *testing.T) {
	forEach(t, func(t *testing.T, r Resource, _ strategy, empty runtime.Object) {
		_, _, err := r.selectable("no.such.field", "")
		if err == nil {
			t.Error("a field that there is not can be selected by")
		}
		if r.Fields == nil {
			return
		}
		want := slices.Sorted(maps.Keys(r.Fields(empty)))
		if got := slices.Sorted(maps.Keys(r.Fields(filled(empty)))); !slices.Equal(got, want) {
			t.Errorf("fields %v, and of the empty object %v", got, want)
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
	query := map[string][]string{"container": {"c"}, "command": {"ls", "-l"}, "stdin": {"true"}, "stdout": {"1"}, "tty": {"false"}, "unknown": {"x"}}
	if err := codec.DecodeParameters(query, corev1.SchemeGroupVersion, &exec); err != nil {
		t.Fatal(err)
	}
	want := corev1.PodExecOptions{Container: "c", Command: []string{"ls", "-l"}, Stdin: true, Stdout: true}
	if !reflect.DeepEqual(exec, want) {
		t.Errorf("exec: %+v, want %+v", exec, want)
	}
	var ports corev1.PodPortForwardOptions
	if err := codec.DecodeParameters(map[string][]string{"ports": {"80,81", "82"}}, corev1.SchemeGroupVersion, &ports); err != nil || !slices.Equal(ports.Ports, []int32{80, 81, 82}) {
		t.Errorf("portforward: %v, %v", ports, err)
	}
	var log corev1.PodLogOptions
	if err := codec.DecodeParameters(map[string][]string{"tailLines": {"x"}}, corev1.SchemeGroupVersion, &log); err == nil {
		t.Error("tailLines=x was taken for a number")
	}
}
