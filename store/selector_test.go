package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

func played(properties ...store.Property) *store.Event {
	return &store.Event{Person: "ana", Name: "Song Played", Time: time.UnixMilli(0), Properties: properties}
}

func TestSelectorMatch(t *testing.T) {
	rock := store.If("genre", value.Is("rock"))
	long := store.If("length", value.More(300))
	deepNot := store.Not{Of: store.Not{Of: rock}}
	for _, c := range []struct {
		name     string
		selector store.Selector
		event    *store.Event
		want     bool
	}{
		{"zero selector", store.Selector{}, played(), true},
		{"name", store.On("Song Played"), played(), true},
		{"other name", store.On("Song Paused"), played(), false},
		{"name is exact", store.On("song played"), played(), false},
		{"one of several", store.OnAny([]string{"Song Paused", "Song Played"}), played(), true},
		{"none of several", store.OnAny([]string{"Song Paused", "Song Stopped"}), played(), false},
		{"every event, with a condition", store.OnEvery(rock), played(store.Prop("genre", "rock")), true},
		{"condition met", store.On("Song Played", rock), played(store.Prop("genre", "rock")), true},
		{"condition not met", store.On("Song Played", rock), played(store.Prop("genre", "jazz")), false},
		{"condition met, other name", store.On("Song Paused", rock), played(store.Prop("genre", "rock")), false},
		{"both conditions", store.On("Song Played", rock, long), played(store.Prop("genre", "rock"), store.Prop("length", 301)), true},
		{"one of both conditions", store.On("Song Played", rock, long), played(store.Prop("genre", "rock"), store.Prop("length", 300)), false},
		{"any of both", store.On("Song Played", store.Any{rock, long}), played(store.Prop("length", 301)), true},
		{"absent property", store.On("Song Played", rock), played(), false},
		{"absent property, negated operator", store.On("Song Played", store.If("genre", value.IsNot("rock"))), played(), false},
		{"absent property, Not", store.On("Song Played", store.Not{Of: rock}), played(), true},
		{"missing", store.On("Song Played", store.If("genre", value.Missing())), played(), true},
		{"another type, negated operator", store.On("Song Played", store.If("genre", value.IsNot("rock"))), played(store.Prop("genre", 7)), false},
		{"list: any element", store.On("Song Played", rock), played(store.Prop("genre", []string{"pop", "rock"})), true},
		{"integer and float are one number", store.OnEvery(store.If("length", value.Is(3))), played(store.Prop("length", 3.0)), true},
		{"empty All holds", store.OnEvery(store.All{}), played(), true},
		{"empty Any does not", store.OnEvery(store.Any{}), played(), false},
		{"double negation", store.OnEvery(deepNot), played(store.Prop("genre", "rock")), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, c.selector.Match(c.event, value.Frame{}))
		})
	}
}

func TestSelectorMatchAsksTheFrameForToday(t *testing.T) {
	recent := store.OnEvery(store.If("released", value.LastDays(7)))
	e := played(store.Prop("released", value.NewDate(2026, 5, 3)))
	zagreb, err := time.LoadLocation("Europe/Zagreb")
	require.NoError(t, err)
	late := time.Date(2026, 5, 9, 22, 30, 0, 0, time.UTC) // May 10 in Zagreb
	require.True(t, recent.Match(e, value.Frame{Clock: late, Location: time.UTC}))
	require.False(t, recent.Match(e, value.Frame{Clock: late, Location: zagreb}))
}

func TestSelectorConstructorsKeepNothingOfTheCaller(t *testing.T) {
	names := []string{"A", "B"}
	where := []store.Condition{store.If("x", value.Is(1)), store.If("y", value.Is(2))}
	s := store.OnAny(names, where...)
	names[0], where[0] = "C", nil
	require.NoError(t, s.Check())
	require.Equal(t, "A or B where x is 1 and y is 2", s.String())
}

