package etcd

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/server/v3/etcdserver"
	serverstorage "go.etcd.io/etcd/server/v3/storage"
	"go.etcd.io/etcd/server/v3/storage/mvcc"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/klog/v2"
)

const (
	// DefaultQuota is how large the database may grow: the largest size that etcd suggests, where its own default is a
	// quarter of that.
	DefaultQuota = serverstorage.MaxQuotaBytes
	// SmallestQuota leaves room for what a server writes while it boots.
	SmallestQuota = 16 << 20
)

// How full the database must be for each of the keeper's steps, in percent of the quota.
const (
	compactAt    = 70 // old revisions are dropped early
	shortAt      = 80 // the health check is red, and the log says so
	shortUntil   = 75 // and the log says that it is over
	defragmentAt = 90 // the file is made smaller as soon as that gains something
	worthwhile   = 5  // what such a step must gain, and what must be written before the next compaction
)

const (
	// A fast disk takes the last tenth of a small quota in some 20 ms; looking costs a microsecond.
	keeperInterval = 20 * time.Millisecond
	// defragmentFrom is the size of a file below which free pages in it do not matter.
	defragmentFrom = 16 << 20
	// A defragmentation holds every request while it copies what is in use. So without need it is rare.
	defragmentEvery = 10 * time.Minute
	retryEvery      = time.Minute
	// A compaction reads every key, so it must not be most of what a nearly full database does: it comes at most once
	// a second, and takes at most a tenth of the time.
	pauseAtLeast = time.Second
	pauseTimes   = 10
)

// space keeps room in the database. Deleted objects and old revisions leave room in three steps, none of which etcd
// takes by itself: a compaction drops old revisions, so that their pages are free for other objects; a defragmentation
// gives free pages back to the disk; and once writes have been refused for want of room, they stay refused until the
// alarm is disarmed. The apiserver compacts every five minutes, but that is a write too, and refused like every other.
type space struct {
	server *etcdserver.EtcdServer
	quota  int64
	usage  atomic.Pointer[Usage]
	// What the keeper remembers between its rounds.
	revision, compacted       int64 // the newest revision a round ago; the one up to which old ones were dropped
	usedAfter                 int64 // what was in use after the last compaction
	compactNext, defragmentAt time.Time
	short, full               bool // what the log has said
}

// Usage is how much of its quota the database takes, in bytes.
type Usage struct {
	Quota, InUse, File int64
	// Full says that etcd refuses writes until there is room.
	Full bool
}

// Short returns an error when the database needs most of its quota.
func (u Usage) Short() error {
	if err := u.Refuses(); err != nil {
		return err
	}
	if u.InUse < percent(u.Quota, shortAt) {
		return nil
	}
	return fmt.Errorf("the database uses %s of its quota of %s: delete objects, or start with a larger "+
		"--embedded-etcd-quota", quantity(u.InUse), quantity(u.Quota))
}

// Refuses returns an error when the database is full.
func (u Usage) Refuses() error {
	if !u.Full {
		return nil
	}
	return fmt.Errorf("the database is full and refuses writes, with %s of its quota of %s in use: delete objects, or "+
		"start with a larger --embedded-etcd-quota", quantity(u.InUse), quantity(u.Quota))
}

func percent(of int64, share int64) int64 { return of / 100 * share }

func quantity(bytes int64) string {
	const mebibyte = 1 << 20
	return resource.NewQuantity((bytes+mebibyte-1)/mebibyte*mebibyte, resource.BinarySI).String()
}

