package store

import (
	"errors"
	"fmt"
	"slices"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// Changes are several changes that go in as one: all or none, and no view sees a part of them. The zero Changes is ready for use; what is added is not copied
// until Commit. They apply in the order in which they were added.
type Changes struct {
	list []change
}

// Append adds events.
func (c *Changes) Append(events ...Event) {
	c.list = append(c.list, change{op: opEvents, events: events})
}

// SetAttributes adds that a person has these attributes.
func (c *Changes) SetAttributes(person string, a people.Attributes) {
	c.list = append(c.list, change{op: opSetAttributes, person: person, attributes: a})
}

// RemoveAttributes adds that a person has these attributes no more.
func (c *Changes) RemoveAttributes(person string, names ...string) {
	c.list = append(c.list, change{op: opRemoveAttributes, person: person, names: names})
}

// TagPeople adds people to a tag by their IDs.
func (c *Changes) TagPeople(tag string, ids ...string) {
	c.list = append(c.list, change{op: opTagPeople, name: tag, names: ids})
}

// Merge adds that from and into are one person: see Store.Merge. Whether that is possible is decided by the state before all of the changes.
func (c *Changes) Merge(from, into string) {
	c.list = append(c.list, change{op: opMerge, person: from, into: into})
}

// Delete adds that a person is deleted: see Store.Delete. As with Merge, ErrNoPerson is decided by the state before all of the changes; whoever is named by the ID after it is somebody new. Where several
// changes delete or redact somebody, that makes no room for the others: under the Limits every ID and every event of theirs counts as new.
func (c *Changes) Delete(person string) {
	c.list = append(c.list, change{op: opDelete, person: person})
}

// Redact adds that a person is redacted: see Store.Redact, and Delete for what is decided when. It is of all that the person has done by then, by earlier changes too; the rows that it makes anew count under
// Limits.Bytes, which they do not in Store.Redact.
func (c *Changes) Redact(person string) {
	c.list = append(c.list, change{op: opRedact, person: person})
}

// Commit makes the changes. On an error none was made; it joins what is wrong with each change at fault, by its index.
func (s *Store) Commit(c *Changes) (Appended, error) {
	if len(c.list) == 0 {
		return Appended{}, nil
	}
	out, err := s.commit(c.list...)
	return out.appended, err
}

// op is what a change does.
type op uint8

const (
	opEvents op = iota
	opSetAttributes
	opRemoveAttributes
	opTagPeople
	opTagSet
	opUntagSet
	opCreateTag
	opRenameTag
	opDeleteTag
	opDeclareAttribute
	opDeclareProperty
	opMerge
	opDelete
	opDropBefore
	opPutNote
	opRemoveNote
	opRedact
	opCount // how many there are
)

// change is the one record of a change of state: check says whether it can be made, apply makes it. Every writing call of a Store becomes one.
type change struct {
	op         op
	person     string // the one it is about; of a merge: from
	into       string
	name       string // of a tag, attribute, property
	to         string // of a renamed tag
	events     []Event
	attributes people.Attributes
	names      []string
	set        people.Set
	declare    people.Declaration
	day        value.Date
	note       Note
	revision   uint64
}

// outcome is what the changes of one commit came to.
type outcome struct {
	appended Appended
	tagged   Tagged
	removed  int
	dropped  int64
}

// commit makes changes, all or none, and counts what is refused.
func (s *Store) commit(changes ...change) (outcome, error) {
	out, err := s.attempt(changes...)
	if err != nil {
		s.refuse(err)
	}
	return out, err
}

// attempt makes changes, all or none, after what the day demands.
func (s *Store) attempt(changes ...change) (outcome, error) {
	if err := s.retain(); err != nil {
		return outcome{}, err
	}
	return s.enact(changes...)
}

// enact makes changes, all or none. What check finds in order cannot fail in apply: so a journal is told in between.
func (s *Store) enact(changes ...change) (outcome, error) {
	if s.options.Journal != nil {
		return s.commitJournaled(slices.Clone(changes)) // so that without a journal they stay on the caller's stack
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.checkAll(changes, true); err != nil {
		return outcome{}, err
	}
	return s.applyAll(changes), nil
}

// checkAll reports whether the changes of a commit can be made to the state as it is. Those that are not fresh were accepted before: they are not held against the clock of
// ingest, nor against types that only events since gone had.
func (s *Store) checkAll(changes []change, fresh bool) error {
	if countEvents(changes) > MaxBatch {
		return fmt.Errorf("store: events: more than %d in one call: %w", MaxBatch, ErrLimit)
	}
	var bad []error
	for i := range changes {
		switch err := s.check(&changes[i], fresh); {
		case err == nil:
		case len(changes) == 1:
			return err
		default:
			bad = append(bad, &changeError{i, err})
		}
	}
	if bad != nil {
		return errors.Join(bad...)
	}
	return s.checkRoom(changes, fresh)
}

// applyAll makes the changes of a commit.
func (s *Store) applyAll(changes []change) (out outcome) {
	st := &s.now
	spread, names := st.spread, st.names.weight()
	for i := range changes {
		s.apply(&changes[i], &out)
	}
	if s.options.Limits.Bytes > 0 {
		st.memory.grown(s, changes, st.spread-spread, st.names.weight()-names)
	}
	st.commits++
	return out
}

// check reports whether a change can be made to the state as it is.
func (s *Store) check(c *change, fresh bool) error {
	st := &s.now
	switch c.op {
	case opEvents:
		return s.checkEvents(c.events, fresh)
	case opSetAttributes:
		return s.checkAttributes(c.person, c.attributes)
	case opRemoveAttributes:
		return checkID("person", c.person)
	case opTagPeople:
		for i, id := range c.names {
			if err := checkID(fmt.Sprintf("ids[%d]", i), id); err != nil {
				return err
			}
		}
		return checkID("tag", c.name)
	case opTagSet, opCreateTag:
		if !st.people.View().Knows(c.set) {
			return wrong("set", "of another store")
		}
		return checkID("tag", c.name)
	case opUntagSet, opDeleteTag:
		if !st.people.View().Knows(c.set) {
			return wrong("set", "of another store")
		}
		if !st.people.HasTag(c.name) {
			return fmt.Errorf("%w: %s", ErrNoTag, strict.Quote(c.name))
		}
	case opRenameTag:
		if !st.people.HasTag(c.name) {
			return fmt.Errorf("%w: %s", ErrNoTag, strict.Quote(c.name))
		}
		if st.people.HasTag(c.to) {
			return fmt.Errorf("%w: %s", ErrTagExists, strict.Quote(c.to))
		}
		return checkID("tag", c.to)
	case opDeclareAttribute:
		return s.checkDeclareAttribute(c)
	case opDeclareProperty:
		return s.checkDeclareProperty(c, fresh)
	case opMerge:
		return s.checkMerge(c)
	case opDelete:
		if _, ok := st.people.Find(c.person); !ok {
			return fmt.Errorf("%w: %s", ErrNoPerson, strict.Quote(c.person))
		}
	case opRedact:
		return s.checkRedact(c)
	case opDropBefore:
		if !c.day.Valid() {
			return wrong("day", "%d is not a date", c.day)
		}
	case opPutNote, opRemoveNote:
		return s.checkNote(c)
	}
	return nil
}

// apply makes a change that check has found in order: the one function that changes the state.
func (s *Store) apply(c *change, out *outcome) {
	st := &s.now
	s.view = nil
	switch c.op {
	case opEvents:
		s.applyEvents(c.events, &out.appended)
	case opSetAttributes:
		n, _ := st.people.Intern(c.person)
		for _, name := range sortedNames(c.attributes) {
			v := c.attributes[name]
			if d, ok := st.people.Declared(name); ok {
				v, _ = d.Accept(v)
			}
			st.people.Set(n, name, v)
			st.position++
		}
	case opRemoveAttributes:
		if n, ok := st.people.Find(c.person); ok {
			for _, name := range c.names {
				if st.people.Remove(n, name) {
					out.removed++
					st.position++
				}
			}
		}
	case opTagPeople, opTagSet, opUntagSet, opCreateTag, opRenameTag, opDeleteTag:
		s.applyTag(c, out)
	case opDeclareAttribute:
		if err := st.people.Declare(c.name, c.declare); err == nil {
			st.position++
		}
	case opDeclareProperty:
		s.applyDeclareProperty(c)
	case opMerge:
		s.applyMerge(c)
	case opDelete:
		s.applyDelete(c)
	case opRedact:
		s.applyRedact(c)
	case opDropBefore:
		out.dropped = s.applyDropBefore(c.day)
	case opPutNote, opRemoveNote:
		s.applyNote(c)
	}
}

func sortedNames(a people.Attributes) []string {
	names := make([]string, 0, len(a))
	for name := range a {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// checkID holds the rules of a name or an ID that is given by itself.
func checkID(field, id string) error {
	limit := MaxNameBytes
	if err := checkName(id, limit); err != nil {
		return &FieldError{field, err}
	}
	return nil
}
