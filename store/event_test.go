package store_test

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

func TestEventCheck(t *testing.T) {
	const long = 513
	properties := func(n int) []store.Property {
		ps := make([]store.Property, n)
		for i := range ps {
			ps[i] = store.Prop(fmt.Sprint("p", i), i)
		}
		return ps
	}
	for _, c := range []struct {
		name   string
		change func(e *store.Event)
		field  string // "" where the event is fine
		says   string
		is     error
	}{
		{"fine", func(e *store.Event) {}, "", "", nil},
		{"empty person", func(e *store.Event) { e.Person = "" }, "person", "empty", nil},
		{"person not UTF-8", func(e *store.Event) { e.Person = "a\xc3" }, "person", `"a\xc3"`, nil},
		{"person too long", func(e *store.Event) { e.Person = strings.Repeat("a", long) }, "person", "513 bytes long, at most 512", store.ErrLimit},
		{"longest person", func(e *store.Event) { e.Person = strings.Repeat("a", store.MaxIDBytes) }, "", "", nil},
		{"empty event", func(e *store.Event) { e.Name = "" }, "event", "empty", nil},
		{"event not UTF-8", func(e *store.Event) { e.Name = "\xff" }, "event", `"\xff"`, nil},
		{"event too long", func(e *store.Event) { e.Name = strings.Repeat("a", long) }, "event", "513", store.ErrLimit},
		{"no time", func(e *store.Event) { e.Time = time.Time{} }, "time", "not given", nil},
		{"first time", func(e *store.Event) { e.Time = time.Time{}.Add(time.Millisecond) }, "", "", nil},
		{"year 0", func(e *store.Event) { e.Time = time.Date(0, 12, 31, 23, 59, 59, 0, time.UTC) }, "time", "year", value.ErrYear},
		{"year 0 by UTC only", func(e *store.Event) { e.Time = time.Date(1, 1, 1, 0, 30, 0, 0, time.FixedZone("", 3600)) }, "time", "year", value.ErrYear},
		{"last time", func(e *store.Event) { e.Time = time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC) }, "", "", nil},
		{"year 10000", func(e *store.Event) { e.Time = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "time", "year", value.ErrYear},
		{"ID", func(e *store.Event) { e.ID = "e1" }, "", "", nil},
		{"ID not UTF-8", func(e *store.Event) { e.ID = "\xff" }, "id", `"\xff"`, nil},
		{"ID too long", func(e *store.Event) { e.ID = strings.Repeat("a", long) }, "id", "513", store.ErrLimit},
		{"most properties", func(e *store.Event) { e.Properties = properties(256) }, "", "", nil},
		{"too many properties", func(e *store.Event) { e.Properties = properties(257) }, "properties", "257 of them, at most 256", store.ErrLimit},
		{"empty property name", func(e *store.Event) { e.Properties[1].Name = "" }, "properties[1]", "empty", nil},
		{"property name too long", func(e *store.Event) { e.Properties[1].Name = strings.Repeat("a", long) }, "properties[1]", "513", store.ErrLimit},
		{"property name not UTF-8", func(e *store.Event) { e.Properties[1].Name = "\xff" }, "properties[1]", `"\xff"`, nil},
		{"absent value", func(e *store.Event) { e.Properties[1].Value = value.Value{} }, "properties.length", "absent", nil},
		{"NaN", func(e *store.Event) { e.Properties[1].Value = value.Of(math.NaN()) }, "properties.length", "finite", value.ErrNotFinite},
		{"infinity", func(e *store.Event) { e.Properties[1].Value = value.Of(math.Inf(-1)) }, "properties.length", "finite", value.ErrNotFinite},
		{"text not UTF-8", func(e *store.Event) { e.Properties[0].Value = value.Of("\xff") }, "properties.genre", "UTF-8", value.ErrNotUTF8},
		{"text in a list not UTF-8", func(e *store.Event) { e.Properties[0].Value = value.Of([]string{"a", "\xff"}) }, "properties.genre", "UTF-8", value.ErrNotUTF8},
		{"longest text", func(e *store.Event) { e.Properties[0].Value = value.Of(strings.Repeat("a", store.MaxTextBytes)) }, "", "", nil},
		{"text too long", func(e *store.Event) { e.Properties[0].Value = value.Of(strings.Repeat("a", store.MaxTextBytes+1)) }, "properties.genre", "at most 65536", store.ErrLimit},
		{"list too long", func(e *store.Event) { e.Properties[0].Value = value.Of(make([]string, store.MaxTextBytes+1)) }, "properties.genre", "at most 65536", store.ErrLimit},
		{"year of a date", func(e *store.Event) { e.Properties[0].Value = value.Of(date(10000, 1, 1)) }, "properties.genre", "year", value.ErrYear},
		{"property twice", func(e *store.Event) { e.Properties = append(e.Properties, store.Prop("genre", "pop")) }, "properties.genre", "given twice", nil},
		{"property twice among many", func(e *store.Event) { e.Properties = append(properties(40), store.Prop("p39", "pop")) }, "properties.p39", "given twice", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := store.Event{Person: "ana", Name: "Song Played", Time: time.UnixMilli(0), Properties: []store.Property{store.Prop("genre", "rock"), store.Prop("length", 215)}}
			c.change(&e)
			err := e.Check()
			if c.field == "" {
				require.NoError(t, err)
				return
			}
			var field *store.FieldError
			require.ErrorAs(t, err, &field)
			require.Equal(t, c.field, field.Field)
			require.ErrorContains(t, err, c.says)
			require.ErrorIs(t, err, store.ErrInvalid)
			if c.is != nil {
				require.ErrorIs(t, err, c.is)
			}
			require.Less(t, len(err.Error()), 1000, "an error stays readable")
		})
	}
}

