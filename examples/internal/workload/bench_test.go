package workload_test

import (
	"os"
	"testing"

	"github.com/footfall-go/footfall/examples/internal/workload"
)

// benchSizes is how many of the sizes the benchmarks run: the first, or up to the one that FOOTFALL_SIZE names.
func benchSizes(b *testing.B) int {
	want := os.Getenv("FOOTFALL_SIZE")
	for i, s := range workload.Sizes() {
		if s.Name == want {
			return i + 1
		}
	}
	if want != "" {
		b.Fatalf("FOOTFALL_SIZE=%s is none of the sizes", want)
	}
	return 1
}
