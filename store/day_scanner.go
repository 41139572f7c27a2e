package store

import (
	"context"
	"math"

	"github.com/footfall-go/footfall/people/value"
)

// dayScanner is one worker of ScanDays.
type dayScanner struct {
	view  *View
	query *Scan
	plan  *plan
	do    func(*DayBatch) error
	timed bool // batches have times
	batch DayBatch
	codes codes
	at    unit
	cuts  []int64 // of the scan, those that are not yet passed

	distinct bool // only who has events matters
	weeks    Span // where these are all that is asked for: see weeksOf
	*dayScratch
}

// dayScratch is what a dayScanner works in. As with scratch, later scans use it again: what a question allocates does not grow with the rows of a day.
type dayScratch struct {
	picker
	walk   dayWalk
	weekly dayWalk  // of the weeks of the same pieces
	events []uint32 // of openTested, as is known
	known  []uint8  // by event
	low    []uint16
	times  []uint32
	counts []uint8
	out    []uint32 // codes
	split  split
	tally  tally
}

// forget keeps no run, and nothing of a day that was not handed out, for the next scan.
func (s *dayScratch) forget() {
	clear(s.walk.pieces[:cap(s.walk.pieces)])
	clear(s.weekly.pieces[:cap(s.weekly.pieces)])
	s.split.low, s.split.codes, s.split.part = s.split.low[:0], s.split.codes[:0], s.split.part[:0]
	clear(s.split.totals)
}

// piece is the column of one event in one run, with what a selector asks of its rows.
type piece struct {
	*column
	run      *run
	event    uint32          // everyEvent: of any
	tests    []node          // by shape, where rows have to be tested; nil: all rows meet the selector
	property *propertyColumn // asked for
	next     int             // index into days
	leaf     *leaf           // with tests: the one that all rows have to pass on the texts of tested, if that is all
	tested   *propertyColumn
	looked   bool     // the rows that pass were looked up
	found    []uint32 // those of them that have not been asked for yet
	people   *column  // where who has rows on a day is all that is asked for; nil: it is the rows
	totals   *perDay  // where these are all that is asked for, with of
	of       *leaf    // the texts that count; nil: all

	// Of Scan:
	plan *runPlan // says what a row meets; nil: hits does
	hits uint64
}

func newDayScanner(v *View, q *Scan, worker int, do func(*DayBatch) error) *dayScanner {
	own := v.state.store.dayScratch.Get().(*dayScratch)
	own.span, own.among = q.Span, q.Among != nil
	d := &dayScanner{view: v, query: q, do: do, dayScratch: own, plan: newPlan(v.state.names, v.Frame(), q.Selectors, q.Property)}
	if d.plan.property >= 0 {
		d.codes.texts = v.state.names.properties[d.plan.property].texts.snapshot()
	}
	if d.distinct = q.Distinct && q.Property == ""; d.distinct {
		d.weeks = weeksOf(q.Cuts, q.Span, v.state.store.calendar)
	}
	d.batch = DayBatch{Worker: worker, codes: &d.codes}
	return d
}

// done gives the scratch back.
func (d *dayScanner) done() {
	d.forget()
	d.view.state.store.dayScratch.Put(d.dayScratch)
}

func (d *dayScanner) unit(ctx context.Context, u unit) error {
	if !d.want(d.query.wanted.of(d.view.state.shards[u.shard], u.shard, u.first, u.end), u.first) {
		return ctx.Err()
	}
	d.at = u
	d.batch.Shard, d.batch.First, d.batch.End = u.shard, u.first, u.end
	runs := d.view.state.shards[u.shard].runs()
	for i := range d.query.Selectors {
		if err := ctx.Err(); err != nil {
			return err
		}
		d.batch.Selector = i
		d.open(runs, i)
		if err := d.all(ctx); err != nil {
			return err
		}
	}
	return nil
}

