package people

// Compact drops the bytes of what no later view can show: IDs of deleted people and of their aliases, and texts of attributes that nobody
// has any more; it makes the tables anew, so that their memory is given back too. Numbers stay, and aliases of living people. Views taken
// before keep theirs until released. It takes about 100 ns a person, and does nothing where there is nothing to drop.
func (r *Registry) Compact() {
	r.compactIDs()
	for i := range r.columns {
		if c := r.columns[i]; len(c.unused()) > 0 {
			r.write(c.name).compact(r.epoch)
		}
	}
}

func (r *Registry) compactIDs() {
	gone := r.forgettable()
	if len(gone) == 0 && !r.ids.wasted {
		return
	}
	r.markUnnamed(gone)
	old := r.ids
	r.ids = newTable()
	for code := range old.n {
		if r.unnamed.has(Number(code)) {
			r.ids.keep("")
		} else {
			r.ids.add(string(old.text(code)))
		}
	}
}

// unused are the codes of the dictionary that no cell holds.
func (c *column) unused() (codes []uint32) {
	used := make([]bool, c.texts.n)
	left := len(used)
	c.cells.all(func(_ Number, p *page) {
		if p.kinds == nil && !isCoded(p.kind) {
			return
		}
		for i := range p.filled {
			if kind, code := p.at(i); isCoded(kind) && !used[code] {
				used[code] = true
				left--
			}
		}
	})
	if left == 0 {
		return nil
	}
	codes = make([]uint32, 0, left)
	for code := range used {
		if !used[code] {
			codes = append(codes, uint32(code))
		}
	}
	return codes
}
