package apiserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	genericoptions "k8s.io/apiserver/pkg/server/options"
	"k8s.io/component-base/tracing"

	"apitour/apiserver/stage"
)

// flushTimeout is how long the end of the server waits for the collector to take the last spans. A collector that
// answers needs milliseconds for them. For one that does not, the exporter waits ten seconds with each batch of 512.
const flushTimeout = 3 * time.Second

// impatientProvider is a tracer provider that gives its last spans up when the collector does not take them in time.
type impatientProvider struct {
	tracing.TracerProvider
	ctx       context.Context // whose stages show that the server waits
	collector string
	log       io.Writer
	once      sync.Once
}

// withinFlushTimeout bounds the end of a provider that sends its spans to the collector of the configuration file.
func withinFlushTimeout(
	ctx context.Context, provider tracing.TracerProvider, configFile string, log io.Writer,
) tracing.TracerProvider {
	collector := "localhost:4317" // the exporter's default (otlptracegrpc, otlpconfig.DefaultCollectorGRPCPort)
	if config, err := genericoptions.ReadTracingConfiguration(configFile); err == nil && config.Endpoint != nil {
		collector = *config.Endpoint
	}
	return &impatientProvider{
		TracerProvider: provider, ctx: context.WithoutCancel(ctx), collector: collector, log: log,
	}
}

// Shutdown sends the spans that are left. Each of the three servers calls it; the first call does the work. That spans
// are lost is no failure of the server, so it says so in one line and returns nil.
func (p *impatientProvider) Shutdown(ctx context.Context) (err error) {
	p.once.Do(func() {
		what := "the collector at " + p.collector + " to take the last spans"
		defer stage.Waiting(p.ctx, what)()
		within, cancel := context.WithTimeout(ctx, flushTimeout)
		defer cancel()
		err = p.TracerProvider.Shutdown(within)
		if errors.Is(err, context.DeadlineExceeded) {
			fmt.Fprintf(p.log, "gave up the last spans of requests: the collector at %s did not take them in %s\n",
				p.collector, flushTimeout)
			err = nil
		}
	})
	return err
}