// nested puts a condition under n Nots.
func nested(n int) store.Condition {
	var c store.Condition = store.If("x", value.Exists())
	for range n {
		c = store.Not{Of: c}
	}
	return c
}

func TestSelectorCheck(t *testing.T) {
	circle := store.All{nil}
	circle[0] = circle
	many := make(store.Any, 1000)
	for i := range many {
		many[i] = store.If("x", value.Exists())
	}
	x := store.If("x", value.Is(1))
	for _, c := range []struct {
		name     string
		selector store.Selector
		field    string // "" for none
		says     string
		limit    bool
	}{
		{"zero", store.Selector{}, "", "", false},
		{"100 names", store.OnAny(numbered(100)), "", "", false},
		{"101 names", store.OnAny(numbered(101)), "events", "101 names, at most 100", true},
		{"empty name", store.On(""), "event", "empty", false},
		{"empty name among several", store.OnAny([]string{"A", ""}), "events[1]", "empty", false},
		{"name not UTF-8", store.On("A\xff"), "event", `"A\xff"`, false},
		{"longest name", store.On(strings.Repeat("a", store.MaxNameBytes)), "", "", false},
		{"name too long", store.On(strings.Repeat("a", store.MaxNameBytes+1)), "event", "513 bytes long, at most 512", true},
		{"empty property", store.OnEvery(store.If("", value.Is(1))), "where.property", "empty", false},
		{"no test", store.OnEvery(store.If("x", value.Test{})), "where", `property "x"`, false},
		{"NaN", store.OnEvery(store.If("x", value.Is(math.NaN()))), "where", `property "x"`, false},
		{"where the fault is", store.OnEvery(store.All{x, store.Any{x, store.Not{Of: store.If("", value.Is(1))}}}), "where.all[1].any[1].not.property", "empty", false},
		{"nil in All", store.OnEvery(store.All{x, nil}), "where.all[1]", "no condition", false},
		{"nil in Not", store.OnEvery(store.Not{}), "where.not", "no condition", false},
		{"pointer", store.OnEvery(&x), "where", "*store.PropertyTest is no condition", false},
		{"deepest", store.OnEvery(nested(30)), "", "", false},
		{"too deep", store.OnEvery(nested(31)), "where" + strings.Repeat(".not", 31), "nested deeper", true},
		{"holds itself", store.OnEvery(circle), "where" + strings.Repeat(".all[0]", 15) + ".all", "nested deeper", true},
		{"332 tests", store.OnEvery(many[:332]), "", "", false},
		{"333 tests", store.OnEvery(many[:333]), "where.any[332]", "more than 1000", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.selector.Check()
			if c.field == "" {
				require.NoError(t, err)
				return
			}
			var field *store.FieldError
			require.ErrorAs(t, err, &field)
			require.Equal(t, c.field, field.Field)
			require.ErrorContains(t, err, c.says)
			require.ErrorIs(t, err, store.ErrInvalid)
			require.Equal(t, c.limit, errors.Is(err, store.ErrLimit))
			_, err = json.Marshal(c.selector)
			require.Error(t, err, "what Check refuses is not written")
		})
	}
}

func numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint("event ", i)
	}
	return names
}

