package segment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// Which path answers cannot be seen from outside: both give the same.
func TestWhatIsCountedByDays(t *testing.T) {
	zone := func(name string) *time.Location {
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		return loc
	}
	s, err := store.New(&store.Options{Location: zone("Atlantic/Reykjavik")}) // as UTC, all the year
	require.NoError(t, err)
	for _, month := range []time.Month{time.January, time.June} {
		_, err = s.Append(store.Event{Person: "ana", Name: "Visit", Time: time.Date(2026, month, 10, 12, 0, 0, 0, time.UTC)})
		require.NoError(t, err)
	}
	visit, days := store.On("Visit"), value.AtLeast(2)
	winter := store.Dates(value.NewDate(2026, time.January, 1), value.NewDate(2026, time.March, 1))
	for name, c := range map[string]struct {
		in   string
		ask  Predicate
		want string
	}{
		"a count":                         {"UTC", Did{Event: visit, Count: days}, "days"},
		"a count, other days":             {"Asia/Tokyo", Did{Event: visit, Count: days}, "days"},
		"days of the store":               {"Atlantic/Reykjavik", Did{Event: visit, Days: days}, "days"},
		"days that begin as the store's":  {"UTC", Did{Event: visit, Days: days}, "days"},
		"days that do so in winter":       {"Europe/London", Did{Event: visit, Days: days, In: winter}, "days"},
		"days that do not in summer":      {"Europe/London", Did{Event: visit, Days: days}, "own days"},
		"other days":                      {"Asia/Tokyo", Did{Event: visit, Days: days}, "own days"},
		"days of another hour":            {"Europe/Zagreb", Did{Event: visit, Days: days, In: winter}, "own days"},
		"any event":                       {"UTC", Did{Event: store.OnEvery(), Count: days}, "days"},
		"any event with a condition":      {"UTC", Did{Event: store.OnEvery(store.If("n", value.Is(1))), Count: days}, "log"},
		"near an attribute":               {"UTC", Did{Event: visit, Near: WithinAfter(1, "registered")}, "log"},
		"the first":                       {"UTC", First{Event: visit}, "log"},
		"days, where there are no events": {"Asia/Tokyo", Did{Event: visit, Days: days, In: store.Dates(value.NewDate(2020, 1, 1), value.NewDate(2020, 2, 1))}, "days"},
	} {
		t.Run(name, func(t *testing.T) {
			v := s.View().In(zone(c.in))
			q := query{view: v, frame: v.Frame()}
			event, in, _ := behaviour(c.ask)
			l := newLeaf(0, c.ask, in.Span(q.frame, time.Monday), q.frame)
			got := "log"
			if own, ok := q.asksNoTimes(&l, event); ok && own != nil {
				got = "own days"
			} else if ok {
				got = "days"
			}
			require.Equal(t, c.want, got)
		})
	}
}
