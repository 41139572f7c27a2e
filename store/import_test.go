package store_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

func newStore(t testing.TB) *store.Store {
	s, err := store.New(nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Check(context.Background())) })
	return s
}

func zipped(t testing.TB, text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

// told is everything that a store knows, a line a fact.
func told(s *store.Store) []string {
	v := s.View()
	facts := []string{}
	for n := range v.People().Everyone().Numbers() {
		id, _ := v.People().ID(n)
		facts = append(facts, "person "+id)
		for name, value := range v.People().Attributes(n) {
			facts = append(facts, fmt.Sprintf("%s has %s %s %s", id, name, value.Kind(), value))
		}
		for _, tag := range v.People().TagsOf(n) {
			facts = append(facts, fmt.Sprintf("%s is tagged %s", id, tag))
		}
		for i, e := range v.Log(n) {
			slices.SortFunc(e.Properties, func(a, b store.Property) int { return strings.Compare(a.Name, b.Name) })
			fact := fmt.Sprintf("%s did %d %s at %d id %q", id, i, e.Name, e.Time.UnixMilli(), e.ID)
			for _, p := range e.Properties {
				fact += fmt.Sprintf(" %s=%s %s", p.Name, p.Value.Kind(), p.Value)
			}
			facts = append(facts, fact)
		}
	}
	slices.Sort(facts)
	return facts
}

const twoEvents = `{"person":"ana","event":"Song Played","time":"2026-05-03T10:00:00+02:00","id":"e1","properties":{"genre":"rock","length":215,"rate":1.5,"live":true,"mood":["calm","sad"]}}
{"person":"bo","event":"Song Paused","time":"2026-05-03T08:00:00.0019Z"}
`

var twoEventsTold = []string{
	`ana did 0 Song Played at 1777795200000 id "e1" genre=text rock length=integer 215 live=boolean true mood=list of texts [calm, sad] rate=float 1.5`,
	`bo did 0 Song Paused at 1777795200001 id ""`,
	"person ana",
	"person bo",
}

func TestImportEvents(t *testing.T) {
	for _, c := range []struct {
		name  string
		in    []byte
		lines int64
	}{
		{"plain", []byte(twoEvents), 2},
		{"gzip", zipped(t, twoEvents), 2},
		{"gzip of two parts", append(zipped(t, twoEvents[:70]), zipped(t, twoEvents[70:])...), 2},
		{"no end of line at the end", []byte(strings.TrimSpace(twoEvents)), 2},
		{"blank lines and other ends of lines", []byte("\n" + strings.ReplaceAll(twoEvents, "\n", "\r\n \t\r\n\n")), 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			got, err := s.ImportEvents(t.Context(), bytes.NewReader(c.in), nil)
			require.NoError(t, err)
			require.Equal(t, store.Imported{Lines: c.lines, Bytes: int64(len(c.in)), Committed: 2, Bad: []store.Refusal{}}, got)
			require.Equal(t, twoEventsTold, told(s))
		})
	}
}

func TestImportOfNothing(t *testing.T) {
	for _, in := range [][]byte{nil, []byte("\n\n"), zipped(t, "")} {
		s := newStore(t)
		got, err := s.ImportEvents(t.Context(), bytes.NewReader(in), nil)
		require.NoError(t, err)
		require.Zero(t, got.Committed)
		got, err = s.ImportPeople(t.Context(), bytes.NewReader(in), nil)
		require.NoError(t, err)
		require.Zero(t, got.Committed)
		require.Empty(t, told(s))
	}
}

func TestImportEventsCountsRepeats(t *testing.T) {
	s := newStore(t)
	for i, want := range []store.Imported{{Lines: 4, Committed: 3, Repeated: 1, Bad: []store.Refusal{}}, {Lines: 4, Committed: 2, Repeated: 2, Bad: []store.Refusal{}}} {
		got, err := s.ImportEvents(t.Context(), strings.NewReader(twoEvents+twoEvents), nil)
		got.Bytes = 0
		require.NoError(t, err)
		require.Equal(t, want, got, "run %d", i)
	}
}

