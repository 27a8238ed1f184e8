package etcd

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"

	"go.etcd.io/bbolt"
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

// check looks for damage at which etcd would hang or panic without an error: without its write-ahead log, etcd waits
// for peers that it does not have.
func check(dir string) error {
	database, err := os.Stat(filepath.Join(dir, "member", "snap", "db"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the first start
	} else if err != nil {
		return err
	}
	if logs, _ := filepath.Glob(filepath.Join(dir, "member", "wal", "*.wal")); len(logs) == 0 {
		return errors.New("there is a database but no write-ahead log")
	}
	if database.Size() == 0 {
		return errors.New("the database is empty")
	}
	return checkDatabase(filepath.Join(dir, "member", "snap", "db"))
}

// checkDatabase reads every page of the file once, before etcd does: bbolt panics at a damaged page, and etcd opens its
// file in a goroutine of its own, where no caller can recover from that.
func checkDatabase(file string) (err error) {
	// Reading a page beyond the end of the file is a fault, and the page is mapped all the same.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("database %q is damaged: %v", file, problem)
		}
	}()
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("read database %q: %w", file, err)
	}
	defer db.Close()
	return db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, bucket *bbolt.Bucket) error {
			var last []byte
			cursor := bucket.Cursor()
			for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
				if bytes.Compare(last, key) > 0 {
					return fmt.Errorf("database %q is damaged: the keys of %q are out of order", file, name)
				}
				last = key
			}
			return nil
		})
	})
}
