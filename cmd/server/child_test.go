package server

import (
	"slices"
	"strings"
	"testing"
)

// TestAChildIsToldItsMode holds the environment and the flags of each mode to the contract with the child.
func TestAChildIsToldItsMode(t *testing.T) {
	flags := []string{"--data-dir", "data", "--unknown=flag", "-v", "2"}
	link, requests, step := "APITOUR_LINK=stdio", "APITOUR_REQUESTS=1", "APITOUR_STEP=1"
	outside := "APITOUR_OUTSIDE=1"
	own := []string{"apiserver", "--secure-port=0"}
	for mode, want := range map[Mode]struct{ environment, args []string }{
		Recorded:  {[]string{link}, own},
		Following: {[]string{link, requests}, own},
		Stepped:   {[]string{link, requests, step, outside}, append(slices.Clone(own), "--request-timeout=1h")},
	} {
		options, err := Child{Mode: mode, Flags: flags}.options()
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(options.Environment, want.environment) {
			t.Errorf("mode %d: the environment is %q, want %q", mode, options.Environment, want.environment)
		}
		// The user's flags come last, so that they win.
		if args := append(want.args, flags...); !slices.Equal(options.Arguments, args) {
			t.Errorf("mode %d: the arguments are %q, want %q", mode, options.Arguments, args)
		}
		if options.DataDir != "data" || options.Stepped != (mode == Stepped) {
			t.Errorf("mode %d: the options are %+v", mode, options)
		}
	}
	options, err := Child{Hook: "hook-fails"}.options()
	if err != nil || !slices.Contains(options.Environment, "APITOUR_BREAK=hook-fails") || options.DataDir != "" {
		t.Errorf("with a hook: %+v, %v", options, err)
	}
}

// TestARecordingHasNoSecret looks into what a recording says of the server's flags.
func TestARecordingHasNoSecret(t *testing.T) {
	described := describe([]string{"--etcd-servers=http://admin:hunter2@127.0.0.1:1", "--data-dir", "data"})
	if text := described.String(); strings.Contains(text, "hunter2") || !strings.Contains(text, "xxxxx@127.0.0.1:1") {
		t.Errorf("the recording says %s", text)
	}
}
