package strict_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/strict"
)

type comparison struct{ op string }

func (c comparison) MarshalJSON() ([]byte, error) {
	return strict.Marshal(map[string]string{"op": c.op})
}

func TestMarshalLeavesOperatorsReadable(t *testing.T) {
	data, err := strict.Marshal([]any{comparison{">="}, comparison{"<"}, "a & b", "line\n"})
	require.NoError(t, err)
	require.Equal(t, `[{"op":">="},{"op":"<"},"a & b","line\n"]`, string(data))

	escaped, err := json.Marshal(comparison{">="})
	require.NoError(t, err)
	require.Equal(t, `{"op":"\u003e="}`, string(escaped), "whoever embeds it in HTML still can")

	_, err = strict.Marshal(math.NaN())
	require.Error(t, err)
}
