package store

import (
	"hash/maphash"
	"sync"
)

// dictionary codes byte strings as dense numbers, 0, 1, 2 ... in order of arrival. It holds no pointer per text, so that the garbage collector has nothing
// to walk. The writer alone adds; readers may look up beside it. A text is never forgotten: compaction makes a new dictionary.
type dictionary struct {
	mu    sync.RWMutex // held by readers that look up a text, and by the writer while it changes the table; the writer reads without it
	seed  maphash.Seed
	slots []uint64 // hash's high 32 bits, then code+1; 0: free. A power of two.
	texts texts
}

// texts is the part of a dictionary that leads from codes to texts. A copy of it is a snapshot: what it holds is only ever extended.
type texts struct {
	chunks [][]byte // growing to textChunk bytes each, but for texts longer than that
	used   int      // bytes taken of the last chunk
	at     []uint64 // code -> chunk<<32 | offset
	size   []uint32 // code -> length
}

const textChunk = 1 << 18

func newDictionary() *dictionary {
	return &dictionary{seed: maphash.MakeSeed(), slots: make([]uint64, 16)}
}

// text is valid as long as the dictionary; the caller must not change it.
func (t *texts) text(code uint32) []byte {
	at := t.at[code]
	return t.chunks[at>>32][uint32(at) : uint32(at)+t.size[code]]
}

func (t *texts) len() int { return len(t.at) }

// code gives the code of a text, making one where it is new. Writer only.
func (d *dictionary) code(s string) uint32 {
	h := maphash.String(d.seed, s)
	if c, ok := d.find(h, s); ok {
		return c
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if uint64(d.texts.len()+1)*4 > uint64(len(d.slots))*3 {
		d.grow()
	}
	c := d.texts.add(s)
	d.put(h, c)
	return c
}

// snapshot gives the texts there are now. Any goroutine.
func (d *dictionary) snapshot() texts {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.texts
}

func (d *dictionary) find(h uint64, s string) (uint32, bool) {
	mask := uint64(len(d.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		slot := d.slots[i]
		if slot == 0 {
			return 0, false
		}
		if slot>>32 == h>>32 {
			if c := uint32(slot) - 1; string(d.texts.text(c)) == s {
				return c, true
			}
		}
	}
}

func (d *dictionary) put(h uint64, code uint32) {
	mask := uint64(len(d.slots) - 1)
	i := h & mask
	for d.slots[i] != 0 {
		i = (i + 1) & mask
	}
	d.slots[i] = h>>32<<32 | uint64(code+1)
}

func (d *dictionary) grow() {
	d.slots = make([]uint64, 2*len(d.slots))
	for c := range uint32(d.texts.len()) {
		d.put(maphash.Bytes(d.seed, d.texts.text(c)), c)
	}
}

func (t *texts) add(s string) uint32 {
	last := len(t.chunks) - 1
	if last < 0 || t.used+len(s) > len(t.chunks[last]) {
		t.chunks = append(t.chunks, make([]byte, max(min(textChunk, 1024<<min(len(t.chunks), 8)), len(s))))
		t.used = 0
		last++
	}
	copy(t.chunks[last][t.used:], s)
	t.at = append(t.at, uint64(last)<<32|uint64(t.used))
	t.size = append(t.size, uint32(len(s)))
	t.used += len(s)
	return uint32(len(t.at) - 1)
}

func (t *texts) bytes() int64 {
	n := int64(cap(t.at))*8 + int64(cap(t.size))*4 + int64(cap(t.chunks))*24
	for _, c := range t.chunks {
		n += int64(len(c))
	}
	return n
}

func (d *dictionary) bytes() int64 { return int64(cap(d.slots))*8 + d.texts.bytes() }
