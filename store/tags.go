package store

import (
	"slices"

	"github.com/footfall-go/footfall/people"
)

// Tagged is what came of tagging a set: Given = Added + Already + Merged + Deleted + Nameless.
type Tagged struct {
	Given    int `json:"given"`    // people in the set
	Added    int `json:"added"`    // have the tag from now on
	Already  int `json:"already"`  // had it
	Merged   int `json:"merged"`   // have been merged since the set was made, into somebody who is counted above
	Deleted  int `json:"deleted"`  // have been deleted or redacted since
	Nameless int `json:"nameless"` // had been redacted before: people without a name have no tags
	Total    int `json:"total"`    // people that have the tag now
}

// CreateTag makes a tag without people; one that is there stays as it is.
func (s *Store) CreateTag(name string) error {
	_, err := s.commit(change{op: opCreateTag, name: name})
	return err
}

// Tag adds the people of a set to a tag, which is made where new. The set may be of an older view of this store: people merged since are followed, people deleted
// or redacted are left out, and the result counts them. Tagging twice changes nothing. A set of another store
// (also of one that this one was loaded from) is ErrInvalid: its numbers mean other people.
func (s *Store) Tag(name string, set people.Set) (Tagged, error) {
	out, err := s.commit(change{op: opTagSet, name: name, set: set})
	return out.tagged, err
}

// TagPeople adds people to a tag by their IDs; people not known yet become known.
func (s *Store) TagPeople(name string, ids ...string) (Tagged, error) {
	out, err := s.commit(change{op: opTagPeople, name: name, names: ids})
	return out.tagged, err
}

// Untag takes the people of a set off a tag and reports how many had it. ErrNoTag where there is no such tag.
func (s *Store) Untag(name string, set people.Set) (int, error) {
	out, err := s.commit(change{op: opUntagSet, name: name, set: set})
	return out.removed, err
}

// RenameTag gives a tag another name. ErrNoTag, ErrTagExists. Definitions that name the old one are not changed: it is a tag that no data has brought then.
func (s *Store) RenameTag(from, to string) error {
	_, err := s.commit(change{op: opRenameTag, name: from, to: to})
	return err
}

// DeleteTag takes a tag off everybody and away. ErrNoTag.
func (s *Store) DeleteTag(name string) error {
	_, err := s.commit(change{op: opDeleteTag, name: name})
	return err
}

func (s *Store) applyTag(c *change, out *outcome) {
	p := s.now.people
	switch c.op {
	case opCreateTag:
		if p.CreateTag(c.name) {
			s.now.position++
		}
	case opRenameTag:
		if p.RenameTag(c.name, c.to) {
			s.now.position++
		}
	case opDeleteTag:
		if p.DeleteTag(c.name) {
			s.now.position++
		}
	case opTagPeople:
		numbers := make([]people.Number, len(c.names))
		p.InternBatch(c.names, numbers)
		slices.Sort(numbers)
		numbers = slices.Compact(numbers)
		s.tagThere(c.name)
		s.tagged(c.name, Tagged{Given: len(numbers), Added: p.TagNumbers(c.name, numbers)}, out)
	case opTagSet:
		carried, _, deleted := p.View().Carry(c.set)
		named := carried.AndNot(p.View().Nameless())
		given, here := c.set.Len(), carried.Len()
		s.tagThere(c.name)
		s.tagged(c.name, Tagged{Given: given, Added: p.AddToTag(c.name, named), Deleted: deleted, Merged: given - deleted - here, Nameless: here - named.Len()}, out)
	case opUntagSet:
		carried, _, _ := p.View().Carry(c.set)
		out.removed = p.RemoveFromTag(c.name, carried)
		s.now.position += uint64(out.removed)
	}
}

// tagThere makes a tag where there is none.
func (s *Store) tagThere(name string) {
	if s.now.people.CreateTag(name) {
		s.now.position++
	}
}

// tagged completes what is told of people who were tagged.
func (s *Store) tagged(name string, t Tagged, out *outcome) {
	t.Already = t.Given - t.Added - t.Merged - t.Deleted - t.Nameless
	t.Total = s.now.people.TagLen(name)
	s.now.position += uint64(t.Added)
	out.tagged = t
}