func TestSelectorString(t *testing.T) {
	rock, long, live := store.If("genre", value.Is("rock")), store.If("length", value.More(300)), store.If("live", value.Is(true))
	for _, c := range []struct {
		selector store.Selector
		want     string
	}{
		{store.Selector{}, "any event"},
		{store.On("Song Played"), "Song Played"},
		{store.OnAny([]string{"Song Played", "Album Played"}), "Song Played or Album Played"},
		{store.On("Song Played", rock, long), "Song Played where genre is rock and length is more than 300"},
		{store.OnEvery(store.All{store.Any{rock, long}, live}), "any event where (genre is rock or length is more than 300) and live is true"},
		{store.OnEvery(store.Any{store.All{rock, long}, live}), "any event where (genre is rock and length is more than 300) or live is true"},
		{store.OnEvery(store.Not{Of: store.Any{rock, live}}), "any event where not (genre is rock or live is true)"},
		{store.OnEvery(store.All{}), "any event where always"},
		{store.OnEvery(store.Any{}), "any event where never"},
		{store.OnEvery(store.All{store.Any{rock}, live}), "any event where genre is rock and live is true"},
		{store.On("Drag and Drop"), `"Drag and Drop"`},
		{store.On("a\tb"), "\"a\tb\""}, // as it is: tables and pictures escape it, once
		{store.On("\"two\"\nlines"), "\"\"\"two\"\"\nlines\""},
		{store.On(`a" where b is "c`), `"a"" where b is ""c"`},
		{store.On(`C:\temp`), `C:\temp`},
		{store.On("abc\u202etxt.exe"), "\"abc\u202etxt.exe\""},
		{store.On("👨\u200d👩\u200d👧"), "👨\u200d👩\u200d👧"},
		{store.On("a", store.If("b c", value.Is("two\nlines"))), "a where b c is \"two\nlines\""},
		{store.On(" a"), `" a"`},
		{store.On("Pjesma čuta"), "Pjesma čuta"},
	} {
		t.Run(c.want, func(t *testing.T) { require.Equal(t, c.want, c.selector.String()) })
	}
}

func TestSelectorJSON(t *testing.T) {
	for _, c := range []struct {
		selector store.Selector
		want     string
	}{
		{store.Selector{}, `{}`},
		{store.On("Song Played"), `{"event":"Song Played"}`},
		{store.OnAny([]string{"A", "B"}), `{"events":["A","B"]}`},
		{store.On("A", store.If("genre", value.Is("rock"))), `{"event":"A","where":{"property":"genre","op":"is","values":["rock"]}}`},
		{store.OnEvery(store.If("genre", value.Is("rock").Folded())), `{"where":{"property":"genre","op":"is","values":["rock"],"fold":true}}`},
		{store.OnEvery(store.If("genre", value.Exists())), `{"where":{"property":"genre","op":"exists"}}`},
		{store.OnEvery(store.All{}), `{"where":{"all":[]}}`},
		{store.OnEvery(store.Any{store.If("a", value.Is(1)), store.Not{Of: store.If("b", value.Is(2.0))}}),
			`{"where":{"any":[{"property":"a","op":"is","values":[1]},{"not":{"property":"b","op":"is","values":[2.0]}}]}}`},
		{store.OnEvery(store.If("on", value.Is(value.NewDate(2026, 5, 3)))), `{"where":{"property":"on","op":"is","values":[{"date":"2026-05-03"}]}}`},
	} {
		t.Run(c.want, func(t *testing.T) {
			got, err := json.Marshal(c.selector)
			require.NoError(t, err)
			require.Equal(t, c.want, string(got))
			var back store.Selector
			require.NoError(t, json.Unmarshal(got, &back))
			require.True(t, back.Equal(c.selector), "%#v", back)
		})
	}
}

