//go:build !unix

package apiserver

// ignoreFileSizeSignal does nothing: there is no such limit and no such signal.
func ignoreFileSizeSignal() {}
