package metrics_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// answer is a question about a data set, with what independent engines agree on.
type answer struct {
	Spec struct {
		Kind     string
		Event    any // a name, or a list of names
		Every    metrics.Unit
		TZ       string
		Where    [][3]any
		From, To string
		Segment  struct{ Where [][3]any }
	}
	Answer struct {
		People int `json:"people_in_segment"`
		Rows   [][]any
		Totals struct{ Events int64 }
	}
}

func testOf(t *testing.T, op string, arg any) value.Test {
	switch arg := arg.(type) {
	case string:
		require.Equal(t, "=", op)
		return value.Is(arg)
	case bool:
		require.Equal(t, "is", op)
		return value.Is(arg)
	case float64:
		require.Equal(t, ">=", op)
		return value.AtLeast(int64(arg))
	}
	require.Fail(t, "no such test", "%s %v", op, arg)
	return value.Test{}
}

func (a answer) query(t *testing.T) metrics.Query {
	var names []string
	switch event := a.Spec.Event.(type) {
	case string:
		names = []string{event}
	case []any:
		for _, e := range event {
			names = append(names, e.(string))
		}
	}
	var where []store.Condition
	for _, c := range a.Spec.Where {
		where = append(where, store.If(c[0].(string), testOf(t, c[1].(string), c[2])))
	}
	q := metrics.Query{Events: []store.Selector{store.OnAny(names, where...)}, Every: []metrics.Unit{a.Spec.Every}, Location: a.Spec.TZ}
	from, err := value.ParseDate(a.Spec.From)
	require.NoError(t, err)
	to, err := value.ParseDate(a.Spec.To)
	require.NoError(t, err)
	q.Timeframe = store.Dates(from, to-1)
	var all segment.All
	for _, c := range a.Spec.Segment.Where {
		all = append(all, segment.Attr(c[0].(string), testOf(t, c[1].(string), c[2])))
	}
	if len(all) > 0 {
		q.Segments = []segment.Segment{{Where: all}}
	}
	return q
}

// shuffledLines reads a gzipped file of lines and puts them into another order.
func shuffledLines(t *testing.T, r io.Reader) io.Reader {
	z, err := gzip.NewReader(r)
	require.NoError(t, err)
	data, err := io.ReadAll(z)
	require.NoError(t, err)
	lines := bytes.SplitAfter(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
	lines[len(lines)-1] = append(lines[len(lines)-1], '\n')
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	return bytes.NewReader(bytes.Join(lines, nil))
}

func readData(t *testing.T, dir string, o *store.Options, shuffled bool, batch int) *store.Store {
	s, err := store.New(o)
	require.NoError(t, err)
	for _, part := range []struct {
		file string
		read func(context.Context, io.Reader, *store.ImportOptions) (store.Imported, error)
	}{{"people.ndjson.gz", s.ImportPeople}, {"events.ndjson.gz", s.ImportEvents}} {
		f, err := os.Open(filepath.Join(dir, part.file))
		require.NoError(t, err)
		var r io.Reader = f
		if shuffled {
			r = shuffledLines(t, f)
		}
		_, err = part.read(t.Context(), r, &store.ImportOptions{BatchSize: batch})
		require.NoError(t, err)
		require.NoError(t, f.Close())
	}
	return s
}

// dropping drops projections every millisecond, until the context is over.
func dropping(ctx context.Context, s *store.Store) {
	for ; ctx.Err() == nil; time.Sleep(time.Millisecond) {
		s.DropProjections()
	}
}

// The metrics of the real data sets come out as the engines said: events, people and active people of every bucket. And whoever reads the
// same lines in another order, in other batches, with days of another place, gets the same report byte for byte; the one while what is made of the logs is dropped, the other not.
func TestAnswersOfRealData(t *testing.T) {
	for _, set := range []string{"completejourney", "git-prometheus", "online-retail", "sparkify"} {
		t.Run(set, func(t *testing.T) {
			dir := filepath.Join("..", "..", "shared", "data", set)
			if _, err := os.Stat(dir); err != nil {
				t.Skip("../shared/data is not here:", err)
			}
			if testing.Short() {
				t.Skip("reads a whole data set")
			}
			raw, err := os.ReadFile(filepath.Join(dir, "answers.json"))
			require.NoError(t, err)
			var file struct {
				Answers map[string]json.RawMessage
			}
			require.NoError(t, json.Unmarshal(raw, &file))
			s := readData(t, dir, nil, false, 0)
			go dropping(t.Context(), s)
			v := s.View()
			w := v
			if set != "online-retail" { // long to read twice
				w = readData(t, dir, &store.Options{Location: zone(t, "Pacific/Honolulu")}, true, 777).View().In(time.UTC)
			}
			asked := 0
			for name, raw := range file.Answers {
				if !strings.HasPrefix(name, "m") {
					continue // segments and funnels
				}
				asked++
				var a answer
				require.NoError(t, json.Unmarshal(raw, &a))
				require.Equal(t, "metric", a.Spec.Kind)
				t.Run(name, func(t *testing.T) { requireAnswer(t, v, w, a) })
			}
			require.NotZero(t, asked)
		})
	}
}

func requireAnswer(t *testing.T, v, w *store.View, a answer) {
	q := a.query(t)
	compute := func(m metrics.Metric, per metrics.Denominator) *metrics.Result {
		q.Metric, q.Per = m, per
		r, err := metrics.Compute(t.Context(), v, q, nil)
		require.NoError(t, err)
		other, err := metrics.Compute(t.Context(), w, q, &metrics.Options{Workers: 1})
		require.NoError(t, err)
		want, err := json.Marshal(r)
		require.NoError(t, err)
		got, err := json.Marshal(other)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
		return r
	}
	events, active := compute(metrics.Events, metrics.Whole), compute(metrics.Adoption, metrics.Active)
	require.Equal(t, a.Answer.People, events.Audiences[0].People)
	var got [][]any
	for b, bucket := range events.Grids[0].Buckets {
		p := active.Grids[0].Points[0][b]
		got = append(got, []any{bucket.Start.Format(time.DateOnly), float64(events.Grids[0].Points[0][b].Count), float64(p.Count), float64(p.Ratio.Den)})
	}
	require.Equal(t, a.Answer.Rows, got)
	require.Equal(t, a.Answer.Totals.Events, events.Series[0].Total.Count)
}
