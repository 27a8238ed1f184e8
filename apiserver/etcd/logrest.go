package etcd

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"

	"go.etcd.io/etcd/server/v3/storage/wal"
	"go.etcd.io/etcd/server/v3/storage/wal/walpb"
	"go.etcd.io/raft/v3/raftpb"
	"google.golang.org/protobuf/proto"
)

// frameAlignment is where a record of the log can begin: etcd pads each to a multiple of 8 bytes, the first 8 of which
// are its length (go.etcd.io/etcd/server/v3 v3.7.3, storage/wal/encoder.go).
const frameAlignment = 8

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// skipZeros returns where the first byte that is not zero stands, rounded down to where a record may begin, or -1.
// Room for later records is filled with zeros.
func skipZeros(file *os.File, from int64) (int64, error) {
	buffer := make([]byte, 256<<10)
	for {
		n, err := file.ReadAt(buffer, from)
		for i, b := range buffer[:n] {
			if b != 0 {
				at := from + int64(i)
				return at - at%frameAlignment, nil
			}
		}
		from += int64(n)
		if errors.Is(err, io.EOF) {
			return -1, nil
		} else if err != nil {
			return 0, err
		}
	}
}

// committedIn looks for whole records behind a break of the log, and returns the last index that they say is committed.
// The checksum of a record continues that of the record before it, so two whole ones in a row know each other.
func committedIn(rest []byte) (commit uint64) {
	for at := 0; at+frameAlignment <= len(rest); at += frameAlignment {
		before, next := frame(rest, at)
		if before == nil {
			continue
		}
		for whole := false; ; {
			record, end := frame(rest, next)
			if record == nil || !continues(before, record) {
				break
			}
			if !whole {
				commit = max(commit, commitOf(before))
			}
			whole = true
			commit = max(commit, commitOf(record))
			at = next
			before, next = record, end
		}
	}
	return commit
}

func continues(before, record *walpb.Record) bool {
	return crc32.Update(before.GetCrc(), castagnoli, record.GetData()) == record.GetCrc()
}

func commitOf(record *walpb.Record) uint64 {
	state := &raftpb.HardState{}
	if record.GetType() != wal.StateType || proto.Unmarshal(record.GetData(), state) != nil {
		return 0
	}
	return state.GetCommit()
}

// frame reads the record at that place, and says where it ends. It returns nil when there is none.
func frame(data []byte, at int) (record *walpb.Record, end int) {
	if at+frameAlignment+2 > len(data) {
		return nil, 0
	}
	// The lower 56 bits are the length; with the highest bit set, the three lowest ones of its byte are the padding.
	word := binary.LittleEndian.Uint64(data[at:])
	size, padding := word&(1<<56-1), uint64(0)
	if word>>63 == 1 {
		padding = word >> 56 & 7
	}
	left := uint64(len(data) - at - frameAlignment)
	if size < 2 || size > left || size+padding > left {
		return nil, 0
	}
	// Every record begins with its type, a number from 1 to 5 in field 1.
	begin := at + frameAlignment
	if data[begin] != 0x08 || data[begin+1] < 1 || data[begin+1] > 5 {
		return nil, 0
	}
	record = &walpb.Record{}
	if proto.Unmarshal(data[begin:begin+int(size)], record) != nil {
		return nil, 0
	}
	return record, begin + int(size+padding)
}
