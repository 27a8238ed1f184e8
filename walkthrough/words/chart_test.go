package words_test

import (
	"testing"
	"time"

	"apitour/walkthrough/words"
)

func TestChart(t *testing.T) {
	ms := func(all ...int) (times []time.Duration) {
		for _, n := range all {
			times = append(times, time.Duration(n)*time.Millisecond)
		}
		return times
	}
	for _, c := range []struct {
		times []time.Duration
		width int
		want  string
	}{
		{ms(1, 2, 3, 4, 5, 6, 7, 8), 20, "▂▃▄▅▆▇██"},
		{ms(100, 0, 1, 50), 20, "█ ▁▅"},
		{ms(1, 8, 2, 2, 1, 1), 3, "█▃▂"},
		{ms(3), 1, "█"},
		{ms(0, 0), 5, "  "},
		{ms(1, 2), 0, ""},
		{nil, 5, ""},
	} {
		if got := words.Chart(c.times, c.width); got != c.want {
			t.Errorf("%v in %d cells: %q, want %q", c.times, c.width, got, c.want)
		}
		for _, r := range c.want {
			if _, ok := words.ASCII(r); !ok && r != ' ' {
				t.Errorf("%q has no likeness in ASCII", r)
			}
		}
	}
}
