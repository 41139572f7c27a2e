package store

import (
	"fmt"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// View is an immutable, consistent state of people and events at one position, with a clock and a location to read it by. It is safe for concurrent use
// and never waits for a writer. It holds the memory of what it shows until it is let go.
type View struct {
	state    *snapshot
	clock    time.Time
	location *time.Location
}

// snapshot is the state as views hold it.
type snapshot struct {
	store    *Store // for what never changes: options, calendar
	people   *people.View
	names    *known
	shards   []*shardView
	declared map[string]value.Kind
	notes    *noteTree // nil: there is none
	noteRev  uint64
	position uint64
	commits  uint64
	repeats  int64
	events   int64
	oldest   int64
	newest   int64
	dropped  value.Date
}

// View takes a view of the state as it is. It waits for the change in hand, at most a batch of MaxBatch events, and costs a few microseconds: a little more the more shards have changed
// since the last one.
func (s *Store) View() *View {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.view == nil {
		st := &s.now
		if st.known == nil {
			st.known = st.names.known()
		}
		s.view = &snapshot{
			store: s, people: st.people.View(), names: st.known, shards: make([]*shardView, len(st.shards)),
			declared: st.declared, notes: st.notes.show(), noteRev: st.noteRev, position: st.position, commits: st.commits, repeats: st.repeats,
			events: st.events, oldest: st.oldest, newest: st.newest, dropped: st.dropped,
		}
		for i, sh := range st.shards {
			s.view.shards[i] = sh.take(st.known)
		}
	}
	v := &View{state: s.view, location: s.options.Location, clock: time.UnixMilli(0).UTC()}
	if s.view.events > 0 {
		v.clock = time.UnixMilli(s.view.newest).UTC()
	}
	return v
}

// At is the same state with another clock: "now" for presets, relative dates and what is still open. The default is the newest event's time, 1970-01-01 where there is none.
func (v *View) At(clock time.Time) *View {
	w := *v
	w.clock = clock
	return &w
}

// In is the same state with another location for calendars. The default is the store's; nil is UTC.
func (v *View) In(loc *time.Location) *View {
	w := *v
	if w.location = loc; loc == nil {
		w.location = time.UTC
	}
	return &w
}

// Frame is the view's clock and location.
func (v *View) Frame() value.Frame { return value.Frame{Clock: v.clock, Location: v.location} }

// People are the people of the view.
func (v *View) People() *people.View { return v.state.people }

// Position is the number of changes that had been accepted: events, attributes set or removed, people tagged, merges and so on, one by one.
func (v *View) Position() uint64 { return v.state.position }

// Len is the number of events.
func (v *View) Len() int64 { return v.state.events }

// Extent gives the times of the oldest and the newest event in Unix milliseconds; false where there is none.
func (v *View) Extent() (oldest, newest int64, ok bool) {
	return v.state.oldest, v.state.newest, v.state.events > 0
}

// DayLocation is the location of the store's days, by which events are filed and DropBefore counts; In does not change it. Where a report's days are is
// Frame().Location.
func (v *View) DayLocation() *time.Location { return v.state.store.options.Location }

// ZoneData names the version of the zone data in use, as far as it is known.
func (v *View) ZoneData() string { return v.state.store.zoneData }

// DroppedBefore is the newest day before which events were dropped; zero: none were.
func (v *View) DroppedBefore() value.Date { return v.state.dropped }

// DroppedWarnings warns, in a list of one, of a span that begins before the day before which events were dropped.
func (v *View) DroppedWarnings(span Span) []Warning {
	day := v.state.dropped
	if day == 0 || span.From >= v.state.store.calendar.start(day) {
		return nil
	}
	return []Warning{{WarnDropped, day.String(), fmt.Sprintf("events before %s were dropped: earlier numbers are too low", day)}}
}

// RegistrationAttribute is the attribute that the store's options name as the registration date; empty: none.
func (v *View) RegistrationAttribute() string { return v.state.store.options.Registration }

// DeclaredAttribute gives what is declared of an attribute.
func (v *View) DeclaredAttribute(name string) (people.Declaration, bool) {
	return v.state.people.Declared(name)
}

// DeclaredProperty gives the declared type of a property.
func (v *View) DeclaredProperty(name string) (value.Kind, bool) {
	k, ok := v.state.declared[name]
	return k, ok
}
