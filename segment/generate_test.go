package segment_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// The world of the property tests is small, so that conditions meet, and lies around the ends of summer time, so that days have 23, 24 and 25 hours.

var (
	worldZones = []string{"UTC", "Europe/Zagreb", "America/New_York", "Asia/Kolkata", "Pacific/Honolulu"}
	worldTimes = []time.Time{
		time.Date(2026, 3, 27, 9, 0, 0, 0, time.UTC),   // before Zagreb's day of 23 hours
		time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC),    // before New York's
		time.Date(2026, 10, 24, 9, 0, 0, 0, time.UTC),  // before Zagreb's day of 25 hours
		time.Date(1969, 12, 31, 12, 0, 0, 0, time.UTC), // before the Unix epoch
	}
)

func zone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

func aFrame() *rapid.Generator[value.Frame] {
	return rapid.Custom(func(t *rapid.T) value.Frame {
		return value.Frame{Clock: anInstant().Draw(t, "clock"), Location: zone(rapid.SampledFrom(worldZones).Draw(t, "zone"))}
	})
}

// anInstant is mostly in one stretch of four days, so that ranges hold some events and not others, and often on an edge: a local midnight in one of the zones, or
// a millisecond beside one. Some have parts of a millisecond.
func anInstant() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		base := worldTimes[0]
		if rapid.IntRange(0, 9).Draw(t, "elsewhere") == 9 {
			base = rapid.SampledFrom(worldTimes).Draw(t, "base")
		}
		at := base.Add(time.Duration(rapid.IntRange(0, 32).Draw(t, "3 hours")) * 3 * time.Hour)
		if rapid.Bool().Draw(t, "midnight") {
			y, m, d := at.Date()
			at = time.Date(y, m, d, 0, 0, 0, 0, zone(rapid.SampledFrom(worldZones).Draw(t, "of"))).UTC()
		}
		return at.Add(rapid.SampledFrom([]time.Duration{0, 0, -time.Millisecond, time.Millisecond, 1500 * time.Microsecond}).Draw(t, "beside"))
	})
}

func aDate() *rapid.Generator[value.Date] {
	return rapid.Custom(func(t *rapid.T) value.Date { return value.DateOf(anInstant().Draw(t, "day"), time.UTC) })
}

func aName(names ...string) *rapid.Generator[string] { return rapid.SampledFrom(names) }

func aTag() *rapid.Generator[string] { return aName("staff", "beta", "vip", "nobody has this") }

func someAttributes() *rapid.Generator[people.Attributes] {
	return rapid.Custom(func(t *rapid.T) people.Attributes {
		a := people.Attributes{}
		if rapid.Bool().Draw(t, "has country") {
			a["country"] = value.Of(aName("HR", "SI", "hr").Draw(t, "country"))
		}
		if rapid.Bool().Draw(t, "has age") {
			a["age"] = rapid.SampledFrom([]value.Value{value.Of(17), value.Of(18), value.Of(18.5), value.Of(19.0), value.Of("18")}).Draw(t, "age")
		}
		if rapid.Bool().Draw(t, "has registered") {
			a["registered"] = value.Of(anInstant().Draw(t, "registered"))
			if rapid.IntRange(0, 4).Draw(t, "as date") == 0 {
				a["registered"] = value.Of(aDate().Draw(t, "registered on"))
			}
		}
		if rapid.Bool().Draw(t, "has likes") {
			a["likes"] = value.Of(rapid.SliceOfN(aName("rock", "jazz", "rocket"), 0, 3).Draw(t, "likes"))
		}
		return a
	})
}

func someEvents(person string) *rapid.Generator[[]store.Event] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) store.Event {
		e := store.Event{Person: person, Name: aName("play", "play", "pay", "skip").Draw(t, "event"), Time: anInstant().Draw(t, "time")}
		if rapid.Bool().Draw(t, "has genre") {
			e.Properties = append(e.Properties, store.Prop("genre", aName("rock", "jazz").Draw(t, "genre")))
		}
		if rapid.Bool().Draw(t, "has length") {
			e.Properties = append(e.Properties, store.Prop("length", rapid.IntRange(1, 4).Draw(t, "length")))
		}
		if rapid.IntRange(0, 3).Draw(t, "has due") == 0 {
			e.Properties = append(e.Properties, store.Prop("due", anInstant().Draw(t, "due")))
		}
		return e
	}), 0, 12)
}

