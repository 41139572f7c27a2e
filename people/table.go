package people

import (
	"encoding/binary"
	"hash/maphash"
	"sync/atomic"
)

// table gives dense codes 0, 1, 2 ... to texts, and texts to codes, without a pointer per text. It is an open-addressing hash table, keyed
// so that nobody can choose texts that collide, over texts that lie in append-only chunks.
//
// The struct is a snapshot, to be copied by assignment: a copy answers for the codes below its own n, without a lock, while the one writer
// inserts into the latest copy. What they share is written past what a copy looks at (chunks, offsets), or atomically (slots: a copy passes
// over codes that are not below its n). Growing makes new slots and leaves the old ones to the copies.
type table struct {
	seed    maphash.Seed
	slots   []uint64 // fingerprint<<32 | code+1; 0: free. A power of two of them, or none
	shift   uint8    // fingerprint>>shift is the slot where the search begins
	repeats bool     // a text may stand under several codes: the highest one is meant
	n       uint32   // codes given out
	filled  int      // slots in use
	pages   []textPage
	chunks  [][]byte // each text behind its length as a uvarint; a chunk never moves
	tail    int      // bytes used of the last chunk
	blanks  int      // texts that have been blanked
}

// textPage says where texts lie: a text's address is base + off, the high bits being its chunk. The offsets are an object of their own, of the 4 KiB
// that the runtime hands out: together with the base they took its next size, a fifth more.
type textPage struct {
	base uint64
	off  *[pageCells]uint32
}

const (
	chunkBits  = 20
	firstChunk = 1 << 10 // chunks double from here, so that a small dictionary stays small
	firstSlots = 16
)

func newTable() table { return table{seed: maphash.MakeSeed()} }

// text is the text of a code below n. The bytes are the table's own and never change.
func (t *table) text(code uint32) []byte {
	p := t.pages[code>>pageBits]
	at := p.base + uint64(p.off[code&(pageCells-1)])
	b := t.chunks[at>>chunkBits][at&(1<<chunkBits-1):]
	size, k := binary.Uvarint(b)
	return b[k : k+int(size)]
}

func (t *table) hash(s string) uint32 { return uint32(maphash.String(t.seed, s) >> 32) }

// find is the highest code of a text.
func (t *table) find(s string) (code uint32, ok bool) { return t.findHash(s, t.hash(s)) }

func (t *table) findHash(s string, fingerprint uint32) (code uint32, ok bool) {
	if len(t.slots) == 0 {
		return 0, false
	}
	for i := int(fingerprint >> t.shift); ; i++ {
		x := atomic.LoadUint64(&t.slots[i&(len(t.slots)-1)])
		if x == 0 {
			return code, ok
		}
		if uint32(x>>32) != fingerprint {
			continue
		}
		c := uint32(x) - 1
		if c >= t.n || ok && c < code || string(t.text(c)) != s || s == "" && t.blanked(c) {
			continue
		}
		code, ok = c, true
		if !t.repeats {
			return code, true
		}
	}
}

// add gives the text the next code, known or not.
func (t *table) add(s string) uint32 { return t.addHash(s, t.hash(s)) }

func (t *table) addHash(s string, fingerprint uint32) uint32 {
	code := t.keep(s)
	if (t.filled+1)*4 > len(t.slots)*3 {
		t.grow()
	}
	t.filled++
	place(t.slots, t.shift, uint64(fingerprint)<<32|uint64(code+1))
	return code
}

// keep stores a text under the next code, without a way from the text to the code.
func (t *table) keep(s string) uint32 {
	need := len(s) + binary.MaxVarintLen64
	if len(t.chunks) == 0 || t.tail+need > len(t.chunks[len(t.chunks)-1]) {
		size := firstChunk << min(len(t.chunks), chunkBits)
		t.chunks = append(t.chunks, make([]byte, max(need, min(size, 1<<chunkBits))))
		t.tail = 0
	}
	last := len(t.chunks) - 1
	at := uint64(last)<<chunkBits | uint64(t.tail)
	t.tail += binary.PutUvarint(t.chunks[last][t.tail:], uint64(len(s)))
	t.tail += copy(t.chunks[last][t.tail:], s)

	code := t.n
	if code&(pageCells-1) == 0 {
		t.pages = append(t.pages, textPage{at, new([pageCells]uint32)})
	}
	p := t.pages[code>>pageBits]
	p.off[code&(pageCells-1)] = uint32(at - p.base)
	t.n++
	return code
}

// intern is find, or else add.
func (t *table) intern(s string) (code uint32, fresh bool) {
	fingerprint := t.hash(s)
	if code, ok := t.findHash(s, fingerprint); ok {
		return code, false
	}
	return t.addHash(s, fingerprint), true
}

// warm reads the slots and texts that look-ups of the fingerprints will read. None of these reads waits for another, so that the misses of
// a batch overlap.
func (t *table) warm(fingerprints []uint32) (sum uint64) {
	if len(t.slots) == 0 {
		return 0
	}
	var codes [64]uint32
	for i, f := range fingerprints {
		codes[i%len(codes)] = uint32(atomic.LoadUint64(&t.slots[int(f>>t.shift)&(len(t.slots)-1)]))
	}
	for _, c := range codes[:min(len(fingerprints), len(codes))] {
		if c != 0 && c <= t.n {
			p := t.pages[(c-1)>>pageBits]
			at := p.base + uint64(p.off[(c-1)&(pageCells-1)])
			sum += uint64(t.chunks[at>>chunkBits][at&(1<<chunkBits-1)])
		}
	}
	return sum
}

func (t *table) grow() {
	slots, shift := make([]uint64, max(firstSlots, 2*len(t.slots))), t.shift-1
	if len(t.slots) == 0 {
		shift = 32 - 4
	}
	for _, x := range t.slots { // this writer's own: no other one stores
		if x != 0 {
			place(slots, shift, x)
		}
	}
	t.slots, t.shift = slots, shift
}

func place(slots []uint64, shift uint8, x uint64) {
	i := int(uint32(x>>32) >> shift)
	for atomic.LoadUint64(&slots[i&(len(slots)-1)]) != 0 {
		i++
	}
	atomic.StoreUint64(&slots[i&(len(slots)-1)], x)
}

func (t *table) bytes() int64 {
	sum := int64(len(t.slots))*8 + int64(cap(t.pages))*16 + int64(len(t.pages))*pageCells*4
	for _, c := range t.chunks {
		sum += int64(cap(c)) + 24
	}
	return sum
}

// ahead is how much more it takes at most when it grows next: the slots for so many entries once they have doubled, one more chunk and page.
func (t *table) ahead() int64 {
	if t.n == 0 {
		return 0
	}
	chunk := int64(min(firstChunk<<min(len(t.chunks), chunkBits), 1<<chunkBits))
	return max(0, int64(t.filled)*64/3+firstSlots*8-int64(len(t.slots))*8) + chunk + pageCells*4
}
