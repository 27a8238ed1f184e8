package page

import (
	"fmt"
	"time"
)

// duration writes a time with three digits that count: "412 µs", "3.12 ms", "44.2 ms", "1.34 s". Beyond a few minutes it
// writes whole seconds.
func duration(d time.Duration) string {
	switch {
	case d < 0:
		return "-" + duration(-d)
	case d == 0:
		return "0 ms"
	case d < 999500*time.Nanosecond:
		return threeDigits(float64(d)/1e3) + " µs"
	case d < 999500*time.Microsecond:
		return threeDigits(float64(d)/1e6) + " ms"
	case d < 999500*time.Millisecond:
		return threeDigits(float64(d)/1e9) + " s"
	}
	return d.Round(time.Second).String()
}

func threeDigits(value float64) string {
	switch {
	case value < 9.995:
		return fmt.Sprintf("%.2f", value)
	case value < 99.95:
		return fmt.Sprintf("%.1f", value)
	}
	return fmt.Sprintf("%.0f", value)
}

// Duration writes a time as pages do.
func Duration(d time.Duration) string { return duration(d) }
