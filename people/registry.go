package people

import (
	"github.com/google/btree"

	"github.com/footfall-go/footfall/people/value"
)

// Registry is the mutable state of people: who they are, what is known of them, their tags. The store owns one and drives it under its
// lock; a Registry by itself is not safe for concurrent use, but its Views are, also while it goes on changing. NewRegistry makes one.
//
// A number that its methods take is one that it gave out; writing to a dead one, or to one without a name, does nothing.
type Registry struct {
	state
	epoch   uint64    // grows with every new view: what is stamped with an older one is held by a view
	last    *View     // the view of the state as it stands; nil after a change
	touched []*column // columns written in this epoch
	tagged  uint64    // the epoch in which the list of tags was made
	listed  uint64    // the epoch in which the list of columns was made
	free    *btree.FreeListG[entry]
}

// NewRegistry makes a Registry without people.
func NewRegistry() *Registry {
	return &Registry{state: state{home: &home{}, ids: newTable()}, epoch: 1, free: btree.NewFreeListG[entry](btree.DefaultFreeListSize)}
}

// Intern gives the number of the living person that the ID (or alias) names, making a new person where there is none. The caller has
// checked the ID, and that Len is below MaxPeople.
func (r *Registry) Intern(id string) (n Number, fresh bool) {
	return r.intern(id, r.ids.hash(id))
}

func (r *Registry) intern(id string, fingerprint uint32) (n Number, fresh bool) {
	code, known := r.ids.findHash(id, fingerprint)
	if known {
		if n, ok := r.living(Number(code)); ok {
			return n, false
		}
		r.ids.repeats = true
	}
	r.last = nil
	return Number(r.ids.addHash(id, fingerprint)), true
}

// InternBatch is Intern for many IDs, in their order: numbers[i] is the number of ids[i]. It is faster than as many calls, because the
// look-ups overlap. numbers is at least as long as ids.
func (r *Registry) InternBatch(ids []string, numbers []Number) (fresh int) {
	const block = 64
	var fingerprints [block]uint32
	for len(ids) > 0 {
		n := min(block, len(ids))
		for i, id := range ids[:n] {
			fingerprints[i] = r.ids.hash(id)
		}
		r.ids.warm(fingerprints[:n])
		for i, id := range ids[:n] {
			var isNew bool
			if numbers[i], isNew = r.intern(id, fingerprints[i]); isNew {
				fresh++
			}
		}
		ids, numbers = ids[n:], numbers[n:]
	}
	return fresh
}

// Find is Intern without making: the living person that the ID (or alias) names.
func (r *Registry) Find(id string) (Number, bool) { return r.find(id) }

// Len is the number of numbers given out, dead ones included.
func (r *Registry) Len() int { return int(r.ids.n) }

// Count is how many people there are: numbers given out, without the deleted and merged away.
func (r *Registry) Count() int { return int(r.ids.n) - r.dead.count }

// AttributeCount and TagCount are how many names of attributes and of tags there are, those that nobody has included.
func (r *Registry) AttributeCount() int { return len(r.columns) }

// TagCount: see AttributeCount.
func (r *Registry) TagCount() int { return len(r.tags) }

// HasAttribute reports whether there is an attribute of this name, be it that somebody had it once or that it is declared.
func (r *Registry) HasAttribute(attribute string) bool { return r.column(attribute) != nil }

// Merge makes from an alias of into: tags unite, attributes of into win, from's number is dead from now on. Both are living, have names and
// are different: checked by the caller. It costs a look at each attribute and tag.
func (r *Registry) Merge(from, into Number) {
	if from == into || !r.named(from) || !r.named(into) {
		return
	}
	for i := range r.columns {
		name := r.columns[i].name
		if v := r.columns[i].get(from); !v.IsZero() {
			if r.columns[i].get(into).IsZero() {
				r.Set(into, name, v)
			}
			r.Remove(from, name)
		}
	}
	for i := range r.tags {
		if r.tags[i].members.has(from) {
			t := r.tag(i)
			t.members.remove(from, r.epoch)
			t.members.add(into, r.epoch)
		}
	}
	r.links.merge(from, into, r.epoch)
	r.dead.add(from, r.epoch)
	r.last = nil
}

// Delete makes the person's number dead: attributes and tags go, and no later view finds the ID or its aliases. The bytes go with ForgetIDs and ForgetTexts, or with
// Compact.
func (r *Registry) Delete(n Number) {
	if !r.alive(n) {
		return
	}
	for i := range r.columns {
		r.Remove(n, r.columns[i].name)
	}
	for i := range r.tags {
		if r.tags[i].members.has(n) {
			r.tag(i).members.remove(n, r.epoch)
		}
	}
	r.dead.add(n, r.epoch)
	r.last = nil
}

// View is an immutable state of the people. Taking one costs the same however many people there are, and a write after it copies the page,
// bitmap or index node that it changes. Two views with no change between them are one.
func (r *Registry) View() *View {
	if r.last == nil {
		for _, c := range r.touched {
			c.show()
		}
		clear(r.touched) // not to hold on to what views have let go of
		r.touched = r.touched[:0]
		r.last = &View{state: r.state}
		r.epoch++
	}
	return r.last
}

// Get is the person's value of an attribute; the zero Value where it is absent.
func (r *Registry) Get(n Number, attribute string) value.Value { return r.get(n, attribute) }

// Declared gives the declaration of an attribute, and whether it has one.
func (r *Registry) Declared(attribute string) (Declaration, bool) {
	if c := r.column(attribute); c != nil && c.declared {
		return c.declaration, true
	}
	return Declaration{}, false
}

// HasTag reports whether there is a tag of this name, with people or without.
func (r *Registry) HasTag(tag string) bool {
	_, ok := r.tagIndex(tag)
	return ok
}

// home tells the views and sets of one Registry from those of another.
type home struct{ _ byte }

// state is what Registry and View both read. It is copied by assignment.
type state struct {
	home    *home
	ids     table
	links   links
	dead    members
	unnamed members   // numbers whose ID is gone: living people without a name, and the dead that were forgotten
	columns []*column // by name
	tags    []*tag    // by name
}

// living is who a number has become, if anybody.
func (s *state) living(n Number) (Number, bool) {
	if !s.dead.has(n) {
		return n, true
	}
	p := s.links.person(n)
	return p, p != n && !s.dead.has(p)
}

func (s *state) alive(n Number) bool { return uint32(n) < s.ids.n && !s.dead.has(n) }

func (s *state) find(id string) (Number, bool) {
	code, ok := s.ids.find(id)
	if !ok {
		return 0, false
	}
	n, ok := s.living(Number(code))
	if !ok {
		return 0, false
	}
	return n, true
}

func (s *state) get(n Number, attribute string) value.Value {
	if c := s.column(attribute); c != nil {
		return c.get(n)
	}
	return value.Value{}
}
