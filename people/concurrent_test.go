package people_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// Readers look at views, each at its own pace, while the writer goes on changing everything that a view holds on to. What a view answers
// the first time, right after it was taken, it answers until the end. Run it under the race detector.
func TestViewsStandStillBesideAWriter(t *testing.T) {
	r := people.NewRegistry()
	require.NoError(t, r.Declare("age", people.Declaration{Kind: value.Int, Indexed: true}))
	rnd := rand.New(rand.NewPCG(7, 7))
	answers := func(v *people.View) string {
		adults, err := v.Matching("age", value.AtLeast(18), value.Frame{})
		require.NoError(t, err)
		old, err := v.Matching("age", value.Is(99), value.Frame{})
		require.NoError(t, err)
		from, err := v.Matching("city", value.Contains("7"), value.Frame{})
		require.NoError(t, err)
		fans, _ := v.Tagged("fans")
		top, distinct := v.Values("city", 3)
		var found []people.Number
		for i := range 50 {
			n, ok := v.Find(fmt.Sprint("p", i*37))
			if id, alive := v.ID(n); ok && !alive {
				require.Failf(t, "a look-up led to the dead", "number %d %q", n, id)
			}
			found = append(found, n)
		}
		return fmt.Sprint(v.Len(), v.Count(), v.Everyone().Len(), adults.Len(), old.Len(), from.Len(), fans.Len(), fans.AndLen(adults), top, distinct, found, v.Tags(),
			slices.Collect(old.IDs()), v.Attributes(3), v.TagsOf(3), v.AttributeNames())
	}

	var readers sync.WaitGroup
	rounds := 60
	if testing.Short() {
		rounds = 20
	}
	for round := range rounds {
		for range 40 {
			n, _ := r.Intern(fmt.Sprint("p", rnd.IntN(3000)))
			m, _ := r.Intern(fmt.Sprint("p", rnd.IntN(3000)))
			r.Set(n, "age", value.Of(rnd.IntN(100)))
			r.Set(m, "city", value.Of(fmt.Sprint("city ", rnd.IntN(5000))))
			switch rnd.IntN(8) {
			case 0:
				r.Merge(n, m)
			case 1:
				r.Delete(n)
			case 2:
				r.Remove(n, "age")
			case 3:
				r.AddToTag("fans", r.View().Gather([]people.Number{n, m}))
			case 4:
				r.RemoveFromTag("fans", r.View().Gather([]people.Number{m}))
			}
		}
		switch round % 10 {
		case 3, 6:
			r.AddNameless()
			r.ForgetIDs()
			r.ForgetTexts("city")
		case 9:
			r.Compact()
		}
		v := r.View()
		want := answers(v)
		for range 2 {
			readers.Go(func() {
				for range 3 {
					if got := answers(v); got != want {
						t.Errorf("a view has changed from\n%s\nto\n%s", want, got)
						return
					}
				}
				if err := v.Check(); err != nil {
					t.Error(err)
				}
			})
		}
	}
	readers.Wait()
}
