// Package workload makes the people and events that the benchmarks ask about: the same ones for the same seed, in the order in which a service would see them.
//
// A music service over 90 days from 2026-01-01: sessions of about five events, 40 event types of which the most frequent has an eighth of all events, listeners of very different
// diligence, and 3 % of the events up to 48 hours late. The seven most frequent events carry a genre (12 values), a song (50,000 values, skewed) and a price (in cents). People have a
// country, a plan, an age and a registration date.
package workload

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Size is how much there is.
type Size struct {
	Name   string
	People int
	Events int
}

// The sizes that the benchmarks know.
func Sizes() []Size {
	return []Size{
		{"100k", 10_000, 100_000}, {"1M", 100_000, 1_000_000}, {"10M", 1_000_000, 10_000_000}, {"50M", 5_000_000, 50_000_000},
	}
}

// Days is how many days the events span, from Start.
const Days = 90

// Start is the first instant of the data.
func Start() time.Time { return time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC) }

const (
	eventTypes = 40
	rich       = 7 // event types with properties
	songs      = 50_000
)

// EventName is the name of an event type, the most frequent first.
func EventName(i int) string { return fmt.Sprintf("Event %02d", i) }

// Genre is the name of a genre.
func Genre(i int) string {
	return []string{"rock", "pop", "jazz", "folk", "blues", "metal", "techno", "house", "ska", "punk", "soul", "opera"}[i]
}

// PersonID is the ID of a person.
func PersonID(i int) string { return fmt.Sprintf("person-%013d", i) }

// Countries have very different numbers of people: HR 2.7 %.
func countries() ([]string, []float64) {
	return []string{"US", "IN", "BR", "DE", "GB", "FR", "JP", "HR", "SI", "CY"}, []float64{.34, .2, .13, .09, .08, .07, .04, .027, .013, .01}
}

// People hands the people's attributes to set, one after the other.
func People(s Size, set func(id string, a people.Attributes) error) error {
	rng := rand.New(rand.NewPCG(1, uint64(s.People)))
	names, shares := countries()
	first := value.NewDate(2025, time.February, 1)
	for i := range s.People {
		p, country := rng.Float64(), len(names)-1
		for j, share := range shares {
			if p -= share; p < 0 {
				country = j
				break
			}
		}
		a := people.Attributes{
			"country":    value.Of(names[country]),
			"plan":       value.Of([]string{"free", "free", "free", "family", "premium"}[rng.IntN(5)]),
			"age":        value.Of(16 + rng.IntN(60)),
			"registered": value.Of(first + value.Date(rng.IntN(365))),
		}
		if err := set(PersonID(i), a); err != nil {
			return err
		}
	}
	return nil
}

// raw is an event before it has words.
type raw struct {
	arrival, ms int64
	person      int32
	event       int8
	genre       int8
	song        int32
	cents       int32
}

// Events hands the events to add in batches, in order of arrival. The batch and what it holds are used again.
func Events(s Size, batch int, add func([]store.Event) error) error {
	w := newWords()
	events := make([]store.Event, 0, batch)
	props := make([]store.Property, 0, 3*batch)
	ids := map[int32]string{}
	if s.People <= 1_000_000 {
		ids = make(map[int32]string, s.People)
	}
	flush := func() error {
		err := add(events)
		events, props = events[:0], props[:0]
		return err
	}
	start := Start().UnixMilli()
	err := generate(s, func(r *raw) error {
		id, ok := ids[r.person]
		if !ok {
			id = PersonID(int(r.person))
			if s.People <= 1_000_000 {
				ids[r.person] = id
			}
		}
		e := store.Event{Person: id, Name: w.events[r.event], Time: time.UnixMilli(start + r.ms).UTC()}
		if r.event < rich {
			from := len(props)
			props = append(props, store.Property{Name: "genre", Value: w.genres[r.genre]}, store.Property{Name: "song", Value: w.songs[r.song]},
				store.Property{Name: "price", Value: value.Of(float64(r.cents) / 100)})
			e.Properties = props[from:len(props):len(props)]
		}
		if events = append(events, e); len(events) == batch {
			return flush()
		}
		return nil
	})
	if err == nil && len(events) > 0 {
		err = flush()
	}
	return err
}

type words struct {
	events []string
	genres []value.Value
	songs  []value.Value
}

func newWords() *words {
	w := &words{}
	for i := range eventTypes {
		w.events = append(w.events, EventName(i))
	}
	for i := range 12 {
		w.genres = append(w.genres, value.Of(Genre(i)))
	}
	for i := range songs {
		w.songs = append(w.songs, value.Of(fmt.Sprintf("Song %05d", i)))
	}
	return w
}

// generate hands the events out in order of arrival.
func generate(s Size, do func(*raw) error) error {
	rng := rand.New(rand.NewPCG(2, uint64(s.Events)))
	song := rand.NewZipf(rng, 1.1, 8, songs-1)
	weights := make([]float64, eventTypes)
	total := 0.0
	for i := range weights {
		weights[i] = 1 / math.Pow(float64(i+2), 0.85)
		total += weights[i]
	}
	pick := make([]int8, 1<<12) // a table of event types by share
	at, sum := 0, 0.0
	for i, w := range weights {
		for sum += w / total; at < len(pick) && float64(at) < sum*float64(len(pick)); at++ {
			pick[at] = int8(i)
		}
	}
	for ; at < len(pick); at++ {
		pick[at] = eventTypes - 1
	}
	const day = 24 * 60 * 60 * 1000
	var pending, late []raw
	made := 0
	for d := range int64(Days) {
		pending = append(pending[:0], late...)
		late = late[:0]
		for want := int(int64(s.Events) * (d + 1) / Days); made < want; {
			u := rng.Float64()
			person := int32(u * u * u * float64(s.People)) // the diligent come first
			ms := d*day + rng.Int64N(day)
			for n := min(1+rng.IntN(9), want-made); n > 0; n-- {
				r := raw{arrival: ms, ms: ms, person: person, event: pick[rng.IntN(len(pick))]}
				if rng.IntN(100) < 3 {
					r.arrival += rng.Int64N(2 * day)
				}
				r.genre, r.song, r.cents = int8(min(rng.IntN(12), rng.IntN(12))), int32(song.Uint64()), int32(rng.IntN(2000))
				pending = append(pending, r)
				made++
				ms = min(ms+rng.Int64N(6*60*1000), Days*day-1)
			}
		}
		slices.SortStableFunc(pending, func(a, b raw) int { return cmp.Compare(a.arrival, b.arrival) })
		for i := range pending {
			if pending[i].arrival >= (d+1)*day && d < Days-1 {
				late = append(late, pending[i:]...)
				break
			}
			if err := do(&pending[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// Load makes a store of that size.
func Load(s Size, o *store.Options) (*store.Store, error) {
	st, err := store.New(o)
	if err != nil {
		return nil, err
	}
	if err := People(s, st.SetAttributes); err != nil {
		return nil, err
	}
	return st, Events(s, 4096, func(events []store.Event) error {
		_, err := st.Append(events...)
		return err
	})
}
