package apiserver

import (
	"context"

	"github.com/spf13/pflag"
)

// FlagSet returns the server's own flags, for a caller that advises about them. It parses nothing.
func FlagSet() *pflag.FlagSet {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags := NewServerRunOptions(context.Background()).Flags()
	for _, section := range flags.FlagSets {
		set.AddFlagSet(section)
	}
	return set
}
