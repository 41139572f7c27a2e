package people_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// Instants are what Attribute gives for each person: of pages of one kind and of several, dates that share a place among those remembered, and people without.
func TestInstantsAreThoseOfAttribute(t *testing.T) {
	zagreb, err := time.LoadLocation("Europe/Zagreb")
	require.NoError(t, err)
	r := people.NewRegistry()
	rng := rand.New(rand.NewPCG(5, 5))
	const known = people.ShardSize + 4000
	for i := range known {
		n, _ := r.Intern(fmt.Sprint("p", i))
		day := value.NewDate(2020, time.January, 1+rng.IntN(3000))
		at := day.Start(time.UTC).Add(time.Duration(rng.IntN(86_400_000)) * time.Millisecond)
		for name, v := range map[string]value.Value{"dates": value.Of(day), "times": value.Of(at), "words": value.Of("2020-01-01"), "mixed": []value.Value{
			value.Of(day), value.Of(at), value.Of("text"), value.Of(7), {}, value.Of(time.Date(1890, 1, 1, 0, 0, 0, 0, time.UTC)),
		}[rng.IntN(6)]} {
			if rng.IntN(3) > 0 {
				r.Set(n, name, v)
			}
		}
	}
	r.Delete(7)
	v := r.View()
	for _, loc := range []*time.Location{nil, zagreb} {
		for _, name := range []string{"dates", "times", "words", "mixed", "unheard of"} {
			var instants []int64 // by class
			reader := v.Instants(name, loc, func(ms int64) uint32 {
				instants = append(instants, ms)
				return uint32(len(instants) - 1)
			})
			into := make([]uint32, people.ShardSize)
			for shard := range 3 {
				reader.Fill(shard, into)
				for i, class := range into {
					got := instants[class]
					want := int64(people.Never)
					if n := shard*people.ShardSize + i; n < known {
						a := v.Attribute(people.Number(n), name)
						if at, ok := a.Time(); ok {
							want = at.UnixMilli()
						} else if d, ok := a.Date(); ok {
							want = d.Start(loc).UnixMilli()
						}
					}
					if want != got {
						t.Fatalf("%s of %d: %d, want %d", name, i, got, want)
					}
				}
			}
		}
	}
}
