package store

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// Numbers by day are counted with all the room that they keep: they are lists that have grown to a length that was not known.
func TestNumbersByDayAreCountedAsTheyLieInMemory(t *testing.T) {
	p, c := &propertyColumn{storage: asText, width: 1}, &column{}
	for row := range 50 * 150 { // 150 texts on each of 50 days
		p.u8 = append(p.u8, uint8(row%150))
		if row%150 == 149 {
			c.ends = append(c.ends, uint32(row+1))
		}
	}
	heap := func() int64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	for tries := 5; ; tries-- { // what other tests leave to the background may come or go meanwhile
		var made []*perDay
		before, counted := heap(), int64(0)
		for range 200 {
			made = append(made, p.makePerDay(c))
			counted += made[len(made)-1].bytes()
		}
		more := heap() - before
		runtime.KeepAlive(made)
		if tries == 0 || more > counted*97/100 && more < counted*103/100 {
			require.InEpsilon(t, counted, more, 0.03)
			return
		}
	}
}
