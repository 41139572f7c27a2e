package duckdb_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics"
	"github.com/footfall-go/footfall/store"
)

// key is one number of an answer. Events, genres and buckets are numbers; a funnel's step is its bucket.
type key struct{ event, bucket, genre, segment int }

// answer has the numbers that are not 0.
type answer map[key]int64

// ofFootfall is Footfall's answer.
func ofFootfall(t testing.TB, v *store.View, q workload.Question) answer {
	a := answer{}
	put := func(k key, n int64) {
		if n != 0 {
			a[k] = n
		}
	}
	if q.Funnel != nil {
		r, err := funnel.Compute(context.Background(), v, *q.Funnel, nil)
		require.NoError(t, err)
		for i, s := range r.Segments {
			for k, step := range s.Steps {
				put(key{bucket: k, segment: i}, step.People.Reached)
			}
		}
		return a
	}
	r, err := metrics.Compute(context.Background(), v, q.Metrics, nil)
	require.NoError(t, err)
	for i, s := range r.Series {
		k := key{segment: s.Segment}
		_, err := fmt.Sscanf(r.Events[s.Event].Definition.Events[0], "Event %d", &k.event)
		require.NoError(t, err)
		if q.Metrics.Breakdown != nil {
			genre, _ := s.Value.Text()
			k.genre = genres()[genre]
		}
		for b, p := range r.Grids[0].Points[i] {
			k.bucket = b
			put(k, p.Count)
			if q.Metrics.Per == metrics.Active {
				k := k
				k.segment++ // the second number of a row
				put(k, p.Ratio.Den)
			}
		}
	}
	return a
}

// ofDuckDB is DuckDB's: rows of event, bucket, genre and a number for each segment.
func ofDuckDB(t testing.TB, db *sql.DB, query string) answer {
	rows, err := db.Query(query)
	require.NoError(t, err, query)
	defer func() { require.NoError(t, rows.Close()) }()
	columns, err := rows.Columns()
	require.NoError(t, err)
	a := answer{}
	for rows.Next() {
		var k key
		counts := make([]int64, len(columns)-3)
		into := []any{&k.event, &k.bucket, &k.genre}
		for i := range counts {
			into = append(into, &counts[i])
		}
		require.NoError(t, rows.Scan(into...))
		for k.segment = range counts {
			if n := counts[k.segment]; n != 0 {
				a[k] = n
			}
		}
	}
	require.NoError(t, rows.Err())
	return a
}

// TestAnswersAgree asks every question in every formulation.
func TestAnswersAgree(t *testing.T) {
	b := load(t, workload.Size{Name: "small", People: 20_000, Events: 300_000})
	for _, q := range workload.Questions() {
		t.Run(q.Name, func(t *testing.T) {
			want := ofFootfall(t, b.view, q)
			require.NotEmpty(t, want)
			require.NotEmpty(t, formulations(q.Name))
			for _, query := range formulations(q.Name) {
				require.Equal(t, want, ofDuckDB(t, b.db, query), query)
			}
		})
	}
}
