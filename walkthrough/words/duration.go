package words

import (
	"fmt"
	"time"
)

// Duration writes a length of time with three digits, as more of them differ from boot to boot: "412 ns", "3.12 ms",
// "44.2 ms", "1.34 s". From a minute on it writes whole seconds: "1m15s".
func Duration(d time.Duration) string {
	switch {
	case d < 0:
		return "-" + Duration(max(-d, -(d+1))) // the smallest duration has no opposite
	case d == 0:
		return "0"
	case d < time.Microsecond:
		return fmt.Sprintf("%d ns", d.Nanoseconds())
	case d < 999500*time.Nanosecond:
		return threeDigits(float64(d)/1e3) + " µs"
	case d < 999500*time.Microsecond:
		return threeDigits(float64(d)/1e6) + " ms"
	case d < time.Minute:
		return threeDigits(float64(d)/1e9) + " s"
	}
	return d.Round(time.Second).String()
}

// Seconds writes a length of time in whole seconds, as a watch counts them: "7 s", "1m15s".
func Seconds(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%d s", int(d.Seconds()))
	}
	return d.Truncate(time.Second).String()
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
