package trace_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

func TestTextOfAttributes(t *testing.T) {
	for name, tt := range map[string]struct {
		value any
		want  string
	}{
		"string":       {"a <b> & c", "a <b> & c"},
		"integer":      {int64(-7), "-7"},
		"bool":         {true, "true"},
		"float":        {0.25, "0.25"},
		"bytes":        {[]byte{0xff, 0x00}, "/wA="},
		"list":         {[]any{"a <b>", int64(2), nil}, `["a <b>",2,null]`},
		"map":          {map[string]any{"b": true, "a": []byte("x")}, `{"a":"eA==","b":true}`},
		"empty":        {nil, ""},
		"not a number": {[]any{math.NaN()}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := trace.Span{Attributes: map[string]any{"key": tt.value}}
			if got := s.Text("key"); got != tt.want {
				t.Errorf("Text is %q, want %q", got, tt.want)
			}
		})
	}
	if got := new(trace.Span).Text("absent"); got != "" {
		t.Errorf("Text of an attribute that is absent is %q", got)
	}
}

func TestPlacesOfSpan(t *testing.T) {
	s := trace.Span{Attributes: map[string]any{
		convention.Function: "apitour/apiserver.CreateServerChain",
		convention.File:     "apiserver/chain.go",
		convention.Line:     int64(12),
		convention.CallFile: "apiserver/run.go",
		convention.CallLine: int64(34),
	}}
	if got, want := s.Function(), "apitour/apiserver.CreateServerChain"; got != want {
		t.Errorf("Function is %q, want %q", got, want)
	}
	if got, want := s.Source(), (trace.Place{File: "apiserver/chain.go", Line: 12}); got != want {
		t.Errorf("Source is %v, want %v", got, want)
	}
	if got, want := s.Call(), (trace.Place{File: "apiserver/run.go", Line: 34}); got != want {
		t.Errorf("Call is %v, want %v", got, want)
	}
}

func TestRunning(t *testing.T) {
	ended := trace.Span{Start: at(0), End: at(1)}
	started := trace.Span{Start: at(0)}
	cut := trace.Span{Start: at(0), End: at(1), Attributes: map[string]any{convention.StillRunning: true}}
	for name, tt := range map[string]struct {
		span trace.Span
		want bool
	}{"ended": {ended, false}, "running": {started, true}, "cut off": {cut, true}} {
		if got := tt.span.Running(); got != tt.want {
			t.Errorf("%s: Running is %t", name, got)
		}
	}
}

// at returns the moment that many milliseconds after the boot of these tests began.
func at(ms int) time.Time {
	return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC).Add(time.Duration(ms) * time.Millisecond)
}

// TestFunctionInOlderSpellings reads the name of a function where it and its namespace are two attributes.
func TestFunctionInOlderSpellings(t *testing.T) {
	for _, c := range []struct {
		attributes map[string]any
		want       string
		others     []string // a few of them
	}{
		{map[string]any{"code.function.name": "a.b", "code.function": "c", "code.namespace": "d"}, "a.b", nil},
		{
			map[string]any{"code.function": "checkout", "code.namespace": "shop.views"},
			"shop.views.checkout",
			[]string{"shop.views::checkout", "shop.views#checkout"},
		},
		{
			map[string]any{"code.function": "checkout", "code.namespace": "shop::cart"},
			"shop::cart::checkout",
			[]string{"shop::cart.checkout", "shop::cart#checkout"},
		},
		{
			map[string]any{"code.function": "checkout", "code.namespace": `Shop\Cart`},
			`Shop\Cart::checkout`,
			[]string{`Shop\Cart\checkout`},
		},
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
