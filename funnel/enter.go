package funnel

import (
	"math"
	"math/bits"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

// Most people enter a funnel and go no further, and to see that takes nobody's log: from when to when somebody did the first step, and whether the second in between or
// a window later, is six bytes a row of a store.Sieve. They are counted here, and only the others are followed. Of a funnel of three steps
// within an hour, over 30 days of 10 million events, 139,000 people enter and 24,000 are left to follow, with 145,000 of the 460,000 rows; told apart by days alone, it would be 36,000 and 180,000.

// entering is what all workers of the first look share.
type entering struct {
	location   *time.Location // of the store's days
	base, last int64          // the instants that events may have; the first slot begins at base
	shift      uint           // a slot is so long, as a power of two of milliseconds
	reach      uint32         // how many slots after its start an attempt may go on
	turn       int64          // attempts that start from here on can still take an event by the clock, those before cannot
	fates      [2]fate        // of the attempts that start before, and from then on, should they stay at the first step
}

// entrance is what a worker knows of one shard's people before any is followed.
type entrance struct {
	*worker
	*entering

	some   [2][]uint64     // the people who did the first step in the timeframe, a bit each; and those who did it from the turn on
	follow []uint64        // the people to follow: those whom a second step may follow
	slots  []uint32        // low -> (maxSlots - first)<<16 | last slot in which they did it; 0: none
	kept   [2][][256]int64 // before the turn and after -> mask of eight audiences -> byte -> attempts, as if all stayed at the first step
	stayed [][256]int64    // mask of eight audiences -> byte -> people: see stay
	left   bool            // the shard's people that stay are counted
}

// shardWords is how many words have a bit for everyone in a shard.
const shardWords = people.ShardSize / 64

// maxSlots is above every slot in entrance.slots.
const maxSlots = math.MaxUint16

// entering makes ready for those who enter the funnel, of whom there are events in a span: who is seen to stay at its first step is counted, and the others are followed.
func (c *counter) entering(v *store.View, span store.Span) *entering {
	oldest, newest, _ := v.Extent()
	in := &entering{location: v.DayLocation(), base: max(oldest, span.From), last: min(newest, span.To)}
	for (in.last-in.base)>>in.shift >= maxSlots-1 {
		in.shift++
	}
	in.reach = uint32(min(c.window>>in.shift, maxSlots)) + 1
	in.turn = c.judge.clock - min(c.window, math.MaxInt64/2)
	in.fates = [2]fate{c.judge.attempt(c.judge.clock-1, 1, 1), c.judge.attempt(c.judge.clock, 1, 1)}
	return in
}

func newEntrance(w *worker, in *entering) *entrance {
	e := &entrance{worker: w, entering: in, slots: make([]uint32, people.ShardSize), follow: make([]uint64, shardWords), stayed: make([][256]int64, len(w.members)), left: true}
	for i := range e.kept {
		e.some[i], e.kept[i] = make([]uint64, shardWords), make([][256]int64, len(w.members))
	}
	return e
}

// look counts a day of a shard.
func (e *entrance) look(b *store.DayBatch) {
	if e.left {
		clear(e.follow)
		e.left = false
	}
	if b.Shard != e.shard {
		e.turnTo(b.Shard)
	}
	switch {
	case b.Selector == 1:
		e.second(b)
	case b.From < e.span.To:
		e.first(b)
	}
}

// slot is that of an instant, from 1.
func (in *entering) slot(ms int64) uint32 { return uint32(uint64(ms-in.base)>>(in.shift%64)) + 1 }

// slotsOf is the first and the last slot in which rows may be that have no times.
func (in *entering) slotsOf(b *store.DayBatch) (from, to uint32) {
	if b.Times != nil {
		return 0, 0
	}
	end := (b.Day + 1).Start(in.location).UnixMilli()
	return in.slot(max(b.From, in.base)), in.slot(min(end, in.last))
}

// first notes those who did the first step. There is no branch on a person here and in second: none is to be foreseen.
func (e *entrance) first(b *store.DayBatch) {
	slots, some := (*[people.ShardSize]uint32)(e.slots), (*[shardWords]uint64)(e.some[0])
	from, to := e.slotsOf(b)
	for i, low := range b.Low {
		if b.Times != nil {
			from = e.slot(b.Since + int64(b.Times[i]))
			to = from
		}
		s := slots[low]
		slots[low] = max(s>>16, maxSlots-from)<<16 | max(s&0xffff, to)
		some[low/64] |= 1 << (low % 64)
	}
	after := 0
	if b.From >= e.turn {
		after, some = 1, (*[shardWords]uint64)(e.some[1])
		for _, low := range b.Low {
			some[low/64] |= 1 << (low % 64)
		}
	}
	e.keep(b, e.kept[after])
}

// keep counts the attempts that start with the rows of a batch.
func (e *entrance) keep(b *store.DayBatch, kept [][256]int64) {
	if b.Counts == nil && e.alone() {
		kept[0][1] += int64(len(b.Low))
		return
	}
	for i, m := range e.members {
		kept, members := &kept[i], (*[people.ShardSize]byte)(m)
		if b.Counts != nil {
			for i, low := range b.Low {
				kept[members[low]] += int64(b.Counts[i])
			}
			continue
		}
		for _, low := range b.Low {
			kept[members[low]]++
		}
	}
}

// second notes whom the second step may follow: where its slot is none before the first in which the person entered, nor too late for the last.
func (e *entrance) second(b *store.DayBatch) {
	slots, follow := (*[people.ShardSize]uint32)(e.slots), (*[shardWords]uint64)(e.follow)
	from, to := e.slotsOf(b)
	for i, low := range b.Low {
		if b.Times != nil {
			from = e.slot(b.Since + int64(b.Times[i]))
			to = from
		}
		s := slots[low]
		outside := (int32(s>>16) - int32(maxSlots-to)) | (int32(s&0xffff+e.reach) - int32(from)) // below 0 where one of the two is
		follow[low/64] |= uint64(^outside>>31&1) << (low % 64)
	}
}

// leave counts the shard's people that stay, and gives those to follow.
func (e *entrance) leave() []uint64 {
	if e.left {
		return nil // there was no day
	}
	e.left = true
	for w, word := range e.some[0] {
		// A person's fate is that of the latest start.
		e.some[0][w], e.some[1][w] = word&^e.some[1][w]&^e.follow[w], e.some[1][w]&^e.follow[w]
	}
	for i, f := range e.fates {
		class := e.classes.of(1, 1, f)
		e.spread(e.attempts, class, e.kept[i])
		e.stay(e.some[i], class)
		clear(e.some[i])
	}
	clear(e.slots)
	return e.follow
}

// stay counts the people of a shard that are in a class. As in first, there is a count for each set of audiences.
func (e *entrance) stay(who []uint64, class int) {
	n := 0
	for _, word := range who {
		n += bits.OnesCount64(word)
	}
	if n == 0 {
		return
	}
	members := e.members
	if e.alone() {
		members, e.stayed[0][1] = nil, int64(n)
	}
	found := make([]people.Number, 0, n)
	for w, word := range who {
		for ; word != 0; word &= word - 1 {
			low := w*64 + bits.TrailingZeros64(word)
			found = append(found, people.Number(e.shard*people.ShardSize+low))
			for i, m := range members {
				e.stayed[i][m[low]]++
			}
		}
	}
	e.found[class] = append(e.found[class], found)
	e.spread(e.people, class, e.stayed)
}

// spread adds counts by sets of audiences to each audience of the set, and leaves them at 0.
func (e *entrance) spread(to []tally, class int, counts [][256]int64) {
	for m := range counts {
		for in, n := range counts[m] {
			for rest := uint(in); n != 0 && rest != 0; rest &= rest - 1 {
				to[m*8+bits.TrailingZeros(rest)][class] += n
			}
		}
		counts[m] = [256]int64{}
	}
}
