//go:build !unix

package apiserver

import "math"

// ignoreFileSizeSignal does nothing: there is no such limit and no such signal.
func ignoreFileSizeSignal() {}

// openFileLimit returns no limit.
func openFileLimit() uint64 { return math.MaxUint64 }
