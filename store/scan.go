package store

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// Scan asks for the events that meet at least one of some selectors: the one fast path over events, which segments, metrics and funnels share, and the
// way to add a measure of one's own.
type Scan struct {
	Selectors  []Selector            // 1 to MaxScanSelectors
	Span       Span                  // when; see AllTime
	Among      *people.Set           // only these people; nil: everyone
	Property   string                // if not empty, Batch.Values holds this property of every row
	Cuts       []int64               // of ScanDays: instants in ascending order at which a batch ends, besides the starts of days; Unix milliseconds
	TiesByHits bool                  // of Scan: a person's rows of one instant come in the order of CompareHits, and only those of the same hits in the canonical order; the fastest without a property, for up to eight selectors
	Totals     bool                  // of ScanDays: only how many events matter, not whose; see DayBatch.Totals
	Distinct   bool                  // of ScanDays: only who has events from one cut to the next matters, not how many or on which day: a batch may be of several days, and have a person once for several events; not with Totals
	Workers    int                   // how many goroutines; 0: GOMAXPROCS
	Sieve      *Sieve                // of Scan: narrows Among range by range; nil: all are handed out
	Progress   func(done, total int) // if not nil: called after each shard, never twice at once, with 1, 2 ... total shards

	wanted wanted
}

// MaxScanSelectors is the most selectors of one Scan: a row's hits are bits of a uint64.
const MaxScanSelectors = 64

// Batch is a borrowed, read-only run of rows of one shard or range of its people, in order of person, then time, then the canonical order of ties or as TiesByHits says. A person's rows never stand in
// two batches. It is valid until do returns.
type Batch struct {
	Worker int           // 0 to Workers-1: who calls; the calls of one worker never overlap
	Shard  int           // row i is of person Shard*people.ShardSize + Low[i]
	Low    []uint16      // who: low 16 bits of the number
	Times  []int64       // when: Unix milliseconds
	Hits   []uint64      // bit j: the row meets Selectors[j]; never 0
	Values []value.Value // the property asked for, absent where the event has none; nil where none was asked for
}

// Person is who row i is about.
func (b *Batch) Person(i int) people.Number {
	return people.Number(b.Shard*people.ShardSize + int(b.Low[i]))
}

// Scan hands every event of living people that meets a selector to do, batch by batch, from several goroutines at once: see Batch.Worker. Shards come
// in no set order; a large one may come in ranges of people, maybe from several workers, the batches of a range in order and all from one. An error of do or of the context ends the scan and is returned. It costs a few
// nanoseconds for every event of the partitions of time that the span touches.
func (v *View) Scan(ctx context.Context, q Scan, do func(*Batch) error) error {
	return v.scan(ctx, &q, v.ranges(&q), func(worker int) (func(unit) error, func()) {
		own := v.state.store.scratch.Get().(*scratch)
		own.span, own.among = q.Span, q.Among != nil || q.Sieve != nil
		sc := &scanner{view: v, query: &q, plan: newPlan(v.state.names, v.Frame(), q.Selectors, q.Property), batch: Batch{Worker: worker}, scratch: own}
		if w := q.Sieve; w != nil {
			sc.days = newDayScanner(v, &Scan{Selectors: w.Selectors, Span: q.Span, Among: q.Among, Cuts: w.Cuts, wanted: q.wanted}, worker, w.Do)
			sc.days.timed = true
		}
		return func(u unit) error { return sc.unit(ctx, u, do) }, sc.done
	})
}

// scan shares units of work out to workers; work makes what one worker does with a unit, and at the end.
func (v *View) scan(ctx context.Context, q *Scan, units []unit, work func(worker int) (do func(u unit) error, done func())) error {
	if err := checkScan(q.Selectors, q.Cuts); err != nil {
		return fmt.Errorf("store: scan: %w", err)
	}
	if q.Distinct && q.Totals {
		return fmt.Errorf("store: scan: distinct, and totals, which are of all events: %w", ErrInvalid)
	}
	if q.Sieve != nil {
		if err := checkScan(q.Sieve.Selectors, q.Sieve.Cuts); err != nil {
			return fmt.Errorf("store: scan: sieve: %w", err)
		}
	}
	if q.Span.IsEmpty() {
		return ctx.Err()
	}
	if q.Among != nil && !v.state.people.Knows(*q.Among) {
		return fmt.Errorf("store: scan: among: a set of another store: %w", ErrInvalid)
	}
	q.wanted = v.wanted(q.Among)
	workers := q.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var (
		next     atomic.Int64
		failed   atomic.Bool
		once     sync.Once
		first    error
		progress sync.Mutex
		done     int                                // shards; under the lock, so that it is told in order and the last is all of them
		left     = make([]int, len(v.state.shards)) // units of each; under the lock
		wait     sync.WaitGroup
	)
	for _, u := range units {
		left[u.shard]++
	}
	run := func(worker int) {
		var do func(unit) error
		for !failed.Load() {
			i := int(next.Add(1) - 1)
			if i >= len(units) {
				return
			}
			if do == nil {
				var end func()
				do, end = work(worker)
				defer end()
			}
			if err := do(units[i]); err != nil {
				once.Do(func() { first = err })
				failed.Store(true)
				return
			}
			if q.Progress != nil {
				progress.Lock()
				if left[units[i].shard]--; left[units[i].shard] == 0 {
					done++
					q.Progress(done, len(left))
				}
				progress.Unlock()
			}
		}
	}
	if workers = min(workers, len(units)); workers <= 1 {
		run(0)
	} else {
		for w := range workers {
			wait.Go(func() { run(w) })
		}
		wait.Wait()
	}
	if first == nil {
		first = ctx.Err()
	}
	return first
}

func checkScan(sels []Selector, cuts []int64) error {
	if n := len(sels); n < 1 || n > MaxScanSelectors {
		return fmt.Errorf("selectors: %d given, 1 to %d allowed", n, MaxScanSelectors)
	}
	for i, sel := range sels {
		if err := sel.Check(); err != nil {
			return fmt.Errorf("selectors[%d]: %w", i, err)
		}
	}
	if !slices.IsSorted(cuts) {
		return fmt.Errorf("cuts: not in ascending order: %w", ErrInvalid)
	}
	return nil
}

// wanted says whose rows a scan wants.
type wanted struct {
	among, living []uint64 // see people.View.Words; living is of everyone, and nil where no run has rows of the dead
}

// wanted is those of a set; nil: everyone.
func (v *View) wanted(among *people.Set) (w wanted) {
	if among != nil {
		w.among = v.state.people.Words(*among)
	} else if slices.ContainsFunc(v.state.shards, (*shardView).buried) {
		w.living = v.state.people.Words(v.state.people.Everyone())
	}
	return w
}

// of is who of the numbers from first up to end of a shard is wanted, both multiples of 64, a bit each. nil: whoever has rows there is wanted, which is the fastest to read. So nobody pays for the dead but in the runs
// that have rows of theirs: see picker.look.
func (w *wanted) of(s *shardView, shard, first, end int) []uint64 {
	words := w.among
	if words == nil && s.buried() {
		words = w.living
	}
	if words == nil {
		return nil
	}
	at := shard * shardWords
	return words[at+first/64 : at+end/64]
}
