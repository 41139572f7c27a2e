package people

import (
	"math"
	"time"

	"github.com/footfall-go/footfall/people/value"
)

// Never is what Instants gives for who has neither a date-time nor a date: later than any.
const Never = math.MaxInt64

// Instants reads an attribute as instants, shard by shard: the Unix milliseconds of a date-time, or of the first instant of a date. It reads the column page by
// page, in 3 ns a person; asking View.Attribute of each takes 60. Where a date begins is looked up once for all shards. It is for one goroutine.
type Instants struct {
	column *column
	loc    *time.Location
	starts [1 << 10]dayStart // by the date's low bits: the last one met
}

type dayStart struct {
	day   value.Date // 0: none yet
	start int64
}

// Instants makes a reader of an attribute, whose dates begin as they do in a location (nil: UTC).
func (v *View) Instants(attribute string, loc *time.Location) *Instants {
	return &Instants{column: v.column(attribute), loc: loc}
}

// Fill sets into[i] for every person of a shard, i being the number's low 16 bits: Never for who has no date and no date-time. into holds ShardSize numbers.
func (in *Instants) Fill(shard int, into []int64) {
	into = into[:ShardSize]
	for i := range into {
		into[i] = Never
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

func (in *Instants) fill(p *page, into []int64) {
	into = into[:pageCells]
	for i, x := range p.numbers(value.Time) {
		into[i] = int64(x)
	}
	for i, x := range p.numbers(value.Day) {
		into[i] = in.start(value.Date(x))
	}
}

func (in *Instants) start(d value.Date) int64 {
	k := &in.starts[d&(1<<10-1)]
	if k.day != d {
		k.day, k.start = d, d.Start(in.loc).UnixMilli()
	}
	return k.start
}
