package people_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

func intern(r *people.Registry, ids ...string) []people.Number {
	numbers := make([]people.Number, len(ids))
	for i, id := range ids {
		numbers[i], _ = r.Intern(id)
	}
	return numbers
}

func bitsOf(numbers ...people.Number) *roaring.Bitmap {
	b := roaring.New()
	for _, n := range numbers {
		b.Add(uint32(n))
	}
	return b
}

func TestMergesInAChainLeadToTheLastOne(t *testing.T) {
	const chain = 5000
	r := people.NewRegistry()
	for i := range chain {
		n, _ := r.Intern(fmt.Sprint("device ", i))
		if i > 0 {
			r.Merge(n-1, n)
		}
	}
	v := r.View()
	require.Equal(t, 1, v.Count())
	for i := range chain {
		n, ok := v.Find(fmt.Sprint("device ", i))
		require.True(t, ok)
		require.Equal(t, people.Number(chain-1), n)
	}
	r.Delete(chain - 1)
	_, ok := r.Find("device 0")
	require.False(t, ok, "an alias goes with its person")
	_, ok = v.Find("device 0")
	require.True(t, ok, "but not from a view taken before")
	n, fresh := r.Intern("device 0")
	require.True(t, fresh)
	require.Equal(t, people.Number(chain), n)
	require.NoError(t, r.View().Check())
}

func TestAnIDThatComesBackIsANewPerson(t *testing.T) {
	r := people.NewRegistry()
	var views []*people.View
	for i := range 40 {
		n, fresh := r.Intern("ana")
		require.True(t, fresh)
		require.Equal(t, people.Number(i), n)
		views = append(views, r.View())
		r.Delete(n)
	}
	for i, v := range views {
		n, ok := v.Find("ana")
		require.True(t, ok)
		require.Equal(t, people.Number(i), n, "each view finds the person of its time")
	}
}

func TestMergeKeepsWhatTheOtherHas(t *testing.T) {
	r := people.NewRegistry()
	n := intern(r, "visitor", "ana")
	r.Set(n[0], "country", value.Of("SI"))
	r.Set(n[0], "source", value.Of("ad"))
	r.Set(n[1], "country", value.Of("HR"))
	r.AddToTag("fans", r.View().Adopt(bitsOf(n[0])))
	before := r.View()
	r.Merge(n[0], n[1])
	v := r.View()

	require.Equal(t, people.Attributes{"country": value.Of("HR"), "source": value.Of("ad")}, v.Attributes(n[1]))
	require.Empty(t, v.Attributes(n[0]))
	require.Equal(t, []string{"fans"}, v.TagsOf(n[1]))
	require.False(t, v.Alive(n[0]))
	require.Equal(t, value.Of("SI"), before.Attribute(n[0], "country"))
	require.Equal(t, value.Value{}, before.Attribute(n[1], "source"))
	require.NoError(t, v.Check())
}

func TestTheDeadTakeNothing(t *testing.T) {
	r := people.NewRegistry()
	n := intern(r, "ana", "bo", "cy")
	before := r.View().Adopt(bitsOf(n[0]))
	r.Delete(n[0])
	r.Set(n[0], "age", value.Of(3))
	r.Delete(n[0])
	r.Merge(n[0], n[1])
	r.Merge(n[1], n[0])
	r.Merge(n[1], n[1])
	require.Zero(t, r.AddToTag("fans", before), "not the dead")
	require.Zero(t, r.AddToTag("fans", crowd(5).View().Adopt(bitsOf(4))), "not numbers that have not been given out")
	v := r.View()
	require.Equal(t, 2, v.Count())
	require.Equal(t, []people.TagInfo{{Name: "fans"}}, v.Tags())
	require.True(t, v.Adopt(bitsOf(n[0], 77, math.MaxUint32)).IsEmpty())
	require.NoError(t, v.Check())
}

