package etcd

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// Check reads the files of an earlier start before etcd does, and changes none. At some damage etcd would panic, at
// some it would wait for peers that it does not have, and some it would cut off and forget what was acknowledged.
func Check(dir string) error {
	database := filepath.Join(dir, "member", "snap", "db")
	segments, err := findSegments(filepath.Join(dir, "member", "wal"))
	if err != nil {
		return err
	}
	info, err := os.Stat(database)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(segments) == 0:
		return nil // the first start
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is a write-ahead log but no database: %q is missing", database)
	case err != nil:
		return err
	case info.Size() == 0 && len(segments) == 0:
		return nil // the first start was killed while it made the database
	case info.Size() == 0:
		return fmt.Errorf("database %q is empty", database)
	}
	stored, err := readDatabase(database)
	if err != nil {
		return err
	}
	if len(segments) == 0 {
		if stored.keys == 0 {
			return nil // the first start was killed between the database and the log
		}
		return fmt.Errorf("there is a database but no write-ahead log: %q is empty or missing",
			filepath.Join(dir, "member", "wal"))
	}
	snapshots, err := checkLog(segments, stored.applied)
	if err != nil {
		return err
	}
	return checkSnapshots(filepath.Dir(database), snapshots)
}

// stored is what the checks have to know of a database.
type stored struct {
	keys    int
	applied uint64 // the index of the last entry of the log that the database has
}

// readDatabase reads every page of the file once: bbolt panics at a damaged page, and etcd opens its file in a
// goroutine of its own, where no caller can recover from that.
func readDatabase(file string) (found stored, err error) {
	// Reading a page beyond the end of the file is a fault, and the page is mapped all the same.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("database %q is damaged: %v", file, problem)
		}
	}()
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return found, fmt.Errorf("read database %q: %w", file, err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		// Where etcd keeps the index: go.etcd.io/etcd/server/v3 v3.7.3, storage/schema/bucket.go.
		if meta := tx.Bucket([]byte("meta")); meta != nil {
			if index := meta.Get([]byte("consistent_index")); len(index) == 8 {
				found.applied = binary.BigEndian.Uint64(index)
			}
		}
		return tx.ForEach(func(name []byte, bucket *bbolt.Bucket) error {
			var last []byte
			cursor := bucket.Cursor()
			for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
				if bytes.Compare(last, key) > 0 {
					return fmt.Errorf("database %q is damaged: the keys of %q are out of order", file, name)
				}
				last = key
				found.keys++
			}
			return nil
		})
	})
	return found, err
}
