package workload_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/store"
)

func TestLoadIsWhole(t *testing.T) {
	size := workload.Size{Name: "small", People: 1000, Events: 20_000}
	s, err := workload.Load(size, nil)
	require.NoError(t, err)
	require.NoError(t, s.Check(context.Background()))
	v := s.View()
	require.EqualValues(t, size.Events, v.Len())
	require.Equal(t, size.People, v.People().Count())
	oldest, newest, _ := v.Extent()
	require.GreaterOrEqual(t, oldest, workload.Start().UnixMilli())
	require.Less(t, newest, workload.Start().AddDate(0, 0, workload.Days).UnixMilli())
	require.Equal(t, v.Position(), uint64(size.Events+4*size.People))
}

func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		n := 0
		require.NoError(b, workload.Events(workload.Sizes()[0], 4096, func(e []store.Event) error { n += len(e); return nil }))
	}
}

// BenchmarkLoad is a whole store from nothing.
func BenchmarkLoad(b *testing.B) {
	for _, size := range workload.Sizes()[:benchSizes(b)] {
		b.Run("size="+size.Name, func(b *testing.B) {
			for b.Loop() {
				started := time.Now()
				s, err := store.New(nil)
				require.NoError(b, err)
				require.NoError(b, workload.People(size, func(id string, a people.Attributes) error { return s.SetAttributes(id, a) }))
				b.ReportMetric(float64(size.People)/time.Since(started).Seconds(), "people/s")
				var spent time.Duration
				require.NoError(b, workload.Events(size, 4096, func(e []store.Event) error {
					t := time.Now()
					_, err := s.Append(e...)
					spent += time.Since(t)
					return err
				}))
				b.ReportMetric(float64(size.Events)/spent.Seconds(), "events/s")
				st := s.Stats()
				b.ReportMetric(float64(st.Bytes.Logs)/float64(size.Events), "log-B/event")
				b.ReportMetric(float64(st.Bytes.Logs+st.Bytes.Bitmaps+st.Bytes.Heads)/float64(size.Events), "all-B/event")
			}
		})
	}
}
