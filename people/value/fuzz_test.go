package value_test

import "testing"

// What the decoder takes passes Check and reads back the same from what it writes.
func FuzzValueJSON(f *testing.F) {
	for _, seed := range []string{
		`"a"`, `""`, `"\u00e9\ud83d\ude00"`, `3`, `-0`, `3.0`, `1e21`, `1e400`, `9223372036854775807`, `true`, `{"date":"2026-05-03"}`, `{"time":"1969-12-31T23:59:59.9999Z"}`,
		`{"time":"2026-05-03T12:00:00+02:00"}`, `{"texts":["a",""]}`, `{"texts":[]}`, `{}`, `null`, `[]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(checkValueJSON)
}

// What the decoder takes passes Check, reads back the same from what it writes, and matches without a panic.
func FuzzTestJSON(f *testing.F) {
	for _, seed := range []string{
		`{"op":"exists"}`, `{"op":"is","values":["rock"],"fold":true}`, `{"op":"between","values":[1,5.5]}`, `{"op":"not in","values":["a",1,true,{"date":"2026-05-03"}]}`,
		`{"op":"in the last days","values":[30]}`, `{"op":"more than days ago","values":[1]}`, `{"op":"on","values":[{"date":"2026-05-03"}]}`, `{"op":"after","values":[{"time":"2026-05-03T10:00:00Z"}]}`,
		`{"op":"not contains","values":[""],"fold":false}`, `{"op":"<=","values":["a"]}`, `{}`, `null`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(checkTestJSON)
}
