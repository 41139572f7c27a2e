package people_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
)

const benchPeople = 1_000_000

var benchStart = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

func benchIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("person-%08d", i)
	}
	return ids
}

// benchRegistry is people with a country of 40, a plan of 4, a registration date, an age, and, where seen is not nil, an instant declared
// so.
func benchRegistry(b *testing.B, n int, seen *people.Declaration) *people.Registry {
	r := people.NewRegistry()
	r.InternBatch(benchIDs(n), make([]people.Number, n))
	rnd := rand.New(rand.NewPCG(1, 2))
	var countries, plans []value.Value
	for i := range 40 {
		countries = append(countries, value.Of(fmt.Sprintf("C%d", i)))
	}
	for i := range 4 {
		plans = append(plans, value.Of(fmt.Sprintf("plan %d", i)))
	}
	if seen != nil {
		require.NoError(b, r.Declare("seen", *seen))
	}
	for i := range people.Number(n) {
		r.Set(i, "country", countries[rnd.IntN(40)])
		r.Set(i, "plan", plans[rnd.IntN(4)])
		r.Set(i, "registered", value.Of(value.NewDate(2025, 1, 1+rnd.IntN(365))))
		r.Set(i, "age", value.Of(18+rnd.IntN(60)))
		if seen != nil {
			r.Set(i, "seen", value.Of(benchStart.Add(time.Duration(rnd.IntN(365*86400))*time.Second)))
		}
	}
	return r
}

func BenchmarkIntern(b *testing.B) {
	ids := benchIDs(benchPeople)
	numbers := make([]people.Number, len(ids))
	perID := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(ids)), "ns/id")
	}
	b.Run("ids=new", func(b *testing.B) {
		for b.Loop() {
			r := people.NewRegistry()
			for _, id := range ids {
				r.Intern(id)
			}
		}
		perID(b)
	})
	r := people.NewRegistry()
	r.InternBatch(ids, numbers)
	b.ReportMetric(float64(r.View().Stats().Identity)/benchPeople, "B/person")
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	b.Run("ids=known", func(b *testing.B) {
		for b.Loop() {
			for _, id := range ids {
				r.Intern(id)
			}
		}
		perID(b)
	})
	b.Run("ids=known/batch=65536", func(b *testing.B) {
		for b.Loop() {
			for i := 0; i < len(ids); i += 1 << 16 {
				r.InternBatch(ids[i:min(i+1<<16, len(ids))], numbers)
			}
		}
		perID(b)
	})
}

func BenchmarkMatching(b *testing.B) {
	f := value.Frame{Clock: benchStart.AddDate(1, 0, 0)}
	plain := benchRegistry(b, benchPeople, &people.Declaration{Kind: value.Time}).View()
	indexed := benchRegistry(b, benchPeople, &people.Declaration{Kind: value.Time, Indexed: true}).View()
	require.Equal(b, plain.Stats().Attributes, indexed.Stats().Attributes)
	day := func(n int) time.Time { return benchStart.AddDate(0, 0, n) }
	for _, c := range []struct {
		name, attribute string
		test            value.Test
		view            *people.View
	}{
		{"country=is", "country", value.Is("C7"), plain},
		{"country=in3", "country", value.In("C7", "C8", "C9"), plain},
		{"country=contains", "country", value.Contains("3"), plain},
		{"age=between", "age", value.Between(30, 40), plain},
		{"registered=between", "registered", value.Between(value.NewDate(2025, 5, 1), value.NewDate(2025, 5, 31)), plain},
		{"registered=lastdays", "registered", value.LastDays(30), plain},
		{"seen=range1of12/index=no", "seen", value.Between(day(30), day(60)), plain},
		{"seen=range1of365/index=no", "seen", value.Between(day(30), day(31)), plain},
		{"seen=range1of12/index=yes", "seen", value.Between(day(30), day(60)), indexed},
		{"seen=range1of365/index=yes", "seen", value.Between(day(30), day(31)), indexed},
		{"seen=hour/index=yes", "seen", value.Between(day(30), day(30).Add(time.Hour)), indexed},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var s people.Set
			for b.Loop() {
				people.ForgetKept(c.view)
				s, _ = c.view.Matching(c.attribute, c.test, f)
			}
			b.ReportMetric(float64(s.Len()), "people")
		})
	}
}

// BenchmarkMatchingAgain asks what is kept.
func BenchmarkMatchingAgain(b *testing.B) {
	v, between := benchRegistry(b, benchPeople, &people.Declaration{Kind: value.Time}).View(), value.Between(value.NewDate(2025, 5, 1), value.NewDate(2025, 5, 31))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = v.Matching("registered", between, value.Frame{})
	}
}

func BenchmarkMemory(b *testing.B) {
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		r := benchRegistry(b, benchPeople, nil)
		runtime.GC()
		runtime.ReadMemStats(&after)
		s := r.View().Stats()
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "heap-MB")
		b.ReportMetric(float64(s.Attributes)/1e6, "attributes-MB")
		b.ReportMetric(float64(s.Identity)/1e6, "identity-MB")
		runtime.KeepAlive(r)
	}
}

func BenchmarkViewAfterWrite(b *testing.B) {
	r := benchRegistry(b, benchPeople, nil)
	n := people.Number(0)
	b.Run("write=attribute", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			n = (n + 7919) % benchPeople
			r.Set(n, "age", value.Of(int(n%90)))
			r.View()
		}
	})
	b.Run("write=merge", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			from, _ := r.Intern(fmt.Sprint("visitor", r.Len()))
			n = (n + 7919) % benchPeople
			r.Merge(from, n)
			r.View()
		}
	})
}

func BenchmarkSet(b *testing.B) {
	v := benchRegistry(b, benchPeople, nil).View()
	country, err := v.Matching("country", value.Is("C7"), value.Frame{})
	require.NoError(b, err)
	plan, err := v.Matching("plan", value.In("plan 1", "plan 2"), value.Frame{})
	require.NoError(b, err)
	b.Run("op=and", func(b *testing.B) {
		for b.Loop() {
			country.And(plan)
		}
	})
	b.Run("op=andlen", func(b *testing.B) {
		for b.Loop() {
			country.AndLen(plan)
		}
	})
	mask := make([]byte, people.ShardSize)
	for _, s := range []struct {
		name string
		set  people.Set
	}{{"everyone", v.Everyone()}, {"half", plan}, {"fortieth", country}} {
		b.Run("op=fillmask/set="+s.name, func(b *testing.B) {
			for b.Loop() {
				s.set.FillMask(3, 4, mask)
			}
		})
	}
}
