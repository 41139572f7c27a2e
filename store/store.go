package store

import (
	"errors"
	"hash/maphash"
	"sync"
	"sync/atomic"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// What the state of a store has against a change; test with errors.Is.
var (
	ErrNoPerson   = errors.New("store: no such person")
	ErrSelfMerge  = errors.New("store: a person cannot be merged into itself")
	ErrAliasCycle = errors.New("store: the merge goes against an earlier one")
	ErrDropped    = errors.New("store: before the day before which events were dropped")
	ErrFuture     = errors.New("store: later than the clock of ingest allows")
	ErrNoTag      = errors.New("store: no such tag")
	ErrTagExists  = errors.New("store: there is such a tag already")
	ErrNoNote     = errors.New("store: no such note")
	ErrConflict   = errors.New("store: notes have changed since the view was taken")
)

// Store holds people and their events in memory. It is safe for concurrent use: writes wait for each other, views are taken between writes and never
// wait afterwards. Make it with New.
type Store struct {
	options  Options
	most     amounts
	calendar *calendar
	seed     maphash.Seed
	zoneData string
	journal  journaled // unused without Options.Journal

	scratch    sync.Pool // of *scratch
	dayScratch sync.Pool // of *dayScratch

	turn chan struct{} // held by the one that compacts; before mu

	retained atomic.Int64 // until when nothing is due for Options.Retain, in Unix milliseconds

	mu   sync.Mutex // guards all below: the one lock over the one mutable state
	now  state
	view *snapshot // the newest one, while nothing has changed since
}

// state is everything that changes; apply alone changes it.
type state struct {
	people   *people.Registry
	names    *names
	known    *known // names as the last view saw them; nil: names were added since
	shards   []*shard
	declared map[string]value.Kind // of properties; replaced, never written
	notes    notes
	noteRev  uint64
	position uint64
	commits  uint64 // made so far: records and snapshots go by it
	events   int64  // of living people
	oldest   int64
	newest   int64
	dropped  value.Date
	repeats  int64         // events ignored for their ID, ever
	queue    []int         // shards that may have full heads, or merges due
	sealing  bool          // a sealer is at work
	merging  chan struct{} // closed when it is done with what it has in hand; nil: nothing
	due      bool          // something was deleted that no compaction has begun to forget
	undone   bool          // a compaction that was to forget something has come to nothing
	planned  bool          // a compaction in the background is at work or going to be
	budget   *projections  // nil: there is none
	memory   memory        // for Limits.Bytes
	refused  Refused       // as the next three, for Stats

	appended, sealed, compactions int64

	spread int64 // sum of what rows have added to their heads' spread, ever
}

// New makes an empty store; nil options are the defaults. The error is an ErrInvalid and names the option.
func New(o *Options) (*Store, error) {
	s := &Store{turn: make(chan struct{}, 1)}
	s.scratch.New = func() any { return new(scratch) }
	s.dayScratch.New = func() any { return new(dayScratch) }
	if o != nil {
		s.options = *o
	}
	if err := s.options.check(); err != nil {
		return nil, err
	}
	if s.options.Location == nil {
		s.options.Location = time.UTC
	}
	s.most = s.options.Limits.amounts()
	if p := s.options.Projections; p != 0 {
		s.now.budget = &projections{most: max(p, 0)}
	}
	s.calendar = newCalendar(s.options.Location)
	s.seed = maphash.MakeSeed()
	s.zoneData = zoneData()
	s.now.people = people.NewRegistry()
	s.now.names = newNames()
	return s, nil
}
