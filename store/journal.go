package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
)

// ErrJournal is a change that the journal of the store refused; errors.Is finds the journal's own error as well. Nothing was changed.
var ErrJournal = errors.New("store: not journaled")

// Journal keeps the changes of a store, so that they can be made again: the store hands it every commit before the commit is made. Package durable is one
// on files; a service that has a durable log of its own can be another, with View.WriteSnapshot, Load and Store.Replay for starting up.
type Journal interface {
	// Append keeps records, each of which is one commit, in their order. It returns when they are as safe as the journal promises; the store then makes the changes, and the callers
	// that wait for them get their answers. On an error the store makes none of them, and will hand out their numbers again: so the journal has to be sure that the records
	// are gone, or else to refuse everything from then on. The same goes for a panic. Calls do not overlap. The records are borrowed until Append returns.
	Append(records [][]byte) error

	// Forget makes the journal keep nothing any more of what was deleted by the records that it has: by starting anew from a snapshot of a view that is taken now, or as it can. Compact calls it, and the
	// compaction that deletions start, when the memory has forgotten; calls do not overlap, and Append goes on beside it. An error is for the caller of Compact. Where it was
	// the background nobody else hears it, and the store asks again only after the next deletion: so a journal tries again by itself, as package durable does.
	Forget(ctx context.Context) error
}

// journaled is what a store with a journal has besides. Commits that come in while the journal is at work go into it together: one fsync for many writers.
type journaled struct {
	mu    sync.Mutex // guards queue
	queue []*pending

	turn    sync.Mutex // held by the one that commits; before Store.mu
	records [][]byte
	buffer  []byte
}

// pending is a commit that waits. But for changes it belongs to whoever holds turn.
type pending struct {
	changes []change
	done    bool
	out     outcome
	err     error
}

// The most that goes into the journal in one piece.
const (
	maxGroup       = 1024    // commits
	maxGroupBuffer = 4 << 20 // bytes that are kept for the next one
)

// commitJournaled is commit with a journal. What is in hand when the journal is done is done by the first whose turn it is; the others find their answers.
func (s *Store) commitJournaled(changes []change) (outcome, error) {
	j := &s.journal
	p := &pending{changes: changes}
	j.mu.Lock()
	j.queue = append(j.queue, p)
	j.mu.Unlock()
	j.turn.Lock()
	defer j.turn.Unlock()
	for !p.done {
		s.commitGroup(j.take())
	}
	return p.out, p.err
}

// take gives the next commits that can go in together, at least one. As to the queue, p of the caller is in it.
func (j *journaled) take() []*pending {
	j.mu.Lock()
	defer j.mu.Unlock()
	n, events := 1, countEvents(j.queue[0].changes)
	if independent(j.queue[0].changes) {
		for n < len(j.queue) && n < maxGroup && independent(j.queue[n].changes) {
			if events += countEvents(j.queue[n].changes); events > MaxBatch {
				break
			}
			n++
		}
	}
	group := j.queue[:n:n]
	if j.queue = j.queue[n:]; len(j.queue) == 0 {
		j.queue = nil
	}
	return group
}

func countEvents(changes []change) int {
	n := 0
	for i := range changes {
		n += len(changes[i].events)
	}
	return n
}

// independent reports whether check finds the same of a commit, whatever others of the kind are made before it. (checkRoom is asked of all together.)
func independent(changes []change) bool {
	for i := range changes {
		switch changes[i].op {
		case opEvents, opSetAttributes, opRemoveAttributes, opTagPeople:
		default:
			return false
		}
	}
	return true
}

// commitGroup checks commits, puts them into the journal in one piece, and makes them. Views can be taken while the journal is at work; they are of the state before. The
// state cannot change meanwhile but by sealing and compaction, which change no answer.
func (s *Store) commitGroup(group []*pending) {
	s.mu.Lock()
	good, number := group[:0:0], s.now.commits
	var all []change
	for _, p := range group {
		if p.err = s.checkAll(p.changes, true); p.err != nil {
			p.done = true
			continue
		}
		good, all = append(good, p), append(all, p.changes...)
	}
	room := len(good) < 2 || s.checkRoom(all, true) == nil
	toKeep := make([][]change, len(good))
	for i, p := range good {
		toKeep[i] = s.carried(p.changes)
	}
	s.mu.Unlock()
	if !room {
		for i := range good {
			s.commitGroup(good[i : i+1])
		}
		return
	}
	good = s.journal.encode(good, toKeep, number)
	if len(good) == 0 {
		return
	}
	err := errPanicked
	defer func() { s.journalAnswered(good, err) }()
	err = s.options.Journal.Append(s.journal.records)
}