func TestDeclareNamesWhatStandsInTheWay(t *testing.T) {
	r := people.NewRegistry()
	n := intern(r, "ana", "bo", "cy")
	r.Set(n[0], "age", value.Of(33))
	r.Set(n[1], "age", value.Of("old"))
	r.Set(n[2], "age", value.Of("young"))
	for _, c := range []struct {
		name string
		d    people.Declaration
		want string
	}{
		{"another kind", people.Declaration{Kind: value.Int}, `value: wrong type: attribute "age" cannot be declared integer: 2 people hold a value of type text`},
		{"no kind", people.Declaration{}, `value: wrong type: attribute "age" is declared without a type`},
		{"no such kind", people.Declaration{Kind: 99}, `value: wrong type: attribute "age" is declared without a type`},
		{"indexed list", people.Declaration{Kind: value.Texts, Indexed: true}, `value: wrong type: attribute "age": a list of texts cannot be indexed`},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := r.Declare("age", c.d)
			require.ErrorIs(t, err, value.ErrKind)
			require.EqualError(t, err, c.want)
			_, ok := r.Declared("age")
			require.False(t, ok)
		})
	}
	r.Remove(n[1], "age")
	r.Remove(n[2], "age")
	require.NoError(t, r.Declare("age", people.Declaration{Kind: value.Int}))
}

func TestAccept(t *testing.T) {
	for _, c := range []struct {
		name string
		kind value.Kind
		give value.Value
		want value.Value // zero: refused
	}{
		{"same kind", value.Text, value.Of("a"), value.Of("a")},
		{"anything undeclared", value.None, value.Of(true), value.Of(true)},
		{"absent", value.Text, value.Value{}, value.Value{}},
		{"absent undeclared", value.None, value.Value{}, value.Value{}},
		{"integer as float", value.Float, value.Of(3), value.Of(3.0)},
		{"largest exact power", value.Float, value.Of(int64(1) << 62), value.Of(math.Ldexp(1, 62))},
		{"smallest integer", value.Float, value.Of(int64(math.MinInt64)), value.Of(math.Ldexp(-1, 63))},
		{"largest integer", value.Float, value.Of(int64(math.MaxInt64)), value.Value{}},
		{"inexact", value.Float, value.Of(int64(1)<<53 + 1), value.Value{}},
		{"float as integer", value.Int, value.Of(3.0), value.Value{}},
		{"date as date-time", value.Time, value.Of(value.NewDate(2026, 5, 3)), value.Value{}},
		{"text as list", value.Texts, value.Of("a"), value.Value{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := people.Declaration{Kind: c.kind}.Accept(c.give)
			require.Equal(t, c.want, got)
			if c.want.IsZero() {
				require.ErrorIs(t, err, value.ErrKind)
			} else {
				require.NoError(t, err)
			}
		})
	}
	_, err := people.Declaration{Kind: value.Day}.Accept(value.Of("2026-05-03"))
	require.EqualError(t, err, "value: wrong type: text given, date declared")
}

// A page that had held numbers too wide for 32 bits kept its wide cells when it was emptied, and a scan for texts looked for them in the
// narrow ones.
func TestAPageEmptiedOfWideNumbersTakesTexts(t *testing.T) {
	r := people.NewRegistry()
	n := intern(r, "ana")
	r.Set(n[0], "x", value.Of(1.5))
	r.Remove(n[0], "x")
	r.Set(n[0], "x", value.Of("text"))
	s, err := r.View().Matching("x", value.Contains("ex"), value.Frame{})
	require.NoError(t, err)
	require.Equal(t, 1, s.Len())
}

func TestADictionaryDoesNotOutgrowItsColumn(t *testing.T) {
	r := people.NewRegistry()
	n := intern(r, "ana", "bo")
	r.Set(n[1], "page", value.Of("about"))
	require.NoError(t, r.Declare("page", people.Declaration{Kind: value.Text, Indexed: true}))
	for i := range 20_000 {
		r.Set(n[0], "page", value.Of(fmt.Sprint("/articles/", i)))
	}
	v := r.View()
	require.Less(t, v.Stats().Attributes, int64(200_000))
	require.NoError(t, v.Check())
	s, err := v.Matching("page", value.Is("/articles/19999"), value.Frame{})
	require.NoError(t, err)
	require.Equal(t, []string{"ana"}, slices.Collect(s.IDs()))
	s, err = v.Matching("page", value.In("about", "/articles/5"), value.Frame{})
	require.NoError(t, err)
	require.Equal(t, []string{"bo"}, slices.Collect(s.IDs()))
}

