package metrics_test

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// A world is what a store holds, kept as plainly as can be, and the reference: the rules of the four metrics written out with maps and
// nested loops over it. It uses nothing of the package but the words of a query.
type world struct {
	people map[string]map[string]value.Value // ID -> attributes
	events []store.Event
	clock  time.Time
	loc    *time.Location // of the report
}

// An audience is a segment as the reference has it.
type audience func(w *world, id string) bool

// A figure is one number: its parts, and who is behind the upper one.
type figure struct {
	num, den int
	ratio    bool
	who      []string
}

// A strand is one series: what it is, its total, and by unit its figures.
type strand struct {
	segment, event int
	kind           metrics.Kind
	key            string
	total          figure
	points         map[metrics.Unit][]figure
}

func (w *world) measure(q metrics.Query, audiences []audience) (buckets map[metrics.Unit][]metrics.Bucket, strands []strand, span store.Span) {
	if len(audiences) == 0 {
		audiences = []audience{func(*world, string) bool { return true }}
	}
	weekStart := time.Monday
	if q.WeekStart == "sunday" {
		weekStart = time.Sunday
	}
	span = w.span(q.Timeframe, weekStart)
	buckets = map[metrics.Unit][]metrics.Bucket{}
	for _, unit := range q.Every {
		buckets[unit] = walked(span, unit, w.loc, weekStart, w.clock, 15*time.Minute)
	}
	for s := range audiences {
		for e := range q.Events {
			for _, kind := range w.kinds(q, audiences, e, span) {
				one := strand{segment: s, event: e, kind: kind.kind, key: kind.key, points: map[metrics.Unit][]figure{}}
				one.total = w.figure(q, audiences[s], q.Events[e], kind, span)
				for unit, bs := range buckets {
					for _, b := range bs {
						one.points[unit] = append(one.points[unit], w.figure(q, audiences[s], q.Events[e], kind, spanOf(b.Start, b.End)))
					}
				}
				strands = append(strands, one)
			}
		}
	}
	return buckets, strands, span
}

// figure is one cell: every person, every event.
func (w *world) figure(q metrics.Query, in audience, event store.Selector, of kind, span store.Span) figure {
	var f figure
	all, active, acting, events := 0, 0, 0, 0
	for id := range w.people {
		if !in(w, id) || !w.eligible(q, id, span.To) {
			continue
		}
		all++
		any, acts := false, false
		for i := range w.events {
			e := &w.events[i]
			if e.Person != id || e.Time.UnixMilli() < span.From || e.Time.UnixMilli() >= span.To {
				continue
			}
			any = true
			if event.Match(e, value.Frame{Clock: w.clock, Location: w.loc}) && of.has(q, e) {
				acts = true
				events++
			}
		}
		if any {
			active++
		}
		if acts {
			acting++
			f.who = append(f.who, id)
		}
	}
	sort.Strings(f.who)
	f.num = events
	if q.Metric == metrics.People || q.Metric == metrics.Adoption {
		f.num = acting
	}
	if q.Metric == metrics.Adoption || q.Metric == metrics.Engagement {
		f.ratio = true
		f.den = map[metrics.Denominator]int{metrics.Whole: all, metrics.Active: active, metrics.Acting: acting}[q.Per]
	}
	return f
}

func (w *world) eligible(q metrics.Query, id string, end int64) bool {
	if q.EligibleFrom == "" {
		return true
	}
	v := w.people[id][q.EligibleFrom]
	if t, ok := v.Time(); ok {
		return t.UnixMilli() < end
	}
	if d, ok := v.Date(); ok {
		y, m, day := d.Civil()
		return time.Date(y, m, day, 0, 0, 0, 0, w.loc).UnixMilli() < end
	}
	return false
}

// kind is a series of a breakdown, told apart by a key.
type kind struct {
	kind metrics.Kind
	key  string
	top  []string // of Other: the keys that it is not
}

