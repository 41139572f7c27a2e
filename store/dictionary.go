package store

import (
	"hash/maphash"
	"sync"
)

// dictionary codes byte strings as dense numbers, 0, 1, 2 ... in order of arrival. It holds no pointer per text, so that the garbage collector has nothing
// to walk. The writer alone adds; readers may look up beside it. A text is never forgotten: compaction makes a new dictionary, see forgetTexts.
type dictionary struct {
	mu    sync.RWMutex // held by readers that look up a text, and by the writer while it changes the table; the writer reads without it
	seed  maphash.Seed
	slots []uint64 // hash's high 32 bits, then code+1; 0: free. A power of two.
	texts texts
	free  []uint32 // codes without a text: none has been in a row since the dictionary was made. The writer's own
	coded codeSet  // notes which codes code has given. nil: nobody asks. The writer's own
}

// texts is the part of a dictionary that leads from codes to texts. A copy of it is a snapshot: what it holds is only ever extended, and
// the codes put in use that no row had before.
type texts struct {
	chunks [][]byte // growing to textChunk bytes each, but for texts longer than that
	used   int      // bytes taken of the last chunk
	at     []uint64 // code -> chunk<<32 | offset, or freeCode
	size   []uint32 // code -> length
}

const textChunk = 1 << 18

// freeCode is where the text of a code is that has none.
const freeCode = 1<<64 - 1

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
	c, ok := d.find(h, s)
	if !ok {
		c = d.newCode(h, s)
	}
	d.coded.note(c)
	return c
}

func (d *dictionary) newCode(h uint64, s string) (c uint32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.room()
	if last := len(d.free) - 1; last >= 0 {
		c, d.free = d.free[last], d.free[:last]
		d.texts.keep(c, s)
	} else {
		c = d.texts.add(s)
	}
	d.put(h, c)
	return c
}

// room has a slot for one more text.
func (d *dictionary) room() {
	if uint64(d.texts.len()+1)*4 > uint64(len(d.slots))*3 {
		d.grow()
	}
}

// count is how many texts there are. Writer only.
func (d *dictionary) count() int { return d.texts.len() - len(d.free) }

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
		if d.texts.at[c] != freeCode {
			d.put(maphash.Bytes(d.seed, d.texts.text(c)), c)
		}
	}
}

// add gives a text the next code.
func (t *texts) add(s string) uint32 {
	t.skip()
	code := uint32(len(t.at) - 1)
	t.keep(code, s)
	return code
}

// skip gives nothing the next code.
func (t *texts) skip() { t.at, t.size = append(t.at, freeCode), append(t.size, 0) }

// keep gives a code that has none a text.
func (t *texts) keep(code uint32, s string) {
	last := len(t.chunks) - 1
	if last < 0 || t.used+len(s) > len(t.chunks[last]) {
		t.chunks = append(t.chunks, make([]byte, max(min(textChunk, 1024<<min(len(t.chunks), 8)), len(s))))
		t.used = 0
		last++
	}
	copy(t.chunks[last][t.used:], s)
	t.at[code], t.size[code] = uint64(last)<<32|uint64(t.used), uint32(len(s))
	t.used += len(s)
}

func (t *texts) bytes() int64 {
	n := held(t.at) + held(t.size) + held(t.chunks)
	for _, c := range t.chunks {
		n += held(c)
	}
	return n
}

// has reports whether the text has a code. Writer only.
func (d *dictionary) has(s string) bool {
	_, ok := d.find(maphash.String(d.seed, s), s)
	return ok
}

// ahead is how much more it takes at most when its lists and its table grow next.
func (d *dictionary) ahead() int64 {
	n := d.texts.len()
	return ahead(n, cap(d.slots)) + int64(n/4+64)*12 + int64(min(textChunk, 1024<<min(len(d.texts.chunks), 8)))
}

func (d *dictionary) bytes() int64 {
	return held(d.slots) + held(d.free) + d.texts.bytes()
}
