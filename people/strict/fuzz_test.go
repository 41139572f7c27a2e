package strict_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/strict"
)

// FuzzObject holds the scanner against encoding/json: what one calls JSON is JSON to the other, and what strict refuses beyond that has a reason that can be seen in the tokens.
func FuzzObject(f *testing.F) {
	for _, seed := range []string{
		whole, `{}`, `[]`, `null`, `{"a":1,"a":2}`, `{"a":{"b":[null]}}`, `[1,-0,0.5e-7,1E+3]`, `"\ud83d\ude00"`, `"\ud83d"`, "\"\xff\"", `{"version":9}`, `01`, `tru`,
		`{"steps":[{"event":"a","times":1}],"named":{"":{"event":"x"}}}`, `[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := strict.Check(data, "thing")
		reason := reasonToRefuse(data)
		if err == nil {
			require.NoError(t, reason)
		} else if errors.Is(err, strict.ErrUTF8) && json.Valid(data) {
			// Half a surrogate pair cannot be seen in the tokens; json turns it into U+FFFD.
			require.True(t, !utf8.Valid(data) || bytes.Contains(data, []byte(`\u`)))
		} else {
			require.Error(t, reason, "refused as %v", err)
		}

		got := thing{Text: "as before"}
		if err := got.UnmarshalJSON(data); err != nil {
			require.Equal(t, thing{Text: "as before"}, got)
			return
		}
		require.NoError(t, reason)
		names, err := strict.Names(data, "thing")
		require.NoError(t, err)
		var loose map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(data, &loose))
		require.Len(t, names, len(loose))
		for _, name := range names {
			require.Contains(t, loose, name)
		}
	})
}

// reasonToRefuse walks the tokens of encoding/json.
func reasonToRefuse(data []byte) error {
	if !json.Valid(data) {
		return errors.New("not JSON")
	}
	if !utf8.Valid(data) {
		return errors.New("not UTF-8")
	}
	type level struct {
		object  bool
		atValue bool
		names   map[string]bool
	}
	var open []level
	nodes := 0
	tokens := json.NewDecoder(bytes.NewReader(data))
	tokens.UseNumber()
	for {
		token, err := tokens.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			open = open[:len(open)-1]
			continue
		}
		if n := len(open); n > 0 && open[n-1].object {
			top := &open[n-1]
			if !top.atValue {
				name := token.(string)
				if top.names[name] {
					return errors.New("repeated name")
				}
				top.names[name] = true
				top.atValue = true
				continue
			}
			top.atValue = false
		}
		if nodes++; nodes > strict.MaxNodes {
			return errors.New("too many nodes")
		}
		switch token := token.(type) {
		case nil:
			return errors.New("null")
		case json.Delim:
			open = append(open, level{object: token == '{', names: map[string]bool{}})
			if len(open) > strict.MaxDepth {
				return errors.New("too deep")
			}
		}
	}
}
