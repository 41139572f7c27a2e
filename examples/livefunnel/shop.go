package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/footfall-go/footfall/store"
)

// seconds is how long the simulation runs, by its own clock.
const seconds = 30

// opening is when that clock starts.
func opening() time.Time { return time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC) }

// shop is a queue of events that have happened or will, by the second in which they arrive.
type shop struct {
	random   *rand.Rand
	arriving [seconds][]store.Event
	visitors int
}

func newShop() *shop { return &shop{random: rand.New(rand.NewPCG(9, 5))} }

// arrivals is what the network brings in a second, in packets of at most eight events: some happened up to three seconds ago, and one event
// in ten comes twice.
func (s *shop) arrivals(second int) (packets [][]store.Event) {
	for range 20 + s.random.IntN(20) {
		s.visit(second)
	}
	events := s.arriving[second]
	s.random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	for len(events) > 0 {
		n := min(8, len(events))
		packets = append(packets, events[:n])
		events = events[n:]
	}
	return packets
}

// visit is one visitor's way: six in ten fill a cart within 12 seconds, and half of these pay within 12 more; so some are too late.
func (s *shop) visit(second int) {
	s.visitors++
	person := fmt.Sprintf("visitor-%d", s.visitors)
	at := opening().Add(time.Duration(second)*time.Second + time.Duration(s.random.IntN(1000))*time.Millisecond)
	s.send(person, "Visit", at)
	for _, step := range []struct {
		name   string
		chance int // in ten
	}{{"Cart", 6}, {"Payment", 5}} {
		if s.random.IntN(10) >= step.chance {
			return
		}
		at = at.Add(time.Duration(1+s.random.IntN(12_000)) * time.Millisecond)
		s.send(person, step.name, at)
	}
}

// send lets an event arrive in its second or up to three later.
func (s *shop) send(person, name string, at time.Time) {
	e := store.Event{Person: person, Name: name, Time: at, ID: name}
	happened := int(at.Sub(opening()) / time.Second)
	times := 1
	if s.random.IntN(10) == 0 {
		times = 2
	}
	for range times {
		if second := happened + max(0, s.random.IntN(7)-3); second < seconds { // most come at once
			s.arriving[second] = append(s.arriving[second], e)
		}
	}
}