func TestSelectorJSONRefuses(t *testing.T) {
	deep := strings.Repeat(`{"not":`, 5000) + `{}` + strings.Repeat(`}`, 5000)
	for _, c := range []struct{ name, in, says string }{
		{"null", `null`, "null"},
		{"list", `[]`, "want an object"},
		{"unknown field", `{"evt":"A"}`, `"evt"`},
		{"wrong case", `{"Event":"A"}`, `did you mean "event"?`},
		{"repeated", `{"event":"A","event":"B"}`, `"event"`},
		{"null event", `{"event":null}`, "null"},
		{"event and events", `{"event":"A","events":["B"]}`, "give one of them"},
		{"no events", `{"events":[]}`, "events: an empty list"},
		{"empty event", `{"event":""}`, "event: empty"},
		{"empty event in list", `{"events":["A",""]}`, "events[1]: empty"},
		{"number for a name", `{"event":1}`, "event: "},
		{"trailing bytes", `{} {}`, ""},
		{"condition without a form", `{"where":{}}`, "where: "},
		{"unknown form", `{"where":{"some":[]}}`, "property, all, any, not"},
		{"form misspelt", `{"where":{"proprety":"x","op":"exists"}}`, `where: unknown field "proprety" (did you mean "property"?)`},
		{"two forms", `{"where":{"all":[],"any":[]}}`, `"any"`},
		{"wrong case inside", `{"where":{"all":[{"not":{"property":"x","Op":"is"}}]}}`, `where.all[0].not: unknown field "Op" (did you mean "op"?)`},
		{"unknown operator", `{"where":{"property":"x","op":"near","values":[1]}}`, "near"},
		{"no operator", `{"where":{"property":"x"}}`, `"op"`},
		{"empty property", `{"where":{"any":[{"property":"","op":"exists"}]}}`, "where.any[0].property: empty"},
		{"too many arguments", `{"where":{"property":"x","op":"is","values":[1,2]}}`, `property "x"`},
		{"unknown value", `{"where":{"property":"x","op":"is","values":[{"day":"2026-05-03"}]}}`, "values[0]"},
		{"depth bomb", `{"where":` + deep + `}`, "nested"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := store.On("kept")
			err := s.UnmarshalJSON([]byte(c.in))
			require.ErrorContains(t, err, c.says)
			require.ErrorIs(t, err, store.ErrInvalid)
			require.True(t, s.Equal(store.On("kept")), "the receiver is as it was")
			require.Error(t, json.Unmarshal([]byte(c.in), &s))
		})
	}
}

func TestSelectorEqual(t *testing.T) {
	one, two := store.If("x", value.Is(1)), store.If("x", value.Is(2))
	alike := [][2]store.Selector{
		{{}, {Events: []string{}}},
		{store.OnEvery(store.All{}), store.OnEvery(store.All(nil))},
		{store.On("A", one, two), store.On("A", store.All{one, two})},
	}
	for _, c := range alike {
		require.True(t, c[0].Equal(c[1]), "%v", c)
	}
	all := []store.Selector{
		{}, store.On("A"), store.On("B"), store.OnAny([]string{"A", "B"}), store.OnAny([]string{"B", "A"}), store.OnEvery(one), store.OnEvery(two),
		store.OnEvery(store.If("y", value.Is(1))), store.OnEvery(store.If("x", value.Is(1.0))), store.OnEvery(store.If("x", value.IsNot(1))),
		store.OnEvery(store.If("x", value.Is("a"))), store.OnEvery(store.If("x", value.Is("a").Folded())),
		store.OnEvery(store.All{one}), store.OnEvery(store.Any{one}), store.OnEvery(store.Not{Of: one}), store.OnEvery(store.All{one, two}), store.OnEvery(store.All{two, one}),
	}
	for i := range all {
		for j := range all {
			require.Equal(t, i == j, all[i].Equal(all[j]), "%v, %v", all[i], all[j])
		}
	}
}

// conditions draws conditions to a depth over few names, so that events meet some of them.
func conditions(depth int) *rapid.Generator[store.Condition] {
	return rapid.Custom(func(t *rapid.T) store.Condition {
		kind := rapid.IntRange(0, 6).Draw(t, "kind")
		if depth == 0 {
			kind = 0
		}
		switch kind {
		case 4:
			return store.All(rapid.SliceOfN(conditions(depth-1), 0, 3).Draw(t, "all"))
		case 5:
			return store.Any(rapid.SliceOfN(conditions(depth-1), 0, 3).Draw(t, "any"))
		case 6:
			return store.Not{Of: conditions(depth-1).Draw(t, "not")}
		}
		name := rapid.SampledFrom([]string{"x", "y", "žuta boja"}).Draw(t, "property")
		n := rapid.IntRange(0, 3).Draw(t, "n")
		return store.If(name, rapid.SampledFrom([]value.Test{
			value.Is(n), value.IsNot(n), value.More(n), value.Between(n, n+1), value.In("a", "b"), value.Is("A").Folded(), value.Exists(), value.Missing(),
			value.AtMost(float64(n)), value.Is(true), value.Before(value.NewDate(2026, 5, n+1)), value.After(time.UnixMilli(int64(n))),
		}).Draw(t, "test"))
	})
}

