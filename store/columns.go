package store

import (
	"math"
	"sync"
	"sync/atomic"

	"github.com/footfall-go/footfall/people/value"
)

// column is a projection of a run: the rows of one event by (day of the store's location, person, time). What asks about one event and whole days reads two bytes a row here,
// where the log would be walked past all other events: segment's by_days.go and gather.go have the figures. It is made at the first question about the event, and never needed for an answer.
type column struct {
	days  []value.Date // that have rows, ascending
	ends  []uint32     // where the day's rows end
	low   []uint16
	times []uint32 // within the run's partition
	rows  []uint32 // in the run

	counts []uint8 // of the column of any event: see makeEvery

	projection projection
	mu         sync.Mutex
	properties map[uint32]*propertyColumn

	quarters made[perQuarter]
	daily    made[column]              // see once
	weeks    [daysPerWeek]made[column] // see weeksFrom
}

// What the structs of a column and of its property take, with their places in maps, in bytes.
const (
	columnHead   = 512
	propertyHead = 248
)

// propertyColumn is one property of a column's rows.
type propertyColumn struct {
	storage storage   // of every row; 0: see mixed
	mixed   []storage // of each row, 0 where it is absent; nil: all rows have it in one storage
	width   uint8     // 1, 2, 4 or 8: which of the lists has the numbers
	u8      []uint8
	u16     []uint16
	u32     []uint32
	u64     []uint64

	days  made[perDay]    // of few texts
	index made[textIndex] // of many
}

func (p *propertyColumn) at(i int) (storage, uint64) {
	s := p.storage
	if p.mixed != nil {
		s = p.mixed[i]
	}
	switch p.width {
	case 1:
		return s, uint64(p.u8[i])
	case 2:
		return s, uint64(p.u16[i])
	case 4:
		return s, uint64(p.u32[i])
	}
	return s, p.u64[i]
}

func (p *propertyColumn) set(i int, u uint64) {
	switch p.width {
	case 1:
		p.u8[i] = uint8(u)
	case 2:
		p.u16[i] = uint16(u)
	case 4:
		p.u32[i] = uint32(u)
	default:
		p.u64[i] = u
	}
}

func (p *propertyColumn) bytes() int64 {
	return propertyHead + held(p.mixed) + held(p.u8) + held(p.u16) + held(p.u32) + held(p.u64) + p.days.of.Load().bytes() + p.index.of.Load().bytes()
}

// columns are the projections of a run, by event. They may be dropped at any time: who reads one keeps it.
type columns struct {
	mu sync.Mutex
	of atomic.Pointer[map[uint32]*column] // replaced, never written
}

// column gives the projection of an event, nil where the run has none of it. It is safe for concurrent use.
func (r *run) column(event uint32, cal *calendar) *column {
	c, fresh := r.findColumn(event, cal)
	if c != nil {
		r.use(&c.projection, fresh)
	}
	return c
}

// findColumn also gives what the column takes, where it has been made: measured before others find it, who count what they add.
func (r *run) findColumn(event uint32, cal *calendar) (_ *column, fresh int64) {
	if m := r.columns.of.Load(); m != nil {
		if c, ok := (*m)[event]; ok {
			return c, 0
		}
	}
	if event != everyEvent && !r.has(event) {
		return nil, 0
	}
	r.columns.mu.Lock()
	defer r.columns.mu.Unlock()
	old := r.columns.of.Load()
	if old != nil {
		if c, ok := (*old)[event]; ok {
			return c, 0
		}
	}
	c := r.makeColumn(event, cal)
	c.projection.run, c.projection.event, c.projection.col = r, event, c
	fresh = c.bytes()
	r.columns.of.Store(with(old, event, c))
	return c, fresh
}

// has reports whether the run has rows of an event. Who asks about a rare one would walk most runs in vain otherwise, each time again.
func (r *run) has(event uint32) bool {
	for i := range r.shapes {
		if r.shapes[i].event == event && r.shapes[i].rows > 0 {
			return true
		}
	}
	return false
}

// with is a copy of a map with one column more; nil: without the column of the event.
func with(old *map[uint32]*column, event uint32, c *column) *map[uint32]*column {
	fresh := map[uint32]*column{}
	if old != nil {
		for e, c := range *old {
			fresh[e] = c
		}
	}
	if delete(fresh, event); c != nil {
		fresh[event] = c
	}
	return &fresh
}

// has reports whether a column is still the event's.
func (c *columns) has(event uint32, col *column) bool {
	m := c.of.Load()
	return m != nil && (*m)[event] == col
}

// drop lets a column go, if it is still the event's.
func (c *columns) drop(event uint32, col *column) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.has(event, col) {
		c.of.Store(with(c.of.Load(), event, nil))
	}
}

func (r *run) dropProjections() {
	r.index.Store(nil)
	r.columns.mu.Lock()
	defer r.columns.mu.Unlock()
	r.columns.of.Store(nil)
}

// dayTable tells the day of a row's time within a partition.
type dayTable struct {
	first  value.Date
	starts []int64 // of the days that the partition touches, as offsets from its beginning; one more at the end
}

func newDayTable(part int32, cal *calendar) dayTable {
	base := int64(part) << partitionBits
	t := dayTable{first: cal.day(base)}
	for d := t.first; ; d++ {
		start := cal.start(d) - base
		t.starts = append(t.starts, start)
		if start > math.MaxUint32 {
			return t
		}
	}
}

