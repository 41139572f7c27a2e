package store

import (
	"sync"
	"time"

	"github.com/footfall-go/footfall/people/value"
)

const msPerDay = 24 * 60 * 60 * 1000

// calendar tells the day of an instant in one location, by a table of the starts of days that grows with use. It is safe for concurrent use.
type calendar struct {
	loc *time.Location
	utc bool

	mu     sync.RWMutex
	blocks map[int32]*[calendarBlock + 1]int64 // block -> starts of its days, and of the day after
}

const calendarBlock = 64

func newCalendar(loc *time.Location) *calendar {
	return &calendar{loc: loc, utc: loc == time.UTC || loc.String() == "UTC", blocks: map[int32]*[calendarBlock + 1]int64{}}
}

// unixDay is 1970-01-01.
const unixDay value.Date = 719163

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// day is the calendar day that the instant belongs to.
func (c *calendar) day(ms int64) value.Date {
	d := value.Date(floorDiv(ms, msPerDay)) + unixDay
	if c.utc {
		return d
	}
	// An offset is less than a day and a half either way: the UTC day is off by two at most.
	for ms < c.start(d) {
		d--
	}
	for ms >= c.start(d+1) {
		d++
	}
	return d
}

// start is the first instant of the day.
func (c *calendar) start(d value.Date) int64 {
	if c.utc {
		return int64(d-unixDay) * msPerDay
	}
	block := int32(floorDiv(int64(d), calendarBlock))
	c.mu.RLock()
	starts := c.blocks[block]
	c.mu.RUnlock()
	if starts == nil {
		starts = new([calendarBlock + 1]int64)
		first := value.Date(block * calendarBlock)
		for i := range starts {
			starts[i] = (first + value.Date(i)).Start(c.loc).UnixMilli()
		}
		c.mu.Lock()
		c.blocks[block] = starts
		c.mu.Unlock()
	}
	return starts[int64(d)-int64(block)*calendarBlock]
}