func TestImportPeople(t *testing.T) {
	const in = `{"id":"ana","attributes":{"country":"HR","age":33,"score":1.5,"vip":true,"langs":["hr","en"],"registered":"2026-05-03"},"tags":["beta","staff"]}
{"id":"bo"}
{"tags":["beta"],"id":"cy","attributes":{"age":44}}
{"id":"ana","attributes":{"country":"SI"}}
`
	want := []string{
		"ana has age integer 33", "ana has country text SI", "ana has langs list of texts [hr, en]", "ana has registered date 2026-05-03",
		"ana has score float 1.5", "ana has vip boolean true", "ana is tagged beta", "ana is tagged staff", "cy has age integer 44", "cy is tagged beta",
		"person ana", "person bo", "person cy",
	}
	for _, size := range []int{0, 1, 2, 3} {
		for name, in := range map[string][]byte{"plain": []byte(in), "gzip": zipped(t, in)} {
			t.Run(fmt.Sprintf("%s by %d", name, size), func(t *testing.T) {
				s := newStore(t)
				require.NoError(t, s.DeclareAttribute("registered", people.Declaration{Kind: value.Day}))
				got, err := s.ImportPeople(t.Context(), bytes.NewReader(in), &store.ImportOptions{BatchSize: size})
				require.NoError(t, err)
				require.Equal(t, store.Imported{Lines: 4, Bytes: int64(len(in)), Committed: 4, Bad: []store.Refusal{}}, got)
				require.Equal(t, want, told(s))
			})
		}
	}
}

func TestImportReadsTextsAsDeclared(t *testing.T) {
	s := newStore(t)
	require.NoError(t, s.DeclareProperty("released", value.Day))
	require.NoError(t, s.DeclareProperty("price", value.Float))
	require.NoError(t, s.DeclareAttribute("seen", people.Declaration{Kind: value.Time}))
	event := func(properties string) string {
		return `{"person":"ana","event":"Sale","time":"2026-05-03T10:00:00Z","properties":{` + properties + "}}\n"
	}
	got, err := s.ImportEvents(t.Context(), strings.NewReader(event(`"released":"2026-05-03","price":3`)+event(`"released":"3.5.2026"`)+event(`"price":"3.50"`)+event(`"price":true`)),
		&store.ImportOptions{OnBad: store.GoOn})
	require.NoError(t, err)
	require.EqualValues(t, 2, got.Committed)
	require.Len(t, got.Bad, 2)
	require.EqualValues(t, 2, got.Bad[0].Line)
	require.Contains(t, got.Bad[0].Reason, "properties.released")
	require.Contains(t, got.Bad[0].Reason, "3.5.2026")
	require.EqualValues(t, 4, got.Bad[1].Line)
	require.Equal(t, "properties.price: value: wrong type: declared float, have true", got.Bad[1].Reason)

	got, err = s.ImportPeople(t.Context(), strings.NewReader(`{"id":"ana","attributes":{"seen":"2026-05-03T10:00:00+02:00"}}
{"id":"bo","attributes":{"seen":"2026-05-03"}}`), &store.ImportOptions{OnBad: store.GoOn})
	require.NoError(t, err)
	require.EqualValues(t, 1, got.Committed)
	require.Contains(t, got.Bad[0].Reason, "attributes.seen")
	require.Equal(t, []string{
		`ana did 0 Sale at 1777802400000 id "" price=float 3 released=date 2026-05-03`,
		`ana did 1 Sale at 1777802400000 id "" price=float 3.5`,
		"ana has seen date-time 2026-05-03T08:00:00Z", "person ana",
	}, told(s))
}