// open finds the pieces that have rows of a selector's events within the span.
func (d *dayScanner) open(runs []*run, selector int) {
	d.walk.pieces, d.cuts = d.walk.pieces[:0], d.query.Cuts
	for _, r := range runs {
		if !r.overlaps(d.query.Span) {
			continue
		}
		d.look(r)
		switch events := d.plan.plain[selector]; {
		case d.isEvery(selector):
			d.openColumn(r, everyEvent, nil)
		case events != nil: // nothing is asked of the rows, whatever their shapes
			for _, event := range events {
				d.openColumn(r, event, nil)
			}
		default:
			d.openTested(r, d.plan.nodesOf(selector))
		}
	}
}

// openColumn opens the column of an event in a run, if it has one.
func (d *dayScanner) openColumn(r *run, event uint32, tests []node) {
	p := piece{run: r, event: event, column: r.column(event, d.view.state.store.calendar), tests: tests}
	if p.column == nil {
		return
	}
	if d.plan.property >= 0 {
		p.property = p.column.property(r, uint32(d.plan.property))
	}
	if p.tests == nil {
		p.totals = d.countsTexts(&p, p.property)
		if d.distinct && p.counts == nil {
			p.people = p.column.once(r)
		}
	} else if one, tested := p.oneTest(); one != nil {
		if p.totals = d.countsTexts(&p, tested); p.totals != nil {
			p.of = one
		}
		if !p.test(one, tested) {
			return
		}
	}
	d.walk.pieces = append(d.walk.pieces, p)
}

// What openTested knows of an event in a run.
const (
	someMeet  = 1 << iota // rows of a shape meet the selector, or have to be tested
	notSurely             // rows of a shape do not, or have to be tested
)

// openTested opens the columns of a run's events of which rows may meet a selector with a condition; nodes are by shape.
func (d *dayScanner) openTested(r *run, nodes []node) {
	events := d.events[:0]
	d.known = grown(d.known, len(d.view.state.names.events))
	for i := range r.shapes {
		d.known[r.shapes[i].event] = 0
	}
	for i := range r.shapes {
		known, op := &d.known[r.shapes[i].event], nodes[r.shapes[i].shape].op
		if op != nodeFalse && *known&someMeet == 0 {
			*known |= someMeet
			events = append(events, r.shapes[i].event)
		}
		if op != nodeTrue {
			*known |= notSurely
		}
	}
	d.events = events
	for _, event := range events {
		if d.known[event]&notSurely == 0 {
			d.openColumn(r, event, nil)
		} else {
			d.openColumn(r, event, nodes)
		}
	}
}

func (r *run) overlaps(s Span) bool {
	from := int64(r.part) << partitionBits
	return from < s.To && from+math.MaxUint32 >= s.From
}

// all hands out the open pieces.
func (d *dayScanner) all(ctx context.Context) error {
	if !d.openWeeks() {
		return d.days(ctx, &d.walk, d.span, 1)
	}
	if err := d.days(ctx, &d.walk, Span{d.span.From, d.weeks.From}, 1); err != nil {
		return err
	}
	if err := d.days(ctx, &d.weekly, d.weeks, daysPerWeek); err != nil {
		return err
	}
	return d.days(ctx, &d.walk, Span{d.weeks.To, d.span.To}, 1)
}

