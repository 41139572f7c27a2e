package people_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// Every test gives the people for whom Test.Match holds, one by one: over columns of one type, declared and not, indexed and not, and over
// one that mixes types.
func TestMatchingIsMatchOfEachPerson(t *testing.T) {
	byKind := map[value.Kind][]value.Value{}
	for _, x := range modelVals {
		byKind[x.Kind()] = append(byKind[x.Kind()], x)
	}
	for i := range 30 { // many values side by side, and texts beyond one word of the table
		byKind[value.Int] = append(byKind[value.Int], value.Of(i))
		byKind[value.Float] = append(byKind[value.Float], value.Of(float64(i-15)/2))
		byKind[value.Text] = append(byKind[value.Text], value.Of(fmt.Sprint("text ", i)))
		byKind[value.Day] = append(byKind[value.Day], value.Of(value.NewDate(2026, 3, 15+i)))
		byKind[value.Time] = append(byKind[value.Time], value.Of(instant.Add(time.Duration(i-15)*7*time.Hour)))
	}
	kinds := []value.Kind{value.Text, value.Int, value.Float, value.Bool, value.Day, value.Time, value.Texts}

	rapid.Check(t, func(t *rapid.T) {
		r := people.NewRegistry()
		n := rapid.IntRange(1, 1200).Draw(t, "people")
		held := make([]people.Attributes, n)
		for i := range held {
			r.Intern(fmt.Sprint(i))
			held[i] = people.Attributes{}
		}
		for _, k := range kinds {
			require.NoError(t, r.Declare("declared "+k.String(), people.Declaration{Kind: k}))
			if k != value.Texts {
				require.NoError(t, r.Declare("indexed "+k.String(), people.Declaration{Kind: k, Indexed: true}))
			}
		}
		names := []string{"mixed", "nobody's"}
		for j, k := range kinds {
			names = append(names, k.String(), "declared "+k.String())
			if k != value.Texts {
				names = append(names, "indexed "+k.String())
			}
			step, shift := rapid.SampledFrom([]int{1, 1, 2, 3, 100}).Draw(t, "step"), rapid.IntRange(0, 40).Draw(t, "shift")
			for i := 0; i < n; i += step {
				x := byKind[k][(i*i+i/7+shift)%len(byKind[k])]
				for _, prefix := range []string{"", "declared ", "indexed "} {
					if name := prefix + k.String(); name != "indexed "+value.Texts.String() {
						held[i][name] = x
						r.Set(people.Number(i), name, x)
					}
				}
				if (i+j)%3 == 0 {
					held[i]["mixed"] = x
					r.Set(people.Number(i), "mixed", x)
				}
			}
		}
		dead := people.Number(rapid.IntRange(0, n-1).Draw(t, "dead"))
		r.Delete(dead)
		v := r.View()
		require.NoError(t, v.Check())

		for range 10 {
			test, f := drawTest(t), drawFrame(t)
			if rapid.Bool().Draw(t, "of one kind") { // so that most tests can hold somewhere
				k := rapid.SampledFrom(kinds[:6]).Draw(t, "kind")
				for i := range test.Args {
					if test.Op != value.OpLastDays && test.Op != value.OpMoreDaysAgo {
						test.Args[i] = rapid.SampledFrom(byKind[k]).Draw(t, "argument")
					}
				}
			}
			if test.Check() != nil {
				continue
			}
			for _, name := range names {
				got, err := v.Matching(name, test, f)
				if err != nil {
					d, _ := r.Declared(name)
					require.ErrorIs(t, err, value.ErrKind)
					require.Error(t, test.Suits(d.Kind))
					continue
				}
				for i, a := range held {
					want := test.Match(a[name], f) && people.Number(i) != dead
					if got.Has(people.Number(i)) != want {
						t.Fatalf("%s of %s %v in %v at %v: person %d, who has %v, is in: %t", test, name, test.Args, f.Location, f.Clock, i, a[name], !want)
					}
				}
				for n := range got.Numbers() {
					require.Less(t, int(n), len(held))
				}
			}
		}
	})
}

func TestMatchingRefuses(t *testing.T) {
	r := crowd(2)
	require.NoError(t, r.Declare("age", people.Declaration{Kind: value.Int}))
	r.Set(0, "city", value.Of("Split"))
	v := r.View()
	for _, c := range []struct {
		name, attribute string
		test            value.Test
		kind            error
	}{
		{"no test", "city", value.Test{}, nil},
		{"unknown operator", "city", value.Test{Op: "near", Args: []value.Value{value.Of("Zadar")}}, nil},
		{"no argument", "city", value.Test{Op: value.OpIs}, nil},
		{"a test that its declaration cannot suit", "age", value.Contains("3"), value.ErrKind},
		{"the same by comparison", "age", value.Is("33"), value.ErrKind},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := v.Matching(c.attribute, c.test, value.Frame{})
			require.ErrorContains(t, err, fmt.Sprintf("people: attribute %q: ", c.attribute))
			if c.kind != nil {
				require.ErrorIs(t, err, c.kind)
			}
			require.True(t, s.IsEmpty())
		})
	}
	s, err := v.Matching("city", value.More(3), value.Frame{})
	require.NoError(t, err, "undeclared: comparing with another type is false, not an error")
	require.True(t, s.IsEmpty())
}
