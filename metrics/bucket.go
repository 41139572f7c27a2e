package metrics

import (
	"time"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Bucket is one unit of the calendar, cut to the timeframe: the half-open stretch [Start, End).
type Bucket struct {
	Start   time.Time `json:"start"`             // first instant
	End     time.Time `json:"end"`               // the instant after the last
	Partial bool      `json:"partial,omitempty"` // cut by the timeframe, or not yet over by the clock
}

// DefaultBuckets is how many buckets of one unit a report may have unless its caller raises the limit.
const DefaultBuckets = 10_000

// Buckets cuts a bounded span into calendar units of a location (nil: UTC), in order and without a gap. It is pure calendar arithmetic:
//
//   - A day begins at the first instant whose local date is that date or later, and ends where the next begins. So it has 23 or 25 hours where
//     the clock changes, it may begin at 01:00 where midnight is skipped, and a date that a place skips has no bucket. Weeks and months are
//     made of such days.
//   - An hour is an hour of the local clock: it begins where the clock shows another hour, and wherever the clock is put back. So a
//     repeated hour is two buckets, a skipped one is none, and in a zone of half hours it begins at half past by UTC.
//
// The first and the last bucket are cut to the span. A bucket that is cut, or that ends after the clock, is Partial. The times of the
// buckets are in the location. An empty span has no bucket. More than max buckets (0: DefaultBuckets) are ErrLimit, found before they are
// made; a span with an open end is ErrQuery. It costs about a microsecond a bucket.
func Buckets(span store.Span, unit Unit, loc *time.Location, weekStart time.Weekday, clock time.Time, max int) ([]Bucket, error) {
	if max == 0 {
		max = DefaultBuckets
	}
	if loc == nil {
		loc = time.UTC
	}
	if span.IsEmpty() {
		return nil, nil
	}
	if span.From == store.Beginning || span.To == store.End {
		return nil, wrong("timeframe", "an open end has no buckets")
	}
	var starts func(yield func(time.Time) bool)
	from := time.UnixMilli(span.From).In(loc)
	switch unit {
	case Hour:
		starts = hours(from)
	case Day, Week, Month:
		starts = days(from, unit, weekStart)
	default:
		return nil, wrong("every", "%q is not one of %s", unit, join(Units()))
	}

	var out []Bucket
	var begin time.Time
	first := true
	for next := range starts {
		if first {
			begin, first = next, false
			continue
		}
		if !next.After(begin) {
			begin = next
			continue // a date that the place skips
		}
		if next.UnixMilli() > span.From {
			if len(out) == max {
				return nil, over("every", "more than %d %s buckets between %s and %s", max, unit,
					from.Format(time.RFC3339), time.UnixMilli(span.To).In(loc).Format(time.RFC3339))
			}
			out = append(out, cut(begin, next, span, clock, loc))
		}
		begin = next
		if begin.UnixMilli() >= span.To {
			break
		}
	}
	return out, nil
}

// cut makes the bucket of the unit [begin, end) within the span.
func cut(begin, end time.Time, span store.Span, clock time.Time, loc *time.Location) Bucket {
	b := Bucket{Start: begin.In(loc), End: end.In(loc), Partial: clock.Before(end)}
	if begin.UnixMilli() < span.From {
		b.Start, b.Partial = time.UnixMilli(span.From).In(loc), true
	}
	if end.UnixMilli() > span.To {
		b.End, b.Partial = time.UnixMilli(span.To).In(loc), true
	}
	return b
}

// days yields the starts of the days, weeks or months, beginning with the unit that holds from, or one before it. Two starts are equal
// where a unit has no instant.
func days(from time.Time, unit Unit, weekStart time.Weekday) func(func(time.Time) bool) {
	return func(yield func(time.Time) bool) {
		loc := from.Location()
		d := value.DateOf(from, loc)
		switch unit {
		case Week:
			d -= value.Date((d.Weekday() - weekStart + 7) % 7)
		case Month:
			y, m, _ := d.Civil()
			d = value.NewDate(y, m, 1)
		}
		for yield(d.Start(loc)) {
			switch unit {
			case Day:
				d++
			case Week:
				d += 7
			case Month:
				y, m, _ := d.Civil()
				d = value.NewDate(y, m+1, 1)
			}
		}
	}
}

// hours yields the starts of the local clock hours, beginning before from. No hour is longer than an hour, since one in which the clock is
// put back ends there.
func hours(from time.Time) func(func(time.Time) bool) {
	return func(yield func(time.Time) bool) {
		t := nextHour(from.Add(-3 * time.Hour))
		for yield(t) {
			t = nextHour(t)
		}
	}
}

// nextHour is the first instant after t at which the local clock shows another hour than just before, or is put back.
func nextHour(t time.Time) time.Time {
	for {
		_, offset := t.Zone()
		local := t.Unix() + int64(offset)
		whole := t.Unix() + 3600 - floorMod(local, 3600)
		_, change := t.ZoneBounds()
		if change.IsZero() || whole < change.Unix() {
			return time.Unix(whole, 0).In(t.Location())
		}
		if whole == change.Unix() {
			return change
		}
		_, after := change.Zone()
		before := change.Unix() - 1 + int64(offset) // the last second shown before the change
		if after < offset || floorDiv(change.Unix()+int64(after), 3600) != floorDiv(before, 3600) {
			return change
		}
		t = change // the clock is put forward within the hour: still the same hour
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