// days hands out the pieces of a walk day by day.
func (d *dayScanner) days(ctx context.Context, w *dayWalk, span Span, length value.Date) error {
	for w.begin(d.view.state.store.calendar, span, length); w.next(); {
		if err := ctx.Err(); err != nil {
			return err
		}
		d.batch.Day, d.batch.From = w.day, max(w.start, d.span.From)
		cuts := d.cutsWithin(d.batch.From, min(w.end, d.span.To))
		quarters := len(cuts) > 0 && d.countsQuarters(w.start, w.end, cuts)
		err := w.each(func(p *piece, day int) error {
			d.look(p.run)
			switch {
			case p.totals != nil && !w.cut && len(cuts) == 0:
				return d.totalTexts(p, day)
			case p.people != nil && !w.cut && len(cuts) == 0:
				return d.handPeople(p.people, day)
			case quarters && p.tests == nil && p.counts == nil && d.mask == nil:
				d.addQuarters(p, day, cuts)
				return nil
			}
			from, to := p.rowsOf(day)
			if from, to = d.at.within(p.low, from, to); from == to {
				return nil
			}
			if len(cuts) > 0 {
				d.part(p, from, to, w.cut, cuts)
				return nil
			}
			return d.cell(p, from, to, w.cut)
		})
		if err != nil {
			return err
		}
		if len(cuts) > 0 {
			if err := d.parts(cuts); err != nil {
				return err
			}
		}
	}
	return nil
}

// cell hands out the rows [from, to) of a piece. What asks least comes first: all rows as they lie; those of some people, whose numbers are put
// together at once; and else a list of the rows that are left, shortened test by test.
func (d *dayScanner) cell(p *piece, from, to int, cut bool) error {
	plain := p.tests == nil && !cut
	d.batch.Codes, d.batch.Counts, d.batch.Times = nil, nil, nil
	switch {
	case p.counts != nil && !cut:
		return d.everyCell(p, from, to)
	case d.timed:
		d.batch.Low, d.batch.Times = d.lowAndTimes(p, from, to, cut)
		d.batch.Since = int64(p.run.part) << partitionBits
		if len(d.batch.Low) == 0 {
			return nil
		}
		return d.do(&d.batch)
	case p.counts != nil:
		d.everyRows(p, from, to, cut)
	case plain && d.mask == nil:
		d.batch.Low = p.low[from:to]
		if d.query.Property != "" {
			d.out = p.property.appendCodesOf(d.out[:0], from, to, &d.codes)
			d.batch.Codes = d.out
		}
		return d.hand()
	case plain && d.query.Property == "":
		d.low = keepPeople(d.low, p.low[from:to], d.mask)
	default:
		index := d.pick(p, from, to, cut)
		d.low = grown(d.low, len(index))
		for i, row := range index {
			d.low[i] = p.low[row]
		}
		if d.query.Property != "" {
			d.out = p.property.appendCodes(d.out[:0], index, &d.codes)
			d.batch.Codes = d.out
		}
	}
	if len(d.low) == 0 {
		return nil
	}
	d.batch.Low = d.low
	return d.hand()
}

// grown is a list of n, in the memory of an old one where that is enough.
func grown[T any](old []T, n int) []T {
	if cap(old) < n {
		old = make([]T, n+n/2)
	}
	return old[:n]
}

// keep leaves the rows that meet the selector.
func (p *piece) keep(index []uint32) []uint32 {
	if p.leaf != nil {
		return p.tested.keep(index, p.leaf)
	}
	n := 0
	for _, i := range index {
		row := p.rows[i]
		local := p.run.local(row)
		index[n] = i
		if p.tests[p.run.shapes[local].shape].evalColumn(p, i, local) {
			n++
		}
	}
	return index[:n]
}

// evalColumn is eval for a row of a column.
func (n *node) evalColumn(p *piece, i uint32, local int) bool {
	switch n.op {
	case nodeLeaf:
		prop := p.column.property(p.run, p.run.shapes[local].slots[n.slot].property)
		s, u := prop.at(int(i))
		return n.leaf.match(s, u)
	case nodeAll:
		for j := range n.of {
			if !n.of[j].evalColumn(p, i, local) {
				return false
			}
		}
		return true
	case nodeAny:
		for j := range n.of {
			if n.of[j].evalColumn(p, i, local) {
				return true
			}
		}
		return false
	case nodeNot:
		return !n.of[0].evalColumn(p, i, local)
	}
	return n.op == nodeTrue
}
