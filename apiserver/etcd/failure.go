package etcd

import (
	"errors"
	"fmt"
	"sync"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// failure is the reason why etcd cannot go on, once there is one.
type failure struct {
	once   sync.Once
	came   chan struct{}
	reason error // read it when came is closed
}

func newFailure() *failure { return &failure{came: make(chan struct{})} }

// lastWords is a logger for etcd that is silent until etcd cannot go on. Most errors of a start are returned; but etcd
// logs a full disk and some damage of files as fatal, and expects the logger to end the process. This one keeps the
// reason and holds the goroutine for ever, with its locks: nothing may be written or acknowledged after that.
func lastWords(failed *failure) *zap.Logger {
	return zap.New(fatalCore{failed}, zap.WithFatalHook(holdForGood{}), zap.WithPanicHook(holdForGood{}))
}

type holdForGood struct{}

func (holdForGood) OnWrite(*zapcore.CheckedEntry, []zapcore.Field) { select {} }

type fatalCore struct{ failed *failure }

func (fatalCore) Enabled(level zapcore.Level) bool    { return level >= zapcore.PanicLevel }
func (c fatalCore) With([]zapcore.Field) zapcore.Core { return c }
func (fatalCore) Sync() error                         { return nil }
func (c fatalCore) Check(entry zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if c.Enabled(entry.Level) {
		return checked.AddCore(entry, c)
	}
	return checked
}

func (c fatalCore) Write(entry zapcore.Entry, fields []zapcore.Field) error {
	reason := errors.New(entry.Message)
	for _, field := range fields {
		if err, ok := field.Interface.(error); ok && field.Type == zapcore.ErrorType {
			reason = fmt.Errorf("%s: %w", entry.Message, err)
		}
	}
	c.failed.once.Do(func() {
		c.failed.reason = reason
		close(c.failed.came)
	})
	return nil
}
