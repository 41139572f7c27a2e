package funnel

import (
	"math"
	"math/bits"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Most people enter a funnel and go no further, and to see that takes nobody's log: who did the first step on which days, and who the second on one of
// these days or a window later, is two bytes a row of a store.Sieve. They are counted here, and only the others are followed. Of a funnel of three steps
// within an hour, over 30 days of 10 million events, 139,000 people enter and 36,000 are left to follow, with 180,000 of the 460,000 rows.

// entering is what all workers of the first look share.
type entering struct {
	view   *store.View
	oldest int64
	base   value.Date // the first day
	unit   uint       // a number of entrance.days is of so many days, as a power of two
	turn   int64      // attempts that start from here on can still take an event by the clock, those before cannot
	fates  [2]fate    // of the attempts that start before, and from then on, should they stay at the first step
}

// entrance is what a worker knows of one shard's people before any is followed.
type entrance struct {
	*worker
	*entering

	some   [2][]uint64     // the people who did the first step in the timeframe, a bit each; and those who did it from the turn on
	follow []uint64        // the people to follow: those whom a second step may follow
	days   []uint32        // low -> (maxDays - first)<<16 | last day on which they did it; 0: none
	kept   [2][][256]int64 // before the turn and after -> mask of eight audiences -> byte -> attempts, as if all stayed at the first step
	stayed [][256]int64    // mask of eight audiences -> byte -> people: see stay
	left   bool            // the shard's people that stay are counted
}

// shardWords is how many words have a bit for everyone in a shard.
const shardWords = people.ShardSize / 64

// maxDays is above the number of every day in entrance.days.
const maxDays = math.MaxUint16

// entering makes ready for those who enter the funnel: who is seen to stay at its first step is counted, and the others are followed.
func (c *counter) entering(v *store.View) *entering {
	oldest, newest, _ := v.Extent()
	in := &entering{view: v, oldest: oldest, base: v.StoreDay(oldest)}
	for days := v.StoreDay(newest) - in.base; days>>in.unit >= maxDays-1; in.unit++ {
	}
	in.turn = c.judge.clock - min(c.window, math.MaxInt64/2)
	in.fates = [2]fate{c.judge.attempt(c.judge.clock-1, 1, 1), c.judge.attempt(c.judge.clock, 1, 1)}
	return in
}

func newEntrance(w *worker, in *entering) *entrance {
	e := &entrance{worker: w, entering: in, days: make([]uint32, people.ShardSize), follow: make([]uint64, shardWords), stayed: make([][256]int64, len(w.members)), left: true}
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

// number is that of a day, from 1.
func (in *entering) number(d value.Date) uint32 { return uint32(d-in.base)>>in.unit + 1 }

// first notes those who did the first step. There is no branch on a person here and in second: none is to be foreseen.
func (e *entrance) first(b *store.DayBatch) {
	days, number := (*[people.ShardSize]uint32)(e.days), e.number(b.Day)
	some := (*[shardWords]uint64)(e.some[0])
	for _, low := range b.Low {
		days[low] = max(days[low]>>16, maxDays-number)<<16 | number
		some[low/64] |= 1 << (low % 64)
	}
	after := 0
	if b.From >= e.turn {
		after, some = 1, (*[shardWords]uint64)(e.some[1])
		for _, low := range b.Low {
			some[low/64] |= 1 << (low % 64)
		}
	}
	for i, m := range e.members {
		kept, members := &e.kept[after][i], (*[people.ShardSize]byte)(m)
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

// second notes whom the second step may follow: where its day is none before the first on which the person entered, nor too late for the last.
func (e *entrance) second(b *store.DayBatch) {
	days, follow := (*[people.ShardSize]uint32)(e.days), (*[shardWords]uint64)(e.follow)
	first, last := int32(maxDays-e.number(b.Day)), int32(1)
	if e.window < b.From-e.oldest {
		last = int32(e.number(e.view.StoreDay(b.From - e.window)))
	}
	for _, low := range b.Low {
		d := days[low]
		outside := int32(d>>16) - first | int32(d&0xffff) - last // below 0 where one of the two is
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
	clear(e.days)
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
	found := make([]people.Number, 0, n)
	for w, word := range who {
		for ; word != 0; word &= word - 1 {
			low := w*64 + bits.TrailingZeros64(word)
			found = append(found, people.Number(e.shard*people.ShardSize+low))
			for i, m := range e.members {
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
