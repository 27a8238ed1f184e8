//go:build !linux

package tracefile

import "apitour/trace"

// onHugePages does nothing on systems that cannot be asked for large pages.
func onHugePages([]trace.Span) {}
