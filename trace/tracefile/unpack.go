package tracefile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// headSize is how much of a file's beginning is kept to tell what the file is.
const headSize = 64 << 10

// unpack returns the file without its compression, which its first bytes tell, and the beginning of that.
func unpack(raw *watched) (file *textReader, head []byte, err error) {
	packed := bufio.NewReaderSize(raw, headSize)
	magic, err := packed.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	var plain io.Reader
	closing := func() {}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1F, 0x8B}):
		plain = &unpacked{name: "gzip", raw: raw, open: func() (io.Reader, error) { return gzip.NewReader(packed) }}
	case bytes.HasPrefix(magic, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		z, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(mostUnpackedMemory))
		if err != nil {
			return nil, nil, err
		}
		closing = z.Close
		plain = &unpacked{name: "zstd", raw: raw, open: func() (io.Reader, error) { return z, nil }}
	}
	text := packed
	if plain != nil {
		text = bufio.NewReaderSize(plain, headSize)
	}
	// An error at the beginning comes again where the file is read.
	head, _ = text.Peek(headSize)
	return &textReader{text, plain != nil, closing}, bytes.Clone(head), nil
}

// textReader reads a file without its compression.
type textReader struct {
	io.Reader
	compressed bool
	closing    func()
}

// Close implements [io.Closer].
func (r *textReader) Close() error {
	r.closing()
	return nil
}

// damage reads the rest of a compressed file, and returns what is wrong with its compression. Damaged data unpack to
// nonsense, and the checksum, which tells, stands at the end.
func (r *textReader) damage() error {
	if !r.compressed {
		return nil
	}
	_, err := io.Copy(io.Discard, r.Reader)
	return err
}

const (
	// mostUnpackedMemory bounds the window of a zstd file: that of the highest level that zstd uses without being asked
	// for more with --ultra or --long.
	mostUnpackedMemory = 128 << 20
	// Traces become some ten to a hundred times smaller. What becomes more than mostRatio times larger, and larger than
	// harmless, was made to fill a memory.
	mostRatio = 250
	harmless  = 256 << 20
)

// cutStreamError says that a compressed file ends too early.
type cutStreamError struct{ name string }

func (e *cutStreamError) Error() string {
	return "the " + e.name + " data end too early"
}

// unpacked reads a compressed file, and words its errors.
type unpacked struct {
	name string
	raw  *watched
	open func() (io.Reader, error)

	from    io.Reader
	written int64
}

// Read implements [io.Reader].
func (u *unpacked) Read(p []byte) (int, error) {
	if u.from == nil {
		from, err := u.open()
		if err != nil {
			return 0, u.worded(err)
		}
		u.from = from
	}
	n, err := u.from.Read(p)
	u.written += int64(n)
	if u.written > harmless && u.written > mostRatio*u.raw.progress.read.Load() {
		return n, fmt.Errorf("the file unpacks to more than %d times its size, as no trace does", mostRatio)
	}
	return n, u.worded(err)
}

func (u *unpacked) worded(err error) error {
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return err
	case u.raw.ctx.Err() != nil:
		return u.raw.ctx.Err()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &cutStreamError{u.name}
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return fmt.Errorf("unpacking the %s data takes more than %d MiB of memory", u.name, mostUnpackedMemory>>20)
	case u.raw.err != nil:
		return u.raw.err
	}
	return fmt.Errorf("the %s data are damaged after %s", u.name, count(int(u.written), "byte"))
}
