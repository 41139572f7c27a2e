package people_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// crowd is a registry of n people, named by their numbers.
func crowd(n int) *people.Registry {
	r := people.NewRegistry()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint(i)
	}
	r.InternBatch(ids, make([]people.Number, n))
	return r
}

func TestZeroSet(t *testing.T) {
	var zero people.Set
	v := crowd(3).View()
	require.True(t, zero.IsEmpty())
	require.Zero(t, zero.Len())
	require.False(t, zero.Has(0))
	require.Empty(t, slices.Collect(zero.Numbers()))
	require.Empty(t, slices.Collect(zero.IDs()))
	require.True(t, zero.Bits().IsEmpty())
	require.True(t, zero.And(zero).Or(zero).AndNot(zero).IsEmpty())
	require.True(t, zero.Equal(people.Set{}))
	require.True(t, zero.Equal(v.Adopt(roaring.New())))
	zero.FillMask(0, 1, nil)

	all := v.Everyone()
	require.True(t, zero.And(all).IsEmpty())
	require.True(t, all.And(zero).IsEmpty())
	require.True(t, all.AndNot(zero).Equal(all))
	require.True(t, zero.AndNot(all).IsEmpty())
	require.Zero(t, all.AndLen(zero))
	require.Equal(t, []string{"0", "1", "2"}, slices.Collect(zero.Or(all).IDs()), "the result is of the other's view")
	carried, merged, deleted := v.Carry(zero)
	require.True(t, carried.IsEmpty())
	require.Zero(t, merged+deleted)
}

func TestSetAlgebraIsThatOfMaps(t *testing.T) {
	v := crowd(3*people.ShardSize + 100).View()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (map[people.Number]bool, people.Set) {
			who, b := map[people.Number]bool{}, roaring.New()
			for range rapid.IntRange(0, 4).Draw(t, name) { // runs, strides and single people, about the edges of shards
				from := uint32(rapid.IntRange(0, 3).Draw(t, "shard")*people.ShardSize + rapid.IntRange(-70, 200).Draw(t, "offset") + 70)
				length, stride := rapid.SampledFrom([]uint32{1, 40, 9000}).Draw(t, "length"), rapid.SampledFrom([]uint32{1, 2, 7}).Draw(t, "stride")
				for x := from; x < from+length; x += stride {
					b.Add(x)
					if x < uint32(v.Len()) {
						who[people.Number(x)] = true
					}
				}
			}
			return who, v.Adopt(b)
		}
		a, setA := draw("a")
		b, setB := draw("b")
		both := maps.Clone(a)
		maps.Copy(both, b)
		check := func(got people.Set, in func(n people.Number) bool) {
			var want []people.Number
			for n := range both {
				if in(n) {
					want = append(want, n)
				}
			}
			slices.Sort(want)
			require.Equal(t, want, slices.Collect(got.Numbers()))
			require.Equal(t, len(want), got.Len())
		}
		check(setA, func(n people.Number) bool { return a[n] })
		check(setA.And(setB), func(n people.Number) bool { return a[n] && b[n] })
		check(setA.Or(setB), func(n people.Number) bool { return a[n] || b[n] })
		check(setA.AndNot(setB), func(n people.Number) bool { return a[n] && !b[n] })
		require.Equal(t, v.Len()-len(a), v.Everyone().AndNot(setA).Len())
		require.Equal(t, setA.And(setB).Len(), setA.AndLen(setB))
		require.Equal(t, setA.AndNot(setB).IsEmpty() && setB.AndNot(setA).IsEmpty(), setA.Equal(setB))

		shard := rapid.IntRange(0, 4).Draw(t, "masked")
		mask := make([]byte, people.ShardSize)
		mask[5] = 64
		setA.FillMask(shard, 1, mask)
		setB.FillMask(shard, 128, mask)
		for i, got := range mask {
			var want byte
			if i == 5 {
				want = 64
			}
			n := people.Number(shard*people.ShardSize + i)
			if a[n] {
				want |= 1
			}
			if b[n] {
				want |= 128
			}
			if got != want {
				t.Fatalf("mask of number %d is %b, not %b", n, got, want)
			}
		}

		words := v.Words(setA)
		require.Len(t, words, 4*people.ShardSize/64)
		require.True(t, v.GatherBits(words).Equal(setA))
		all := make([]byte, 64*len(words))
		for i := range all {
			all[i] = 7 // is written over
		}
		people.WriteMask(all, words)
		for i, got := range all {
			if (got != 0) != a[people.Number(i)] || got > 1 {
				t.Fatalf("mask of number %d is %b, which is in the set: %v", i, got, a[people.Number(i)])
			}
		}
	})
}

