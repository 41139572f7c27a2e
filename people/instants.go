package people

import (
	"math"
	"time"

	"github.com/footfall-go/footfall/people/value"
)

// Never is the instant of who has neither a date-time nor a date: later than any.
const Never = math.MaxInt64

// Instants sorts people into classes by an attribute that is an instant, shard by shard: the Unix milliseconds of a date-time, or of the first instant of a date. It reads the column page by
// page, in some 4 ns a person where dates are concerned, for a date is sorted once, not once a person; asking View.Attribute of each takes 60. It is for one goroutine.
type Instants struct {
	column *column
	loc    *time.Location
	class  func(ms int64) uint32
	dates  [1 << 10]dateClass // by the date's low bits: the last one met
}

type dateClass struct {
	date  value.Date // 0: none yet
	class uint32
}

// Instants makes a reader of an attribute, whose dates begin as they do in a location (nil: UTC). class is the class of an instant, also of Never; it is not asked again for every person of a date, and so has to be a pure
// function.
func (v *View) Instants(attribute string, loc *time.Location, class func(ms int64) uint32) *Instants {
	return &Instants{column: v.column(attribute), loc: loc, class: class}
}

// Fill sets into[i] to the class of every person of a shard, i being the number's low 16 bits: that of Never for who has no date and no date-time. into holds ShardSize classes.
func (in *Instants) Fill(shard int, into []uint32) {
	into = into[:ShardSize]
	never := in.class(Never)
	for i := range into {
		into[i] = never
	}
	if in.column == nil || shard >= len(in.column.cells.shards) || in.column.cells.shards[shard] == nil {
		return
	}
	for i, p := range in.column.cells.shards[shard].pages {
		if p != nil {
			in.fill(p, into[i<<pageBits:(i+1)<<pageBits])
		}
	}
}

func (in *Instants) fill(p *page, into []uint32) {
	into = into[:pageCells]
	for i, x := range p.numbers(value.Time) {
		into[i] = in.class(int64(x))
	}
	for i, x := range p.numbers(value.Day) {
		into[i] = in.ofDate(value.Date(x))
	}
}

func (in *Instants) ofDate(d value.Date) uint32 {
	k := &in.dates[d&(1<<10-1)]
	if k.date != d {
		k.date, k.class = d, in.class(d.Start(in.loc).UnixMilli())
	}
	return k.class
}
