package store

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// projections keep what is made of the logs to answer faster, columns and bitmaps of the runs that the store has, within Options.Projections: where they would take more, those used least recently go.
// Who reads one keeps it until the answer is there. What only older views show is theirs, and not counted.
type projections struct {
	most int64
	tick atomic.Uint64

	mu    sync.Mutex // guards all below, and what is said to be guarded by it; taken last
	bytes int64
	gone  int64         // how many went, ever
	list  []*projection // in no order
}

// projection is a column, or the bitmaps, of a run.
type projection struct {
	used  atomic.Uint64 // tick of the last use
	run   *run
	event uint32  // of the column
	cells *cells  // the bitmaps
	col   *column // or the column

	bytes int64 // guarded by projections.mu, as is at
	at    int   // index in the list + 1; 0: not in it
}

// oneEighth is the part of the budget that is given back when it is exceeded, so that not every new projection has to look for what goes.
const oneEighth = 8

// use notes that a projection of a run is used; bytes are what it takes more than before.
func (r *run) use(p *projection, bytes int64) {
	b := r.budget.Load()
	if b == nil {
		return
	}
	p.used.Store(b.tick.Add(1))
	if bytes > 0 {
		for _, old := range b.add(p, bytes) {
			old.drop()
		}
	}
}

// add counts bytes of a projection, and gives what has to go for them.
func (b *projections) add(p *projection, bytes int64) (gone []*projection) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p.run.budget.Load() == nil || p.at == 0 && p.bytes > 0 {
		return nil // the run, or the projection, has gone meanwhile
	}
	if p.dropped() {
		return nil // before it was counted
	}
	if p.at == 0 {
		b.list = append(b.list, p)
		p.at = len(b.list)
		p.run.projected = append(p.run.projected, p)
	}
	p.bytes += bytes
	if b.bytes += bytes; b.bytes <= b.most {
		return nil
	}
	oldest := slices.Clone(b.list)
	slices.SortFunc(oldest, func(x, y *projection) int { return cmp.Compare(x.used.Load(), y.used.Load()) })
	for _, old := range oldest {
		if b.bytes <= b.most-b.most/oneEighth {
			break
		}
		b.remove(old)
		old.run.projected = slices.DeleteFunc(old.run.projected, func(p *projection) bool { return p == old })
		gone = append(gone, old)
	}
	b.gone += int64(len(gone))
	return gone
}

// remove takes a projection out of the list; its bytes stay noted, so that it does not come again.
func (b *projections) remove(p *projection) {
	last := b.list[len(b.list)-1]
	b.list[p.at-1], last.at = last, p.at
	b.list[len(b.list)-1] = nil
	b.list = b.list[:len(b.list)-1]
	p.at = 0
	b.bytes -= p.bytes
}

// drop takes a projection from its run.
func (p *projection) drop() {
	if p.cells != nil {
		p.run.index.CompareAndSwap(p.cells, nil)
		return
	}
	p.run.columns.drop(p.event, p.col)
}

// dropped reports whether the run has it no more.
func (p *projection) dropped() bool {
	if p.cells != nil {
		return p.run.index.Load() != p.cells
	}
	return !p.run.columns.has(p.event, p.col)
}

// adopt has the runs of a shard counted from now on.
func (b *projections) adopt(r *run) {
	if b != nil {
		r.budget.Store(b)
	}
}

// forget counts a run no more: the store has let it go.
func (b *projections) forget(r *run) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	r.budget.Store(nil)
	for _, p := range r.projected {
		b.remove(p)
	}
	r.projected = nil
}

// letGo counts no more what a run has dropped.
func (b *projections) letGo(r *run) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	r.projected = slices.DeleteFunc(r.projected, func(p *projection) bool {
		gone := p.dropped()
		if gone {
			b.remove(p)
		}
		return gone
	})
}

func (b *projections) evicted() int64 {
	if b == nil {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.gone
}