func TestWordsAreOfTheLivingOfTheView(t *testing.T) {
	r := crowd(people.ShardSize + 3)
	older, all := r.View(), r.View().Everyone()
	r.Merge(0, 1)
	r.Delete(people.ShardSize)
	r.Intern("somebody new")
	v := r.View()
	require.Equal(t, v.Len()-2, v.GatherBits(v.Words(v.Everyone())).Len())
	require.Equal(t, v.Len()-3, v.GatherBits(v.Words(all)).Len(), "a set of an older view")
	require.Equal(t, v.Words(v.Adopt(roaring.BitmapOf(1))), v.Words(older.Adopt(roaring.BitmapOf(0, people.ShardSize))), "who was merged is followed, who was deleted left out")
	require.Equal(t, older.Len()-2, older.GatherBits(older.Words(v.Everyone())).Len(), "a set of a later view: without the new one")
	require.Empty(t, new(people.Registry).View().Words(people.Set{}))
}

func TestTheDeadOfAShard(t *testing.T) {
	r := crowd(2*people.ShardSize + 3)
	require.Nil(t, r.Dead(1))
	r.Merge(people.ShardSize+64, 1)
	r.Delete(people.ShardSize + 3)
	r.Delete(2*people.ShardSize + 1)
	dead := r.Dead(1)
	r.Delete(people.ShardSize + 4)
	want := make([]uint64, people.ShardSize/64)
	want[0], want[1] = 1<<3, 1
	require.Equal(t, want, dead)
	require.Nil(t, r.Dead(0))
	require.Equal(t, uint64(2), r.Dead(2)[0])
	require.Nil(t, r.Dead(3))
}

func TestSetsOfTwoViewsMeetInTheReceivers(t *testing.T) {
	r := crowd(4)
	old := r.View()
	r.Merge(0, 1)
	r.Delete(2)
	r.Intern("4")
	now := r.View()

	require.Equal(t, []string{"1", "3"}, slices.Collect(now.Adopt(roaring.New()).Or(old.Everyone()).IDs()), "merged people are followed, deleted ones left out")
	require.Equal(t, []string{"1", "3"}, slices.Collect(now.Everyone().And(old.Everyone()).IDs()))
	require.Equal(t, 2, now.Everyone().AndLen(old.Everyone()))
	require.Equal(t, []string{"4"}, slices.Collect(now.Everyone().AndNot(old.Everyone()).IDs()))
	require.Equal(t, []string{"0", "1", "2", "3"}, slices.Collect(old.Everyone().Or(now.Everyone()).IDs()), "an old view knows no later people")

	carried, merged, deleted := now.Carry(old.Everyone())
	require.Equal(t, []string{"1", "3"}, slices.Collect(carried.IDs()))
	require.Equal(t, [2]int{1, 1}, [2]int{merged, deleted})
	_, merged, deleted = old.Carry(now.Everyone())
	require.Equal(t, [2]int{0, 1}, [2]int{merged, deleted}, "a number not known yet counts as deleted")
}

func TestWhatASetHandsOutIsTheCallersOwn(t *testing.T) {
	r := crowd(10)
	r.AddToTag("fans", r.View().Adopt(roaring.BitmapOf(1, 2, 3)))
	v := r.View()
	for _, get := range []func() people.Set{
		v.Everyone,
		func() people.Set { s, _ := v.Tagged("fans"); return s },
		func() people.Set { s, _ := v.Matching("none", value.Missing(), value.Frame{}); return s },
	} {
		s := get()
		n := s.Len()
		s.Bits().Clear()
		require.Equal(t, n, s.Len())
		require.Equal(t, n, get().Len())
	}
	a := v.Attributes(0)
	a["x"] = value.Of(1)
	require.Empty(t, v.Attributes(0))
	require.NoError(t, v.Check())
}

func TestGatherTakesAnyLists(t *testing.T) {
	r := crowd(10_000)
	r.Delete(7)
	v := r.View()
	require.True(t, v.Gather().IsEmpty())
	long := make([]people.Number, 0, 10_050)
	for n := range people.Number(10_050) { // beyond the last number, and longer than what is added at once
		long = append(long, n)
	}
	require.True(t, v.Gather(long).Equal(v.Everyone()))
	require.Equal(t, []string{"3", "5"}, slices.Collect(v.Gather([]people.Number{5, 3}, nil, []people.Number{3, 7}).IDs()))
}

func TestAViewKeepsItsDeclarations(t *testing.T) {
	r := crowd(1)
	require.NoError(t, r.Declare("age", people.Declaration{Kind: value.Int}))
	old := r.View()
	require.NoError(t, r.Declare("age", people.Declaration{Kind: value.Float, Indexed: true}))
	d, ok := old.Declared("age")
	require.True(t, ok)
	require.Equal(t, people.Declaration{Kind: value.Int}, d)
	d, _ = r.View().Declared("age")
	require.Equal(t, people.Declaration{Kind: value.Float, Indexed: true}, d)
	_, ok = old.Declared("height")
	require.False(t, ok)
}

func TestStoppingEarly(t *testing.T) {
	v := crowd(1000).View()
	var numbers []people.Number
	for n := range v.Everyone().Numbers() {
		if n == 300 {
			break
		}
		numbers = append(numbers, n)
	}
	require.Len(t, numbers, 300)
	for id := range v.Everyone().IDs() {
		require.Equal(t, "0", id)
		break
	}
}
