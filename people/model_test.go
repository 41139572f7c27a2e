package people_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

// model is what a Registry promises, in maps. Numbers below filler are people without attributes and tags that nothing happens to: they put
// the others at the edge of a page or shard.
type model struct {
	filler int
	ids    map[string]int            // every ID and alias of the living
	own    map[int]string            // the living, by number
	hidden map[int]bool              // of them, those without a name
	became map[int]int               // merged away: into whom
	attrs  map[int]people.Attributes // by number
	tags   map[string]map[int]bool
	decl   map[string]people.Declaration
	next   int
}

func newModel(filler int) *model {
	return &model{
		filler: filler, next: filler,
		ids: map[string]int{}, own: map[int]string{}, hidden: map[int]bool{}, became: map[int]int{}, attrs: map[int]people.Attributes{},
		tags: map[string]map[int]bool{}, decl: map[string]people.Declaration{},
	}
}

func (m *model) clone() *model {
	c := *m
	c.ids, c.own, c.hidden, c.became, c.decl = maps.Clone(m.ids), maps.Clone(m.own), maps.Clone(m.hidden), maps.Clone(m.became), maps.Clone(m.decl)
	c.attrs, c.tags = map[int]people.Attributes{}, map[string]map[int]bool{}
	for n, a := range m.attrs {
		c.attrs[n] = maps.Clone(a)
	}
	for name, who := range m.tags {
		c.tags[name] = maps.Clone(who)
	}
	return &c
}

func (m *model) intern(id string) (n int, fresh bool) {
	if n, ok := m.ids[id]; ok {
		return n, false
	}
	n = m.next
	m.next++
	m.ids[id], m.own[n], m.attrs[n] = n, id, people.Attributes{}
	return n, true
}

func (m *model) nameless() int {
	n := m.next
	m.next++
	m.own[n], m.hidden[n], m.attrs[n] = "", true, people.Attributes{}
	return n
}

func (m *model) merge(from, into int) {
	for name, v := range m.attrs[from] {
		if _, ok := m.attrs[into][name]; !ok {
			m.attrs[into][name] = v
		}
	}
	for _, who := range m.tags {
		if who[from] {
			delete(who, from)
			who[into] = true
		}
	}
	for id, n := range m.ids {
		if n == from {
			m.ids[id] = into
		}
	}
	m.became[from] = into
	delete(m.own, from)
	delete(m.attrs, from)
}

func (m *model) delete(n int) {
	for _, who := range m.tags {
		delete(who, n)
	}
	for id, of := range m.ids {
		if of == n {
			delete(m.ids, id)
		}
	}
	delete(m.own, n)
	delete(m.hidden, n)
	delete(m.attrs, n)
}

func (m *model) living() []int { return slices.Sorted(maps.Keys(m.own)) }

// carried follows the merges of a number; -1: it is gone.
func (m *model) carried(n int) int {
	for {
		if _, ok := m.own[n]; ok || n < m.filler {
			return n
		}
		into, ok := m.became[n]
		if !ok {
			return -1
		}
		n = into
	}
}

var (
	modelIDs   = []string{"ana", "bo", "cy", "di", "ed", "flo", "gus", "hal", "ivy", "jo", "kim", "lu", "mia", "ned", "Ömer", "ana\x00"}
	modelAttrs = []string{"age", "city", "plan", "seen", "x"}
	modelTags  = []string{"", "fans", "staff", "vip"}
	instant    = time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC)
	modelVals  = []value.Value{
		value.Of("HR"), value.Of("SI"), value.Of("hr"), value.Of(""), value.Of("Zagreb, HR"),
		value.Of(-3), value.Of(0), value.Of(1), value.Of(2), value.Of(int64(1) << 40), value.Of(int64(-1) << 63), value.Of(int64(1<<63 - 1)), value.Of(int64(1<<53 + 1)),
		value.Of(-0.5), value.Of(0.0), value.Of(1.0), value.Of(1.5), value.Of(1e300), value.Of(-1e300), value.Of(float64(1 << 53)), value.Of(5e-324),
		value.Of(true), value.Of(false),
		value.Of(value.NewDate(2026, 3, 28)), value.Of(value.NewDate(2026, 3, 29)), value.Of(value.NewDate(2026, 3, 30)), value.Of(value.NewDate(1, 1, 1)), value.Of(value.NewDate(9999, 12, 31)),
		value.Of(instant), value.Of(instant.Add(time.Millisecond)), value.Of(instant.Add(-24 * time.Hour)), value.Of(instant.Add(-1000 * time.Hour)), value.Of(instant.Add(21*time.Hour + 30*time.Minute)),
		value.Of([]string{}), value.Of([]string{"HR"}), value.Of([]string{"HR", "SI", "HR"}), value.Of([]string{"hr", "rock"}),
	}
)

