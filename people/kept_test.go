package people_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// TestKeptAnswersAreThoseOfTheView asks tests that differ in little again and again, more than are kept, of views before and after changes.
func TestKeptAnswersAreThoseOfTheView(t *testing.T) {
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	east, west := time.FixedZone("here", 14*3600), time.FixedZone("here", -11*3600)
	values := []value.Value{value.Of(1), value.Of(1.0), value.Of("1"), value.Of("a"), value.Of("A"), value.Of("a b"), value.Of(true), value.Of(value.NewDate(2026, 5, 3)), value.Of(value.NewDate(2026, 5, 4)),
		value.Of(noon), value.Of(noon.Add(-20 * time.Hour)), value.Of(noon.Add(-40 * time.Hour))}
	folded := value.Is("a")
	folded.Fold = true
	tests := []value.Test{value.Is(1), value.Is(1.0), value.Is("1"), value.IsNot("1"), value.Is("a"), folded, value.In("a", "b"), value.In("a b"), value.Is(true), value.Exists(), value.Missing(), value.LastDays(1),
		value.LastDays(2), value.MoreDaysAgo(1), value.Before(value.NewDate(2026, 5, 4)), value.On(value.NewDate(2026, 5, 4)), value.Between(1, 2), value.In("a", strings.Repeat("long ", 300))}
	var frames []value.Frame
	for _, loc := range []*time.Location{nil, east, west} {
		for _, day := range []int{0, 1} {
			frames = append(frames, value.Frame{Clock: noon.AddDate(0, 0, day), Location: loc})
		}
	}
	rng := rand.New(rand.NewPCG(5, 6))
	r := people.NewRegistry()
	const n = 300
	for i := range n {
		r.Intern(fmt.Sprint(i))
	}
	ask := func(v *people.View, times int) {
		for range times {
			test, f := tests[rng.IntN(len(tests))], frames[rng.IntN(len(frames))]
			got, err := v.Matching("x", test, f)
			require.NoError(t, err)
			for i := range people.Number(v.Len()) {
				if want := v.Alive(i) && test.Match(v.Attribute(i, "x"), f); got.Has(i) != want {
					t.Fatalf("%v in %v at %v: person %d, who has %v, is in: %t", test, f.Location, f.Clock, i, v.Attribute(i, "x"), !want)
				}
			}
		}
	}
	var before *people.View
	for range 120 {
		switch i := people.Number(rng.IntN(n)); rng.IntN(6) {
		case 0:
			r.Remove(i, "x")
		case 1:
			r.Delete(i)
		case 2:
			r.Set(i, "y", value.Of(1)) // another attribute: what is kept of this one stays
		default:
			r.Set(i, "x", values[rng.IntN(len(values))])
		}
		v := r.View()
		ask(v, 40)
		if before != nil {
			ask(before, 10)
		}
		if rng.IntN(4) == 0 {
			before = v
		}
	}
}

// TestAnswersAreKeptUntilAValueChanges looks at the statistics.
func TestAnswersAreKeptUntilAValueChanges(t *testing.T) {
	r := people.NewRegistry()
	for i := range 5000 {
		n, _ := r.Intern(fmt.Sprint(i))
		r.Set(n, "age", value.Of(i%90))
		r.Set(n, "score", value.Of(i%7))
	}
	v := r.View()
	none := v.Stats().Kept
	ask := func(v *people.View, age int) {
		_, err := v.Matching("age", value.Is(age), value.Frame{})
		require.NoError(t, err)
	}
	ask(v, 1)
	one := v.Stats().Kept
	require.Greater(t, one, none)
	ask(v, 1)
	require.Equal(t, one, v.Stats().Kept)
	for i := range 100 {
		ask(v, i%40)
	}
	most := v.Stats().Kept
	require.Less(t, most, 10*one)
	r.Set(7, "score", value.Of(1))
	require.Less(t, r.View().Stats().Kept, none+most)
	require.Greater(t, r.View().Stats().Kept, one, "another attribute has changed")
	r.Set(7, "age", value.Of(1))
	require.Equal(t, none, r.View().Stats().Kept)
	require.Equal(t, most, v.Stats().Kept, "the older view has its own")
	var wait sync.WaitGroup
	for g := range 4 {
		wait.Go(func() {
			for i := range 200 {
				ask(v, (i+g)%12)
			}
		})
	}
	wait.Wait()
}
