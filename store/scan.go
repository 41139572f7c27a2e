package store

import (
	"context"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// Scan asks for the events that meet at least one of some selectors: the fast path over events that segments, metrics and funnels share, and the way to add a measure of one's own.
type Scan struct {
	Selectors []Selector            // 1 to MaxScanSelectors
	Span      Span                  // when
	Among     *people.Set           // only these people; nil: everyone alive
	Property  string                // if set, Batch.Values holds this property of every row
	IDs       bool                  // reserved for ties: rows of equal person and time come in the canonical order of ties in any case
	Workers   int                   // how many goroutines; 0: GOMAXPROCS
	Progress  func(done, total int) // if set: shards done of all; called from one goroutine at a time
}

// MaxScanSelectors is the most selectors of one Scan: a row's hits are bits of a uint64.
const MaxScanSelectors = 64

// Batch is a borrowed, read-only run of rows of one shard, in order of (person, time, canonical order of ties); a person's rows never stand in two batches. It is valid
// until do returns.
type Batch struct {
	Worker int           // 0 to Workers-1: which worker calls; calls of one worker never overlap
	Shard  int           // person number = Shard<<16 | Low[i]
	Low    []uint16      // who: low 16 bits of the number
	Times  []int64       // when: Unix milliseconds
	Hits   []uint64      // bit i: the row meets Selectors[i]; never 0
	Values []value.Value // the property asked for, absent where the event has none; nil where none was asked for
}

// Scan hands every matching event of the view to do, batch by batch, from several goroutines at once (see Batch.Worker). An error of do, or the context's, ends it and is returned.
func (v *View) Scan(ctx context.Context, q Scan, do func(*Batch) error) error { panic("todo") }

// Log is one person's events in order, with everything; nil for a number that is not alive. The slice is the caller's.
func (v *View) Log(n people.Number) []Event { panic("todo") }

// Who is the set of living people with at least one event in span that meets the selector. Whole days of the store's location come from bitmaps where the selector has no condition.
func (v *View) Who(ctx context.Context, sel Selector, span Span) (people.Set, error) { panic("todo") }
