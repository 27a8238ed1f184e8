package tracefile

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"apitour/trace"
)

// onHugePages asks the system to give this memory in pages of 2 MiB. In pages of 4 KiB a million spans are a hundred
// thousand page faults, and the garbage collector, which looks through the room before it is filled, makes it twice as
// many: together a third of the time until the first frame. The system may refuse; then it is only slower.
func onHugePages(room []trace.Span) {
	const huge = 2 << 20
	first := unsafe.Pointer(unsafe.SliceData(room))
	begin, size := uintptr(first), uintptr(len(room))*unsafe.Sizeof(trace.Span{})
	skipped := -begin % huge // up to the first whole huge page
	if size < skipped+huge {
		return
	}
	whole := unsafe.Slice((*byte)(unsafe.Add(first, skipped)), (size-skipped)/huge*huge)
	_ = unix.Madvise(whole, unix.MADV_HUGEPAGE)
}