func selectors() *rapid.Generator[store.Selector] {
	return rapid.Custom(func(t *rapid.T) store.Selector {
		s := store.Selector{Events: rapid.SliceOfN(rapid.SampledFrom([]string{"A", "B", "C"}), 0, 3).Draw(t, "events")}
		if rapid.Bool().Draw(t, "has where") {
			s.Where = conditions(4).Draw(t, "where")
		}
		return s
	})
}

func events() *rapid.Generator[store.Event] {
	return rapid.Custom(func(t *rapid.T) store.Event {
		e := store.Event{Person: "p", Name: rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "name"), Time: time.UnixMilli(0)}
		e.ID = rapid.SampledFrom([]string{"", "", "1", "2"}).Draw(t, "id")
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"x", "y", "žuta boja"}), 0, 3, rapid.ID).Draw(t, "properties") {
			n := rapid.IntRange(0, 3).Draw(t, "n")
			e.Properties = append(e.Properties, rapid.SampledFrom([]store.Property{
				store.Prop(name, n), store.Prop(name, float64(n)+0.5), store.Prop(name, float64(n)), store.Prop(name, "a"), store.Prop(name, "A"), store.Prop(name, n > 1),
				store.Prop(name, []string{"a", "z"}), store.Prop(name, value.NewDate(2026, 5, n)), store.Prop(name, time.UnixMilli(int64(n))),
			}).Draw(t, "property"))
		}
		return e
	})
}

// holds is the meaning of a condition, from SEMANTICS section 2: by truth tables, not by short cuts.
func holds(c store.Condition, e store.Event, f value.Frame) bool {
	met := 0
	switch c := c.(type) {
	case store.PropertyTest:
		facts := map[string]value.Value{}
		for _, p := range e.Properties {
			facts[p.Name] = p.Value
		}
		return c.Test.Match(facts[c.Property], f)
	case store.All:
		for _, c := range c {
			if holds(c, e, f) {
				met++
			}
		}
		return met == len(c)
	case store.Any:
		for _, c := range c {
			if holds(c, e, f) {
				met++
			}
		}
		return met > 0
	case store.Not:
		return holds(c.Of, e, f) == false
	}
	panic("unreachable")
}

func TestSelectorMatchIsItsMeaning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, e := selectors().Draw(t, "selector"), events().Draw(t, "event")
		f := value.Frame{Clock: time.UnixMilli(2), Location: time.UTC}
		named := map[string]bool{}
		for _, name := range s.Events {
			named[name] = true
		}
		want := (len(named) == 0 || named[e.Name]) && (s.Where == nil || holds(s.Where, e, f))
		require.Equal(t, want, s.Match(&e, f))
	})
}

func TestSelectorReadsBackWhatCheckAccepts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := selectors().Draw(t, "selector")
		data, err := json.Marshal(s)
		if s.Check() != nil {
			require.Error(t, err)
			return
		}
		require.NoError(t, err)
		require.NoError(t, strict.Check(data, "selector"))
		var back store.Selector
		require.NoError(t, json.Unmarshal(data, &back))
		require.True(t, back.Equal(s))
		require.Equal(t, s.String(), back.String())
		for i := range data { // no piece of a definition is one
			require.Error(t, back.UnmarshalJSON(data[:i]))
		}
	})
}

