package segment

import (
	"time"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// days tells the local date of an instant faster than the calendar does, by a table of where the days of the events start. It is immutable.
type days struct {
	loc    *time.Location
	first  value.Date // whose start is starts[0]
	starts []int64    // of each day, and of the one after the last; Unix milliseconds
}

// maxDays bounds the table: a single event of the year 1 must not cost a table of 700,000 days. What lies before it is looked up in the calendar.
const maxDays = 40_000

// newDays makes the table for the newest days that a pass can meet; none where no leaf asks for days.
func newDays(v *store.View, p *pass) *days {
	d := &days{loc: location(v.Frame())}
	oldest, newest, ok := v.Extent()
	if !ok || !p.asksDays() {
		return d
	}
	from, to := max(oldest, p.span.From), min(newest, p.span.To-1)
	if from > to {
		return d
	}
	last := value.DateOf(time.UnixMilli(to), d.loc)
	d.first = max(value.DateOf(time.UnixMilli(from), d.loc), last-maxDays+1)
	for day := d.first; day <= last+1; day++ {
		d.starts = append(d.starts, day.Start(d.loc).UnixMilli())
	}
	return d
}

func (p *pass) asksDays() bool {
	for i := range p.leaves {
		if p.leaves[i].byDay {
			return true
		}
	}
	return false
}

func (d *days) of(ms int64) value.Date {
	n := len(d.starts)
	if n == 0 || ms < d.starts[0] || ms >= d.starts[n-1] {
		return value.DateOf(time.UnixMilli(ms), d.loc)
	}
	// A day starts within hours of a multiple of 24 hours after the first one: the guess is at most a step or two off.
	const day = int64(24 * time.Hour / time.Millisecond)
	i := min(int((ms-d.starts[0])/day), n-2)
	for d.starts[i] > ms {
		i--
	}
	for d.starts[i+1] <= ms {
		i++
	}
	return d.first + value.Date(i)
}