func aTextTest() *rapid.Generator[value.Test] {
	return rapid.Custom(func(t *rapid.T) value.Test {
		s := aName("HR", "SI", "rock", "ro", "et").Draw(t, "text")
		all := []value.Test{
			value.Is(s), value.IsNot(s), value.In(s, "jazz"), value.NotIn(s, "jazz"), value.Contains(s), value.NotContains(s), value.StartsWith(s),
			value.NotStartsWith(s), value.EndsWith(s), value.NotEndsWith(s), value.Exists(), value.Missing(),
		}
		return rapid.SampledFrom(all).Draw(t, "test")
	})
}

func aNumberTest() *rapid.Generator[value.Test] {
	return rapid.Custom(func(t *rapid.T) value.Test {
		n := rapid.IntRange(16, 20).Draw(t, "number")
		x := rapid.SampledFrom([]float64{18, 18.5}).Draw(t, "float")
		return rapid.SampledFrom([]value.Test{
			value.Is(n), value.Is(x), value.IsNot(n), value.In(n, 18), value.NotIn(n, 18), value.Less(n), value.AtMost(x), value.More(x), value.AtLeast(n),
			value.Between(17, max(17, n)), value.Exists(), value.Missing(),
		}).Draw(t, "test")
	})
}

func aTimeTest() *rapid.Generator[value.Test] {
	return rapid.Custom(func(t *rapid.T) value.Test {
		at, day, n := anInstant().Draw(t, "instant"), aDate().Draw(t, "date"), rapid.IntRange(1, 4).Draw(t, "days")
		return rapid.SampledFrom([]value.Test{
			value.Before(at), value.After(at), value.Before(day), value.After(day), value.On(day), value.Between(day, day+value.Date(n)),
			value.LastDays(n), value.MoreDaysAgo(n), value.Exists(), value.Missing(),
		}).Draw(t, "test")
	})
}

func aCondition(depth int) *rapid.Generator[store.Condition] {
	return rapid.Custom(func(t *rapid.T) store.Condition {
		kinds := []string{"genre", "length", "due"}
		if depth > 0 {
			kinds = append(kinds, "all", "any", "not")
		}
		switch rapid.SampledFrom(kinds).Draw(t, "condition") {
		case "genre":
			return store.If("genre", aTextTest().Draw(t, "of genre"))
		case "length":
			return store.If("length", rapid.SampledFrom([]value.Test{value.Is(2), value.More(2), value.IsNot(3), value.Missing()}).Draw(t, "of length"))
		case "due":
			return store.If("due", aTimeTest().Draw(t, "of due"))
		case "all":
			return store.All(rapid.SliceOfN(aCondition(depth-1), 0, 2).Draw(t, "all of"))
		case "any":
			return store.Any(rapid.SliceOfN(aCondition(depth-1), 0, 2).Draw(t, "any of"))
		default:
			return store.Not{Of: aCondition(depth-1).Draw(t, "not")}
		}
	})
}

func aSelector() *rapid.Generator[store.Selector] {
	return rapid.Custom(func(t *rapid.T) store.Selector {
		s := rapid.SampledFrom([]store.Selector{
			store.On("play"), store.On("pay"), store.On("no data has brought this"), store.OnAny([]string{"pay", "skip"}), store.OnEvery(),
		}).Draw(t, "events")
		if rapid.IntRange(0, 2).Draw(t, "with condition") == 0 {
			s.Where = aCondition(1).Draw(t, "where")
		}
		return s
	})
}

func aTimeframe() *rapid.Generator[store.Timeframe] {
	return rapid.Custom(func(t *rapid.T) store.Timeframe {
		from, n := aDate().Draw(t, "from"), value.Date(rapid.IntRange(0, 5).Draw(t, "days"))
		since := anInstant().Draw(t, "since")
		until := since.Add(time.Duration(rapid.IntRange(1, 100).Draw(t, "hours")) * time.Hour)
		return rapid.SampledFrom([]store.Timeframe{
			{}, store.LastDays(int(n) + 1), store.ThisWeek(), store.PreviousWeek(), store.Dates(from, from+n), store.Dates(from, 0), store.Dates(0, from),
			store.Instants(since, until), store.Instants(since, time.Time{}), store.Instants(time.Time{}, until),
		}).Draw(t, "timeframe")
	})
}