// mixed is n lines of which some are bad by themselves, some only to the store (too new), and some blank; good says which make an event.
func mixed(n int) (text string, bad map[int64]bool, good int) {
	var b strings.Builder
	bad = map[int64]bool{}
	for i := 1; i <= n; i++ {
		switch {
		case i%11 == 0:
			bad[int64(i)] = true
			fmt.Fprintln(&b, `{"person":"ana"}`)
		case i%7 == 0:
			bad[int64(i)] = true
			fmt.Fprintln(&b, `{"person":"ana","event":"A","time":"2027-01-01T00:00:00Z"}`)
		case i%5 == 0:
			fmt.Fprintln(&b)
		default:
			good++
			fmt.Fprintf(&b, `{"person":"p%d","event":"A","time":"2026-05-03T10:00:00Z","properties":{"line":%d}}`+"\n", i%10, i)
		}
	}
	return b.String(), bad, good
}

// untilMay is a store that refuses events after the spring of 2026.
func untilMay(t testing.TB) *store.Store {
	s, err := store.New(&store.Options{Now: func() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Check(context.Background())) })
	return s
}

func TestImportGoesOnPastBadLinesInAnyBatchSize(t *testing.T) {
	text, bad, good := mixed(400)
	var want []string
	for _, size := range []int{1, 2, 7, 64, 100, 4096} {
		s := untilMay(t)
		got, err := s.ImportEvents(t.Context(), strings.NewReader(text), &store.ImportOptions{BatchSize: size, OnBad: store.GoOn})
		require.NoError(t, err)
		require.EqualValues(t, 400, got.Lines)
		require.EqualValues(t, good, got.Committed)
		require.EqualValues(t, len(bad), got.Refused)
		require.Len(t, got.Bad, min(len(bad), store.MaxRefusals))
		require.True(t, slices.IsSortedFunc(got.Bad, func(a, b store.Refusal) int { return int(a.Line - b.Line) }))
		for _, r := range got.Bad {
			require.True(t, bad[r.Line], r)
		}
		if want == nil {
			want = told(s)
		}
		require.Equal(t, want, told(s), "batches of %d", size)
	}
}

func TestImportKeepsTheFirstRefusals(t *testing.T) {
	text, bad, _ := mixed(2000)
	for _, size := range []int{1, 30, 1000, 4096} {
		got, err := untilMay(t).ImportEvents(t.Context(), strings.NewReader(text), &store.ImportOptions{BatchSize: size, OnBad: store.GoOn})
		require.NoError(t, err)
		require.EqualValues(t, len(bad), got.Refused)
		require.Len(t, got.Bad, store.MaxRefusals)
		next := 0
		for line := int64(1); next < store.MaxRefusals; line++ {
			if bad[line] {
				require.Equal(t, line, got.Bad[next].Line, "batches of %d", size)
				next++
			}
		}
	}
}

// Whatever stops an import, going on after line Lines loses nothing and doubles nothing.
func TestImportThatStoppedGoesOnWhereItSays(t *testing.T) {
	text, bad, good := mixed(300)
	lines := strings.SplitAfter(text, "\n")
	whole := untilMay(t)
	_, err := whole.ImportEvents(t.Context(), strings.NewReader(text), &store.ImportOptions{OnBad: store.GoOn})
	require.NoError(t, err)
	for _, size := range []int{1, 2, 7, 64, 4096} {
		s := untilMay(t)
		committed, stops, at := int64(0), 0, 0
		for at < len(lines) {
			got, err := s.ImportEvents(t.Context(), strings.NewReader(strings.Join(lines[at:], "")), &store.ImportOptions{BatchSize: size})
			committed += got.Committed
			at += int(got.Lines)
			if err == nil {
				break
			}
			var line *store.LineError
			require.ErrorAs(t, err, &line)
			require.Equal(t, line.Line, got.Lines)
			require.Equal(t, got.Bad[0].Line, got.Lines)
			require.True(t, bad[int64(at)], "line %d", at)
			stops++
		}
		require.Equal(t, len(bad), stops)
		require.EqualValues(t, good, committed)
		require.Equal(t, told(whole), told(s), "batches of %d", size)
	}
}