func drawTest(t *rapid.T) value.Test {
	ops := []value.Op{
		value.OpExists, value.OpMissing, value.OpIs, value.OpIsNot, value.OpIn, value.OpNotIn, value.OpLess, value.OpAtMost, value.OpMore, value.OpAtLeast, value.OpBetween,
		value.OpContains, value.OpNotContains, value.OpStartsWith, value.OpNotStartsWith, value.OpEndsWith, value.OpNotEndsWith,
		value.OpBefore, value.OpOn, value.OpAfter, value.OpLastDays, value.OpMoreDaysAgo,
	}
	test := value.Test{Op: rapid.SampledFrom(ops).Draw(t, "op"), Fold: rapid.IntRange(0, 3).Draw(t, "fold") == 0}
	args := 1
	switch test.Op {
	case value.OpExists, value.OpMissing:
		args = 0
	case value.OpBetween:
		args = 2
	case value.OpIn, value.OpNotIn:
		args = rapid.IntRange(1, 7).Draw(t, "args")
	case value.OpLastDays, value.OpMoreDaysAgo:
		test.Args, args = []value.Value{value.Of(rapid.SampledFrom([]int{1, 2, 3, 60, 36500, 3000000}).Draw(t, "days"))}, 0
	}
	for range args {
		test.Args = append(test.Args, rapid.SampledFrom(modelVals).Draw(t, "argument"))
	}
	return test
}

func drawFrame(t *rapid.T) value.Frame {
	f := value.Frame{Clock: rapid.SampledFrom([]time.Time{instant, instant.Add(48 * time.Hour), {}}).Draw(t, "clock")}
	if rapid.Bool().Draw(t, "zagreb") {
		f.Location = time.FixedZone("east", 2*3600)
	}
	return f
}

// sameSet verifies a set against numbers of the model, and whether the filler is in it.
func sameSet(t require.TestingT, m *model, want []int, filler bool, got people.Set, what string) {
	n := len(want)
	if filler {
		n += m.filler
	}
	require.Equal(t, n, got.Len(), what)
	require.Equal(t, n == 0, got.IsEmpty(), what)
	for _, w := range want {
		require.True(t, got.Has(people.Number(w)), "%s: %d", what, w)
	}
	if m.filler > 0 {
		require.Equal(t, filler, got.Has(0), what)
	}
}

// same verifies a view against the model's copy of its moment.
func same(t require.TestingT, v *people.View, m *model) {
	require.Equal(t, m.next, v.Len())
	require.Equal(t, len(m.own)+m.filler, v.Count())
	sameSet(t, m, m.living(), true, v.Everyone(), "everyone")
	sameSet(t, m, slices.Collect(maps.Keys(m.hidden)), false, v.Nameless(), "nameless")
	for _, id := range modelIDs {
		want, known := m.ids[id]
		got, ok := v.Find(id)
		require.Equal(t, known, ok, id)
		if known {
			require.Equal(t, people.Number(want), got, id)
		}
	}
	for n := m.filler; n < m.next; n++ {
		want, lives := m.own[n]
		n := people.Number(n)
		id, ok := v.ID(n)
		require.Equal(t, lives && !m.hidden[int(n)], ok)
		require.Equal(t, want, id)
		require.Equal(t, lives, v.Alive(n))
		var tags []string
		for _, tag := range modelTags {
			if m.tags[tag][int(n)] {
				tags = append(tags, tag)
			}
		}
		require.Equal(t, tags, v.TagsOf(n))
		require.Len(t, v.Attributes(n), len(m.attrs[int(n)]))
		for name, want := range m.attrs[int(n)] {
			require.Equal(t, want, v.Attribute(n, name))
			require.Equal(t, want, v.Attributes(n)[name])
		}
	}
	require.False(t, v.Alive(people.Number(m.next)))

	var tags []people.TagInfo
	for _, tag := range modelTags {
		who, ok := m.tags[tag]
		set, found := v.Tagged(tag)
		require.Equal(t, ok, found)
		sameSet(t, m, slices.Collect(maps.Keys(who)), false, set, "tag "+tag)
		if ok {
			tags = append(tags, people.TagInfo{Name: tag, People: len(who)})
		}
	}
	require.ElementsMatch(t, tags, v.Tags())

	var infos []people.AttributeInfo
	for _, name := range modelAttrs {
		info := people.AttributeInfo{Name: name}
		info.Declaration, info.Declared = m.decl[name]
		counts := map[value.Value]int{}
		for _, n := range m.living() {
			x := m.attrs[n][name]
			if x.IsZero() {
				continue
			}
			info.People++
			if !slices.Contains(info.Kinds, x.Kind()) {
				info.Kinds = append(info.Kinds, x.Kind())
			}
			elements := map[string]bool{}
			texts, _ := x.Texts()
			for _, text := range texts {
				elements[text] = true
			}
			for text := range elements {
				counts[value.Of(text)]++
			}
			if x.Kind() != value.Texts {
				counts[x.Canonical()]++
			}
		}
		slices.Sort(info.Kinds)
		if info.Declared || info.People > 0 {
			infos = append(infos, info)
		}
		var all []people.ValueCount
		for x, n := range counts {
			all = append(all, people.ValueCount{Value: x, Count: n})
		}
		slices.SortFunc(all, func(a, b people.ValueCount) int { return cmp.Or(b.Count-a.Count, value.Compare(a.Value, b.Value)) })
		top, distinct := v.Values(name, 3)
		require.Equal(t, len(all), distinct)
		require.Equal(t, fmt.Sprint(all[:min(3, len(all))]), fmt.Sprint(top))
	}
	require.Equal(t, fmt.Sprint(infos), fmt.Sprint(v.AttributeNames()))
}

