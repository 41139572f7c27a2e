package people_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// Several cores match: each of the shards, the last of them with few people, has whom it has by itself.
func TestMatchingOverShards(t *testing.T) {
	r := people.NewRegistry()
	const known = 3*people.ShardSize + 100
	for i := range known {
		n, _ := r.Intern(fmt.Sprint(i))
		switch {
		case i%5 == 0:
		case i%7 == 0:
			r.Set(n, "a", value.Of(fmt.Sprint("text ", i%50)))
		default:
			r.Set(n, "a", value.Of(i%1000))
		}
	}
	v := r.View()
	for name, test := range map[string]value.Test{"range": value.Less(300), "text": value.Is("text 7"), "some": value.Exists(), "none": value.Missing()} {
		t.Run(name, func(t *testing.T) {
			set, err := v.Matching("a", test, value.Frame{})
			require.NoError(t, err)
			want := 0
			for n := range people.Number(known) {
				meets := test.Match(v.Attribute(n, "a"), value.Frame{})
				if meets {
					want++
				}
				if meets != set.Has(n) {
					t.Fatalf("person %d: %t", n, set.Has(n))
				}
			}
			require.Equal(t, want, set.Len())
		})
	}
}
