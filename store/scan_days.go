package store

import (
	"context"

	"github.com/footfall-go/footfall/people/value"
)

// DayBatch is a borrowed, read-only run of rows of one shard that meet one selector on one day, between two cuts if the scan has any on it; of a scan for Distinct people, maybe in one week. It is valid until do returns.
type DayBatch struct {
	Worker   int        // 0 to Workers-1: who calls; the calls of one worker never overlap
	Shard    int        // row i is of person Shard*people.ShardSize + Low[i]
	First    int        // a shard may come in ranges of people, maybe from several workers: all of the range that begins with person First before another one. It is a multiple of 64,
	End      int        // and so is End, where the range ends; with nothing to share out it is from 0 to people.ShardSize
	Selector int        // which of the scan's selectors
	Day      value.Date // day of the store's location, the first one of a week of Distinct people; its rows may come in several batches, one after the other
	From     int64      // Unix milliseconds: all rows lie at or after it, and before the next cut and the end of the day or week; the batches of a selector and shard come in its order
	Low      []uint16   // who: low 16 bits of the number; once for every event, unless there are Counts
	Counts   []uint8    // how many events row i stands for; nil: one each
	Codes    []uint32   // the property asked for, as a code for Value; 0: the event has none. nil where no property was asked for
	Times    []uint32   // of a Sieve, unless there are Counts or a cut lies within the day: when row i was, in milliseconds from Since on
	Since    int64      // Unix milliseconds
	Totals   []int64    // where the scan asks for totals, instead of Low and Counts: how many events, above 0, one number for each of Codes, which then are of several rows and each there once; one in all without a property

	codes *codes
}

// Value is what a code of Codes stands for. The same value may have several codes (1 and 1.0 are one value); codes are the worker's own, but for texts, which have the same code for all workers, and stay the same for the whole scan, so that a
// counter by code can be a slice: CodeLimit is above all codes so far.
func (b *DayBatch) Value(code uint32) value.Value { return b.codes.value(code) }

// CodeLimit is above every code that the worker has met so far.
func (b *DayBatch) CodeLimit() int { return b.codes.limit() }

// ScanDays hands out the same events as Scan, but selector by selector and day by day of the store's location: for each shard, or range of people of one, all days of the first selector in order, then of the second, and so
// on. A day that has one of the scan's Cuts within it comes in parts, from cut to cut: so hours, and days of another location, are told apart; and one that asks for Distinct people may have weeks, where these lie whole from cut to cut, in the place of their days. Where only who and between which instants matters, it is the faster one by far: it reads projections of the logs in which the rows of an event stand together, which are made at
// the first question about the event (about 2 ns a row of the partitions concerned); Options.Projections says what they take. For any event without conditions and without a property there is one projection of
// its own: 7 bytes for each person and day with events. See Scan for errors and concurrency.
func (v *View) ScanDays(ctx context.Context, q Scan, do func(*DayBatch) error) error {
	return v.scan(ctx, &q, v.ranges(&q), func(worker int) (func(unit) error, func()) {
		d := newDayScanner(v, &q, worker, do)
		return func(u unit) error { return d.unit(ctx, u) }, d.done
	})
}

// IsDayStart reports whether a day of the store's location begins at the instant: a span between two such instants is made of whole days for ScanDays.
func (v *View) IsDayStart(ms int64) bool {
	cal := v.state.store.calendar
	return cal.start(cal.day(ms)) == ms
}

// StoreDay is the day of the store's location that the instant belongs to.
func (v *View) StoreDay(ms int64) value.Date { return v.state.store.calendar.day(ms) }