func sameMatching(t require.TestingT, v *people.View, m *model, name string, test value.Test, f value.Frame) {
	got, err := v.Matching(name, test, f)
	d, declared := m.decl[name]
	if declared && test.Suits(d.Kind) != nil {
		require.ErrorIs(t, err, value.ErrKind)
		return
	}
	require.NoError(t, err)
	var want []int
	for _, n := range m.living() {
		if test.Match(m.attrs[n][name], f) {
			want = append(want, n)
		}
	}
	sameSet(t, m, want, test.Match(value.Value{}, f), got, fmt.Sprintf("%s %v %v", name, test, test.Args))
}

type moment struct {
	view *people.View
	then *model
}

func TestRegistryIsItsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		filler := rapid.SampledFrom([]int{0, 0, 0, people.ShardSize - 5}).Draw(t, "filler")
		r, m := people.NewRegistry(), newModel(filler)
		ids, numbers := make([]string, filler), make([]people.Number, filler)
		for i := range ids {
			ids[i] = fmt.Sprint("filler ", i)
		}
		require.Equal(t, filler, r.InternBatch(ids, numbers))

		var moments []moment
		anyone := func(t *rapid.T) int {
			if len(m.own) == 0 {
				t.Skip("nobody")
			}
			return rapid.SampledFrom(m.living()).Draw(t, "person")
		}
		someone := func(t *rapid.T) (*roaring.Bitmap, []int) {
			b := roaring.New()
			var who []int
			for n := filler; n < m.next+2; n++ {
				if rapid.Bool().Draw(t, "in") {
					b.Add(uint32(n))
					if _, lives := m.own[n]; lives && !m.hidden[n] {
						who = append(who, n)
					}
				}
			}
			return b, who
		}
		name := func(t *rapid.T) string { return rapid.SampledFrom(modelAttrs).Draw(t, "attribute") }
		tag := func(t *rapid.T) string { return rapid.SampledFrom(modelTags).Draw(t, "tag") }

		t.Repeat(map[string]func(*rapid.T){
			"intern": func(t *rapid.T) {
				id := rapid.SampledFrom(modelIDs).Draw(t, "id")
				_, known := m.ids[id]
				n, found := r.Find(id)
				require.Equal(t, known, found)
				require.True(t, !found || int(n) == m.ids[id])
				want, isNew := m.intern(id)
				n, fresh := r.Intern(id)
				require.Equal(t, people.Number(want), n)
				require.Equal(t, isNew, fresh)
			},
			"set": func(t *rapid.T) {
				n, name := anyone(t), name(t)
				x := rapid.SampledFrom(modelVals).Draw(t, "value")
				if d, ok := m.decl[name]; ok {
					var err error
					if x, err = d.Accept(x); err != nil {
						t.Skip(err)
					}
				}
				r.Set(people.Number(n), name, x)
				if m.hidden[n] {
					require.Zero(t, r.Get(people.Number(n), name))
					return
				}
				m.attrs[n][name] = x
				require.Equal(t, x, r.Get(people.Number(n), name))
			},
			"remove": func(t *rapid.T) {
				n, name := anyone(t), name(t)
				_, had := m.attrs[n][name]
				require.Equal(t, had, r.Remove(people.Number(n), name))
				delete(m.attrs[n], name)
			},
			"declare": func(t *rapid.T) {
				name := name(t)
				d := people.Declaration{
					Kind:    value.Kind(rapid.IntRange(int(value.None), int(value.Texts)).Draw(t, "kind")),
					Indexed: rapid.Bool().Draw(t, "indexed"),
				}
				fits := d.Kind != value.None && !(d.Indexed && d.Kind == value.Texts)
				for _, a := range m.attrs {
					if x, ok := a[name]; ok && x.Kind() != d.Kind {
						fits = false
					}
				}
				err := r.Declare(name, d)
				if fits {
					require.NoError(t, err)
					m.decl[name] = d
				} else {
					require.ErrorIs(t, err, value.ErrKind)
				}
				got, ok := r.Declared(name)
				want, declared := m.decl[name]
				require.Equal(t, want, got)
				require.Equal(t, declared, ok)
			},
			"tag": func(t *rapid.T) {
				tag := tag(t)
				b, who := someone(t)
				if m.tags[tag] == nil {
					m.tags[tag] = map[int]bool{}
				}
				before := len(m.tags[tag])
				for _, n := range who {
					m.tags[tag][n] = true
				}
				set := r.View().Adopt(b)
				given := set.Bits()
				require.Equal(t, len(m.tags[tag])-before, r.AddToTag(tag, set))
				require.True(t, given.Equals(set.Bits()), "the caller's set is untouched")
			},
			"untag": func(t *rapid.T) {
				tag := tag(t)
				b, who := someone(t)
				before := len(m.tags[tag])
				for _, n := range who {
					delete(m.tags[tag], n)
				}
				require.Equal(t, before-len(m.tags[tag]), r.RemoveFromTag(tag, r.View().Adopt(b)))
			},
			"create, delete, rename a tag": func(t *rapid.T) {
				a, b := tag(t), tag(t)
				_, hasA := m.tags[a]
				_, hasB := m.tags[b]
				require.Equal(t, hasA, r.HasTag(a))
				switch rapid.IntRange(0, 2).Draw(t, "what") {
				case 0:
					require.Equal(t, !hasA, r.CreateTag(a))
					if !hasA {
						m.tags[a] = map[int]bool{}
					}
				case 1:
					require.Equal(t, hasA, r.DeleteTag(a))
					delete(m.tags, a)
				case 2:
					require.Equal(t, hasA && !hasB, r.RenameTag(a, b))
					if hasA && !hasB {
						m.tags[b] = m.tags[a]
						delete(m.tags, a)
					}
				}
			},
			"merge": func(t *rapid.T) {
				from, into := anyone(t), anyone(t)
				if from == into {
					t.Skip("one person")
				}
				r.Merge(people.Number(from), people.Number(into))
				if !m.hidden[from] && !m.hidden[into] {
					m.merge(from, into)
				}
			},
			"delete": func(t *rapid.T) {
				n := anyone(t)
				r.Delete(people.Number(n))
				m.delete(n)
			},
			"nameless": func(t *rapid.T) { require.Equal(t, people.Number(m.nameless()), r.AddNameless()) },
			"compact":  func(*rapid.T) { r.Compact() },
			"forget": func(t *rapid.T) {
				r.ForgetIDs()
				for _, name := range r.View().Forgettable() {
					r.ForgetTexts(name)
				}
				require.Empty(t, r.View().Forgettable())
				v := r.View()
				r.ForgetIDs()
				require.Same(t, v, r.View(), "nothing is left to forget")
			},
			"view": func(*rapid.T) {
				v := r.View()
				require.Same(t, v, r.View())
				moments = append(moments, moment{v, m.clone()})
			},
			"match": func(t *rapid.T) {
				test, f := drawTest(t), drawFrame(t)
				if err := test.Check(); err != nil {
					_, got := r.View().Matching("x", test, f)
					require.EqualError(t, got, "people: attribute \"x\": "+err.Error())
					t.Skip(err)
				}
				for _, name := range modelAttrs {
					sameMatching(t, r.View(), m, name, test, f)
				}
			},
			"carry": func(t *rapid.T) {
				if len(moments) == 0 {
					t.Skip("no view")
				}
				old := rapid.SampledFrom(moments).Draw(t, "moment")
				b, who := someone(t)
				_ = who
				s := old.view.Adopt(b)
				want := map[int]bool{}
				merged, deleted := 0, 0
				for n := range s.Numbers() {
					switch to := m.carried(int(n)); {
					case to < 0:
						deleted++
					default:
						want[to] = true
						if to != int(n) {
							merged++
						}
					}
				}
				got, gotMerged, gotDeleted := r.View().Carry(s)
				sameSet(t, m, slices.Collect(maps.Keys(want)), false, got, "carried")
				require.Equal(t, [2]int{merged, deleted}, [2]int{gotMerged, gotDeleted})
			},
			"": func(t *rapid.T) {
				require.Equal(t, m.next, r.Len())
				for _, then := range moments {
					same(t, then.view, then.then)
				}
				if filler == 0 {
					same(t, r.View(), m)
					require.NoError(t, r.View().Check())
				}
			},
		})
		same(t, r.View(), m)
		require.NoError(t, r.View().Check())
		for _, then := range moments {
			require.NoError(t, then.view.Check())
		}
	})
}