func TestImportTellsItsProgress(t *testing.T) {
	text, bad, good := mixed(1000)
	var seen []store.Imported
	got, err := untilMay(t).ImportEvents(t.Context(), strings.NewReader(text), &store.ImportOptions{BatchSize: 64, OnBad: store.GoOn, Progress: func(soFar store.Imported) {
		seen = append(seen, soFar)
	}})
	require.NoError(t, err)
	require.Len(t, seen, 16)
	for i, p := range seen {
		require.Equal(t, []store.Refusal{}, p.Bad)
		require.EqualValues(t, min(64*(i+1), 1000), p.Lines)
		if i > 0 {
			require.GreaterOrEqual(t, p.Committed, seen[i-1].Committed)
			require.GreaterOrEqual(t, p.Bytes, seen[i-1].Bytes)
		}
	}
	last := seen[len(seen)-1]
	require.EqualValues(t, good, last.Committed)
	require.EqualValues(t, len(bad), last.Refused)
	require.EqualValues(t, len(text), last.Bytes)
	got.Bad = []store.Refusal{}
	require.Equal(t, got, last)
}

func TestImportRefusesItsOptions(t *testing.T) {
	for _, o := range []store.ImportOptions{{BatchSize: -1}, {BatchSize: store.MaxBatch + 1}, {OnBad: 2}} {
		s := newStore(t)
		_, err := s.ImportEvents(t.Context(), strings.NewReader(twoEvents), &o)
		require.ErrorIs(t, err, store.ErrInvalid, "%+v", o)
		_, err = s.ImportPeople(t.Context(), strings.NewReader(`{"id":"ana"}`), &o)
		require.ErrorIs(t, err, store.ErrInvalid, "%+v", o)
		require.Empty(t, told(s))
	}
}

// A person that only the store refuses (the attribute was declared after the import began) is refused by line, and the others of the batch go in.
func TestImportOfPeopleThatTheStoreRefuses(t *testing.T) {
	var in strings.Builder
	for i := range 300 {
		fmt.Fprintf(&in, `{"id":"p%d","attributes":{"x":%d},"tags":["t%d"]}`+"\n", i, i, i%2)
	}
	fmt.Fprintln(&in, `{"id":"late","attributes":{"x":"text"},"tags":["t0"]}`)
	fmt.Fprintln(&in, `{"id":"last","attributes":{"x":7}}`)
	for _, onBad := range []store.OnBad{store.Stop, store.GoOn} {
		s := newStore(t)
		declared := false
		got, err := s.ImportPeople(t.Context(), strings.NewReader(in.String()), &store.ImportOptions{BatchSize: 200, OnBad: onBad, Progress: func(store.Imported) {
			if !declared {
				declared = true
				require.NoError(t, s.DeclareAttribute("x", people.Declaration{Kind: value.Int}))
			}
		}})
		require.EqualValues(t, 1, got.Refused)
		require.EqualValues(t, 301, got.Bad[0].Line)
		require.Contains(t, got.Bad[0].Reason, "attributes.x")
		facts := told(s)
		require.NotContains(t, facts, "late is tagged t0")
		require.Contains(t, facts, "p299 is tagged t1")
		if onBad == store.Stop {
			require.Error(t, err)
			require.EqualValues(t, 301, got.Lines)
			require.EqualValues(t, 300, got.Committed)
			require.NotContains(t, facts, "person last")
		} else {
			require.NoError(t, err)
			require.EqualValues(t, 302, got.Lines)
			require.EqualValues(t, 301, got.Committed)
			require.Contains(t, facts, "person last")
		}
	}
}

