package value_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

func TestValueJSON(t *testing.T) {
	for _, c := range []struct {
		v    value.Value
		want string
	}{
		{value.Of(""), `""`},
		{value.Of("<a & \"b\" \\ c>\n\t\x00\x7fé😀\u2028"), `"<a & \"b\" \\ c>\n\t\u0000` + "\x7fé😀\u2028" + `"`},
		{value.Of("3"), `"3"`},
		{value.Of(0), `0`},
		{value.Of(int64(math.MinInt64)), `-9223372036854775808`},
		{value.Of(3.0), `3.0`},
		{value.Of(math.Copysign(0, -1)), `0.0`},
		{value.Of(0.1), `0.1`},
		{value.Of(1e20), `100000000000000000000.0`},
		{value.Of(1e21), `1e+21`},
		{value.Of(-1e-7), `-1e-07`},
		{value.Of(math.MaxFloat64), `1.7976931348623157e+308`},
		{value.Of(5e-324), `5e-324`},
		{value.Of(true), `true`},
		{value.Of(false), `false`},
		{value.Of(value.NewDate(1, 1, 1)), `{"date":"0001-01-01"}`},
		{value.Of(value.NewDate(9999, 12, 31)), `{"date":"9999-12-31"}`},
		{value.Of(time.Time{}), `{"time":"0001-01-01T00:00:00Z"}`},
		{value.Of(time.Unix(0, -1)), `{"time":"1969-12-31T23:59:59.999Z"}`},
		{value.Of(time.Unix(0, 120_000_000)), `{"time":"1970-01-01T00:00:00.12Z"}`},
		{value.Of([]string{}), `{"texts":[]}`},
		{value.Of([]string{"", "a\"b"}), `{"texts":["","a\"b"]}`},
	} {
		t.Run(c.want, func(t *testing.T) {
			data, err := c.v.MarshalJSON()
			require.NoError(t, err)
			require.Equal(t, c.want, string(data))
			var back value.Value
			require.NoError(t, json.Unmarshal(data, &back))
			require.Equal(t, c.v, back)
			require.NoError(t, back.UnmarshalJSON([]byte(" \n"+c.want+"\t")))
			require.Equal(t, c.v, back)
			// Through encoding/json, which escapes more.
			data, err = json.Marshal(map[string]value.Value{"x": c.v})
			require.NoError(t, err)
			var in map[string]value.Value
			require.NoError(t, json.Unmarshal(data, &in))
			require.Equal(t, c.v, in["x"])
		})
	}
	_, err := value.Value{}.MarshalJSON()
	require.ErrorIs(t, err, value.ErrKind)
	dst, err := value.Of("\xff").AppendJSON([]byte("as before"))
	require.ErrorIs(t, err, value.ErrNotUTF8)
	require.Equal(t, "as before", string(dst))
}

func TestValueJSONOfOtherForms(t *testing.T) {
	for data, want := range map[string]value.Value{
		`-0`:                                    value.Of(0),
		`-0.0`:                                  value.Of(0.0),
		`1E3`:                                   value.Of(1000.0),
		`1e-999`:                                value.Of(0.0),
		`"\u00e9\ud83d\ude00\/"`:                value.Of("é😀/"),
		`{ "date" : "2026-05-03" }`:             value.Of(value.NewDate(2026, 5, 3)),
		`{"time":"2026-05-03T12:00:00+02:00"}`:  value.Of(time.Date(2026, 5, 3, 10, 0, 0, 0, time.UTC)),
		`{"time":"2026-05-03T12:00:00.00099Z"}`: value.Of(time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)),
	} {
		var got value.Value
		require.NoError(t, got.UnmarshalJSON([]byte(data)), data)
		require.Equal(t, want, got, data)
	}
}

