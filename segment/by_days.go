package segment

import (
	"context"
	"encoding/binary"
	"math"
	"runtime"
	"sort"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Most leaves only ask how many events, or days with events, a person has in a span: no event's own time is asked for. ScanDays reads two bytes an event for
// them and nothing of other events, where Scan walks the log. For 1 million people and 10 million events, "did Event 03 at least 3 times in the last 30
// days" takes 0.7 ms and 0.3 MB, 12 ms and 26 MB by the log; of 100,000 people and a million events, "any event at least 20 times" 0.5 ms, 12 by the log (BenchmarkSegments of the
// workload, once the column is there).

// asksNoTimes reports whether a leaf is to be answered by ScanDays, and where days begin for it if not when the store's do. Any event under conditions is left to Scan: for it,
// ScanDays would make and keep projections of all events that there are, 10 bytes each.
func (q *query) asksNoTimes(l *leaf, event store.Selector) (days []int64, ok bool) {
	if l.what != counted || l.near != nil || len(event.Events) == 0 && event.Where != nil {
		return nil, false
	}
	if !l.byDay {
		return nil, true
	}
	return otherDays(q.view, q.frame, l.span)
}

// wholeDays reports whether a span cuts none of the store's days that have events.
func wholeDays(v *store.View, span store.Span) bool {
	oldest, newest, ok := v.Extent()
	return !ok || span.IsEmpty() || (span.From <= oldest || v.IsDayStart(span.From)) && (span.To > newest || v.IsDayStart(span.To))
}

// maxOtherDays bounds the days that otherDays looks at: some eleven years, at most a millisecond.
const maxOtherDays = 4_000

// otherDays gives the starts of the days of the frame's location, as far as events in the span can tell them apart; none where they are the store's. It
// is false where there are too many.
func otherDays(v *store.View, f value.Frame, span store.Span) (starts []int64, ok bool) {
	loc := location(f)
	if loc == v.DayLocation() {
		return nil, true
	}
	oldest, newest, _ := v.Extent()
	from, to := max(oldest, span.From), min(newest, span.To-1)
	if from > to {
		return nil, true
	}
	const day = int64(24 * time.Hour / time.Millisecond)
	if (to-from)/day > maxOtherDays {
		return nil, false
	}
	same, own := true, value.DateOf(time.UnixMilli(from), loc)
	starts = append(starts, own.Start(loc).UnixMilli()) // of the day at hand, so that there is one even where none begins in the span
	for {
		own++
		start := own.Start(loc).UnixMilli()
		if start > to {
			break
		}
		same = same && v.IsDayStart(start)
		starts = append(starts, start)
	}
	if same && len(starts)-1 == int(v.StoreDay(to)-v.StoreDay(from)) {
		return nil, true
	}
	return starts, true
}

// maxCounted is the most leaves of one pass: each has a bit for everyone while it runs, so that all of them take 8 bytes a person at most.
const maxCounted = 64

// countByDays runs a pass of leaves that ask for no times, and gives its nodes their sets.
func (q *query) countByDays(ctx context.Context, p *pass) error {
	who := q.view.People()
	const shardWords = people.ShardSize / 64
	shards := (who.Len() + people.ShardSize - 1) / people.ShardSize
	found := make([][]uint64, len(p.leaves)) // a bit a person
	for i := range found {
		found[i] = make([]uint64, shards*shardWords)
	}
	workers := runtime.GOMAXPROCS(0)
	counters := make([]*counter, workers)
	scan := store.Scan{Selectors: p.selectors, Span: p.span, Workers: workers, Cuts: p.cuts}
	err := q.view.ScanDays(ctx, scan, func(b *store.DayBatch) error {
		c := counters[b.Worker]
		if c == nil {
			c = newCounter(p, found)
			counters[b.Worker] = c
		}
		c.batch(b)
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range counters {
		if c != nil {
			c.judge()
		}
	}
	for i, l := range p.leaves {
		q.put(&l, who.GatherBits(found[i]))
	}
	return nil
}

// counter is what one worker counts: for one selector in one shard at a time.
type counter struct {
	*pass
	found           [][]uint64
	shard, selector int // of the counts; -1: nothing has been counted
	first, end      int // of the people of the shard
	events, days    numbers
	asked           []asked // by selector

	stamps []uint16 // the last day on which somebody was counted, by day; 0: none
	day    int
	stamp  uint16 // of day
}

// asked is which numbers the leaves of a selector need, and whether any of them asks beyond a byte.
type asked struct{ events, days, wide bool }

// numbers is a number for everyone in a shard, in bytes that stay at 255 where all that a leaf asks is settled by then: a quarter of the memory is twice the
// speed, because it stays in the nearer cache.
type numbers struct {
	bytes *[people.ShardSize]uint8
	words *[people.ShardSize]uint32
}

func (c *numbers) clear(wide bool) {
	switch {
	case wide && c.words == nil:
		c.words = new([people.ShardSize]uint32)
	case wide:
		clear(c.words[:])
	case c.bytes == nil:
		c.bytes = new([people.ShardSize]uint8)
	default:
		clear(c.bytes[:])
	}
}

func newCounter(p *pass, found [][]uint64) *counter {
	c := &counter{pass: p, found: found, selector: -1, asked: make([]asked, len(p.selectors))}
	for i, leaves := range p.of {
		a := &c.asked[i]
		for _, j := range leaves {
			l := &p.leaves[j]
			a.days = a.days || l.byDay
			a.events = a.events || !l.byDay || !l.count.isSome()
			a.wide = a.wide || l.count.settled >= math.MaxUint8 || l.days.settled >= math.MaxUint8
		}
	}
	return c
}

func (c *counter) batch(b *store.DayBatch) {
	if b.Shard != c.shard || b.First != c.first || b.Selector != c.selector {
		c.judge()
		c.begin(b)
	}
	a := &c.asked[b.Selector]
	if a.days {
		if day := c.dayOf(b); day != c.day {
			c.nextDay(day)
		}
	}
	switch {
	case a.events && a.wide:
		countEvents(b, c.events.words)
	case a.events:
		countEvents(b, c.events.bytes)
	}
	switch {
	case a.days && a.wide:
		countDays(b.Low, c.days.words, c.stamp, (*[people.ShardSize]uint16)(c.stamps))
	case a.days:
		countDays(b.Low, c.days.bytes, c.stamp, (*[people.ShardSize]uint16)(c.stamps))
	}
}

// begin makes ready for another shard or selector.
func (c *counter) begin(b *store.DayBatch) {
	c.shard, c.first, c.end, c.selector = b.Shard, b.First, b.End, b.Selector
	a := &c.asked[b.Selector]
	if a.events {
		c.events.clear(a.wide)
	}
	if a.days {
		c.days.clear(a.wide)
		if c.stamps == nil {
			c.stamps = make([]uint16, people.ShardSize)
		}
		clear(c.stamps)
		c.day, c.stamp = c.dayOf(b), 1
	}
}

// dayOf tells the days of batches apart, in order.
func (c *counter) dayOf(b *store.DayBatch) int {
	if len(c.cuts) == 0 {
		return int(b.Day)
	}
	return sort.Search(len(c.cuts), func(i int) bool { return c.cuts[i] > b.From })
}

// nextDay goes on to another day. Days ascend, so that when the stamps are used up all of them may be forgotten.
func (c *counter) nextDay(day int) {
	if c.stamp == math.MaxUint16 {
		clear(c.stamps)
		c.stamp = 0
	}
	c.day = day
	c.stamp++
}

func countEvents[N uint8 | uint32](b *store.DayBatch, counts *[people.ShardSize]N) {
	if b.Counts != nil {
		for i, l := range b.Low {
			n := counts[l] + N(b.Counts[i])
			if n < counts[l] {
				n = math.MaxUint8 // of bytes: 32 bits count all events that a store can hold of a person
			}
			counts[l] = n
		}
		return
	}
	for _, l := range b.Low {
		if n := counts[l] + 1; n != 0 {
			counts[l] = n
		}
	}
}

// countDays counts each person once for each stamp. A day's rows may come in several batches, so that looking at the row before is not enough.
func countDays[N uint8 | uint32](low []uint16, counts *[people.ShardSize]N, stamp uint16, stamps *[people.ShardSize]uint16) {
	for _, l := range low {
		if stamps[l] == stamp {
			continue
		}
		stamps[l] = stamp
		if n := counts[l] + 1; n != 0 {
			counts[l] = n
		}
	}
}

// judge settles what has been counted, for all leaves of the selector. Only the words of the range of people are written: others may be another worker's.
func (c *counter) judge() {
	if c.selector < 0 {
		return
	}
	a := &c.asked[c.selector]
	const shardWords = people.ShardSize / 64
	for _, i := range c.of[c.selector] {
		l := &c.leaves[i]
		into := (*[shardWords]uint64)(c.found[i][c.shard*shardWords:])
		switch {
		case a.wide:
			c.judgeWide(l, into)
		case !l.byDay:
			judgeOne(c.events.bytes[c.first:c.end], func(n int64) bool { return l.count.has(n) != l.none }, into[c.first/64:])
		case l.count.isSome():
			judgeOne(c.days.bytes[c.first:c.end], func(n int64) bool { return (n > 0 && l.days.has(n)) != l.none }, into[c.first/64:])
		default:
			c.judgeBoth(l, into)
		}
	}
}

// judgeOne collects those whose one number meets the test, 64 people a word; nobody who has 0 does.
func judgeOne(counts []uint8, test func(n int64) bool, into []uint64) {
	var met [256]uint8
	for n := range met {
		if test(int64(n)) {
			met[n] = 1
		}
	}
	for w := range len(counts) / 64 {
		sixtyFour := (*[64]uint8)(counts[w*64:])
		var word uint64
		for i := 0; i < 64; i += 8 {
			eight := binary.LittleEndian.Uint64(sixtyFour[i:])
			if eight == 0 {
				continue
			}
			var bits uint64
			for j := range 8 {
				bits |= uint64(met[uint8(eight>>(8*j))]) << j
			}
			word |= bits << i
		}
		into[w] = word
	}
}

func (c *counter) judgeBoth(l *leaf, into *[people.ShardSize / 64]uint64) {
	var events, days [256]bool
	for n := range events {
		events[n], days[n] = l.count.has(int64(n)), l.days.has(int64(n))
	}
	for low := c.first; low < c.end; low++ {
		if n := c.events.bytes[low]; n > 0 && (events[n] && days[c.days.bytes[low]]) != l.none {
			into[low/64] |= 1 << (low % 64)
		}
	}
}

// judgeWide is for numbers above 255, which are rarely asked for.
func (c *counter) judgeWide(l *leaf, into *[people.ShardSize / 64]uint64) {
	for low := c.first; low < c.end; low++ {
		var events, days int64
		if c.asked[c.selector].events {
			events = int64(c.events.words[low])
		}
		if l.byDay {
			days = int64(c.days.words[low])
			events = max(events, days) // as many at least, where the events are not counted by themselves
		}
		if events > 0 && (l.count.has(events) && l.days.has(days)) != l.none {
			into[low/64] |= 1 << (low % 64)
		}
	}
}
