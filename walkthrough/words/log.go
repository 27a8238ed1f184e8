package words

import "strings"

// LogMessage returns a line of a server's log without what klog puts in front of each: severity, date, time and thread.
// The place in the source stays: "version.go:69] Starting". Another line is returned as it is.
func LogMessage(line string) string {
	header, _, ok := strings.Cut(line, "] ")
	fields := strings.Fields(header)
	if !ok || len(fields) != 4 || len(fields[0]) != len("I0102") || !strings.ContainsRune("IWEF", rune(line[0])) {
		return line
	}
	return line[strings.Index(line, fields[3]):]
}