func TestEventCheckAllocatesNothing(t *testing.T) {
	e := store.Event{Person: "ana", Name: "Song Played", ID: "1", Time: time.UnixMilli(0), Properties: []store.Property{store.Prop("genre", "rock"), store.Prop("length", 215)}}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if e.Check() != nil {
			t.Fail()
		}
	}))
}

func TestEventError(t *testing.T) {
	inner := (&store.Event{Person: "ana"}).Check()
	err := error(&store.EventError{Index: 3, Err: inner})
	require.EqualError(t, err, "store: event 3: event: empty")
	require.ErrorIs(t, err, store.ErrInvalid)
	require.EqualError(t, &store.EventError{Index: 3, Err: errors.New("too new")}, "store: event 3: too new")
}

func TestEventProperty(t *testing.T) {
	e := played(store.Prop("genre", "rock"))
	require.Equal(t, value.Of("rock"), e.Property("genre"))
	require.True(t, e.Property("Genre").IsZero())
}

func TestCompareTiedOrder(t *testing.T) {
	named := func(name, id string, ps ...store.Property) *store.Event {
		return &store.Event{Name: name, ID: id, Properties: ps}
	}
	ordered := []*store.Event{
		named("A", ""),
		named("A", "", store.Prop("a", "x")),
		named("A", "", store.Prop("a", "x"), store.Prop("b", 1)),
		named("A", "", store.Prop("a", "y")),
		named("A", "", store.Prop("a", 1)),
		named("A", "", store.Prop("a", 1.5)),
		named("A", "", store.Prop("a", 2)),
		named("A", "", store.Prop("b", "a")),
		named("B", ""),
		named("Z", "1"),
		named("A", "10"),
		named("A", "2"),
	}
	for i, a := range ordered {
		for j, b := range ordered {
			require.Equal(t, cmp.Compare(i, j), cmp.Compare(store.CompareTied(a, b), 0), "%d, %d", i, j)
		}
	}
	one := named("A", "", store.Prop("a", 1), store.Prop("b", "x"))
	other := named("A", "", store.Prop("b", "x"), store.Prop("a", 1.0))
	require.Zero(t, store.CompareTied(one, other), "neither the order of properties nor the type of a number tells two events apart")
}

func TestCompareTiedIsOneOrderWhateverTheArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		es := rapid.SliceOfN(events(), 2, 6).Draw(t, "events")
		shuffled := rapid.Permutation(es).Draw(t, "shuffled")
		for i := range shuffled {
			shuffled[i].Properties = rapid.Permutation(shuffled[i].Properties).Draw(t, "properties")
		}
		by := func(a, b store.Event) int { return store.CompareTied(&a, &b) }
		slices.SortFunc(es, by)
		slices.SortFunc(shuffled, by)
		for i := range es {
			require.Zero(t, by(es[i], shuffled[i]))
			for j := range es {
				require.Equal(t, cmp.Compare(by(es[i], es[j]), 0), -cmp.Compare(by(es[j], es[i]), 0))
				if i < j {
					require.LessOrEqual(t, by(es[i], es[j]), 0)
				}
			}
		}
	})
}

func TestCompareTiedOfManyProperties(t *testing.T) {
	var a, b store.Event
	for i := range 40 {
		a.Properties = append(a.Properties, store.Prop(fmt.Sprint(i), i))
		b.Properties = append(b.Properties, store.Prop(fmt.Sprint(39-i), 39-i))
	}
	require.Zero(t, store.CompareTied(&a, &b))
	b.Properties[0].Value = value.Of(-1)
	require.Positive(t, store.CompareTied(&a, &b))
	require.Equal(t, "39", b.Properties[0].Name, "nothing is sorted in place")
}

func ExampleEvent_Check() {
	e := store.Event{Person: "ana", Name: "Song Played", Time: time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC), Properties: []store.Property{store.Prop("genre", "rock")}}
	fmt.Println(e.Check())
	e.Properties = append(e.Properties, store.Prop("rate", math.NaN()))
	fmt.Println(e.Check())
	// Output:
	// <nil>
	// store: properties.rate: value: not a finite number: NaN
}

func ExampleCompareTied() {
	at := time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC)
	log := []store.Event{{Name: "pricing", Time: at}, {Name: "page", Time: at, ID: "e1"}, {Name: "page", Time: at}}
	slices.SortFunc(log, func(a, b store.Event) int {
		return cmp.Or(a.Time.Compare(b.Time), store.CompareTied(&a, &b))
	})
	for _, e := range log {
		fmt.Printf("%s %q\n", e.Name, e.ID)
	}
	// Output:
	// page ""
	// pricing ""
	// page "e1"
}
