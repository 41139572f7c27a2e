package store

import (
	"cmp"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// ErrFull is a commit that would take the store over one of its Limits, or over MaxNames, MaxTexts or people.MaxPeople: nothing of it was made. The error names what is full, how much
// there would be, and the limit. What is there stays and answers; there is room for events and people again after DropBefore
// and Delete.
var ErrFull = errors.New("store: full")

// Limits are the most that a store holds: a commit that would go over one of them is refused whole with ErrFull. A field that is 0 sets no limit; a negative one is an ErrInvalid. They are held against
// new commits alone: a state that is loaded or made again from a journal may be over them, and then takes only what adds nothing. Keeping to them costs next to nothing until they are near, and then
// some microseconds an event.
type Limits struct {
	People int   // living. Everybody whom a commit names for the first time counts, also who is merged away by it
	Events int64 // of living people; repeats do not count
	Names  int   // different names of events, of properties, of attributes, of tags, and of notes: each of the five by itself. Names stay when nothing has them any more. At most MaxNames
	Texts  int   // different texts, and lists of texts, of one property, whatever its events. (An attribute has no more texts than people.) At most MaxTexts

	// Bytes is of memory, as Stats has it under Bytes.Truth: people, logs, heads, event IDs, texts, names and notes. It counts ahead what grows by steps (tables that double), and bounds from above what a
	// commit adds; so it refuses somewhat before the statistics are there, the earlier the larger the commit. Sorting rows in beside the writer may move them by some percent either way.
	// What a sealer or Compact works with meanwhile, what questions make, and what only views of earlier states show comes on top: see Options.Projections.
	Bytes int64
}

// The most of what a store tells apart, whatever its Limits. They keep a row small; a service stays far below them unless it builds names from data.
const (
	MaxNames = 1 << 16 // names of each kind; and combinations of event, property names and types
	MaxTexts = 1<<31 - 1
)

// amount is something of which a store holds so many.
type amount int

const (
	ofPeople amount = iota
	ofNumbers
	ofEvents
	ofEventNames
	ofPropertyNames
	ofAttributeNames
	ofTags
	ofNotes
	ofShapes
	ofTexts // of the property that has the most
	amountCount
)

func (a amount) String() string {
	return [...]string{"people", "people ever", "events", "event names", "property names", "attribute names", "tags", "notes",
		"combinations of event, property names and types", "texts"}[a]
}

type amounts [amountCount]int64

func (l *Limits) check() error {
	for _, f := range []struct {
		name        string
		given, most int64
	}{{"People", int64(l.People), people.MaxPeople}, {"Events", l.Events, 0}, {"Bytes", l.Bytes, 0}, {"Names", int64(l.Names), MaxNames}, {"Texts", int64(l.Texts), MaxTexts}} {
		if f.given < 0 {
			return fmt.Errorf("store: options: Limits.%s: %d is negative: %w", f.name, f.given, ErrInvalid)
		}
		if f.most > 0 && f.given > f.most {
			return fmt.Errorf("store: options: Limits.%s: %d, at most %d: %w", f.name, f.given, f.most, ErrInvalid)
		}
	}
	return nil
}

// amounts are the limits with what 0 stands for.
func (l *Limits) amounts() (most amounts) {
	for a := range most {
		most[a] = MaxNames
	}
	most[ofPeople], most[ofNumbers], most[ofEvents], most[ofTexts] = people.MaxPeople, people.MaxPeople, 1<<62, MaxTexts
	if l.People > 0 {
		most[ofPeople] = int64(l.People)
	}
	if l.Events > 0 {
		most[ofEvents] = l.Events
	}
	for _, a := range []amount{ofEventNames, ofPropertyNames, ofAttributeNames, ofTags, ofNotes} {
		if l.Names > 0 {
			most[a] = int64(l.Names)
		}
	}
	if l.Texts > 0 {
		most[ofTexts] = int64(l.Texts)
	}
	return most
}

// amounts are what there is. It costs the same however much that is.
func (st *state) amounts() (have amounts) {
	have[ofPeople], have[ofNumbers], have[ofEvents] = int64(st.people.Count()), int64(st.people.Len()), st.events
	have[ofEventNames], have[ofPropertyNames], have[ofShapes] = int64(len(st.names.events)), int64(len(st.names.properties)), int64(len(st.names.shapes))
	have[ofPropertyNames] += int64(len(st.declared)) // at most: those that events have are among them, mostly. See propertyNames
	have[ofAttributeNames], have[ofTags], have[ofNotes] = int64(st.people.AttributeCount()), int64(st.people.TagCount()), int64(st.notes.count())
	have[ofTexts] = int64(st.names.mostTexts)
	return have
}

// propertyNames is how many names of properties there are, of those that events have and of those that are declared. It costs a look at each declared one.
func (st *state) propertyNames() int64 {
	n := len(st.names.properties)
	for name := range st.declared {
		if _, had := st.names.propertyCode[name]; !had {
			n++
		}
	}
	return int64(n)
}

func (st *state) hasProperty(name string) bool {
	_, had := st.names.propertyCode[name]
	_, declared := st.declared[name]
	return had || declared
}

// checkRoom reports whether what the changes bring still fits. It counts exactly only where it is close: first it takes everything for new.
func (s *Store) checkRoom(changes []change, fresh bool) error {
	most := &s.most
	if !fresh {
		all := (&Limits{}).amounts() // they were held against the others when they came
		most = &all
	}
	if fresh && s.options.Limits.Bytes > 0 {
		if err := s.checkBytes(changes); err != nil {
			return err
		}
	}
	have := s.now.amounts()
	coming := atMost(changes)
	c := newcomers{store: s, renewed: renews(changes)}
	if c.renewed && coming[ofNumbers] > coming[ofPeople] { // somebody is redacted, who may have done anything by then
		coming[ofShapes] += int64(len(s.now.names.events)) + coming[ofEvents]
	}
	near := false
	for a := range coming {
		c.close[a] = coming[a] > 0 && have[a]+coming[a] > most[a]
		near = near || c.close[a]
	}
	if !near {
		return nil
	}
	if c.close[ofPropertyNames] {
		have[ofPropertyNames] = s.now.propertyNames()
	}
	for i := range changes {
		c.change(&changes[i])
	}
	for a, n := range c.new {
		if have[a]+n > most[a] && n > 0 && amount(a) != ofTexts {
			return fmt.Errorf("%w: %s: %d with what comes, at most %d", ErrFull, amount(a), have[a]+n, most[a])
		}
	}
	for name, n := range c.texts {
		if code, ok := s.now.names.propertyCode[name]; ok {
			n += int64(s.now.names.properties[code].texts.count())
		}
		if n > most[ofTexts] {
			return fmt.Errorf("%w: texts of property %s: %d with what comes, at most %d", ErrFull, strict.Quote(name), n, most[ofTexts])
		}
	}
	return nil
}

// renews reports whether changes take somebody away besides what else they do: who is known before them may be somebody new by the time that a later one names the ID.
func renews(changes []change) bool {
	for i := range changes {
		if o := changes[i].op; (o == opDelete || o == opRedact) && len(changes) > 1 {
			return true
		}
	}
	return false
}

// atMost is what changes bring, if everything in them is new.
func atMost(changes []change) (n amounts) {
	nameless := int64(0)
	for i := range changes {
		c := &changes[i]
		switch c.op {
		case opEvents:
			n[ofPeople] += int64(len(c.events))
			n[ofEvents] += int64(len(c.events))
			for j := range c.events {
				n[ofPropertyNames] += int64(len(c.events[j].Properties))
			}
		case opSetAttributes:
			n[ofPeople]++
			n[ofAttributeNames] += int64(len(c.attributes))
		case opTagPeople:
			n[ofPeople] += int64(len(c.names))
			n[ofTags]++
		case opTagSet, opCreateTag:
			n[ofTags]++
		case opDeclareAttribute:
			n[ofAttributeNames]++
		case opDeclareProperty:
			n[ofPropertyNames]++
		case opMerge:
			n[ofPeople] += 2
		case opRedact:
			nameless++
		case opPutNote:
			n[ofNotes]++
		}
	}
	n[ofNumbers], n[ofEventNames], n[ofShapes], n[ofTexts] = n[ofPeople]+nameless, n[ofEvents], n[ofEvents], n[ofPropertyNames]
	return n
}

// newcomers counts exactly what changes bring of the amounts that are close to their limits.
type newcomers struct {
	store   *Store
	renewed bool // see renews: everybody counts as new
	close   [amountCount]bool
	new     amounts
	seen    map[newcomer]bool
	texts   map[string]int64 // by property
}

type newcomer struct {
	of       amount
	name, in string
}

// add counts a name that is not known, once.
func (c *newcomers) add(of amount, known bool, name, in string) bool {
	key := newcomer{of, name, in}
	if known || c.seen[key] {
		return false
	}
	if c.seen == nil {
		c.seen = map[newcomer]bool{}
	}
	c.seen[key] = true
	c.new[of]++
	return true
}

func (c *newcomers) change(ch *change) {
	st := &c.store.now
	switch ch.op {
	case opEvents:
		for i := range ch.events {
			c.event(&ch.events[i])
		}
	case opSetAttributes:
		c.person(ch.person)
		for name := range ch.attributes {
			c.add(ofAttributeNames, st.people.HasAttribute(name), name, "")
		}
	case opTagPeople:
		for _, id := range ch.names {
			c.person(id)
		}
		c.add(ofTags, st.people.HasTag(ch.name), ch.name, "")
	case opTagSet, opCreateTag:
		c.add(ofTags, st.people.HasTag(ch.name), ch.name, "")
	case opDeclareAttribute:
		c.add(ofAttributeNames, st.people.HasAttribute(ch.name), ch.name, "")
	case opDeclareProperty:
		c.add(ofPropertyNames, st.hasProperty(ch.name), ch.name, "")
	case opMerge:
		c.person(ch.person)
		c.person(ch.into)
	case opRedact:
		c.redact()
	case opPutNote:
		c.add(ofNotes, st.notes.get(ch.note.Kind, ch.note.Name) != nil, ch.note.Name, ch.note.Kind)
	}
}

func (c *newcomers) person(id string) {
	if !c.close[ofPeople] && !c.close[ofNumbers] {
		return
	}
	_, known := c.store.now.people.Find(id)
	if c.add(ofPeople, known && !c.renewed, id, "") || c.renewed {
		c.new[ofNumbers]++
	}
}

// redact counts who has no name, and every event that may be without properties from now on. What one Redact by itself brings, checkRedact has counted exactly.
func (c *newcomers) redact() {
	c.new[ofNumbers]++
	if !c.renewed || !c.close[ofShapes] {
		return
	}
	for _, name := range c.store.now.names.events {
		c.bare(name)
	}
}

// bare counts the combination of an event with no property.
func (c *newcomers) bare(event string) {
	e := Event{Name: event}
	c.add(ofShapes, c.store.hasShape(&e), fmt.Sprintf("%q", c.store.shapeParts(&e)), event)
}

func (c *newcomers) event(e *Event) {
	n := c.store.now.names
	c.person(e.Person)
	if c.close[ofEvents] {
		c.count(e)
	}
	if c.close[ofEventNames] {
		_, known := n.eventCode[e.Name]
		c.add(ofEventNames, known, e.Name, "")
	}
	if c.close[ofShapes] {
		if c.renewed {
			c.bare(e.Name)
		}
		if !c.store.hasShape(e) {
			c.add(ofShapes, false, fmt.Sprintf("%q", c.store.shapeParts(e)), e.Name)
		}
	}
	if !c.close[ofPropertyNames] && !c.close[ofTexts] {
		return
	}
	for _, p := range e.Properties {
		code, known := n.propertyCode[p.Name]
		c.add(ofPropertyNames, c.store.now.hasProperty(p.Name), p.Name, "")
		v := c.store.accept(p)
		if k := v.Kind(); !c.close[ofTexts] || k != value.Text && k != value.Texts {
			continue
		}
		_, _, text := v.Raw()
		if known {
			d := n.properties[code].texts
			_, known = d.find(maphash.String(d.seed, text), text)
		}
		if c.add(ofTexts, known, text, p.Name) {
			if c.texts == nil {
				c.texts = map[string]int64{}
			}
			c.texts[p.Name]++
		}
	}
}

// count counts an event, unless it is a repeat.
func (c *newcomers) count(e *Event) {
	if e.ID == "" {
		c.new[ofEvents]++
		return
	}
	who, repeat := "?"+e.Person, false
	if n, ok := c.store.now.people.Find(e.Person); ok && !c.renewed {
		who = strconv.Itoa(int(n))
		repeat = c.store.hasEvent(n, e.ID)
	}
	c.add(ofEvents, repeat, e.ID, who)
}

// hasEvent reports whether a person has an event of this ID.
func (s *Store) hasEvent(n people.Number, id string) bool {
	i := int(n) / people.ShardSize
	if i >= len(s.now.shards) {
		return false
	}
	sh := s.now.shards[i]
	return sh.seen.has(fingerprint(s.seed, n, id)) && sh.hasID(uint16(n%people.ShardSize), id)
}

// shapeParts are an event's property names, each with how its value is kept, in order.
func (s *Store) shapeParts(e *Event) []string {
	parts := make([]string, 0, len(e.Properties))
	for _, p := range e.Properties {
		st, _ := pack(s.accept(p), func(string) uint32 { return 0 })
		parts = append(parts, p.Name+"\x00"+string(rune(st)))
	}
	slices.Sort(parts)
	return parts
}

// hasShape reports whether the event's combination of name, property names and storage is coded already.
func (s *Store) hasShape(e *Event) bool {
	n := s.now.names
	event, ok := n.eventCode[e.Name]
	if !ok {
		return false
	}
	slots := make([]slot, 0, len(e.Properties))
	for _, p := range e.Properties {
		code, ok := n.propertyCode[p.Name]
		if !ok {
			return false
		}
		st, _ := pack(s.accept(p), func(string) uint32 { return 0 })
		slots = append(slots, slot{code, st})
	}
	slices.SortFunc(slots, func(a, b slot) int { return cmp.Compare(a.property, b.property) })
	n.shapeKey(event, slots)
	_, ok = n.shapeCode[string(n.key)]
	return ok
}
