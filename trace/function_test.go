package trace_test

import (
	"slices"
	"testing"

	"apitour/trace"
)

// TestFunctionInOlderSpellings reads the name of a function where it and its namespace are two attributes.
func TestFunctionInOlderSpellings(t *testing.T) {
	for _, c := range []struct {
		attributes map[string]any
		want       string
		others     []string // a few of them
	}{
		{map[string]any{"code.function.name": "a.b", "code.function": "c", "code.namespace": "d"}, "a.b", nil},
		{map[string]any{"code.function": "checkout", "code.namespace": "shop.views"}, "shop.views.checkout",
			[]string{"shop.views::checkout", "shop.views#checkout"}},
		{map[string]any{"code.function": "checkout", "code.namespace": "shop::cart"}, "shop::cart::checkout",
			[]string{"shop::cart.checkout", "shop::cart#checkout"}},
		{map[string]any{"code.function": "checkout", "code.namespace": `Shop\Cart`}, `Shop\Cart::checkout`,
			[]string{`Shop\Cart\checkout`}},
		{map[string]any{"code.function": "shop.checkout", "code.namespace": "shop"}, "shop.checkout", nil},
		{map[string]any{"code.function": "checkout"}, "checkout", nil},
		{map[string]any{"code.namespace": "shop"}, "", []string{"shop::pay", "shop.pay"}},
		{map[string]any{"code.module.name": "shop"}, "", []string{"shop::pay"}},
		{nil, "", nil},
	} {
		span := &trace.Span{Name: "pay", Attributes: c.attributes}
		if got := span.Function(); got != c.want {
			t.Errorf("%v: the function is %q, want %q", c.attributes, got, c.want)
		}
		others := span.OtherFunctions()
		if len(c.others) == 0 && len(others) > 0 {
			t.Errorf("%v: it may also be %q", c.attributes, others)
		}
		for _, name := range c.others {
			if !slices.Contains(others, name) {
				t.Errorf("%v: it may also be %q, and not %q", c.attributes, others, name)
			}
		}
	}
}
