package words

import (
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/spread"
)

// Compared says what several recordings tell of a stage: its times, in how many it is, and whether its place among its
// siblings is law or luck.
func Compared(say *phrases.Words, s spread.Stage, recordings int) []string {
	var said []string
	if s.Count > 1 {
		said = append(said, say.Compared.MedianOf(s.Count, MedianOf(s.Times), Duration(s.Least), Duration(s.Most)))
	}
	if s.Seen < recordings {
		said = append(said, say.Compared.InSome(s.Seen, recordings))
	}
	switch s.Order {
	case spread.Law:
		said = append(said, say.Compared.SamePlace(s.Seen))
	case spread.Luck:
		said = append(said, say.Compared.Luck)
	}
	return said
}

// ComparedReady says when the program was ready in several recordings, "" where fewer than two of them tell: "ready in
// a median of 182 ms ±8.00 ms, 174 ms to 201 ms, in 3 recordings".
func ComparedReady(say *phrases.Words, ready spread.Times, recordings int) string {
	if in := ReadyIn(say, ready, recordings); in != "" {
		return say.Compared.Ready(in)
	}
	return ""
}

// ReadyIn says the same to readers of a line about what was ready: "in a median of 182 ms ±8.00 ms" and so on.
func ReadyIn(say *phrases.Words, ready spread.Times, recordings int) string {
	median := MedianOf(ready)
	if median == "" {
		return ""
	}
	return say.Compared.ReadyIn(median, Duration(ready.Least), Duration(ready.Most), ready.Count, recordings)
}

// MedianOf writes a median with its spread, "" where only one time is known.
func MedianOf(t spread.Times) string {
	if t.Count < 2 {
		return ""
	}
	return Duration(t.Median) + " ±" + Duration(t.Spread)
}
