package store

import "context"

// maxFullHeads is how many full heads of one shard may wait before the writer seals them itself: a sealer that cannot keep up holds the writer back.
const maxFullHeads = 8

// filled notes that a head of the shard is full. A sealer sorts it into runs, and merges runs, beside the writer: at one million events that took a third of a single
// writer's time. It is a goroutine that ends when there is no more to do, so that a Store needs no closing.
func (s *Store) filled(shard int) {
	st := &s.now
	sh := st.shards[shard]
	if n := sh.full(); n >= maxFullHeads {
		st.sealed += int64(n)
		st.memory.changed = true
		s.sealAll(shard)
		return
	}
	st.queue = append(st.queue, shard)
	if !st.sealing {
		st.sealing = true
		go s.seal()
	}
}

// seal works the queue off. The sorting is done without the lock, on what is never written again; what was changed meanwhile is done anew.
func (s *Store) seal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.now
	for len(st.queue) > 0 {
		shard := st.queue[0]
		sh := st.shards[shard]
		st.queue = st.queue[1:]
		full := sh.full()
		if full == 0 {
			continue
		}
		runs, heads, layout, names := sh.runs, sh.heads[:full:full], sh.layout, st.names.known()
		ids, gone := 0, sh.dead()
		st.merging = make(chan struct{})
		s.mu.Unlock()
		sealed := sealHeads(runs, heads, names, gone.rows(&ids))
		s.mu.Lock()
		close(st.merging)
		st.merging = nil
		if sh.layout == layout {
			sh.install(sealed, full)
			sh.idsWent(ids, s.seed)
			st.memory.changed = true
			st.sealed += int64(full)
			s.view = nil // the next view shows the same, better arranged
		} else {
			st.queue = append(st.queue, shard)
		}
	}
	st.sealing = false
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
