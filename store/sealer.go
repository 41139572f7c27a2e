package store

import (
	"context"
	"slices"
)

// maxFullHeads is how many full heads of one shard may wait before the writer sorts them itself: a sealer that cannot keep up holds the writer back, by 32,768 rows that are sorted, which is some milliseconds, and never by a merge of what there was.
const maxFullHeads = 8

// filled notes that a head of the shard is full. A sealer sorts it into runs, and merges runs, beside the writer: at one million events that took a third of a single
// writer's time. It is a goroutine that ends when there is no more to do, so that a Store needs no closing.
func (s *Store) filled(shard int) {
	st := &s.now
	if n := st.shards[shard].full(); n >= maxFullHeads {
		st.sealed += int64(n)
		st.memory.changed = true
		s.sealNow(shard)
		return
	}
	s.sealSoon(shard)
}

// sealSoon has the sealer look at a shard.
func (s *Store) sealSoon(shard int) {
	st := &s.now
	if !slices.Contains(st.queue, shard) {
		st.queue = append(st.queue, shard)
	}
	if !st.sealing {
		st.sealing = true
		go s.seal()
	}
}

// seal works the queue off, shard by shard in turn: of each, all heads that are full by then, or else a merge.
func (s *Store) seal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.now
	for len(st.queue) > 0 {
		i := st.queue[0]
		st.queue = st.queue[1:]
		if s.sealBeside(i) || s.mergeBeside(i) {
			s.sealSoon(i)
			st.memory.changed = true
			s.view = nil // the next view shows the same, better arranged
		}
	}
	st.sealing = false
}

// sealBeside sorts the full heads of a shard into runs, and reports whether there were any. Where others have replaced what it was to go beside, it is for the next time.
func (s *Store) sealBeside(i int) bool {
	sh := s.now.shards[i]
	full := sh.full()
	if full == 0 {
		return false
	}
	heads, layout, names, gone := sh.heads[:full:full], sh.layout, s.now.names.known(), sh.dead()
	var runs []*run
	ids := 0
	s.beside(func() { runs = sealHeads(heads, names, gone.rows(&ids)) })
	if sh.layout == layout {
		sh.install(byPartition(sh.runs, runs), full)
		sh.idsWent(ids, s.seed)
		s.now.sealed += int64(full)
	}
	return true
}

// mergeBeside makes one run of those of a shard that are due next, and reports whether any were. What has been sorted in meanwhile stays beside it; where others have replaced one of those, it is for the next time.
func (s *Store) mergeBeside(i int) bool {
	sh := s.now.shards[i]
	if sh.folding { // which leaves nothing to merge
		return false
	}
	pick := nextMerge(sh.runs)
	if pick == nil {
		return false
	}
	names, gone := s.now.names.known(), sh.dead()
	var one *run
	ids := 0
	s.beside(func() { one = mergeRuns(pick, names, gone.rows(&ids)) })
	if !slices.ContainsFunc(pick, func(r *run) bool { return !slices.Contains(sh.runs, r) }) {
		sh.install(replaced(sh.runs, pick, one), 0)
		sh.idsWent(ids, s.seed)
	}
	return true
}

// beside works without the lock, on what is never written again. s.mu is held before and after.
func (s *Store) beside(work func()) {
	st := &s.now
	done := make(chan struct{})
	st.merging = done
	s.mu.Unlock()
	work()
	s.mu.Lock()
	close(done)
	st.merging = nil
}

// sealerLetsGo waits until the sealer holds nothing any more of what it is working at.
func (s *Store) sealerLetsGo(ctx context.Context) error {
	s.mu.Lock()
	merging := s.now.merging
	s.mu.Unlock()
	if merging == nil {
		return nil
	}
	select {
	case <-merging:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