// run looks after the database until ctx ends.
func (s *space) run(ctx context.Context) {
	ticker := time.NewTicker(keeperInterval)
	defer ticker.Stop()
	for {
		s.round(ctx)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

func (s *space) round(ctx context.Context) {
	usage := s.measure()
	if s.mayCompact(usage) {
		s.compact(ctx, usage)
		usage = s.measure()
	}
	if s.mayDefragment(usage) {
		s.defragment()
		usage = s.measure()
	}
	if usage.Full && usage.File < percent(s.quota, defragmentAt) {
		s.disarm(ctx)
		s.measure()
	}
	s.revision = s.server.KV().Rev()
}

// measure also tells what it finds, to the log and to health checks: a check must not ask the database itself, which
// does not answer while it is being defragmented.
func (s *space) measure() Usage {
	database := s.server.Backend()
	usage := Usage{Quota: s.quota, InUse: database.SizeInUse(), File: database.Size()}
	for _, alarm := range s.server.Alarms() {
		usage.Full = usage.Full || alarm.Alarm == pb.AlarmType_NOSPACE
	}
	s.usage.Store(&usage)
	s.tell(usage)
	return usage
}

// mayCompact says that old revisions should be dropped before the apiserver does it.
func (s *space) mayCompact(u Usage) bool {
	if s.target(u) <= s.compacted || !u.Full && u.InUse < percent(s.quota, compactAt) {
		return false // nothing was written since, or there is room
	}
	// A deletion makes room only when it is compacted, and until then the database does not grow.
	return u.InUse-s.usedAfter >= percent(s.quota, worthwhile) || time.Now().After(s.compactNext)
}

// target is the revision before which nothing is kept. Watches and lists may be a little behind, so in a database that
// takes writes it is not the newest one.
func (s *space) target(u Usage) int64 {
	if u.Full {
		return s.server.KV().Rev()
	}
	return s.revision
}

func (s *space) compact(ctx context.Context, u Usage) {
	revision, begun := s.target(u), time.Now()
	_, err := s.server.Compact(ctx, &pb.CompactionRequest{Revision: revision, Physical: true})
	if err != nil && !errors.Is(err, mvcc.ErrCompacted) {
		if ctx.Err() == nil {
			klog.ErrorS(err, "The embedded etcd cannot drop old revisions")
		}
		return
	}
	s.compacted = revision
	s.compactNext = time.Now().Add(max(pauseAtLeast, pauseTimes*time.Since(begun)))
	s.usedAfter = s.server.Backend().SizeInUse()
	if !u.Full {
		// The compactors of apiservers agree through this key (k8s.io/apiserver v0.37.2, pkg/storage/etcd3/compact.go):
		// one that finds it changed skips its turn.
		put := &pb.PutRequest{Key: []byte("compact_rev_key"), Value: strconv.AppendInt(nil, revision, 10)}
		_, _ = s.server.Put(ctx, put)
	}
}

// mayDefragment says that the file should be made smaller: because half of it is free, or because it is as large as it
// may be. etcd counts the whole file against the quota, not only what is in use.
func (s *space) mayDefragment(u Usage) bool {
	free := u.File - u.InUse
	if u.Full || u.File >= percent(s.quota, defragmentAt) {
		return free >= percent(s.quota, worthwhile) && time.Since(s.defragmentAt) >= pauseAtLeast
	}
	return u.File >= defragmentFrom && free >= u.File/2 && time.Since(s.defragmentAt) >= defragmentEvery
}

func (s *space) defragment() {
	before := s.server.Backend().Size()
	s.defragmentAt = time.Now()
	if err := s.server.Defragment(); err != nil {
		s.defragmentAt = time.Now().Add(retryEvery)
		klog.ErrorS(err, "The embedded etcd cannot make its file smaller")
		return
	}
	klog.InfoS("The embedded etcd has given free pages back", "before", quantity(before),
		"after", quantity(s.server.Backend().Size()))
}

// disarm lets etcd take writes again.
func (s *space) disarm(ctx context.Context) {
	request := &pb.AlarmRequest{
		Action: pb.AlarmRequest_DEACTIVATE, MemberID: uint64(s.server.MemberID()), Alarm: pb.AlarmType_NOSPACE,
	}
	if _, err := s.server.Alarm(ctx, request); err != nil && ctx.Err() == nil {
		klog.ErrorS(err, "The embedded etcd cannot be told that there is room again")
	}
}

// tell writes one line when the database becomes short of room, when it is full, and when that is over.
func (s *space) tell(u Usage) {
	switch {
	case u.Full && !s.full:
		klog.ErrorS(u.Refuses(), "The embedded etcd is full")
		s.full, s.short = true, true
	case !u.Full && !s.short && u.Short() != nil:
		klog.InfoS("The embedded etcd is nearly full: delete objects, or start with a larger --embedded-etcd-quota",
			"inUse", quantity(u.InUse), "quota", quantity(u.Quota))
		s.short = true
	case !u.Full && (s.full || s.short) && u.InUse < percent(u.Quota, shortUntil):
		klog.InfoS("The embedded etcd has room again", "inUse", quantity(u.InUse), "quota", quantity(u.Quota))
		s.full, s.short = false, false
	case !u.Full:
		s.full = false
	}
}
