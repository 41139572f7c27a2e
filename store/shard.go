package store

import (
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/footfall-go/footfall/people"
)

// shard holds the events of people.ShardSize numbers: sealed runs by partition of time, and heads. seen has a fingerprint of every event ID.
type shard struct {
	runs    []*run  // replaced, never written
	heads   []*head // in order of arrival; all but the last are full and wait to be sealed; replaced but for additions at the end
	layout  uint64  // grows when runs or full heads are replaced
	seen    fingerprints
	stale   int        // fingerprints in seen, about, whose events went
	folding bool       // fold is at work: the sealer merges nothing
	view    *shardView // the newest one, while nothing has changed since
	budget  *projections
	people  *people.Registry
	number  int // which shard it is
}

// open is the head that takes rows in.
func (s *shard) open() *head {
	if n := len(s.heads); n == 0 || s.heads[n-1].len() == headRows {
		s.heads = append(s.heads, &head{})
	}
	return s.heads[len(s.heads)-1]
}

// full is how many heads wait to be sealed.
func (s *shard) full() int {
	n := len(s.heads)
	if n > 0 && s.heads[n-1].len() < headRows {
		n--
	}
	return n
}

// sealNow sorts all heads of a shard into one run a partition. To merge these with others, which would take longer than a writer should wait, is left to the sealer, who is told.
func (s *Store) sealNow(i int) {
	sh, ids := s.now.shards[i], 0
	if len(sh.heads) == 0 {
		return
	}
	names := s.now.names.known()
	fresh := oneEach(sealHeads(sh.heads, names, sh.dead().rows(&ids)), names, nil, &ids)
	sh.install(byPartition(sh.runs, fresh), len(sh.heads))
	sh.idsWent(ids, s.seed)
	s.sealSoon(i)
}

// install replaces the runs, and lets go of the first heads, whose rows the new runs have. Somebody may have died while these were made.
func (s *shard) install(runs []*run, heads int) {
	gone := s.dead()
	for _, r := range runs {
		r.stays = true
	}
	for _, r := range s.runs {
		if !r.stays {
			s.budget.forget(r)
		}
		r.stays = false
	}
	for _, r := range runs {
		if r.stays { // it is new
			r.stays = false
			r.buried.Store(gone != nil && slices.ContainsFunc(r.low, gone.has))
			s.budget.adopt(r)
		}
	}
	s.runs, s.heads, s.view = runs, slices.Clone(s.heads[heads:]), nil
	s.layout++
}

// sealHeads sorts each of some heads into runs, but for the rows that drop says yes to, and gives these by partition.
func sealHeads(heads []*head, names *known, drop func(low uint16, ms int64, id []byte) bool) (runs []*run) {
	for _, h := range heads {
		runs = append(runs, seal(h, names, drop)...)
	}
	return byPartition(nil, runs)
}

// shardView is a shard as a view holds it.
type shardView struct {
	names  *known
	sealed []*run
	heads  []head // their lists as they were

	once sync.Once
	all  []*run
	own  atomic.Pointer[[]*run] // those of all that the heads were sealed into, once they are
}

// runs are all the rows of the shard as runs, by partition: the heads are sealed at the first call, for this view alone. It is safe for concurrent use.
func (s *shardView) runs() []*run {
	s.once.Do(func() {
		var own []*run
		for i := range s.heads {
			for _, r := range seal(&s.heads[i], s.names, nil) {
				r.buried.Store(s.heads[i].buried)
				own = append(own, r)
			}
		}
		s.all = s.sealed
		if len(own) > 0 {
			s.all = byPartition(s.all, own)
		}
		s.own.Store(&own)
	})
	return s.all
}

// bytes is what the view has for itself: the runs of its heads, with their projections.
func (s *shardView) bytes() (n int64) {
	if own := s.own.Load(); own != nil {
		for _, r := range *own {
			n += r.bytes() + r.cellBytes() + r.columnBytes()
		}
	}
	return n
}

// byPartition is a new list of old and fresh runs, in order of partition.
func byPartition(old, fresh []*run) []*run {
	all := slices.Concat(old, fresh)
	slices.SortStableFunc(all, func(a, b *run) int { return int(a.part) - int(b.part) })
	return all
}

// take gives the shard's view, a new one where it has changed.
func (s *shard) take(names *known) *shardView {
	if s.view == nil {
		s.view = &shardView{names: names, sealed: s.runs}
		for _, h := range s.heads {
			s.view.heads = append(s.view.heads, *h)
		}
	}
	return s.view
}

// fingerprints is a set of 64-bit fingerprints of (person, event ID). A hit has to be confirmed in the person's log: two IDs may share one.
type fingerprints struct {
	slots []uint64 // 0: free
	n     int
}

func (f *fingerprints) has(h uint64) bool {
	if len(f.slots) == 0 {
		return false
	}
	mask := uint64(len(f.slots) - 1)
	for i := h & mask; f.slots[i] != 0; i = (i + 1) & mask {
		if f.slots[i] == h {
			return true
		}
	}
	return false
}

func (f *fingerprints) add(h uint64) {
	if (f.n+1)*4 > len(f.slots)*3 {
		old := f.slots
		f.slots = make([]uint64, max(16, 2*len(old)))
		for _, o := range old {
			if o != 0 {
				f.put(o)
			}
		}
	}
	f.n++
	f.put(h)
}

func (f *fingerprints) put(h uint64) {
	mask := uint64(len(f.slots) - 1)
	i := h & mask
	for f.slots[i] != 0 {
		i = (i + 1) & mask
	}
	f.slots[i] = h
}

// shardOf gives the shard of a number, made where it is new.
func (st *state) shardOf(n people.Number) *shard {
	i := int(n) / people.ShardSize
	for len(st.shards) <= i {
		st.shards = append(st.shards, &shard{budget: st.budget, people: st.people, number: len(st.shards)})
	}
	return st.shards[i]
}

// fingerprint of a person's event ID; never 0.
func fingerprint(seed maphash.Seed, n people.Number, id string) uint64 {
	h := maphash.String(seed, id) ^ (uint64(n)+1)*0x9e3779b97f4a7c15
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 29
	return max(h, 1)
}
