package main

import (
	"errors"
	"math"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"apitour/trace/tracefile"
)

// size is a flag for a number of bytes: "512MB", "4GB", "1.5GiB".
type size struct {
	text  string
	bytes int64
}

// memoryFlag adds the flag that bounds what a file may take.
func memoryFlag(command *cobra.Command) *size {
	var s size
	command.Flags().Var(&s, "max-memory", "")
	return &s
}

// within returns the terminal with that bound on what it reads.
func (t terminal) within(s *size) terminal {
	if s.bytes > 0 {
		t.bounds = []tracefile.Option{tracefile.MostMemory(s.bytes)}
	}
	return t
}

// String implements [pflag.Value].
func (s *size) String() string { return s.text }

// Type implements [pflag.Value].
func (s *size) Type() string { return "SIZE" }

// Set implements [pflag.Value].
func (s *size) Set(text string) error {
	bytes, err := humanize.ParseBytes(text)
	if err != nil || bytes == 0 || bytes > math.MaxInt64 {
		return errors.New("a size such as 512MB or 8GB expected")
	}
	s.text, s.bytes = text, int64(bytes)
	return nil
}
