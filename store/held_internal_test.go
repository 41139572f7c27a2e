package store

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAllocatedIsTheRuntimes: append asks the runtime what it would round up to, and makes use of it.
func TestAllocatedIsTheRuntimes(t *testing.T) {
	bytes := make([]byte, 100_000)
	for n := 0; n < len(bytes); n += 1 + n/100 {
		require.InDelta(t, cap(append([]byte(nil), bytes[:n]...)), allocated(int64(n)), float64(n)/8, "%d bytes", n)
	}
	require.Zero(t, held([]uint32(nil)))
	require.EqualValues(t, 40<<10, held(make([]uint32, 8200)))
	require.EqualValues(t, 48, held(make([]uint32, 3, 9)))
}
