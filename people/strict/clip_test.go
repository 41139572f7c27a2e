package strict_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/strict"
)

func TestQuoteClipAndName(t *testing.T) {
	hundred := strings.Repeat("x", strict.MaxShown)
	for _, c := range []struct{ name, text, quoted, clipped, named string }{
		{"empty", "", `""`, "", ""},
		{"short", "genre", `"genre"`, "genre", "genre"},
		{"as long as it may be", hundred, `"` + hundred + `"`, hundred, hundred},
		{"a byte longer", hundred + "y", `"` + hundred + `"… (101 bytes)`, hundred + "… (101 bytes)", `"` + hundred + `"… (101 bytes)`},
		{"a line end", "a\nb", `"a\nb"`, "a\nb", `"a\nb"`},
		{"broken", "a\xffb", `"a\xffb"`, "a?b", `"a\xffb"`},
		{"cut where a character begins", "x" + strings.Repeat("é", 60), `"x` + strings.Repeat("é", 49) + `"… (121 bytes)`, "x" + strings.Repeat("é", 49) + "… (121 bytes)", `"x` + strings.Repeat("é", 49) + `"… (121 bytes)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.quoted, strict.Quote(c.text))
			require.Equal(t, c.quoted, strict.Quote([]byte(c.text)))
			require.Equal(t, c.clipped, strict.Clip(c.text))
			require.Equal(t, c.named, strict.Name(c.text))
		})
	}
	// Nothing but continuation bytes: there is no place to cut.
	broken := strict.Quote(strings.Repeat("\x80", 1<<20))
	require.Less(t, len(broken), 5*strict.MaxShown)
	require.Contains(t, broken, "(1048576 bytes)")
	require.True(t, utf8.ValidString(strict.Clip(strings.Repeat("\x80", 1<<20))))
}
