package mask

import "fmt"

// Log is a filter for klog (klog.SetLogFilter): every message and value that is logged goes through Text.
type Log struct{}

// Filter masks the values of klog.Info and its like.
func (Log) Filter(values []any) []any { return maskValues(values) }

// FilterF masks the values of klog.Infof and its like. A format is a constant of the program.
func (Log) FilterF(format string, values []any) (string, []any) { return format, maskValues(values) }

// FilterS masks the message and the values of klog.InfoS and its like. klog does not hand the error of klog.ErrorS to
// its filter.
func (Log) FilterS(message string, values []any) (string, []any) {
	return Text(message), maskValues(values)
}

// maskValues replaces each value whose text contains a secret by the masked text. Others keep their type, because their
// verb may need it.
func maskValues(values []any) []any {
	var masked []any
	for i, value := range values {
		text, isText := textOf(value)
		if !isText {
			continue
		}
		if replaced := Text(text); replaced != text {
			if masked == nil {
				masked = append([]any(nil), values...) // the slice is the caller's
			}
			masked[i] = replaced
		}
	}
	if masked == nil {
		return values
	}
	return masked
}

// textOf returns the text of values that can contain a URL. Sprint survives a String method that panics.
func textOf(value any) (string, bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case []byte:
		return string(value), true
	case error, fmt.Stringer, []string, map[string]string:
		return fmt.Sprint(value), true
	}
	return "", false
}
