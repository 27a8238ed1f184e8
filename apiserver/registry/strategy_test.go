package registry_test

import (
	"context"
	"math/rand"
	"reflect"
	"testing"

	"k8s.io/apimachinery/pkg/api/apitesting/fuzzer"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	metafuzzer "k8s.io/apimachinery/pkg/apis/meta/fuzzer"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"

	"apitour/apiserver/registry"
	"apitour/apiserver/registry/kinds"
)

var (
	codecs = serializer.NewCodecFactory(kinds.NewScheme())
	// The source is fixed, so every run fills the same objects.
	filler = fuzzer.FuzzerFor(metafuzzer.Funcs, rand.NewSource(1), codecs)
)

// filled returns an object with a random value in every field.
func filled(empty runtime.Object) runtime.Object {
	object := empty.DeepCopyObject()
	filler.Fill(object)
	return object
}

// strategy has the methods of a row's strategy that the tests call.
type strategy interface {
	PrepareForCreate(ctx context.Context, object runtime.Object)
	PrepareForUpdate(ctx context.Context, object, old runtime.Object)
}

// forEach runs a test for every row of the table, with the object that the server works with.
func forEach(t *testing.T, test func(t *testing.T, r registry.Resource, s strategy, object runtime.Object)) {
	options := registry.Options{Scheme: kinds.NewScheme()}
	for _, group := range kinds.Groups {
		for _, r := range group.Resources {
			t.Run(group.Version.String()+"/"+r.Plural, func(t *testing.T) {
				test(t, r, registry.NewStrategy(options, group.VersionsOf(r), r), registry.HubOf(r))
			})
		}
	}
}

func status(object runtime.Object) any {
	return reflect.ValueOf(object).Elem().FieldByName("Status").Interface()
}

func TestStatusIsWrittenApart(t *testing.T) {
	forEach(t, func(t *testing.T, r registry.Resource, s strategy, empty runtime.Object) {
		if !r.HasStatus() {
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
			if r.Kind() == "Pod" || r.Kind() == "PersistentVolume" || r.Is(registry.BornWithStatus) {
				continue // Prepare sets a status that depends on the object
			}
			if !apiequality.Semantic.DeepEqual(status(a), status(b)) {
				t.Fatalf("a create kept its status: %+v and %+v", status(a), status(b))
			}
		}
	})
}

func TestGenerationFollowsTheSpec(t *testing.T) {
	forEach(t, func(t *testing.T, r registry.Resource, s strategy, empty runtime.Object) {
		counts := r.Is(registry.CountsGenerations)
		for range 20 {
			object := filled(empty)
			registry.MetadataOf(object).SetGeneration(7)
			s.PrepareForCreate(t.Context(), object)
			if got := registry.MetadataOf(object).GetGeneration(); counts && got != 1 {
				t.Fatalf("create: generation %d, want 1", got)
			}
			same := object.DeepCopyObject()
			registry.MetadataOf(same).SetFinalizers([]string{"example.org/f"})
			s.PrepareForUpdate(t.Context(), same, object)
			got, want := registry.MetadataOf(same).GetGeneration(), registry.MetadataOf(object).GetGeneration()
			if got != want {
				t.Fatalf("update of a finalizer: generation %d, want %d", got, want)
			}
			other := filled(empty)
			registry.MetadataOf(other).SetGeneration(registry.MetadataOf(object).GetGeneration())
			s.PrepareForUpdate(t.Context(), other, object)
			changed := !registry.SameSpec(other, object)
			if got := registry.MetadataOf(other).GetGeneration(); counts && changed && got != 2 {
				t.Fatalf("update of the spec: generation %d, want 2", got)
			}
		}
	})
}