// The fourth set, online-retail, is seven times as long and of the same form; the tests that ask it questions read it.
func TestImportOfRealData(t *testing.T) {
	for _, c := range []struct {
		set            string
		people, events int64
	}{
		{"completejourney", 2379, 83_691},
		{"git-prometheus", 2907, 57_056},
		{"sparkify", 97, 7770},
	} {
		t.Run(c.set, func(t *testing.T) {
			folder := filepath.Join("..", "..", "shared", "data", c.set)
			open := func(name string) io.Reader {
				f, err := os.Open(filepath.Join(folder, name))
				if errors.Is(err, os.ErrNotExist) {
					t.Skipf("no data in %s", folder)
				}
				require.NoError(t, err)
				t.Cleanup(func() { f.Close() })
				return f
			}
			s := newStore(t)
			got, err := s.ImportPeople(t.Context(), open("people.ndjson.gz"), nil)
			require.NoError(t, err)
			require.Equal(t, c.people, got.Committed)
			got, err = s.ImportEvents(t.Context(), open("events.ndjson.gz"), nil)
			require.NoError(t, err)
			require.Equal(t, c.events, got.Committed)
			require.Equal(t, c.events, got.Lines)
			require.Equal(t, c.events, s.View().Len())
			require.EqualValues(t, c.people, s.View().People().Count())
		})
	}
}

// Figures: go test -run=^$ -bench=Import ./store
func BenchmarkImportEvents(b *testing.B) {
	const lines = 100_000
	var text strings.Builder
	for i := range lines {
		fmt.Fprintf(&text, `{"person":"user-%07d","event":"event %d","time":"2026-05-%02dT%02d:00:%02d+02:00","properties":{"genre":"genre %d","length":%d,"price":%d.99}}`+"\n",
			i*7919%20_000, i%40, i%28+1, i%24, i%60, i%17, i%400, i%50)
	}
	for _, in := range []struct {
		name string
		data []byte
	}{{"form=plain", []byte(text.String())}, {"form=gzip", zipped(b, text.String())}} {
		b.Run(in.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(text.Len()))
			for b.Loop() {
				b.StopTimer()
				s, err := store.New(nil)
				require.NoError(b, err)
				b.StartTimer()
				got, err := s.ImportEvents(b.Context(), bytes.NewReader(in.data), nil)
				require.NoError(b, err)
				require.EqualValues(b, lines, got.Committed)
			}
			b.ReportMetric(float64(lines*b.N)/b.Elapsed().Seconds(), "lines/s")
		})
	}
}

func ExampleStore_ImportEvents() {
	s, err := store.New(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	in := strings.NewReader(`{"person":"ana","event":"Song Played","time":"2026-05-03T10:00:00+02:00","properties":{"genre":"rock"}}
{"person":"bo","event":"Song Played","time":"yesterday"}
{"person":"bo","event":"Song Played","time":"2026-05-03T11:00:00+02:00"}
`)
	done, err := s.ImportEvents(context.Background(), in, &store.ImportOptions{OnBad: store.GoOn})
	fmt.Println(done.Lines, "lines,", done.Committed, "events,", done.Refused, "refused", err)
	for _, r := range done.Bad {
		fmt.Printf("line %d: %s\n", r.Line, r.Reason)
	}
	// Output:
	// 3 lines, 2 events, 1 refused <nil>
	// line 2: time: want RFC 3339 with an offset, have "yesterday"
}

func ExampleStore_ImportPeople() {
	s, err := store.New(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	// A text is a date only where that is declared.
	if err := s.DeclareAttribute("registered", people.Declaration{Kind: value.Day}); err != nil {
		fmt.Println(err)
		return
	}
	in := strings.NewReader(`{"id":"ana","attributes":{"country":"HR","registered":"2026-05-03"},"tags":["beta"]}`)
	done, err := s.ImportPeople(context.Background(), in, nil)
	fmt.Println(done.Committed, err)
	v := s.View().People()
	ana, _ := v.Find("ana")
	fmt.Println(v.Attribute(ana, "registered").Kind(), v.TagsOf(ana))
	// Output:
	// 1 <nil>
	// date [beta]
}