// index is the number of the day from first; near is where to look first.
func (t *dayTable) index(time uint32, near int) int {
	ms := int64(time)
	if t.starts[near] <= ms && ms < t.starts[near+1] {
		return near
	}
	at := min(int(ms/msPerDay), len(t.starts)-2)
	for ms < t.starts[at] {
		at--
	}
	for ms >= t.starts[at+1] {
		at++
	}
	return at
}

// each visits the rows of an event in the run's order, with the number of their day.
func (r *run) each(event uint32, days *dayTable, do func(low uint16, row uint32, local, day int)) {
	wanted := make([]bool, len(r.shapes))
	for i := range r.shapes {
		wanted[i] = r.shapes[i].event == event
	}
	day := 0
	for p, low := range r.low {
		for row, end := r.first[p], r.first[p+1]; row < end; row++ {
			local := 0
			if r.shape8 != nil {
				local = int(r.shape8[row])
			} else {
				local = int(r.shape16[row])
			}
			if wanted[local] {
				day = days.index(r.times[row], day)
				do(low, row, local, day)
			}
		}
	}
}

// makeColumn makes the column of an event that the run has.
func (r *run) makeColumn(event uint32, cal *calendar) *column {
	if event == everyEvent {
		return r.makeEvery(cal)
	}
	days := newDayTable(r.part, cal)
	next := make([]uint32, len(days.starts)) // where the day's next row goes
	n := uint32(0)
	r.each(event, &days, func(_ uint16, _ uint32, _, day int) { next[day]++; n++ })
	c := &column{low: make([]uint16, n), times: make([]uint32, n), rows: make([]uint32, n)}
	at := uint32(0)
	for d, rows := range next {
		next[d] = at
		if at += rows; rows > 0 {
			c.days = append(c.days, days.first+value.Date(d))
			c.ends = append(c.ends, at)
		}
	}
	r.each(event, &days, func(low uint16, row uint32, _, day int) {
		i := next[day]
		next[day]++
		c.low[i], c.times[i], c.rows[i] = low, r.times[row], row
	})
	return c
}

// property gives the projection of a property of the column's rows, nil where none has it.
func (c *column) property(r *run, property uint32) *propertyColumn {
	p, fresh := c.findProperty(r, property)
	if fresh > 0 {
		r.use(&c.projection, fresh)
	}
	return p
}

// findProperty also gives what the projection takes, where it has been made: see findColumn.
func (c *column) findProperty(r *run, property uint32) (_ *propertyColumn, fresh int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.properties[property]; ok {
		return p, 0
	}
	p := c.makeProperty(r, property)
	if c.properties == nil {
		c.properties = map[uint32]*propertyColumn{}
	}
	c.properties[property] = p
	if p == nil {
		return nil, 0
	}
	return p, p.bytes()
}

func (c *column) makeProperty(r *run, property uint32) *propertyColumn {
	slots := make([]int, len(r.shapes)) // local shape -> slot; -1: absent
	p := &propertyColumn{width: 1}
	uniform := true
	event := r.shape(c.rows[0]).event
	for i := range r.shapes {
		slots[i] = -1
		if r.shapes[i].event != event {
			continue
		}
		for j := range r.shapes[i].slots {
			if s := &r.shapes[i].slots[j]; s.property == property {
				slots[i] = j
				uniform = uniform && (p.storage == 0 || p.storage == s.storage)
				p.storage = s.storage
				for p.width < s.width {
					p.width *= 2
				}
			}
		}
		uniform = uniform && slots[i] >= 0
	}
	if p.storage == 0 {
		return nil
	}
	n := len(c.rows)
	if !uniform {
		p.storage, p.mixed = 0, make([]storage, n)
	}
	switch p.width {
	case 1:
		p.u8 = make([]uint8, n)
	case 2:
		p.u16 = make([]uint16, n)
	case 4:
		p.u32 = make([]uint32, n)
	default:
		p.u64 = make([]uint64, n)
	}
	// Walk the log again, in which a row's slots are found by what came before: place[row] is where the column has the row.
	place := make([]uint32, r.len())
	for i, row := range c.rows {
		place[row] = uint32(i) + 1
	}
	for i := range r.low {
		at := r.start[i]
		for row := r.first[i]; row < r.first[i+1]; row++ {
			sh := r.shape(row)
			if to := place[row]; to > 0 {
				local := r.local(row)
				if j := slots[local]; j >= 0 {
					p.set(int(to-1), r.num(at, &sh.slots[j]))
					if p.mixed != nil {
						p.mixed[to-1] = sh.slots[j].storage
					}
				}
			}
			at += sh.stride
		}
	}
	return p
}

// local is the index of a row's shape in the run.
func (r *run) local(row uint32) int {
	if r.shape8 != nil {
		return int(r.shape8[row])
	}
	return int(r.shape16[row])
}

// at finds where the slots of a row begin: by walking its person's rows.
func (r *run) at(low uint16, row uint32) uint32 {
	p, _ := r.person(low)
	at := r.start[p]
	for i := r.first[p]; i < row; i++ {
		at += r.shapes[r.local(i)].stride
	}
	return at
}

func (c *column) bytes() int64 {
	if c == nil {
		return 0
	}
	n := columnHead + held(c.days) + held(c.ends) + held(c.times) + held(c.rows) + held(c.low) + held(c.counts) + c.quarters.of.Load().bytes()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.properties {
		if p != nil {
			n += p.bytes()
		}
	}
	n += c.daily.of.Load().bytes()
	for i := range c.weeks {
		n += c.weeks[i].of.Load().bytes()
	}
	return n
}

func (r *run) columnBytes() int64 {
	n := int64(0)
	if m := r.columns.of.Load(); m != nil {
		for _, c := range *m {
			n += c.bytes()
		}
	}
	return n
}
