// Package tryit runs what the notes give their readers to try. It has tests only.
//
// The section "Try it" of a note has blocks of commands, each with the output to expect after it. The tests paste each
// block whole into an interactive shell on a terminal, compare what comes, and look for what is left behind. Blocks
// that are more than one `apitour shell` run as a script too.
//
// Read block_test.go first, which says how a block is written, then run_linux_test.go and left_linux_test.go, and last
// guide_linux_test.go, which does the same for docs/notes.md.
package tryit