func aCount() *rapid.Generator[value.Test] {
	return rapid.Custom(func(t *rapid.T) value.Test {
		n := rapid.IntRange(0, 3).Draw(t, "n")
		return rapid.SampledFrom([]value.Test{
			{}, {}, value.AtLeast(n), value.AtMost(n), value.More(n), value.Less(n), value.Is(n), value.IsNot(n), value.Between(min(1, n), n), value.In(0, n),
			value.NotIn(n, 2),
		}).Draw(t, "count")
	})
}

func aDid() *rapid.Generator[segment.Did] {
	return rapid.Custom(func(t *rapid.T) segment.Did {
		d := segment.Did{Event: aSelector().Draw(t, "did"), Count: aCount().Draw(t, "times"), In: aTimeframe().Draw(t, "in")}
		if rapid.IntRange(0, 2).Draw(t, "by day") == 0 {
			d.Days = aCount().Draw(t, "on days")
		}
		if rapid.IntRange(0, 2).Draw(t, "is near") == 0 {
			d.Near = &segment.Near{
				Attribute: aName("registered", "registered", "registered", "country").Draw(t, "near"), Days: rapid.IntRange(0, 3).Draw(t, "within"),
				Side: rapid.SampledFrom([]segment.Side{segment.After, segment.Before, segment.Around}).Draw(t, "side"),
			}
		}
		return d
	})
}

// aBehaviour is a Did, First or Last.
func aBehaviour() *rapid.Generator[segment.Predicate] {
	return rapid.Custom(func(t *rapid.T) segment.Predicate {
		switch rapid.IntRange(0, 5).Draw(t, "behaviour") {
		case 0:
			return segment.First{Event: aSelector().Draw(t, "first"), In: aTimeframe().Draw(t, "in")}
		case 1:
			return segment.Last{Event: aSelector().Draw(t, "last"), In: aTimeframe().Draw(t, "in")}
		default:
			return aDid().Draw(t, "did")
		}
	})
}

func aPredicate(depth int) *rapid.Generator[segment.Predicate] {
	return rapid.Custom(func(t *rapid.T) segment.Predicate {
		kinds := []string{"country", "age", "registered", "likes", "tag", "tags any", "tags all", "behaviour", "behaviour", "behaviour"}
		if depth > 0 {
			kinds = append(kinds, "all", "all", "any", "any", "not", "not")
		}
		switch kind := rapid.SampledFrom(kinds).Draw(t, "predicate"); kind {
		case "country", "likes":
			return segment.Attr(kind, aTextTest().Draw(t, "of text"))
		case "age":
			return segment.Attr(kind, aNumberTest().Draw(t, "of age"))
		case "registered":
			return segment.Attr(kind, aTimeTest().Draw(t, "of registered"))
		case "tag":
			return segment.Tag(aTag().Draw(t, "tag"))
		case "tags any":
			return segment.TaggedAny(rapid.SliceOfN(aTag(), 1, 3).Draw(t, "tags"))
		case "tags all":
			return segment.TaggedAll(rapid.SliceOfN(aTag(), 1, 2).Draw(t, "tags"))
		case "behaviour":
			return aBehaviour().Draw(t, "behaviour")
		case "all":
			return segment.All(rapid.SliceOfN(aPredicate(depth-1), 0, 3).Draw(t, "all of"))
		case "any":
			return segment.Any(rapid.SliceOfN(aPredicate(depth-1), 0, 3).Draw(t, "any of"))
		default:
			return segment.Not{Of: aPredicate(depth-1).Draw(t, "not")}
		}
	})
}

// somebody is a person of the world.
type somebody struct {
	id         string
	attributes people.Attributes
	tags       []string
	log        []store.Event
}

func aCrowd(least, most int) *rapid.Generator[[]somebody] {
	return rapid.Custom(func(t *rapid.T) []somebody {
		crowd := make([]somebody, rapid.IntRange(least, most).Draw(t, "people"))
		for i := range crowd {
			id := fmt.Sprintf("p%d", i)
			crowd[i] = somebody{
				id: id, attributes: someAttributes().Draw(t, "attributes"), log: someEvents(id).Draw(t, "log"),
				tags: rapid.SliceOfNDistinct(aName("staff", "beta", "vip"), 0, 3, rapid.ID[string]).Draw(t, "tags"),
			}
		}
		return crowd
	})
}
