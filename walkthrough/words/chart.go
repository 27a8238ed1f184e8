package words

import "time"

// blocks are the bars of a chart, the shortest first.
var blocks = []rune("▁▂▃▄▅▆▇█")

// Chart draws times as bars beside each other, a cell each, on one scale. A time of 0 leaves its cell empty: there was
// none. Where there is less room than times, a cell stands for several, and shows the longest of them.
func Chart(times []time.Duration, width int) string {
	if len(times) == 0 || width <= 0 {
		return ""
	}
	cells := make([]time.Duration, min(len(times), width))
	var most time.Duration
	for i, t := range times {
		at := i * len(cells) / len(times)
		cells[at] = max(cells[at], t)
		most = max(most, t)
	}
	chart := make([]rune, len(cells))
	for i, t := range cells {
		chart[i] = ' '
		if t > 0 {
			chart[i] = blocks[min(int(float64(t)/float64(most)*float64(len(blocks))), len(blocks)-1)]
		}
	}
	return string(chart)
}
