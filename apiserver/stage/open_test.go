package stage

import (
	"context"
	"slices"
	"testing"
)

// TestOpen follows stages that are not recorded: which of them are open, and that the end of one leaves another of the
// same name alone.
func TestOpen(t *testing.T) {
	var open Open
	ctx := WithOpen(t.Context(), &open)
	want := func(names ...string) {
		t.Helper()
		var got []string
		for _, b := range open.Begun() {
			if b.Wait {
				b.Name = "wait for " + b.Name
			}
			got = append(got, b.Name)
		}
		if !slices.Equal(got, names) {
			t.Errorf("open are %q, want %q", got, names)
		}
	}
	want()
	outer, first := StartNamed(ctx, "outer")
	_, second := StartNamed(outer, "outer")
	_, library := Call(outer, "", context.WithCancel)
	end := Waiting(outer, "the disk")
	want("outer", "outer", "WithCancel", "wait for the disk")
	second.End(nil)
	second.End(nil)
	want("outer", "WithCancel", "wait for the disk")
	end()
	library.Event("no span has this")
	library.End(nil)
	if _, inside := StartNamed(Outside(outer), "beside"); inside != nil {
		t.Error("a stage outside is followed")
	}
	want("outer")
	first.End(nil)
	want()
	Waiting(t.Context(), "nothing that anyone follows")()
}