func TestValueJSONRefuses(t *testing.T) {
	for _, c := range []struct {
		data string
		is   error
	}{
		{``, strict.ErrSyntax},
		{`null`, strict.ErrNull},
		{`nul`, strict.ErrSyntax},
		{`1 2`, strict.ErrSyntax},
		{`01`, strict.ErrSyntax},
		{`+1`, strict.ErrSyntax},
		{`NaN`, strict.ErrSyntax},
		{`"\ud800"`, strict.ErrUTF8},
		{"\"\xff\"", strict.ErrUTF8},
		{`[]`, value.ErrKind},
		{`["a"]`, value.ErrKind},
		{`{}`, value.ErrKind},
		{`{"date":"2026-05-03","time":"2026-05-03T10:00:00Z"}`, value.ErrKind},
		{`{"Date":"2026-05-03"}`, strict.ErrUnknown},
		{`{"datetime":"2026-05-03"}`, strict.ErrUnknown},
		{`{"date":"2026-05-03","date":"2026-05-03"}`, strict.ErrRepeated},
		{`{"date":null}`, strict.ErrNull},
		{`{"date":5}`, value.ErrKind},
		{`{"date":""}`, value.ErrKind},
		{`{"date":"2026-02-29"}`, value.ErrKind},
		{`{"date":"0000-01-01"}`, value.ErrYear},
		{`{"time":"2026-05-03"}`, value.ErrKind},
		{`{"time":"2026-05-03T10:00:00"}`, value.ErrKind},
		{`{"time":"9999-12-31T23:30:00-01:00"}`, value.ErrYear},
		{`{"texts":"a"}`, strict.ErrType},
		{`{"texts":["a",1]}`, strict.ErrType},
		{`{"texts":["a",null]}`, strict.ErrNull},
		{`9223372036854775808`, value.ErrKind},
		{`-9223372036854775809`, value.ErrKind},
		{`1e400`, value.ErrNotFinite},
		{strings.Repeat("[", 100_000), strict.ErrDepth},
	} {
		t.Run(c.data[:min(len(c.data), 60)], func(t *testing.T) {
			got := value.Of("as before")
			err := got.UnmarshalJSON([]byte(c.data))
			require.ErrorIs(t, err, c.is)
			require.True(t, strings.HasPrefix(err.Error(), "value: "), err)
			require.Equal(t, value.Of("as before"), got)
		})
	}
}

func TestTestJSON(t *testing.T) {
	day := value.NewDate(2026, 5, 3)
	for _, c := range []struct {
		test value.Test
		want string
	}{
		{value.Exists(), `{"op":"exists"}`},
		{value.Missing(), `{"op":"not exists"}`},
		{value.Is("rock"), `{"op":"is","values":["rock"]}`},
		{value.Is("rock").Folded(), `{"op":"is","values":["rock"],"fold":true}`},
		{value.Between(1, 5), `{"op":"between","values":[1,5]}`},
		{value.Between(1.0, 5.5), `{"op":"between","values":[1.0,5.5]}`},
		{value.AtLeast(3), `{"op":">=","values":[3]}`},
		{value.On(day), `{"op":"on","values":[{"date":"2026-05-03"}]}`},
		{value.LastDays(30), `{"op":"in the last days","values":[30]}`},
		{value.NotIn(true, false), `{"op":"not in","values":[true,false]}`},
	} {
		t.Run(c.want, func(t *testing.T) {
			data, err := c.test.MarshalJSON()
			require.NoError(t, err)
			require.Equal(t, c.want, string(data))
			var back value.Test
			require.NoError(t, json.Unmarshal(data, &back))
			require.True(t, c.test.Equal(back))
		})
	}
	var back value.Test
	require.NoError(t, back.UnmarshalJSON([]byte(`{"fold":false,"values":[],"op":"exists"}`)))
	require.True(t, value.Exists().Equal(back))

	// As many arguments as JSON can hold, and one more.
	data, err := value.In(make([]int, strict.MaxNodes-3)...).MarshalJSON()
	require.NoError(t, err)
	require.NoError(t, back.UnmarshalJSON(data))
	_, err = value.In(make([]int, strict.MaxNodes-2)...).MarshalJSON()
	require.ErrorIs(t, err, strict.ErrNodes)
}

func TestTestJSONRefuses(t *testing.T) {
	for _, c := range []struct{ data, message string }{
		{`{}`, `test: missing field "op"`},
		{`null`, `test: null is not allowed`},
		{`{"op":"is","values":["a"]}x`, `test: not valid JSON: the value is followed by 'x' at byte 26`},
		{`{"Op":"is","values":["a"]}`, `test: unknown field "Op" (did you mean "op"?)`},
		{`{"op":"is","value":"a"}`, `test: unknown field "value" (did you mean "values"?)`},
		{`{"op":"is","op":"is","values":["a"]}`, `test: repeated field "op"`},
		{`{"op":"is","values":"a"}`, `test: values: wrong type: want a list, have the text "a"`},
		{`{"op":"is","values":[null]}`, `test: values[0]: null is not allowed`},
		{`{"op":"in","values":["a",{"date":"2026-02-30"}]}`, `test: values[1].date: not a date (YYYY-MM-DD): "2026-02-30"`},
		{`{"op":"in","values":["a",["b"]]}`, `test: values[1]: a list of texts is written {"texts":[...]}`},
		{`{"op":"in","values":[1,{"texts":["b"]}]}`, `test: "in" wants single values, values[1] is a list of texts`},
		{`{"op":"is"}`, `test: "is" wants 1 value, has 0`},
		{`{"op":"like","values":["a"]}`, `test: unknown operator "like"`},
		{`{"op":"is","values":[3],"fold":true}`, `test: "is": fold has no meaning for an integer`},
		{`{"op":"is","values":["a"],"fold":1}`, `test: fold: wrong type: want true or false, have 1`},
		{`{"op":1}`, `test: op: wrong type: want a text, have 1`},
		{`{"op":"in","values":[` + strings.Repeat("1,", 2000) + `1]}`, `test: values[997]: too many values: more than 1000`},
	} {
		t.Run(c.data[:min(len(c.data), 60)], func(t *testing.T) {
			got := value.Is("as before")
			require.EqualError(t, got.UnmarshalJSON([]byte(c.data)), c.message)
			require.True(t, value.Is("as before").Equal(got))
		})
	}
}

