package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// Appended is what became of the events of a call.
type Appended struct {
	Added    int `json:"added"`    // they count from now on
	Repeated int `json:"repeated"` // ignored: the person has an event of that ID already
	Refused  int `json:"refused"`  // AppendEach only: each has an *EventError
}

// Append adds events, all or none: where one is refused, none is added, and the error joins an *EventError for each one at fault. Events may come in any
// order and be of any time. An event whose ID its person has already is ignored and counted, also within the call. At most MaxBatch events go in at once.
//
// It costs about half a microsecond an event. The slice and what it holds may be used again afterwards.
func (s *Store) Append(events ...Event) (Appended, error) {
	out, err := s.commit(change{op: opEvents, events: events})
	return out.appended, err
}

// AppendEach is Append, but keeps the good events where some are refused.
func (s *Store) AppendEach(events ...Event) (Appended, error) {
	if len(events) > MaxBatch {
		return Appended{}, fmt.Errorf("store: events: %d in one call, at most %d: %w", len(events), MaxBatch, ErrLimit)
	}
	out, err := s.commit(change{op: opEvents, events: events})
	if err == nil {
		return out.appended, nil
	}
	bad := map[int]bool{}
	for _, e := range eventErrors(err) {
		bad[e.Index] = true
	}
	if len(bad) == 0 {
		return Appended{}, err
	}
	var good []Event
	var kept []int // index of each good one in the call
	for i := range events {
		if !bad[i] {
			good, kept = append(good, events[i]), append(kept, i)
		}
	}
	// This can only refuse more where the state has changed in between (a property was declared, say).
	more, again := s.AppendEach(good...)
	more.Refused += len(bad)
	for _, e := range eventErrors(again) {
		err = errors.Join(err, &EventError{kept[e.Index], e.Err})
	}
	return more, err
}

func eventErrors(err error) []*EventError {
	if e, ok := err.(*EventError); ok {
		return []*EventError{e}
	}
	var out []*EventError
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range j.Unwrap() {
			out = append(out, eventErrors(e)...)
		}
	}
	return out
}

func (s *Store) checkEvents(events []Event, fresh bool) error {
	latest, bounded := int64(0), fresh && s.options.Now != nil
	if bounded {
		latest = s.options.Now().Add(s.options.Skew).UnixMilli()
	}
	earliest := int64(Beginning)
	if s.now.dropped != 0 {
		earliest = s.calendar.start(s.now.dropped)
	}
	var bad []error
	for i := range events {
		e := &events[i]
		err := e.Check()
		if err == nil {
			if ms := unixMilli(e.Time); bounded && ms > latest {
				err = &FieldError{"time", fmt.Errorf("%s: %w", e.Time.Format(time.RFC3339Nano), ErrFuture)}
			} else if ms < earliest {
				err = &FieldError{"time", fmt.Errorf("%s: %w (%s)", e.Time.Format(time.RFC3339Nano), ErrDropped, s.now.dropped)}
			}
		}
		if err == nil && len(s.now.declared) > 0 {
			err = s.checkDeclared(e)
		}
		if err != nil {
			bad = append(bad, &EventError{i, err})
		}
	}
	return errors.Join(bad...)
}

func (s *Store) checkDeclared(e *Event) error {
	for _, p := range e.Properties {
		if kind, ok := s.now.declared[p.Name]; ok {
			if _, err := (people.Declaration{Kind: kind}).Accept(p.Value); err != nil {
				return &FieldError{"properties." + strict.Name(p.Name), err}
			}
		}
	}
	return nil
}

// unixMilli is the time in milliseconds, rounded down, also before 1970.
func millis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func unixMilli(t time.Time) int64 { return t.Unix()*1000 + int64(t.Nanosecond())/1e6 }

// accept is the value that a property is kept as: of its declared kind.
func (s *Store) accept(p Property) value.Value {
	if kind, ok := s.now.declared[p.Name]; ok {
		if v, err := (people.Declaration{Kind: kind}).Accept(p.Value); err == nil {
			return v
		}
	}
	return p.Value
}

func (s *Store) applyEvents(events []Event, out *Appended) {
	st := &s.now
	var in incoming
	var ids [internBatch]string
	var numbers [internBatch]people.Number
	for len(events) > 0 {
		part := events[:min(len(events), internBatch)]
		events = events[len(part):]
		for i := range part {
			ids[i] = part[i].Person
		}
		st.people.InternBatch(ids[:len(part)], numbers[:])
		for i := range part {
			e := &part[i]
			s.pack(e, &in)
			if s.put(numbers[i], unixMilli(e.Time), e.ID, &in) {
				out.Added++
				st.appended++
				st.position++
			} else {
				out.Repeated++
				st.repeats++
			}
		}
	}
}

// internBatch is how many IDs are looked up at once: the look-ups overlap in the memory system, which makes them about twice as fast.
const internBatch = 256

// incoming is one event on its way in, coded.
type incoming struct {
	shape uint32
	slots []slot
	nums  []uint64
}

// pack codes an event's name and properties.
func (s *Store) pack(e *Event, in *incoming) {
	n := s.now.names
	events, properties, shapes := len(n.events), len(n.properties), len(n.shapes)
	event := n.event(e.Name)
	h := &n.habits[event]
	if !n.fits(h, e.Properties) {
		n.learn(h, e.Properties)
	}
	in.slots, in.nums = grown(in.slots, len(e.Properties)), grown(in.nums, len(e.Properties))
	same := h.known
	for i, p := range e.Properties {
		code, at := h.properties[i].code, h.properties[i].place
		texts := n.properties[code].texts
		st, u := pack(s.accept(p), texts.code)
		n.mostTexts = max(n.mostTexts, texts.count())
		in.slots[at], in.nums[at] = slot{code, st}, u
		same = same && n.shapes[h.shape].slots[at].storage == st
	}
	if !same {
		h.shape, h.known = n.shape(event, in.slots), true
	}
	in.shape = h.shape
	if len(n.events) != events || len(n.properties) != properties || len(n.shapes) != shapes {
		s.now.known = nil
	}
}

// put adds a coded event to a person's log, unless the person has one of that ID.
func (s *Store) put(n people.Number, ms int64, id string, in *incoming) bool {
	st := &s.now
	sh := st.shardOf(n)
	low := uint16(n % people.ShardSize)
	if id != "" {
		h := fingerprint(s.seed, n, id)
		if sh.seen.has(h) {
			if sh.hasID(low, id) {
				return false
			}
		} else {
			sh.seen.add(h)
		}
	}
	if st.events == 0 {
		st.oldest, st.newest = ms, ms
	}
	st.oldest, st.newest = min(st.oldest, ms), max(st.newest, ms)
	st.events++
	sh.view = nil
	h := sh.open()
	if s.options.Limits.Bytes > 0 {
		st.spread -= h.spread(len(st.names.shapes))
	}
	h.add(low, ms, in.shape, in.nums, id)
	if s.options.Limits.Bytes > 0 {
		st.spread += h.spread(len(st.names.shapes))
	}
	if h.len() == headRows {
		s.filled(int(n) / people.ShardSize)
	}
	return true
}

// hasID looks for an event ID in a person's log.
func (s *shard) hasID(low uint16, id string) bool {
	for _, h := range s.heads {
		for i, l := range h.low {
			if l == low && string(h.id(i)) == id {
				return true
			}
		}
	}
	for _, r := range s.runs {
		if p, ok := r.person(low); ok && r.idEnd != nil {
			for row := r.first[p]; row < r.first[p+1]; row++ {
				if string(r.id(row)) == id {
					return true
				}
			}
		}
	}
	return false
}
