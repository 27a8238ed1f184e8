package apiserver

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/rest"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/cli/globalflag"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"
	"k8s.io/component-base/term"
	"k8s.io/component-base/version"

	"apitour/apiserver/datadir"
	"apitour/apiserver/stage"
)

// NewAPIServerCommand makes the command that runs the server: the options with their defaults, a flag for each, and
// RunE, which is what happens once the flags are parsed.
func NewAPIServerCommand(ctx context.Context, process Process) *cobra.Command {
	ctx, span := stage.Start(ctx)
	defer span.End(nil)

	s := NewServerRunOptions(ctx)
	cmd := &cobra.Command{
		Use:           cmp.Or(process.Name, "apiserver"),
		Short:         "Run the tour's apiserver, for kubectl and every other client",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          noArguments,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			// What the server's own clients are warned of is nothing that a reader of the log could change.
			rest.SetDefaultWarningHandler(rest.NoWarnings{})
			// Feature gates take effect here, before anything asks for one.
			if err := s.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
				return &HintError{Err: err, Hint: seeFlags, Usage: true}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			ctx, span := stage.StartNamed(cmd.Context(), "RunE")
			defer span.End(&err)

			if PrintAndExitIfRequested(ctx, s, process) {
				return nil
			}
			if err := logsapi.ValidateAndApply(s.Logs, nil); err != nil {
				return &HintError{Err: err, Hint: seeFlags, Usage: true}
			}
			PrintFlags(ctx, cmd.Flags())
			s.setAside(cmd.Flags())

			completedOptions, err := Complete(ctx, s, process)
			if err != nil {
				return err
			}
			defer completedOptions.Data.Close()

			if errs := completedOptions.Validate(ctx); len(errs) != 0 {
				return &HintError{Err: utilerrors.NewAggregate(errs), Hint: seeFlags, Usage: true}
			}

			// Which features are on is told at /metrics.
			utilfeature.DefaultMutableFeatureGate.AddMetrics()
			s.GenericServerRunOptions.ComponentGlobalsRegistry.AddMetrics()

			return Run(SetupSignalHandler(ctx, completedOptions.Data), completedOptions)
		},
	}
	cmd.SetArgs(process.Args)
	cmd.SetOut(process.Stdout)
	cmd.SetErr(process.Stderr)
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return &HintError{Err: err, Hint: seeFlags, Usage: true}
	})

	namedFlagSets := s.Flags()
	globalflag.AddGlobalFlags(namedFlagSets.FlagSet("global"), cmd.Name(), logs.SkipLoggingConfigurationFlags())
	for _, f := range namedFlagSets.FlagSets {
		cmd.Flags().AddFlagSet(f)
	}
	columns, _, _ := term.TerminalSize(cmd.OutOrStdout())
	cliflag.SetUsageAndHelpFunc(cmd, namedFlagSets, columns)
	return cmd
}

// seeFlags is the advice when a flag is wrong.
const seeFlags = "apitour apiserver --help lists the flags"

func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return &HintError{Err: fmt.Errorf("take no argument %q: everything is said with flags", args[0]), Hint: seeFlags, Usage: true}
	}
	return nil
}

// PrintAndExitIfRequested prints the versions when --version asks for them, and reports whether that was all that was
// wanted. Upstream ends the process right here; ours lets RunE return, so that the recording of the boot is closed.
func PrintAndExitIfRequested(ctx context.Context, s *ServerRunOptions, process Process) bool {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	if !s.ShowVersion {
		return false
	}
	if process.Name == BareName {
		fmt.Fprintln(process.Stdout, "Kubernetes", cmp.Or(KubernetesVersion(), "v"+version.DefaultKubeBinaryVersion+".0"))
		return true
	}
	PrintVersions(process.Stdout)
	return true
}

// PrintFlags logs every flag with its value, for whoever reads the log of a server that somebody else started. It does so
// at verbosity 1; the log is silent about it otherwise.
func PrintFlags(ctx context.Context, flags *pflag.FlagSet) {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	cliflag.PrintFlags(flags)
}

// SetupSignalHandler returns a context that ends with the first SIGTERM or SIGINT, or with ctx: the order to terminate
// gracefully. The second signal ends the process at once, for those who cannot wait. Upstream's library does the same; ours
// also takes a temporary data directory away, because there are keys in it.
func SetupSignalHandler(ctx context.Context, data *datadir.Directory) context.Context {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	ctx, stop := context.WithCancel(ctx)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		stop()
		<-signals
		data.Close()
		os.Exit(1)
	}()
	return ctx
}
