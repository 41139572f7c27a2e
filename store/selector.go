package store

import (
	"fmt"
	"slices"

	"github.com/footfall-go/footfall/people/value"
)

// Selector says which events: one name, any of several, or any event (no names); and under which condition on their properties. The zero
// Selector is any event. It is plain data: it must not be changed while somebody uses it.
//
// Its JSON is {"event":"Song Played"} for one name, {"events":["Song Played","Album Played"]} for several, {} for any event; each with an optional
// "where" that holds a Condition.
type Selector struct {
	Events []string  // names, at most MaxSelectorEvents; none: any event
	Where  Condition // nil: no condition
}

// On selects one event: store.On("Song Played", store.If("genre", value.Is("rock"))). Several conditions must all hold.
func On(event string, where ...Condition) Selector {
	return Selector{Events: []string{event}, Where: both(where)}
}

// OnAny selects any of several events. No names at all are every event, as in OnEvery: where the names come from data, see that there are some.
func OnAny(events []string, where ...Condition) Selector {
	return Selector{Events: slices.Clone(events), Where: both(where)}
}

// OnEvery selects every event.
func OnEvery(where ...Condition) Selector { return Selector{Where: both(where)} }

// Match reports whether the event meets the selector. It is a pure function: the frame says what "today" is and where. It never fails; a selector
// that Check refuses matches whatever its parts make of it.
func (s Selector) Match(e *Event, f value.Frame) bool {
	return s.Names(e.Name) && meets(s.Where, e, f)
}

// Names reports whether the selector is about events of that name, whatever their properties.
func (s Selector) Names(event string) bool {
	return len(s.Events) == 0 || slices.Contains(s.Events, event)
}

// Check reports the first thing that is wrong with a selector by itself, as a *FieldError: an event or property name that is empty, not UTF-8 or over
// MaxNameBytes, more than MaxSelectorEvents names, a test that cannot be asked, and more than strict.MaxDepth levels or strict.MaxNodes nodes,
// both of its JSON. A selector that Check accepts is written by MarshalJSON and read back Equal. Names that no data has brought yet are fine.
func (s Selector) Check() error {
	if len(s.Events) > MaxSelectorEvents {
		return &FieldError{"events", over("%d names, at most %d", len(s.Events), MaxSelectorEvents)}
	}
	for i, name := range s.Events {
		if err := checkName(name, MaxNameBytes); err != nil {
			if len(s.Events) == 1 {
				return &FieldError{"event", err}
			}
			return &FieldError{fmt.Sprintf("events[%d]", i), err}
		}
	}
	if s.Where == nil {
		return nil
	}
	count := size{nodes: 1 + len(s.Events)} // the selector and its names
	if len(s.Events) > 1 {
		count.nodes++ // their list
	}
	if err := checkCondition(s.Where, 2, &count); err != nil {
		return under("where", err)
	}
	return nil
}

// Clone is a copy that shares nothing with the selector that can be changed.
func (s Selector) Clone() Selector {
	return Selector{slices.Clone(s.Events), cloneCondition(s.Where)}
}

// Equal reports whether two selectors are the same definition: the same names in the same order, the same conditions in the same order, and arguments
// of the same type (1 and 1.0 are two). It does not ask whether two definitions mean the same.
func (s Selector) Equal(o Selector) bool {
	return slices.Equal(s.Events, o.Events) && sameCondition(s.Where, o.Where)
}
