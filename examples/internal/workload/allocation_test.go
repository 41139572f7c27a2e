//go:build !race

// Under the race detector, pools forget on purpose.

package workload_test

import (
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/workload"
	"github.com/footfall-go/footfall/store"
)

// TestAllocationsDoNotGrowWithEvents asks each question of the same people with four times as many events.
func TestAllocationsDoNotGrowWithEvents(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // which would empty the pools
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))  // each worker has its own
	few, many := inUse(t, 100_000), inUse(t, 400_000)
	for _, q := range workload.Questions() {
		objects, bytes := allocated(t, few, q)
		moreObjects, moreBytes := allocated(t, many, q)
		t.Logf("%-36s %5d and %5d objects, %7d and %7d bytes", q.Name, objects, moreObjects, bytes, moreBytes)
		require.Less(t, moreObjects, objects+objects/10+10, q.Name)
		require.Less(t, moreBytes, bytes+bytes/4, q.Name) // lists of people of a day, who are more where there are more events, grow by doubling
	}
}

func inUse(t *testing.T, events int) *store.View {
	s, err := workload.Load(workload.Size{People: 2_000, Events: events}, nil)
	require.NoError(t, err)
	require.NoError(t, s.Compact(t.Context()))
	return s.View()
}

// allocated is what a question allocates that has been asked before, in objects and bytes.
func allocated(t *testing.T, v *store.View, q workload.Question) (objects, bytes uint64) {
	const times = 10
	require.NoError(t, q.Ask(t.Context(), v))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range times {
		require.NoError(t, q.Ask(t.Context(), v))
	}
	runtime.ReadMemStats(&after)
	return (after.Mallocs - before.Mallocs) / times, (after.TotalAlloc - before.TotalAlloc) / times
}
