package main

import (
	"errors"
	"strconv"
	"strings"

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
	command.Flags().Var(&s, "max-memory", "how much memory FILE may take, as 8GB (default half of what is free)")
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

// units are what may stand behind a number of bytes, in lower case.
var units = map[string]float64{
	"": 1, "b": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9, "t": 1e12, "tb": 1e12,
	"ki": 1 << 10, "kib": 1 << 10, "mi": 1 << 20, "mib": 1 << 20,
	"gi": 1 << 30, "gib": 1 << 30, "ti": 1 << 40, "tib": 1 << 40,
}

// Set implements [pflag.Value].
func (s *size) Set(text string) error {
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ")
	unit, known := units[strings.ToLower(strings.TrimSpace(text[len(digits):]))]
	number, err := strconv.ParseFloat(digits, 64)
	const most = 1 << 60
	if !known || err != nil || number <= 0 || number*unit > most || number*unit < 1 {
		return errors.New("a size such as 512MB or 8GB expected")
	}
	s.text, s.bytes = text, int64(number*unit)
	return nil
}
