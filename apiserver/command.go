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
	"apitour/apiserver/mask"
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
			// The warnings that the server's own clients receive are nothing that a reader of the log could change.
			rest.SetDefaultWarningHandler(rest.NoWarnings{})
			// Feature gates take effect here, before any code asks for one.
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
			if err := applyLogging(s.Logs); err != nil {
				return &HintError{Err: err, Hint: seeFlags, Usage: true}
			}
			PrintFlags(ctx, cmd.Flags())
			s.dropIgnored(cmd.Flags())

			completedOptions, err := Complete(ctx, s, process)
			if err != nil {
				return err
			}
			defer completedOptions.Data.Close()

			if errs := completedOptions.Validate(ctx); len(errs) != 0 {
				return &HintError{Err: utilerrors.NewAggregate(errs), Hint: seeFlags, Usage: true}
			}

			// /metrics shows which features are on.
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
	addFlags(cmd, s)
	return cmd
}

// addFlags adds the flags of the options and the global ones, in sections for --help.
func addFlags(cmd *cobra.Command, s *ServerRunOptions) {
	namedFlagSets := s.Flags()
	globalflag.AddGlobalFlags(namedFlagSets.FlagSet("global"), cmd.Name(), logs.SkipLoggingConfigurationFlags())
	for _, f := range namedFlagSets.FlagSets {
		cmd.Flags().AddFlagSet(f)
	}
	columns, _, _ := term.TerminalSize(cmd.OutOrStdout())
	cliflag.SetUsageAndHelpFunc(cmd, namedFlagSets, columns)
}

// seeFlags is the advice when a flag is wrong.
const seeFlags = "apitour apiserver --help lists the flags"

func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return &HintError{Err: fmt.Errorf("unexpected argument %q", args[0]), Hint: seeFlags, Usage: true}
	}
	return nil
}

// PrintAndExitIfRequested prints the versions when --version asks for them, and reports whether it did. Upstream ends
// the process right here; ours lets RunE return, so that the recording of the boot is closed.
func PrintAndExitIfRequested(ctx context.Context, s *ServerRunOptions, process Process) bool {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	if !s.ShowVersion {
		return false
	}
	if process.Name == BareName {
		kubernetes := cmp.Or(KubernetesVersion(), "v"+version.DefaultKubeBinaryVersion+".0")
		fmt.Fprintln(process.Stdout, "Kubernetes", kubernetes)
		return true
	}
	PrintVersions(process.Stdout)
	return true
}

// applyLogging sets up klog as the flags ask. All that it writes is masked.
func applyLogging(configuration *logsapi.LoggingConfiguration) error {
	return logsapi.ValidateAndApplyWithOptions(configuration, &logsapi.LoggingOptions{
		ErrorStream: mask.Writer(os.Stderr),
		InfoStream:  mask.Writer(os.Stdout),
	}, nil)
}

// PrintFlags logs every flag with its value, at verbosity 1: the reader of a log did not always start the server.
func PrintFlags(ctx context.Context, flags *pflag.FlagSet) {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	cliflag.PrintFlags(flags)
}

// SetupSignalHandler returns a context that ends with the first SIGTERM or SIGINT, or with ctx: the order to terminate
// gracefully. The second signal ends the process at once. Upstream's library does the same; ours also removes a
// temporary data directory, because it contains keys.
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