func TestCompactDropsTheBytes(t *testing.T) {
	r := people.NewRegistry()
	long := strings.Repeat("x", 5000)
	for i := range 100 {
		n, _ := r.Intern(fmt.Sprint(long, i))
		r.Set(n, "bio", value.Of(fmt.Sprint(long, i)))
	}
	alias, _ := r.Find(long + "1")
	into, _ := r.Find(long + "2")
	r.Merge(alias, into)
	r.Set(into, "list", value.Of([]string{"a", "b"}))
	old := r.View()
	for i := 3; i < 100; i++ {
		n, _ := r.Find(fmt.Sprint(long, i))
		r.Delete(n)
	}
	before := r.View().Stats()
	r.Compact()
	v := r.View()
	after := v.Stats()
	require.Greater(t, before.Identity, int64(400_000))
	require.Less(t, after.Identity, int64(60_000))
	require.Greater(t, before.Attributes, int64(400_000))
	require.Less(t, after.Attributes, int64(60_000))
	n, ok := v.Find(long + "1")
	require.True(t, ok, "an alias of the living stays")
	require.Equal(t, into, n)
	_, ok = v.Find(long + "7")
	require.False(t, ok)
	require.NoError(t, v.Check())
	require.Equal(t, 99, old.Count())
	require.NoError(t, old.Check())
	r.Compact()
	require.Same(t, v, r.View(), "nothing is left to drop")
}

func TestTextsLongerThanAChunk(t *testing.T) {
	r := people.NewRegistry()
	long := strings.Repeat("0123456789", 1<<18)
	n := intern(r, "short", "s1"+long, "s2", "s3"+long, "s4")
	for i, id := range []string{"short", "s1" + long, "s2", "s3" + long, "s4"} {
		got, ok := r.View().ID(n[i])
		require.True(t, ok)
		require.True(t, got == id, "ID %d is %d bytes, not %d", i, len(got), len(id))
	}
	require.NoError(t, r.View().Check())
}

func TestValuesOfManyDistinctTexts(t *testing.T) {
	r := crowd(6000)
	for i := range people.Number(6000) {
		text := fmt.Sprintf("rare %04d", i)
		if i >= 5000 {
			text = fmt.Sprintf("often %d", i%7) // 1,000 = 7 x 142 + 6: the first ones in turn get 143
		}
		r.Set(i, "word", value.Of(text))
	}
	top, distinct := r.View().Values("word", 9)
	require.Equal(t, 5007, distinct)
	require.Len(t, top, 9)
	people := 0
	for i, vc := range top[:7] {
		people += vc.Count
		require.Contains(t, vc.Value.String(), "often")
		require.True(t, i == 0 || top[i-1].Count >= vc.Count)
	}
	require.Equal(t, 1000, people)
	require.Equal(t, "[{rare 0000 1} {rare 0001 1}]", fmt.Sprint(top[7:]), "ties by value")
	for _, limit := range []int{0, -1} {
		top, distinct = r.View().Values("word", limit)
		require.Empty(t, top)
		require.Equal(t, 5007, distinct)
	}
	top, distinct = r.View().Values("nobody's", 5)
	require.Empty(t, top)
	require.Zero(t, distinct)
}

func TestSettingTheAbsentValueRemoves(t *testing.T) {
	r := crowd(1)
	r.Set(0, "age", value.Of(3))
	r.Set(0, "age", value.Value{})
	require.False(t, r.Remove(0, "age"))
	require.Empty(t, r.View().AttributeNames())
}
