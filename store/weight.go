package store

import (
	"fmt"
	"strconv"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// memory is what is known of the truth's bytes without measuring it at every commit: what it was when it was measured last, and what commits have added since, at most. Measuring costs a look at every run and every page
// of attributes, so it is done anew only after something worth it came or went. So a commit costs what it brings.
type memory struct {
	measured int64
	since    int64 // from above
	changed  bool  // something went, or was brought into another form
}

const (
	worthMeasuring = 64       // part of what was measured last
	leastMeasured  = 64 << 10 // bytes
)

// checkBytes reports whether changes fit into Limits.Bytes. First it takes everything in them for new, then it looks.
func (s *Store) checkBytes(changes []change) error {
	m, most := &s.now.memory, s.options.Limits.Bytes
	all := weigher{store: s, renewed: renews(changes)}
	all.changes(changes)
	if all.bytes == 0 || m.measured+m.since+all.bytes+all.names <= most {
		return nil
	}
	if m.changed || m.measured == 0 || m.since > m.measured/worthMeasuring+leastMeasured {
		_, truth := s.now.weigh()
		*m = memory{measured: truth}
		if truth+all.bytes+all.names <= most {
			return nil
		}
	}
	fresh := weigher{store: s, looks: true, renewed: all.renewed}
	fresh.changes(changes)
	if n := m.measured + m.since + fresh.bytes + fresh.names; fresh.bytes > 0 && n > most {
		return fmt.Errorf("%w: bytes: %d with what comes, at most %d", ErrFull, n, most)
	}
	return nil
}

// grown notes what the changes of a commit have added: what they bring, how far apart it lies, and names.
func (m *memory) grown(s *Store, changes []change, spread, names int64) {
	w := weigher{store: s}
	w.changes(changes)
	m.since += w.bytes + spread + names
	m.changed = m.changed || w.takes
}

// What things take in memory at most, in bytes.
const (
	weightOfSlot    = 22 // of a hash table that doubles at three quarters
	weightOfRow     = 22 // of a head, but for properties and ID
	weightOfPerson  = 16 + weightOfSlot
	weightOfText    = 24 + weightOfSlot
	weightOfTexts   = 5500 // the first of an attribute
	weightOfCell    = 32   // in an index
	weightOfPage    = 9500 // of an attribute, where kinds are mixed and numbers wide
	weightOfPages   = 1100 // the directory of a shard's
	weightOfMember  = 4
	weightOfMembers = 256
	weightOfEvent   = 256 + MaxNameBytes // the name of one
	weightOfField   = 2048 + MaxNameBytes
	weightOfShape   = 256
	weightOfPlace   = 40 // of a property in a shape, and in a habit
	weightOfRun     = 512
	weightOfNote    = 512
	growing         = 2 // a list that grows has up to so many times the room
)

// weigher bounds what changes add.
type weigher struct {
	store   *Store
	looks   bool // what is there already counts nothing; else all counts as new
	renewed bool // see renews: everybody counts as new
	bytes   int64
	names   int64 // of events, properties and their combinations, as bytes are
	takes   bool  // whether something may go
	seen    map[newcomer]bool
	fresh   int // people
}

// counts reports whether something has to be counted: everything, or what is new and comes first.
func (w *weigher) counts(of amount, name, in string) bool {
	if !w.looks {
		return true
	}
	key := newcomer{of, name, in}
	if w.seen[key] {
		return false
	}
	if w.seen == nil {
		w.seen = map[newcomer]bool{}
	}
	w.seen[key] = true
	return true
}

func (w *weigher) changes(changes []change) {
	for i := range changes {
		w.change(&changes[i])
	}
}

func (w *weigher) change(c *change) {
	st := &w.store.now
	switch c.op {
	case opEvents:
		for i := range c.events {
			w.event(&c.events[i])
		}
	case opSetAttributes:
		n := w.person(c.person)
		w.takes = true // of the texts that were there before
		for name, v := range c.attributes {
			w.attribute(n, name, v)
		}
	case opTagPeople:
		for _, id := range c.names {
			w.person(id)
			w.bytes += weightOfMember
		}
		w.bytes += weightOfMembers * int64(min(len(c.names), len(st.shards)+1)+1)
	case opTagSet, opCreateTag:
		n := c.set.Len()
		w.bytes += weightOfMember*int64(n) + weightOfMembers*int64(min(n, len(st.shards)+1)+1)
	case opDeclareAttribute:
		w.bytes += weightOfField
		if c.declare.Indexed {
			w.bytes += weightOfCell * int64(st.people.Count())
		}
	case opDeclareProperty:
		w.bytes += weightOfEvent
	case opMerge:
		w.takes = true
		w.person(c.into)
		w.person(c.person)
		if n, known := st.people.Find(c.person); known {
			rows := int64(w.store.rows(n)) * growing
			if w.bytes += rows * (weightOfRow + 8*4); w.renewed {
				w.bytes += rows * weightOfRow
			}
		}
		w.bytes += weightOfMembers
	case opRedact:
		if w.takes = true; w.renewed { // by itself it is never refused for bytes
			w.redact(c.person)
		}
	case opPutNote:
		w.bytes += c.note.bytes()
	default:
		w.takes = true
	}
}

// redact counts what somebody is made anew of, until a compaction takes what was before: whatever the commit has brought or merged may be among it, and so is counted twice by event and merge.
func (w *weigher) redact(id string) {
	w.bytes += weightOfPerson
	if n, known := w.store.now.people.Find(id); known {
		w.bytes += int64(w.store.rows(n)) * growing * weightOfRow
	}
	w.names += int64(len(w.store.now.names.events)) * weightOfShape
}

// person counts who is new, and gives the number that it has or will have.
func (w *weigher) person(id string) people.Number {
	p := w.store.now.people
	if w.looks && !w.renewed {
		if n, known := p.Find(id); known {
			return n
		}
	}
	if w.counts(ofPeople, id, "") {
		w.bytes += weightOfPerson + int64(len(id))*growing
		w.fresh++
	}
	return people.Number(p.Len() + w.fresh)
}

func (w *weigher) attribute(n people.Number, name string, v value.Value) {
	p := w.store.now.people
	if !w.looks || !p.HasAttribute(name) && w.counts(ofAttributeNames, name, "") {
		w.bytes += weightOfMembers + int64(len(name))
	}
	_, _, text := v.Raw()
	if w.bytes += weightOfCell; len(text) > 0 {
		w.bytes += weightOfText + int64(len(text))*growing
		if w.counts(ofTexts, name, "attribute") {
			w.bytes += weightOfTexts
		}
	}
	if w.counts(ofAttributeNames, name, strconv.Itoa(int(n/pageOfPeople))) {
		w.bytes += weightOfPage
	}
	if w.counts(ofAttributeNames, name, "shard "+strconv.Itoa(int(n/people.ShardSize))) {
		w.bytes += weightOfPages
	}
}

// pageOfPeople is how many people share a page of an attribute.
const pageOfPeople = 1024

func (w *weigher) event(e *Event) {
	n := w.store.now.names
	w.person(e.Person)
	w.bytes += growing * int64(weightOfRow+8*len(e.Properties)+len(e.ID))
	if w.renewed {
		w.bytes, w.names = w.bytes+growing*weightOfRow, w.names+weightOfShape
	}
	if e.ID != "" {
		w.bytes += weightOfSlot
	}
	if !w.looks {
		w.names += weightOfEvent + weightOfShape + int64(len(e.Properties))*(weightOfField+weightOfPlace)
	} else if !w.store.hasShape(e) && w.counts(ofShapes, fmt.Sprintf("%q", w.store.shapeParts(e)), e.Name) {
		w.names += weightOfEvent + weightOfShape + int64(len(e.Properties))*weightOfPlace
	}
	for i := range e.Properties {
		p := &e.Properties[i]
		code, known := uint32(0), false
		if w.looks {
			if code, known = n.propertyCode[p.Name]; !known && w.counts(ofPropertyNames, p.Name, "") {
				w.names += weightOfField
			}
		}
		kind, _, text := p.Value.Raw()
		if kind != value.Text && kind != value.Texts {
			continue
		}
		if known {
			known = n.properties[code].texts.has(text)
		}
		if !known && w.counts(ofTexts, text, p.Name) {
			w.bytes += weightOfText + int64(len(text))*growing
		}
	}
}

// rows is how many events of a person are stored.
func (s *Store) rows(n people.Number) (rows int) {
	i := int(n) / people.ShardSize
	if i >= len(s.now.shards) {
		return 0
	}
	low := uint16(n % people.ShardSize)
	for _, r := range s.now.shards[i].runs {
		if p, ok := r.person(low); ok {
			rows += int(r.first[p+1] - r.first[p])
		}
	}
	for _, h := range s.now.shards[i].heads {
		for _, l := range h.low {
			if l == low {
				rows++
			}
		}
	}
	return rows
}

// weight is what names take at most. It costs the same however many there are.
func (n *names) weight() int64 {
	return int64(len(n.events))*weightOfEvent + int64(len(n.properties))*weightOfField + int64(len(n.shapes))*weightOfShape + int64(n.slots)*weightOfPlace
}

func (n *Note) bytes() int64 {
	b := weightOfNote + int64(len(n.Name)+len(n.Body))
	for _, u := range n.Uses {
		b += 16 + int64(len(u))
	}
	return b
}

// ahead is how much more a hash table of 8-byte slots takes at most when it grows next, if entries are spread over its growing.
func ahead(entries, slots int) int64 {
	return max(0, int64(entries)*weightOfSlot+128-int64(slots)*8)
}
