//go:build !unix

package main

// outputClosed reports nothing: other systems send no signal for a broken pipe, and writing to it is an error.
func outputClosed() bool { return false }
