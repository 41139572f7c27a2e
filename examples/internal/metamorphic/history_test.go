package metamorphic_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// A history is what happened to a store: stage after stage. Within a stage the order of events means nothing, and neither does when an attribute or a tag came that nothing else in it is about.
type history []stage

type stage struct {
	events []store.Event
	facts  []fact
	ends   func(*store.Store) error // what everything before it has to be there for; nil: nothing
}

// fact is something that is known of a person: a tag, or attributes that no other fact of the stage sets.
type fact struct {
	person     string
	tag        string
	attributes people.Attributes
}

func (f fact) add(c *store.Changes) {
	if f.tag != "" {
		c.TagPeople(f.tag, f.person)
	} else {
		c.SetAttributes(f.person, f.attributes)
	}
}

const persons = 80

func id(i int) string { return fmt.Sprintf("person %02d", i) }

var names = []string{"Registration", "Song Played", "Video Watched", "Payment", "Refund", "Login"}

var begin = time.Date(2026, 2, 20, 0, 0, 0, 0, time.UTC) // the clock changes in Zagreb on 29 March

// newHistory makes up a history: about so many events, of which some have IDs and come twice, many share an instant, and some are at the first and last millisecond of a day.
func newHistory(random *rand.Rand, events int) history {
	const stages = 8
	h := make(history, stages)
	away := random.Perm(persons)
	for i := range h {
		for range events / stages {
			h[i].events = append(h[i].events, newEvent(random))
			if e := h[i].events[random.IntN(len(h[i].events))]; e.ID != "" && random.IntN(4) == 0 {
				h[i].events = append(h[i].events, e)
			}
		}
		for _, person := range random.Perm(persons)[:persons/2] {
			if i >= 2 && person == away[2] || i >= 4 && person == away[3] {
				continue // it is the one whom others are an alias of: facts about it are facts about them
			}
			f := fact{person: id(person)}
			switch random.IntN(4) {
			case 0:
				f.tag = []string{"vip", "staff"}[random.IntN(2)]
			case 1:
				f.attributes = people.Attributes{"registered": value.Of(value.DateOf(begin, time.UTC) + value.Date(random.IntN(60)))}
			default:
				f.attributes = people.Attributes{"country": value.Of([]string{"HR", "SI", "AT"}[random.IntN(3)]), "age": value.Of(16 + random.IntN(60))}
			}
			h[i].facts = append(h[i].facts, f)
		}
	}
	h[0].ends = func(s *store.Store) error { return s.Delete(id(away[0])) }
	h[1].ends = func(s *store.Store) error { return s.Merge(id(away[1]), id(away[2])) }
	h[2].ends = func(s *store.Store) error {
		_, err := s.DropBefore(value.DateOf(begin, time.UTC) + 5)
		return err
	}
	h[3].ends = func(s *store.Store) error { return s.Merge(id(away[2]), id(away[3])) }
	h[4].ends = func(s *store.Store) error {
		_, err := s.Untag("vip", s.View().People().Everyone())
		return err
	}
	h[5].ends = func(s *store.Store) error { return s.Delete(id(away[1])) } // an alias by now, of an alias
	h[6].ends = func(s *store.Store) error { return s.Redact(id(away[4])) }
	for i := 3; i < stages; i++ {
		first := begin.AddDate(0, 0, 6)
		for j := range h[i].events {
			if e := &h[i].events[j]; e.Time.Before(first) { // it would be refused
				e.Time = first
			}
		}
	}
	return h
}

func newEvent(random *rand.Rand) store.Event {
	at := begin.AddDate(0, 0, random.IntN(60))
	switch random.IntN(8) {
	case 0: // the edge of a day
	case 1:
		at = at.Add(-time.Millisecond)
	case 2:
		at = at.Add(time.Duration(random.IntN(24)) * time.Hour)
	default:
		at = at.Add(time.Duration(random.IntN(24*60)) * time.Minute)
	}
	e := store.Event{Person: id(random.IntN(persons)), Name: names[min(random.IntN(len(names)), random.IntN(len(names)))], Time: at}
	if random.IntN(5) == 0 {
		// An ID says what the event is: it is sent again as it was.
		e.ID = fmt.Sprint(e.Person, e.Name, at.UnixMilli())
		return e
	}
	if random.IntN(2) == 0 {
		e.Properties = append(e.Properties, store.Prop("genre", []string{"rock", "pop", "jazz", "folk"}[random.IntN(4)]))
	}
	if random.IntN(3) == 0 {
		e.Properties = append(e.Properties, store.Prop("price", float64(random.IntN(2000))/100))
	}
	if random.IntN(6) == 0 {
		e.Properties = append(e.Properties, store.Prop("loud", random.IntN(2) == 0))
	}
	return e
}