// journalAnswered makes the commits that the journal has taken.
func (s *Store) journalAnswered(group []*pending, err error) {
	s.journal.release()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range group {
		if p.done = true; err != nil {
			p.err = fmt.Errorf("%w: %w", ErrJournal, err)
		} else {
			p.out = s.applyAll(p.changes)
		}
	}
}

// errPanicked is what those find whose commits went in together with that of a caller in whom the journal panicked.
var errPanicked = errors.New("the journal panicked")

// carried gives changes with their sets brought to the present state, as records need them: of people who have an ID.
func (s *Store) carried(changes []change) []change {
	for i := range changes {
		if o := changes[i].op; o == opTagSet || o == opUntagSet {
			changes = slices.Clone(changes)
			for j := range changes {
				v := s.now.people.View()
				carried, _, _ := v.Carry(changes[j].set)
				changes[j].set = carried.AndNot(v.Nameless()) // who cannot be told by an ID, nor tagged
			}
			return changes
		}
	}
	return changes
}

// encode makes the records of commits, numbered from after number; it returns the commits that have one.
func (j *journaled) encode(group []*pending, changes [][]change, number uint64) []*pending {
	kept, ends := group[:0:0], make([]int, 0, len(group))
	for i, p := range group {
		b, err := appendRecord(j.buffer, number+uint64(len(kept))+1, changes[i])
		if err != nil {
			p.done, p.err = true, err
			continue
		}
		j.buffer = b
		kept, ends = append(kept, p), append(ends, len(b))
	}
	from := 0
	for _, end := range ends {
		j.records = append(j.records, j.buffer[from:end:end])
		from = end
	}
	return kept
}

func (j *journaled) release() {
	clear(j.records)
	clear(j.buffer) // deleted people are in it
	j.records, j.buffer = j.records[:0], j.buffer[:0]
	if cap(j.buffer) > maxGroupBuffer {
		j.buffer = nil
	}
}

// RecordNumber gives the number of the commit that a record is of, after its checksum was compared: the first commit of a store is 1. A journal that keeps to itself which record is which has no need
// of it; one that cuts its log behind a snapshot compares it with View.Commits. The error is that of Replay.
func RecordNumber(record []byte) (uint64, error) {
	payload, err := openRecord(record)
	if err != nil {
		return 0, err
	}
	number, n := binary.Uvarint(payload)
	if n <= 0 || number == 0 {
		return 0, damaged("a record without number")
	}
	return number, nil
}

// Replay makes the changes of a record again, as a start-up does with what came after its snapshot. It reports false where the store has them already. Records come in their order: a gap before one is
// an ErrDamaged, as is a record that is not as it was written, or does not fit the state; ErrNewer is one of a later version. After an error the store is as it was. The clock of
// ingest is not asked again, and the store's own journal is told nothing: Replay ends before the first new change.
func (s *Store) Replay(record []byte) (bool, error) {
	number, changes, err := decodeRecord(record)
	if err != nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch have := s.now.commits; {
	case number <= have:
		return false, nil
	case number > have+1:
		return false, damaged("commit %d follows on commit %d: there is a gap", number, have)
	}
	for i := range changes {
		if err := s.gather(&changes[i]); err != nil {
			return false, err
		}
	}
	if err := s.checkAll(changes, false); err != nil {
		return false, damaged("commit %d cannot be made again: %w", number, err)
	}
	s.applyAll(changes)
	return true, nil
}

// gather makes the set of a change from the IDs of its record.
func (s *Store) gather(c *change) error {
	if c.op != opTagSet && c.op != opUntagSet {
		return nil
	}
	numbers := make([]people.Number, len(c.names))
	for i, id := range c.names {
		n, ok := s.now.people.Find(id)
		if !ok {
			return damaged("tag %s: no person %s", strict.Quote(c.name), strict.Quote(id))
		}
		numbers[i] = n
	}
	c.set, c.names = s.now.people.View().Gather(numbers), nil
	return nil
}