// The measure of Check is exactly that of the decoder: at the limit both accept, past it both refuse.
func TestSelectorLimitsAreThoseOfItsJSON(t *testing.T) {
	for n := range 60 {
		var c store.Condition = store.If("x", value.Is(value.NewDate(2026, 5, 3)))
		for i := range n {
			if i%2 == 0 {
				c = store.Any{c, store.If("y", value.Missing())}
			} else {
				c = store.Not{Of: c}
			}
		}
		requireAlike(t, store.OnEvery(c))
	}
	for names := range 12 { // every remainder of nodes at the limit
		for n := 326; n < 334; n++ {
			all := make(store.All, n)
			for i := range all {
				all[i] = store.If("x", value.Exists())
			}
			requireAlike(t, store.OnAny(numbered(names), all))
		}
	}
	for n := 215; n < 230; n++ {
		var all store.All
		for i := range n {
			all = append(all, []store.Condition{store.If("x", value.Is("a").Folded()), store.If("x", value.Exists()), store.If("x", value.In(1, 2)),
				store.Not{Of: store.All{}}}[i%4])
		}
		requireAlike(t, store.OnAny([]string{"A", "B"}, all))
		requireAlike(t, store.On("A", all))
		requireAlike(t, store.OnEvery(all))
	}
}

// requireAlike writes a selector without MarshalJSON's own check, and asks the decoder.
func requireAlike(t *testing.T, s store.Selector) {
	t.Helper()
	var back store.Selector
	data := written(s)
	if err := s.Check(); err != nil {
		require.ErrorIs(t, err, store.ErrLimit)
		require.Error(t, back.UnmarshalJSON(data))
		return
	}
	require.NoError(t, back.UnmarshalJSON(data))
	got, err := json.Marshal(s)
	require.NoError(t, err)
	require.JSONEq(t, string(data), string(got))
}

func written(s store.Selector) []byte {
	out := map[string]any{}
	if len(s.Events) == 1 {
		out["event"] = s.Events[0]
	} else if len(s.Events) > 1 {
		out["events"] = s.Events
	}
	var condition func(store.Condition) any
	list := func(cs []store.Condition) any {
		out := []any{}
		for _, c := range cs {
			out = append(out, condition(c))
		}
		return out
	}
	condition = func(c store.Condition) any {
		switch c := c.(type) {
		case store.All:
			return map[string]any{"all": list(c)}
		case store.Any:
			return map[string]any{"any": list(c)}
		case store.Not:
			return map[string]any{"not": condition(c.Of)}
		case store.PropertyTest:
			out := map[string]any{"property": c.Property, "op": c.Test.Op}
			if len(c.Test.Args) > 0 {
				out["values"] = c.Test.Args
			}
			if c.Test.Fold {
				out["fold"] = true
			}
			return out
		}
		panic("unreachable")
	}
	if s.Where != nil {
		out["where"] = condition(s.Where)
	}
	data, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	return data
}

func ExampleSelector() {
	s := store.On("Song Played", store.If("genre", value.Is("rock")), store.If("length", value.More(300)))
	fmt.Println(s)
	fmt.Println(s.Match(&store.Event{Name: "Song Played", Properties: []store.Property{store.Prop("genre", "rock"), store.Prop("length", 354)}}, value.Frame{}))
	data, err := s.MarshalJSON()
	fmt.Println(string(data), err)
	// Output:
	// Song Played where genre is rock and length is more than 300
	// true
	// {"event":"Song Played","where":{"all":[{"property":"genre","op":"is","values":["rock"]},{"property":"length","op":">","values":[300]}]}} <nil>
}

func ExampleOnAny() {
	s := store.OnAny([]string{"Song Played", "Album Played"}, store.Any{
		store.If("genre", value.In("rock", "metal")),
		store.Not{Of: store.If("skipped", value.Is(true))},
	})
	fmt.Println(s.Check())
	fmt.Println(s)
	// Output:
	// <nil>
	// Song Played or Album Played where genre is one of rock, metal or not (skipped is true)
}

func ExampleOnEvery() {
	fmt.Println(store.OnEvery(store.If("country", value.Exists())))
	fmt.Println(store.OnEvery(store.If("country", value.Is("")), store.If("", value.Missing())).Check())
	// Output:
	// any event where country is known
	// store: where.all[1].property: empty
}
