package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

const played, madeList = "Song Played", "Playlist Made"

// load makes four months of a growing app: each month 30 more people register than in the month before. A listener makes a first playlist
// with a chance of a half in the month of registration, and with a fifth in each later one, so that the habit fades with every cohort.
func load() (*store.Store, error) {
	s, err := store.New(&store.Options{Registration: "registered"})
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(2026, 5)) // the same listeners at every run
	for cohort := range 4 {
		for i := range 20 + 30*cohort {
			id := fmt.Sprintf("listener-%d-%d", cohort+3, i)
			begins := value.NewDate(2026, time.Month(cohort+3), 1+random.IntN(20))
			if err := s.SetAttributes(id, people.Attributes{"registered": value.Of(begins)}); err != nil {
				return nil, err
			}
			if _, err := s.Append(listen(random, id, begins)...); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// listen is what one listener does from the day of registration to the end of June.
func listen(random *rand.Rand, id string, begins value.Date) (events []store.Event) {
	genres := []string{"rock", "rock", "rock", "pop", "pop", "jazz", "folk", "techno"} // three in eight songs are rock
	for month := begins; month <= value.NewDate(2026, time.June, 30); {
		year, m, _ := month.Civil()
		next := value.NewDate(year, m+1, 1)
		days := int(next - month)
		at := func() time.Time {
			return (month + value.Date(random.IntN(days))).Start(time.UTC).Add(time.Duration(random.IntN(24*60)) * time.Minute)
		}
		for range 1 + random.IntN(9) {
			events = append(events, store.Event{Person: id, Name: played, Time: at(),
				Properties: []store.Property{store.Prop("genre", genres[random.IntN(len(genres))])}})
		}
		chance := 5
		if month == begins {
			chance = 2
		}
		if random.IntN(chance) == 0 {
			events = append(events, store.Event{Person: id, Name: madeList, Time: at()})
		}
		month = next
	}
	return events
}
