package people_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// Every way to scan a page answers as Test.Match does for each person: values that lie close together and far apart, texts of few and many
// others, alone and beside other types, and after they have been written anew, removed and compacted.
func TestMatchingOfValuesNearAndFarIsMatchOfEachPerson(t *testing.T) {
	const known = 2500 // some pages, the last one not full
	rnd := rand.New(rand.NewPCG(11, 11))
	columns := map[string]func() value.Value{
		"flag":    func() value.Value { return value.Of(rnd.IntN(2) == 1) },
		"lowest":  func() value.Value { return value.Of(math.MinInt64 + rnd.Int64N(50)) },
		"highest": func() value.Value { return value.Of(math.MaxInt64 - rnd.Int64N(50)) },
		"ends":    func() value.Value { return value.Of([]int64{math.MinInt64, -1, 0, 1, math.MaxInt64}[rnd.IntN(5)]) },
		"day":     func() value.Value { return value.Of(value.NewDate(2025, time.January, 1+rnd.IntN(365))) },
		"week":    func() value.Value { return value.Of(value.NewDate(2025, time.January, 1+rnd.IntN(7))) },
		"instant": func() value.Value { return value.Of(instant.Add(time.Duration(rnd.IntN(1e9)) * time.Millisecond)) },
		"float":   func() value.Value { return value.Of(float64(rnd.IntN(100)-50) / 4) },
		"list":    func() value.Value { return value.Of([]string{fmt.Sprint("text ", rnd.IntN(12))}) },
		"mixed": func() value.Value {
			return []value.Value{value.Of(rnd.IntN(9)), value.Of("text 3"), value.Of(2.0), value.Of([]string{"text 3"}), {}}[rnd.IntN(5)]
		},
	}
	tests := []value.Test{
		value.Exists(), value.Missing(), value.Is(true), value.Is(3), value.IsNot(3), value.In(1, 2, 5, 7, 8), value.NotIn(1, 2, 5, 7, 8), value.Between(-3, 40), value.Less(0), value.More(0),
		value.Is(int64(math.MinInt64)), value.Is(int64(math.MaxInt64)), value.Less(int64(math.MinInt64 + 9)), value.AtLeast(int64(math.MaxInt64 - 9)), value.Between(2.5, 7.25),
		value.Before(value.NewDate(2025, time.January, 4)), value.Between(value.NewDate(2025, time.May, 1), value.NewDate(2025, time.May, 31)), value.After(instant.Add(time.Hour)),
		value.Is("text 3"), value.IsNot("text 3"), value.In("text 0", "text 1"), value.In("text 1", "text 3", "text 7"), value.NotIn("text 1", "text 3", "text 7"),
		value.Contains("3"), value.NotContains("1"), value.StartsWith("text 1"), value.Contains("text"), value.Contains("nothing"),
	}
	var many []int
	for i := range 40 { // more stretches than are scanned one by one
		many = append(many, i*3)
	}
	tests = append(tests, value.In(many...), value.NotIn(many...))
	for _, bits := range []int{2, 4, 7, 9, 15, 20, 40, 62} {
		most := int64(1)<<bits - 1
		columns[fmt.Sprintf("up to %d bits", bits)] = func() value.Value { return value.Of(rnd.Int64N(most + 1)) }
		columns[fmt.Sprintf("both ways %d bits", bits)] = func() value.Value { return value.Of(rnd.Int64N(most+1) - most/2) }
		tests = append(tests, value.Between(most/4, most/2+1), value.More(most/3), value.Is(most), value.Less(-most/4), value.AtMost(most))
	}
	for _, texts := range []int{2, 4, 12, 200, 700, 70_000} {
		columns[fmt.Sprint("of ", texts, " texts")] = func() value.Value { return value.Of(fmt.Sprint("text ", rnd.IntN(texts))) }
	}

	r := people.NewRegistry()
	for i := range known {
		r.Intern(fmt.Sprint(i))
	}
	check := func(t *testing.T) {
		v := r.View()
		require.NoError(t, v.Check())
		for name := range columns {
			held := make([]value.Value, known)
			for n := range held {
				held[n] = v.Attribute(people.Number(n), name)
			}
			for _, test := range tests {
				require.NoError(t, test.Check())
				set, err := v.Matching(name, test, value.Frame{Clock: instant})
				require.NoError(t, err)
				members := map[people.Number]bool{}
				for n := range set.Numbers() {
					members[n] = true
				}
				for n, x := range held {
					if want := test.Match(x, value.Frame{Clock: instant}) && v.Alive(people.Number(n)); want != members[people.Number(n)] {
						t.Fatalf("%s %s %v: person %d, who has %v, is in: %t", name, test, test.Args, n, x, !want)
					}
				}
			}
		}
	}
	set := func(share int) {
		for name, draw := range columns {
			for n := range people.Number(known) {
				if rnd.IntN(share) == 0 {
					r.Set(n, name, draw())
				}
			}
		}
	}
	t.Run("written", func(t *testing.T) { set(1); check(t) })
	t.Run("removed", func(t *testing.T) {
		for name := range columns {
			for n := range people.Number(known) {
				if rnd.IntN(3) > 0 || n < 1024 {
					r.Remove(n, name)
				}
			}
		}
		r.Delete(2000)
		check(t)
	})
	t.Run("written anew", func(t *testing.T) { set(10); check(t) })
	t.Run("compacted", func(t *testing.T) {
		for n := range people.Number(known) {
			if n%4 > 0 {
				r.Remove(n, "of 70000 texts")
			}
		}
		r.Compact()
		check(t)
	})
}

// Texts and lists of a column share its dictionary: of pages whose codes lie alike, one of lists is not to be answered as one of texts.
func TestPagesOfListsBesidePagesOfTexts(t *testing.T) {
	r := people.NewRegistry()
	const page = 1024
	for i := range 4 * page {
		r.Intern(fmt.Sprint(i))
	}
	for n := range people.Number(page) { // their codes by turns
		genre := fmt.Sprint("rock ", n%5)
		r.Set(n, "genre", value.Of(genre))
		r.Set(n+page, "genre", value.Of([]string{genre, "pop"}))
		r.Set(n+2*page, "genre", value.Of(genre))
		r.Set(n+3*page, "genre", value.Of([]string{genre}))
	}
	v := r.View()
	for _, test := range []value.Test{
		value.Is("ROCK 2").Folded(), value.IsNot("ROCK 2").Folded(), value.In("Rock 2", "rock 3", "POP").Folded(), value.NotIn("rock 2", "rock 3", "rock 4", "pop"),
		value.In("rock 0", "rock 2", "rock 4"), value.StartsWith("rock"), value.EndsWith("4"), value.Contains("rock 1"), value.NotContains("pop"),
	} {
		set, err := v.Matching("genre", test, value.Frame{})
		require.NoError(t, err)
		for n := range people.Number(4 * page) {
			require.Equal(t, test.Match(v.Attribute(n, "genre"), value.Frame{}), set.Has(n), "%s: person %d", test, n)
		}
	}
}
