package store

// Events of one name mostly come with the same properties, in the same order and of the same kinds, as the one before. So each event name has a habit, how the latest of it came: what is as it was then needs no look-up but
// those of its texts. Loading 10 million events of which a third has three properties took 9 % more time of the writer without it (BenchmarkLoad of the workload). An event against the habit makes it anew, which takes
// about what the look-ups take.

// habit is how the latest event of a name came.
type habit struct {
	properties []habitual // in the order in which they were given
	shape      uint32
	known      bool // the shape is
}

// habitual is a property, and where its slot is in the shape.
type habitual struct{ code, place uint32 }

// fits reports whether properties are those of a habit, in its order.
func (n *names) fits(h *habit, ps []Property) bool {
	if !h.known || len(ps) != len(h.properties) {
		return false
	}
	for i := range ps {
		if ps[i].Name != n.properties[h.properties[i].code].name {
			return false
		}
	}
	return true
}

// learn makes a habit that of properties, of which some may be new. The shape is not known yet.
func (n *names) learn(h *habit, ps []Property) {
	*h = habit{properties: grown(h.properties, len(ps))}
	for i := range ps {
		p := habitual{code: n.property(ps[i].Name)}
		for j := range h.properties[:i] { // slots are in order of the codes
			if before := &h.properties[j]; before.code < p.code {
				p.place++
			} else {
				before.place++
			}
		}
		h.properties[i] = p
	}
}

func (h *habit) bytes() int64 { return held(h.properties) }