// keys are the distinct keys of an event's value: none for absent and for an empty list.
func keys(v value.Value) []string {
	if list, ok := v.Texts(); ok {
		var out []string
		for _, e := range list {
			if k := keys(value.Of(e))[0]; !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
		return out
	}
	if s, ok := v.Text(); ok {
		return []string{"1 " + s}
	}
	if f, ok := v.Float(); ok {
		return []string{fmt.Sprintf("2 %09.3f", f)} // sorts by number: the tests have none below 0
	}
	if b, ok := v.Bool(); ok {
		return []string{fmt.Sprintf("3 %v", b)}
	}
	if d, ok := v.Date(); ok {
		return []string{"4 " + d.String()}
	}
	if t, ok := v.Time(); ok {
		return []string{"5 " + t.UTC().Format(time.RFC3339Nano)}
	}
	return nil
}

func (k kind) has(q metrics.Query, e *store.Event) bool {
	if k.kind == metrics.Unbroken {
		return true
	}
	have := keys(e.Property(q.Breakdown.Property))
	switch k.kind {
	case metrics.Valued:
		return slices.Contains(have, k.key)
	case metrics.Absent:
		return len(have) == 0
	}
	return slices.ContainsFunc(have, func(one string) bool { return !slices.Contains(k.top, one) })
}

// kinds are the series of an event: chosen once, among the people of all audiences together.
func (w *world) kinds(q metrics.Query, audiences []audience, event int, span store.Span) []kind {
	if q.Breakdown == nil {
		return []kind{{}}
	}
	counts := map[string]int{}
	none := false
	for i := range w.events {
		e := &w.events[i]
		inside := slices.ContainsFunc(audiences, func(in audience) bool { return in(w, e.Person) })
		if !inside || !span.Has(e.Time.UnixMilli()) || !q.Events[event].Match(e, value.Frame{Clock: w.clock, Location: w.loc}) {
			continue
		}
		have := keys(e.Property(q.Breakdown.Property))
		none = none || len(have) == 0
		for _, k := range have {
			counts[k]++
		}
	}
	var ranked []string
	for k := range counts {
		ranked = append(ranked, k)
	}
	slices.SortFunc(ranked, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	top := ranked[:min(len(ranked), q.Breakdown.Top)]
	var out []kind
	for _, k := range top {
		out = append(out, kind{kind: metrics.Valued, key: k})
	}
	if none {
		out = append(out, kind{kind: metrics.Absent})
	}
	if len(ranked) > len(top) {
		out = append(out, kind{kind: metrics.Other, top: top})
	}
	return out
}

// span resolves a timeframe. The locations of these tests have a midnight every day.
func (w *world) span(t store.Timeframe, weekStart time.Weekday) store.Span {
	midnight := func(at time.Time, days int) time.Time {
		y, m, d := at.In(w.loc).Date()
		return time.Date(y, m, d+days, 0, 0, 0, 0, w.loc)
	}
	dated := func(d value.Date, days int) time.Time {
		y, m, day := d.Civil()
		return time.Date(y, m, day+days, 0, 0, 0, 0, w.loc)
	}
	var from, to time.Time
	switch {
	case t.LastDays > 0:
		from, to = midnight(w.clock, 1-t.LastDays), midnight(w.clock, 1)
	case t.Week != "":
		from, to = midnight(w.clock, 0), midnight(w.clock, 1)
		for from.Weekday() != weekStart {
			from = midnight(from, -1)
		}
		if t.Week == "previous" {
			from, to = midnight(from, -7), from
		}
	default:
		from, to = t.Since, t.Until
		if t.From != 0 {
			from = dated(t.From, 0)
		}
		if t.To != 0 {
			to = dated(t.To, 1)
		}
	}
	oldest, newest := time.Time{}, w.clock
	for _, e := range w.events {
		if oldest.IsZero() || e.Time.Before(oldest) {
			oldest = e.Time
		}
		if e.Time.After(newest) {
			newest = e.Time
		}
	}
	if to.IsZero() {
		to = midnight(newest, 1)
	}
	if from.IsZero() {
		from = to
		if !oldest.IsZero() {
			from = midnight(oldest, 0)
		}
		if from.After(to) {
			from = to
		}
	}
	if to.Before(from) {
		to = from
	}
	return spanOf(from, to)
}

// lines writes the reference's answer, and linesOf the report's, so that they can be compared.
func lines(buckets map[metrics.Unit][]metrics.Bucket, strands []strand, every []metrics.Unit) []string {
	var out []string
	for _, s := range strands {
		head := fmt.Sprintf("%d/%d %s %q", s.segment, s.event, s.kind, s.key)
		out = append(out, fmt.Sprintf("%s total %s", head, s.total))
		for _, unit := range every {
			for i, f := range s.points[unit] {
				b := buckets[unit][i]
				out = append(out, fmt.Sprintf("%s %s %s..%s %v %s", head, unit, b.Start.Format(time.RFC3339Nano), b.End.Format(time.RFC3339Nano), b.Partial, f))
			}
		}
	}
	return out
}

func (f figure) String() string {
	if f.ratio {
		return fmt.Sprintf("%d of %d", f.num, f.den)
	}
	return fmt.Sprint(f.num)
}

func linesOf(r *metrics.Report) []string {
	show := func(p metrics.Point) string {
		f := figure{num: int(p.Count)}
		if p.Ratio != nil {
			f = figure{num: int(p.Ratio.Num), den: int(p.Ratio.Den), ratio: true}
		}
		return f.String()
	}
	var out []string
	for i, s := range r.Series {
		key := ""
		if s.Kind == metrics.Valued {
			key = keys(s.Value)[0]
		}
		head := fmt.Sprintf("%d/%d %s %q", s.Segment, s.Event, s.Kind, key)
		out = append(out, fmt.Sprintf("%s total %s", head, show(s.Total)))
		for _, g := range r.Grids {
			for j, b := range g.Buckets {
				out = append(out, fmt.Sprintf("%s %s %s..%s %v %s", head, g.Unit, b.Start.Format(time.RFC3339Nano), b.End.Format(time.RFC3339Nano), b.Partial, show(g.Points[i][j])))
			}
		}
	}
	return out
}
