package etcd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"go.etcd.io/etcd/client/pkg/v3/fileutil"
	"go.etcd.io/etcd/server/v3/etcdserver/api/snap"
	"go.etcd.io/etcd/server/v3/storage/wal"
	"go.etcd.io/etcd/server/v3/storage/wal/walpb"
	"go.etcd.io/raft/v3/raftpb"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"
)

// segment is one file of the write-ahead log. Its name tells its number and the index of its first entry.
type segment struct {
	file          string
	number, first uint64
}

// findSegments lists the files of the log in their order. Files with other names are not etcd's to read.
func findSegments(dir string) (segments []segment, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, entry := range entries { // sorted by name, and so by number
		s := segment{file: filepath.Join(dir, entry.Name())}
		_, err := fmt.Sscanf(entry.Name(), "%016x-%016x.wal", &s.number, &s.first)
		if err == nil && filepath.Ext(entry.Name()) == ".wal" {
			segments = append(segments, s)
		}
	}
	return segments, nil
}

// logCheck is what the records of a log have said so far.
type logCheck struct {
	crc       uint32 // of all records, which each record continues
	metadata  []byte // who wrote the log; every file begins with it
	entry     uint64 // the index of the last entry
	commit    uint64 // the last index that is known to be committed
	snapshots []*walpb.Snapshot
}

// checkLog reads every record of the log, and returns the snapshots that it names. What a power cut may leave at the
// end of the last file passes, because etcd mends it; anything else is damage. Applied is the last entry that the
// database has: etcd writes an entry there only after it is in the log for good.
func checkLog(segments []segment, applied uint64) ([]*walpb.Snapshot, error) {
	l := &logCheck{}
	for i, s := range segments {
		if i > 0 && s.number != segments[i-1].number+1 {
			return nil, fmt.Errorf("write-ahead log: file number %d is missing, between %q and %q",
				segments[i-1].number+1, segments[i-1].file, s.file)
		}
		if err := l.readSegment(s, i == 0, i == len(segments)-1, applied); err != nil {
			return nil, fmt.Errorf("write-ahead log %q is damaged: %w", s.file, err)
		}
	}
	// etcd begins at its last snapshot, and removes files before that.
	var begin uint64
	for _, snapshot := range l.snapshots {
		if snapshot.GetIndex() <= l.commit {
			begin = snapshot.GetIndex()
		}
	}
	if segments[0].first > begin {
		return nil, fmt.Errorf("write-ahead log: file number %d is missing, before %q", segments[0].number-1,
			segments[0].file)
	}
	return l.snapshots, nil
}

// readSegment reads one file. Only the last one may end in the middle of a record, or have room for more.
func (l *logCheck) readSegment(s segment, first, last bool, applied uint64) error {
	file, err := os.Open(s.file)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if first && s.first > 0 {
		l.entry = s.first - 1
	}
	decoder := wal.NewDecoder(fileutil.NewFileReader(file))
	record := &walpb.Record{}
	if err := decoder.Decode(record); err != nil {
		return fmt.Errorf("at its beginning: %w", plainly(err))
	}
	if record.GetType() != wal.CrcType || !first && record.GetCrc() != l.crc {
		return errors.New("its beginning does not continue the file before it")
	}
	decoder.UpdateCRC(record.GetCrc())
	for err = decoder.Decode(record); err == nil; err = decoder.Decode(record) {
		if err := l.take(record); err != nil {
			return fmt.Errorf("before offset %d: %w", decoder.LastOffset(), err)
		}
	}
	l.crc = decoder.LastCRC()
	offset := decoder.LastOffset()
	if !errors.Is(err, io.EOF) && (!last || !errors.Is(err, io.ErrUnexpectedEOF)) {
		return fmt.Errorf("at offset %d: %w", offset, plainly(err))
	}
	if !last {
		if offset != info.Size() {
			return fmt.Errorf("its records end at offset %d of %d", offset, info.Size())
		}
		return nil
	}
	return l.checkEnd(file, offset, applied)
}

// plainly says in plain words what the decoder says of an incomplete record.
func plainly(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("a record breaks off")
	case errors.Is(err, io.EOF):
		return errors.New("there is no record")
	}
	return err
}

// take enters one record. Its checksum has been compared by the decoder.
func (l *logCheck) take(record *walpb.Record) error {
	switch record.GetType() {
	case wal.MetadataType:
		if l.metadata != nil && !bytes.Equal(l.metadata, record.GetData()) {
			return wal.ErrMetadataConflict
		}
		l.metadata = slices.Clone(record.GetData())
	case wal.EntryType:
		entry := &raftpb.Entry{}
		if err := proto.Unmarshal(record.GetData(), entry); err != nil {
			return err
		}
		// A smaller index is an entry that replaces one which was never committed.
		if entry.GetIndex() > l.entry+1 {
			return fmt.Errorf("entry %d follows on entry %d", entry.GetIndex(), l.entry)
		}
		l.entry = entry.GetIndex()
	case wal.StateType:
		state := &raftpb.HardState{}
		if err := proto.Unmarshal(record.GetData(), state); err != nil {
			return err
		}
		l.commit = state.GetCommit()
	case wal.SnapshotType:
		snapshot := &walpb.Snapshot{}
		if err := proto.Unmarshal(record.GetData(), snapshot); err != nil {
			return err
		}
		l.snapshots = append(l.snapshots, snapshot)
	case wal.CrcType:
		return errors.New("a second beginning")
	default:
		return fmt.Errorf("a record of the unknown type %d", record.GetType())
	}
	return nil
}

// checkEnd decides whether the records end where a power cut may have ended them. What was being written then was not
// acknowledged, and may be there in parts. So there is damage if the database, or what follows the end, shows that a
// later entry had been written for good.
func (l *logCheck) checkEnd(file *os.File, offset int64, applied uint64) error {
	if l.entry < applied {
		return fmt.Errorf("its records end at offset %d with entry %d, and the database has entry %d", offset, l.entry,
			applied)
	}
	begin, err := skipZeros(file, offset)
	if err != nil || begin < 0 {
		return err // in most cases nil, and nothing follows
	}
	rest, err := io.ReadAll(io.NewSectionReader(file, begin, 1<<40))
	if err != nil {
		return err
	}
	if commit := committedIn(rest); commit > l.entry {
		return fmt.Errorf("its records break off at offset %d with entry %d, and entry %d had been committed", offset,
			l.entry, commit)
	}
	return nil
}

// checkSnapshots reads the snapshots that the log names. One that it does not name was being written when the power was
// cut.
func checkSnapshots(dir string, named []*walpb.Snapshot) error {
	for _, snapshot := range named {
		file := filepath.Join(dir, fmt.Sprintf("%016x-%016x.snap", snapshot.GetTerm(), snapshot.GetIndex()))
		if _, err := os.Stat(file); err != nil {
			continue // the first one has no file, and old ones are removed
		}
		if _, err := snap.Read(zap.NewNop(), file); err != nil {
			return fmt.Errorf("snapshot %q is damaged: %w", file, err)
		}
	}
	return nil
}
