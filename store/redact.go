package store

import (
	"fmt"

	"github.com/footfall-go/footfall/people/strict"
)

// Redact takes from a person (an alias redacts the person it names) everything but what was done when: attributes, tags, all names, and the properties and IDs of events go at once. The names and times
// of the events stay, under a person without a name, who counts in everyone known, in behaviour, and in every number that asks for neither attributes, tags nor properties.
//
//   - A person without a name has no attributes and no tags, and is given none: Tag leaves those of its set out and counts them (Tagged.Nameless). Tests on attributes and tags find them as they find
//     anybody who has none: no comparison holds, "is not known" and "not tagged" do.
//   - Sets count them; IDs and exports of sets pass over them; View.Log shows their events without a person. No ID leads to them: they cannot be merged, explained, redacted again or deleted.
//   - The old ID, and what were its aliases, are unknown: a later write makes a new person, and an event that comes again then counts again.
//   - Sets of views from before have the person as one that was deleted. Views themselves keep what they hold.
//
// As after Delete, the bytes go with the compaction that it starts: see Compact. ErrNoPerson; ErrFull where there is no room for the event names by themselves or for one more person ever. It costs a
// microsecond an event of the person.
func (s *Store) Redact(person string) error {
	_, err := s.commit(change{op: opRedact, person: person})
	return err
}

func (s *Store) checkRedact(c *change) error {
	st := &s.now
	n, ok := st.people.Find(c.person)
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoPerson, strict.Quote(c.person))
	}
	bare := map[uint32]bool{} // events that have no shape without properties yet
	for _, e := range s.coded(n) {
		event := st.names.shapes[e.incoming.shape].event
		st.names.shapeKey(event, nil)
		if _, ok := st.names.shapeCode[string(st.names.key)]; !ok {
			bare[event] = true
		}
	}
	if shapes := len(st.names.shapes) + len(bare); shapes > MaxNames {
		return fmt.Errorf("%w: %s: %d with what comes, at most %d", ErrFull, ofShapes, shapes, MaxNames)
	}
	return nil
}

// applyRedact deletes the person, and has a new one without a name who did the same at the same times. So whatever forgets the deleted forgets the redacted.
func (s *Store) applyRedact(c *change) {
	st := &s.now
	n, ok := st.people.Find(c.person)
	if !ok {
		return // an earlier change of the same commit has taken the person away
	}
	log := s.coded(n)
	st.people.Delete(n)
	s.bury(n, len(log))
	nameless := st.people.AddNameless()
	st.memory.since += int64(len(log)) * growing * weightOfRow // what they were stays until the compaction
	for i := range log {
		shapes := len(st.names.shapes)
		bare := incoming{shape: st.names.shape(st.names.shapes[log[i].incoming.shape].event, nil)}
		if len(st.names.shapes) != shapes {
			st.known = nil
		}
		s.put(nameless, log[i].ms, "", &bare)
	}
	st.position++
	s.forgetSoon()
}
