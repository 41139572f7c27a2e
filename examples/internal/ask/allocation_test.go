package ask_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/examples/internal/ask"
)

// A definition from outside asks for at most 2 KiB for each of its bytes, and 64 KiB, whether it is refused or not.
func TestDecodeAllocatesByItsInput(t *testing.T) {
	list := func(n int, item string) string { return strings.TrimSuffix(strings.Repeat(item+",", n), ",") }
	names := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `"%x":0,`, i)
		}
		return strings.TrimSuffix(b.String(), ",")
	}
	where := func(text string) string { return `{"segment":{"where":` + text + `}}` }
	for name, text := range map[string]string{
		"open lists":       where(strings.Repeat("[", 1<<20)),
		"deep":             where(strings.Repeat(`{"not":`, 100_000)),
		"deep and whole":   where(strings.Repeat(`{"not":`, 25) + `{"tag":"` + strings.Repeat("x", 1<<19) + `"}` + strings.Repeat("}", 25)),
		"wide":             where(`{"all":[` + list(490, `{"tag":"a"}`) + `]}`),
		"too wide":         where(`{"all":[` + list(90_000, `{"tag":"a"}`) + `]}`),
		"wide and deep":    where(strings.Repeat(`{"any":[{"tag":"a"},{"not":`, 7) + `{"all":[` + list(400, `{"tag":"a"}`) + `]}` + strings.Repeat("}]}", 7)),
		"deeper and wide":  where(strings.Repeat(`{"not":`, 27) + `{"all":[` + list(470, `{"tag":"a"}`) + `]}` + strings.Repeat("}", 27)),
		"values":           where(`{"attribute":"a","op":"in","values":[` + list(950, `1`) + `]}`),
		"too many values":  where(`{"attribute":"a","op":"in","values":[` + list(400_000, `1`) + `]}`),
		"a long text":      where(`{"attribute":"a","op":"is","values":["` + strings.Repeat("x", 1<<20) + `"]}`),
		"escapes":          where(`{"attribute":"a","op":"is","values":["` + strings.Repeat(`\u00e9`, 1<<17) + `"]}`),
		"a long number":    where(`{"attribute":"a","op":"is","values":[1` + strings.Repeat("0", 1<<20) + `]}`),
		"an exponent":      where(`{"attribute":"a","op":"is","values":[1e999999999]}`),
		"names":            `{"segment":{` + names(100_000) + `}}`,
		"a long name":      `{"segment":{"` + strings.Repeat("x", 1<<20) + `":0}}`,
		"a name again":     `{` + list(100_000, `"segment":{}`) + `}`,
		"metrics":          `{"metrics":{"metric":"events","events":[` + list(900, `{}`) + `]}}`,
		"metrics, a name":  `{"metrics":{"metric":"` + strings.Repeat("x", 1<<20) + `"}}`,
		"funnel":           `{"funnel":{"window":"1d","steps":[` + list(900, `{}`) + `]}}`,
		"funnel, a window": `{"funnel":{"steps":[{},{}],"window":"` + strings.Repeat("9", 1<<20) + `d"}}`,
		"blanks":           strings.Repeat(" ", 1<<20),
		"broken":           `{"segment"`,
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			data := []byte(text)
			runtime.ReadMemStats(&before)
			q, err := ask.Decode(data)
			if err == nil {
				err = q.Check()
			}
			runtime.ReadMemStats(&after)
			got := after.TotalAlloc - before.TotalAlloc
			t.Logf("%d bytes in, %d allocated: %.1f for each; %.80v", len(text), got, float64(got)/float64(len(text)), err)
			require.LessOrEqual(t, got, uint64(len(text)<<11+64<<10))
		})
	}
}
