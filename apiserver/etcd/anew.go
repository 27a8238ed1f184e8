package etcd

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/etcd/client/pkg/v3/fileutil"
	"go.etcd.io/etcd/server/v3/storage/wal"
	"go.etcd.io/etcd/server/v3/storage/wal/walpb"
)

// beginAnew removes the log of a first start that was killed before anything was in it. etcd takes a directory with a
// log for one that was in use, and looks for its members in the entries of that log; finding none, it would wait for
// ever for a leader. Nothing is lost: the first entry makes the member itself, and every write comes after it.
func beginAnew(dir string) error {
	log := filepath.Join(dir, "member", "wal")
	segments, err := findSegments(log)
	if err != nil || len(segments) != 1 {
		return err
	}
	if used, err := hasEntries(segments[0].file); err != nil || used {
		return err
	}
	stored, err := readDatabase(filepath.Join(dir, "member", "snap", "db"))
	if err != nil || stored.applied > 0 {
		return err
	}
	if err := os.RemoveAll(log); err != nil {
		return fmt.Errorf("remove the log of a first start that was killed: %w", err)
	}
	return nil
}

// hasEntries reads a file of the log up to its first entry. Check has found no damage in it, so where its records break
// off, a killed process has left them.
func hasEntries(segment string) (bool, error) {
	file, err := os.Open(segment)
	if err != nil {
		return false, err
	}
	defer file.Close()
	decoder := wal.NewDecoder(fileutil.NewFileReader(file))
	record := &walpb.Record{}
	for err = decoder.Decode(record); err == nil; err = decoder.Decode(record) {
		switch record.GetType() {
		case wal.EntryType:
			return true, nil
		case wal.CrcType:
			decoder.UpdateCRC(record.GetCrc())
		}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return false, nil
	}
	return false, fmt.Errorf("read write-ahead log %q: %w", segment, err)
}