func TestFieldsAndMembersInALargerObject(t *testing.T) {
	data, err := value.In("rock", "pop").AppendMembers([]byte(`{"property":"genre",`))
	require.NoError(t, err)
	data = append(data, '}')
	require.Equal(t, `{"property":"genre","op":"in","values":["rock","pop"]}`, string(data))

	var property string
	var test value.Test
	require.NoError(t, strict.Object(data, "condition", append(test.Fields(), strict.Field{Name: "property", Into: &property})...))
	require.Equal(t, "genre", property)
	require.True(t, value.In("rock", "pop").Equal(test))

	dst, err := value.LastDays(0).AppendMembers([]byte("as before"))
	require.ErrorIs(t, err, value.ErrTest)
	require.Equal(t, "as before", string(dst))
}

func TestJSONRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.OneOf(anyValue(), rapid.Map(rapid.String(), value.Of[string]), rapid.Map(rapid.SliceOf(rapid.String()), value.Of[[]string])).Draw(t, "value")
		data, err := json.Marshal(v)
		require.NoError(t, err)
		var back value.Value
		require.NoError(t, json.Unmarshal(data, &back))
		require.True(t, v == back, "%s", data)

		test := aTest().Draw(t, "test")
		data, err = json.Marshal(test)
		require.NoError(t, err)
		var again value.Test
		require.NoError(t, json.Unmarshal(data, &again))
		require.True(t, test.Equal(again), "%s", data)
		require.Equal(t, test.String(), again.String())
	})
}

// What is cut short is refused; what has a bit turned is refused or is another definition in its own right, which writes itself again.
func TestJSONTruncatedAndFlipped(t *testing.T) {
	for _, whole := range []string{
		`{"op":"not in","values":["caf\u00e9 é",-12,3.5e+1,true,{"date":"2026-05-03"},{"time":"2026-05-03T10:00:00.5Z"}]}`,
		`{"op":"is","values":["rock"],"fold":true}`,
	} {
		var test value.Test
		require.NoError(t, test.UnmarshalJSON([]byte(whole)))
		for i := range whole {
			got := value.Is("as before")
			require.Error(t, got.UnmarshalJSON([]byte(whole[:i])), "cut at byte %d", i)
			require.True(t, value.Is("as before").Equal(got))
			for bit := range 8 {
				flipped := []byte(whole)
				flipped[i] ^= 1 << bit
				checkTestJSON(t, flipped)
			}
		}
	}
	for _, whole := range []string{`"caf\u00e9 é"`, `{"date":"2026-05-03"}`, `{"time":"2026-05-03T10:00:00.5Z"}`, `{"texts":["a","b"]}`} {
		for i := range whole {
			var got value.Value
			require.Error(t, got.UnmarshalJSON([]byte(whole[:i])), "cut at byte %d", i)
			for bit := range 8 {
				flipped := []byte(whole)
				flipped[i] ^= 1 << bit
				checkValueJSON(t, flipped)
			}
		}
	}
}

func checkValueJSON(t *testing.T, data []byte) {
	before := value.Of("as before")
	v := before
	if err := v.UnmarshalJSON(data); err != nil {
		require.Equal(t, before, v)
		require.NotEmpty(t, err.Error())
		return
	}
	require.True(t, json.Valid(data))
	require.NoError(t, v.Check())
	require.False(t, v.IsZero())
	written, err := v.MarshalJSON()
	require.NoError(t, err)
	var again value.Value
	require.NoError(t, again.UnmarshalJSON(written))
	require.Equal(t, v, again)
	twice, err := again.MarshalJSON()
	require.NoError(t, err)
	require.True(t, bytes.Equal(written, twice))
	_ = fmt.Sprint(v)
}

func checkTestJSON(t *testing.T, data []byte) {
	test := value.Is("as before")
	if test.UnmarshalJSON(data) != nil {
		require.True(t, value.Is("as before").Equal(test))
		return
	}
	require.True(t, json.Valid(data))
	require.NoError(t, test.Check())
	written, err := test.MarshalJSON()
	require.NoError(t, err)
	var again value.Test
	require.NoError(t, again.UnmarshalJSON(written))
	require.True(t, test.Equal(again))
	_ = test.String()
	for _, v := range samples() {
		test.Match(v, value.Frame{})
	}
}
