package people

// Compact drops the bytes of what no later view can show: IDs of deleted people and of their aliases, and texts of attributes that nobody
// has any more. Numbers stay, and aliases of living people too. Views taken before keep theirs until released. It takes about 100 ns a
// person, and does nothing where there is nothing to drop.
func (r *Registry) Compact() {
	r.compactIDs()
	for i := range r.columns {
		if c := r.columns[i]; c.hasWaste() {
			r.write(c.name).compact(r.epoch)
		}
	}
}

func (r *Registry) compactIDs() {
	waste := false
	for n := range r.dead.each {
		if _, lives := r.living(n); !lives && len(r.ids.text(uint32(n))) > 0 {
			waste = true
			break
		}
	}
	if !waste {
		return
	}
	old := r.ids
	r.last = nil
	r.ids = newTable()
	for code := range old.n {
		if _, lives := r.living(Number(code)); lives {
			r.ids.add(string(old.text(code)))
		} else {
			r.ids.keep("")
		}
	}
}

// hasWaste reports whether the dictionary holds a text that no cell does.
func (c *column) hasWaste() bool {
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
	return left > 0
}
