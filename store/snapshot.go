package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A snapshot is a whole state as a stream of bytes:
//
//	"footfall" and the version, 4 bytes, little-endian
//	blocks: kind (1 byte), length of the payload (4 bytes), payload, CRC-32C (4 bytes) of the block's index in the stream and all before it
//
// The blocks come in the order of their kinds; a long list goes over several blocks of one kind. People are named by their place in the list of the living, which
// is in order of their numbers. Nothing of deleted people is in it. A state has one snapshot: saving, loading and saving again gives the same bytes.
//
// Version 2 has an empty ID for each person without a name. The version that is written is the lowest that can say what there is.
const (
	snapshotMagic   = "footfall"
	snapshotVersion = 2 // the newest
)

// The kinds of blocks.
const (
	blockMeta       = 1 + iota // location, commits, position, revision of notes, repeats, dropped day
	blockAttributes            // declarations of attributes: name, kind, indexed
	blockProperties            // declarations of properties: name, kind
	blockPeople                // IDs
	blockAliases               // ID, person
	blockValues                // name of an attribute; people and their values
	blockTags                  // name of a tag; people
	blockNotes                 // notes
	blockEvents                // logs, see eventBlock
	blockEnd                   // how many people, aliases, values, tags' people, notes and events there were
)

const (
	blockBytes    = 128 << 10 // from which on a block is written out
	maxBlockBytes = 32 << 20  // an event of MaxProperties of MaxTextBytes fits in
)

// blockWriter writes blocks. What fails stays.
type blockWriter struct {
	w     io.Writer
	index uint32
	encoder
	frame []byte
	err   error
}

const blockHead = 1 + 4

func (b *blockWriter) header(version uint32) {
	_, b.err = b.w.Write(binary.LittleEndian.AppendUint32([]byte(snapshotMagic), version))
}

// full reports whether the block has grown enough.
func (b *blockWriter) full() bool { return len(b.b) >= blockBytes }

// flush writes the block out.
func (b *blockWriter) flush(kind byte) {
	if b.err != nil {
		b.b = b.b[:0]
		return
	}
	b.frame = append(b.frame[:0], kind)
	b.frame = binary.LittleEndian.AppendUint32(b.frame, uint32(len(b.b)))
	b.frame = append(b.frame, b.b...)
	b.frame = binary.LittleEndian.AppendUint32(b.frame, blockSum(b.index, b.frame))
	b.index++
	b.b = b.b[:0]
	_, b.err = b.w.Write(b.frame)
}

func blockSum(index uint32, b []byte) uint32 {
	return checksum(binary.LittleEndian.AppendUint32(nil, index), b)
}

// blockReader reads blocks.
type blockReader struct {
	r     io.Reader
	index uint32
	buf   []byte
}

func (b *blockReader) header() (version uint32, err error) {
	head, err := b.read(nil, len(snapshotMagic)+4)
	if err != nil {
		return 0, err
	}
	if string(head[:len(snapshotMagic)]) != snapshotMagic {
		return 0, damaged("this is no snapshot")
	}
	version = binary.LittleEndian.Uint32(head[len(snapshotMagic):])
	if version > snapshotVersion {
		return 0, fmt.Errorf("%w: a snapshot of version %d, known are 1 to %d", ErrNewer, version, snapshotVersion)
	} else if version == 0 {
		return 0, damaged("a snapshot of version 0")
	}
	return version, nil
}

// read appends n bytes to b. It makes room as they come in, not as they are announced.
func (b *blockReader) read(to []byte, n int) ([]byte, error) {
	const step = 64 << 10
	for n > 0 {
		from, more := len(to), min(n, max(step, len(to)))
		to = append(to, make([]byte, more)...)
		if _, err := io.ReadFull(b.r, to[from:]); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, damaged("the snapshot ends early, in block %d", b.index)
		} else if err != nil {
			return nil, fmt.Errorf("store: read snapshot: %w", err)
		}
		n -= more
	}
	return to, nil
}

func (b *blockReader) next() (kind byte, payload string, err error) {
	if b.buf, err = b.read(b.buf[:0], blockHead); err != nil {
		return 0, "", err
	}
	size := binary.LittleEndian.Uint32(b.buf[1:])
	if size > maxBlockBytes {
		return 0, "", damaged("block %d of %d bytes", b.index, size)
	}
	if b.buf, err = b.read(b.buf, int(size)+4); err != nil {
		return 0, "", err
	}
	body := b.buf[:blockHead+size]
	if sum := binary.LittleEndian.Uint32(b.buf[len(body):]); sum != blockSum(b.index, body) {
		return 0, "", damaged("block %d: checksum %08x, not %08x", b.index, blockSum(b.index, body), sum)
	}
	b.index++
	return body[0], string(body[blockHead:]), nil
}

// end fails where there is more.
func (b *blockReader) end() error {
	var one [1]byte
	switch _, err := io.ReadFull(b.r, one[:]); {
	case err == nil:
		return damaged("there is more behind the end of the snapshot")
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("store: read snapshot: %w", err)
	}
	return nil
}

// snapshotCounts are what the end of a snapshot says that there was.
type snapshotCounts struct{ people, aliases, values, tagged, notes, events uint64 }

func (e *encoder) counts(c *snapshotCounts) {
	for _, n := range []uint64{c.people, c.aliases, c.values, c.tagged, c.notes, c.events} {
		e.number(n)
	}
}

func (d *decoder) counts() (c snapshotCounts) {
	for _, n := range []*uint64{&c.people, &c.aliases, &c.values, &c.tagged, &c.notes, &c.events} {
		*n = d.number()
	}
	return c
}
