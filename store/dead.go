package store

import "slices"

// Whoever is deleted, or merged into another, leaves rows behind until these are sorted in, or their runs merged. Each run, and each head, says whether it has any: it is buried then, and only who reads it asks who is alive.
// A service that merges visitors into users all day, and is never compacted, reads nearly all rows as if nobody had ever died: of two million events, a tenth of them of visitors merged soon after, 2,000 lay in such runs, and
// 4,000 in the head. A mask for all of them would take twice the time.
//
// bury marks the runs that there are, install those that are new, both with the lock held; a mark is not taken back. A view from before somebody died finds the mark too, and by its own people nobody is missing.

// dead is who of a shard is dead, a bit each by the low 16 bits of the number. nil: nobody who has rows.
type dead []uint64

func (d dead) has(low uint16) bool { return d != nil && d[low/64]>>(low%64)&1 == 1 }

// rows is what seal and mergeRuns leave out: the rows of the dead. It adds to ids how many event IDs go with them. nil: there are none.
func (d dead) rows(ids *int) func(low uint16, ms int64, id []byte) bool {
	if d == nil {
		return nil
	}
	return func(low uint16, _ int64, id []byte) bool {
		gone := d.has(low)
		if gone && len(id) > 0 {
			*ids++
		}
		return gone
	}
}

// bury notes that somebody is dead.
func (s *shard) bury(low uint16) {
	for _, r := range s.runs {
		if _, ok := r.person(low); ok {
			r.buried.Store(true)
		}
	}
	for _, h := range s.heads {
		h.buried = h.buried || slices.Contains(h.low, low)
	}
	s.view = nil
}

// buried reports whether there are rows of the dead.
func (s *shard) buried() bool {
	return buriedIn(s.runs) || s.headBuried()
}

func (s *shard) headBuried() bool {
	return slices.ContainsFunc(s.heads, func(h *head) bool { return h.buried })
}

// buried is the same for a view.
func (s *shardView) buried() bool {
	return buriedIn(s.sealed) || slices.ContainsFunc(s.heads, func(h head) bool { return h.buried })
}

func buriedIn(runs []*run) bool {
	return slices.ContainsFunc(runs, func(r *run) bool { return r.buried.Load() })
}

// dead is who is dead and may have rows: a copy, to be read without the lock. Who comes later is not in it.
func (s *shard) dead() dead {
	if !s.buried() {
		return nil
	}
	return s.people.Dead(s.number)
}

// without is the run without the rows of the dead: the run itself where there are none, nil where there are no others. It adds to ids how many event IDs went.
func (r *run) without(gone dead, names *known, ids *int) *run {
	if gone == nil || !slices.ContainsFunc(r.low, gone.has) {
		return r
	}
	return mergeRuns([]*run{r}, names, gone.rows(ids))
}
