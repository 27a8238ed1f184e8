package words

import (
	"fmt"

	"apitour/walkthrough/spread"
)

// Compared says what several recordings tell of a stage: its times, in how many it is, and whether its place among its
// siblings is law or luck.
func Compared(s spread.Stage, recordings int) []string {
	var said []string
	if s.Count > 1 {
		said = append(said, fmt.Sprintf("median of %d: %s, %s to %s", s.Count, MedianOf(s.Times), Duration(s.Least),
			Duration(s.Most)))
	}
	if s.Seen < recordings {
		said = append(said, fmt.Sprintf("in %d of %d recordings", s.Seen, recordings))
	}
	switch s.Order {
	case spread.Law:
		said = append(said, fmt.Sprintf("its place among its siblings is the same in all %d", s.Seen))
	case spread.Luck:
		said = append(said, "its place among its siblings is luck: it differs")
	}
	return said
}

// ComparedReady says when the program was ready in several recordings, "" where fewer than two of them tell: "ready in
// a median of 182 ms ±8.00 ms, 174 ms to 201 ms, in 3 recordings".
func ComparedReady(ready spread.Times, recordings int) string {
	median := MedianOf(ready)
	if median == "" {
		return ""
	}
	in := Counted(recordings, "recording")
	if ready.Count < recordings {
		in = fmt.Sprintf("%d of %s", ready.Count, in)
	}
	return fmt.Sprintf(
		"ready in a median of %s, %s to %s, in %s",
		median,
		Duration(ready.Least),
		Duration(ready.Most),
		in,
	)
}

// MedianOf writes a median with its spread, "" where only one time is known.
func MedianOf(t spread.Times) string {
	if t.Count < 2 {
		return ""
	}
	return Duration(t.Median) + " ±" + Duration(t.Spread)
}
