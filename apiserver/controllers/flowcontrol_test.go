package controllers

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"

	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// recorder is a client that remembers what was written.
type recorder struct {
	lock    sync.Mutex
	written map[string]string
}

func (r *recorder) note(name, what string) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.written[name] = what
}

func (r *recorder) Create(
	_ context.Context, o *flowcontrolv1.FlowSchema, _ metav1.CreateOptions,
) (*flowcontrolv1.FlowSchema, error) {
	r.note(o.Name, "created")
	return o, nil
}

func (r *recorder) Update(
	_ context.Context, o *flowcontrolv1.FlowSchema, _ metav1.UpdateOptions,
) (*flowcontrolv1.FlowSchema, error) {
	r.note(o.Name, "updated to "+o.Annotations[flowcontrolv1.AutoUpdateAnnotationKey])
	return o, nil
}

func (r *recorder) Delete(_ context.Context, name string, _ metav1.DeleteOptions) error {
	r.note(name, "deleted")
	return nil
}

// TestEnsureAll holds the loop to whose an object is: the server's own are put back, a person's are left alone.
func TestEnsureAll(t *testing.T) {
	schema := func(name string, precedence int32, generation int64, annotation string) flowcontrolv1.FlowSchema {
		s := flowcontrolv1.FlowSchema{
			ObjectMeta: metav1.ObjectMeta{Name: name, Generation: generation},
			Spec:       flowcontrolv1.FlowSchemaSpec{MatchingPrecedence: precedence},
		}
		if annotation != "" {
			s.Annotations = map[string]string{flowcontrolv1.AutoUpdateAnnotationKey: annotation}
		}
		return s
	}
	const right, wrong = 7, 8
	existing := []flowcontrolv1.FlowSchema{
		schema("mandatory-changed", wrong, 2, "false"), schema("mandatory-right", right, 1, "true"),
		schema("ours-changed", wrong, 2, "true"), schema("theirs-changed", wrong, 2, "false"),
		schema("unmarked-untouched", wrong, 1, ""), schema("unmarked-changed", wrong, 2, ""),
		schema("leftover-ours", right, 1, "true"), schema("leftover-theirs", right, 1, "false"), schema(
			"another-users", right, 1, ""),
	}
	wanted := func(names ...string) (list []*flowcontrolv1.FlowSchema) {
		for _, name := range names {
			s := schema(name, right, 0, "true")
			list = append(list, &s)
		}
		return list
	}
	r := &recorder{written: map[string]string{}}
	err := ensureAll(t.Context(), r, byName(existing),
		wanted("mandatory-changed", "mandatory-right", "mandatory-missing"),
		wanted("ours-changed", "theirs-changed", "unmarked-untouched", "unmarked-changed", "suggested-missing"),
		func(to, from *flowcontrolv1.FlowSchema) bool {
			same := to.Spec.MatchingPrecedence == from.Spec.MatchingPrecedence
			to.Spec = from.Spec
			return !same
		})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"mandatory-changed": "updated to true", "mandatory-missing": "created", "suggested-missing": "created",
		"ours-changed": "updated to true", "unmarked-untouched": "updated to true",
		"unmarked-changed": "updated to false",
		"leftover-ours":    "deleted",
	}
	if !maps.Equal(r.written, want) {
		t.Errorf("written: %v, want %v", r.written, want)
	}
	i := slices.IndexFunc(existing, func(s flowcontrolv1.FlowSchema) bool { return s.Name == "unmarked-changed" })
	if existing[i].Spec.MatchingPrecedence != wrong {
		t.Error("a person's spec was changed")
	}
}
