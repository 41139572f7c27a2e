package store

import (
	"context"
	"hash/maphash"
	"math/bits"
	"slices"
)

// forgetTexts takes the texts that no row has any more out of the dictionaries of properties. Codes stay what they are, so that no row has to be rewritten: a dictionary with such texts is made anew
// without them, and gives their codes to new texts. Views from before keep the old one. Rows are looked at without the lock, about 10 ns each; what the writer codes meanwhile is noted, and added
// under the lock in the end.
func (s *Store) forgetTexts(ctx context.Context) error {
	s.mu.Lock()
	names := s.now.names.known()
	used := newUsedTexts(names)
	var runs [][]*run
	var heads [][]head
	for _, sh := range s.now.shards {
		runs = append(runs, sh.runs)
		own := make([]head, len(sh.heads))
		for i, h := range sh.heads {
			own[i] = *h
		}
		heads = append(heads, own)
	}
	for i, p := range names.properties {
		p.texts.coded = newCodeSet(used[i].codes)
	}
	s.mu.Unlock()

	fresh := make([]*dictionary, len(names.properties))
	err := used.look(ctx, names, runs, heads)
	for i, p := range names.properties {
		if err == nil {
			fresh[i] = p.texts.only(used[i])
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.now
	replaced := slices.Clone(st.names.properties)
	any := false
	for i, p := range names.properties {
		if fresh[i] != nil {
			fresh[i].catchUp(p.texts, used[i])
			replaced[i] = &property{name: p.name, texts: fresh[i]}
			any = true
		}
		p.texts.coded = nil
	}
	if any {
		st.names.properties = replaced
		st.names.mostTexts = 0
		for _, p := range replaced {
			st.names.mostTexts = max(st.names.mostTexts, p.texts.count())
		}
		st.known, s.view = nil, nil
		for _, sh := range st.shards {
			sh.view = nil // it has the old names
		}
	}
	return err
}

// codeSet is a set of codes below a length.
type codeSet []uint64

func newCodeSet(n int) codeSet { return make(codeSet, (n+63)/64) }

func (b codeSet) len() int       { return len(b) * 64 }
func (b codeSet) has(i int) bool { return b[i>>6]>>(i&63)&1 == 1 }
func (b codeSet) set(i int)      { b[i>>6] |= 1 << (i & 63) }
func (b codeSet) note(code uint32) {
	if int(code) < b.len() {
		b.set(int(code))
	}
}

// textUse is which codes of a property's texts rows have.
type textUse struct {
	codeSet
	codes, free int // that there were, and that had no text
}

// usedTexts are the codes that rows have, by property.
type usedTexts []textUse

func newUsedTexts(names *known) usedTexts {
	used := make(usedTexts, len(names.properties))
	for i, p := range names.properties {
		n := p.texts.texts.len()
		used[i] = textUse{newCodeSet(n), n, len(p.texts.free)}
	}
	return used
}

func (u usedTexts) look(ctx context.Context, names *known, runs [][]*run, heads [][]head) error {
	for i := range runs {
		for _, r := range runs[i] {
			if err := ctx.Err(); err != nil {
				return err
			}
			u.run(r)
		}
		for j := range heads[i] {
			u.head(names, &heads[i][j])
		}
	}
	return nil
}

func (u usedTexts) run(r *run) {
	texts := make([][]runSlot, len(r.shapes)) // of each shape
	any := false
	for i := range r.shapes {
		for _, s := range r.shapes[i].slots {
			if s.storage.isCoded() {
				texts[i] = append(texts[i], s)
				any = true
			}
		}
	}
	if !any {
		return
	}
	at := uint32(0)
	for row := range uint32(r.len()) {
		local := r.local(row)
		for i := range texts[local] {
			s := &texts[local][i]
			u[s.property].set(int(r.num(at, s)))
		}
		at += r.shapes[local].stride
	}
}

func (u usedTexts) head(names *known, h *head) {
	for row := range h.low {
		for i, s := range names.shapes[h.shapes[row]].slots {
			if s.storage.isCoded() {
				u[s.property].set(int(h.nums[int(h.at[row])+i]))
			}
		}
	}
}

// isCoded reports whether numbers of the storage are codes of the property's dictionary.
func (s storage) isCoded() bool { return s == asText || s == asTexts }

// only is a copy of the dictionary, as it was when its use was looked for, with the used texts alone; nil where there were no others. Any goroutine.
func (d *dictionary) only(u textUse) *dictionary {
	unused := u.codes
	for _, word := range u.codeSet {
		unused -= bits.OnesCount64(word)
	}
	if unused == u.free {
		return nil
	}
	old, fresh := d.snapshot(), newDictionary()
	for code := range u.codes {
		if u.has(code) {
			fresh.add(string(old.text(uint32(code))))
		} else {
			fresh.texts.skip()
		}
	}
	return fresh
}

// catchUp adds what the old dictionary has coded since, and frees the codes that are left. Writer only.
func (d *dictionary) catchUp(old *dictionary, u textUse) {
	for code := range uint32(old.texts.len()) {
		switch {
		case int(code) >= u.codes:
			d.add(string(old.texts.text(code)))
		case u.has(int(code)):
		case old.coded.has(int(code)):
			d.restore(code, string(old.texts.text(code)))
		default:
			d.free = append(d.free, code)
		}
	}
	slices.Reverse(d.free) // the lowest is taken first
}

// add gives a text the next code, known or not.
func (d *dictionary) add(s string) {
	d.room()
	d.put(maphash.String(d.seed, s), d.texts.add(s))
}

// restore gives a free code a text.
func (d *dictionary) restore(code uint32, s string) {
	d.room()
	d.texts.keep(code, s)
	d.put(maphash.String(d.seed, s), code)
}
