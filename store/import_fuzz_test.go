package store_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/store"
)

// FuzzImport reads any bytes as events or people, plain or packed: every line is accounted for, what is kept is sound, and reading again repeats what had IDs.
func FuzzImport(f *testing.F) {
	event := `{"person":"ana","event":"Song Played","time":"2026-05-03T10:00:00+02:00","id":"e1","properties":{"genre":"rock","length":215,"live":[]}}` + "\n"
	person := `{"id":"ana","attributes":{"country":"HR","age":3.5},"tags":["beta"]}` + "\n"
	f.Add([]byte(event+"\n{\n"+event+event), uint8(2), false, false)
	f.Add([]byte(person+person+"null\n"), uint8(1), true, false)
	f.Add([]byte(event), uint8(0), false, true)
	f.Add([]byte("\x1f\x8b\x08\x00"), uint8(0), false, false)
	f.Fuzz(func(t *testing.T, text []byte, batch uint8, people, pack bool) {
		s, err := store.New(nil)
		require.NoError(t, err)
		do, in := s.ImportEvents, text
		if people {
			do = s.ImportPeople
		}
		if pack {
			var b bytes.Buffer
			w := gzip.NewWriter(&b)
			_, _ = w.Write(text)
			require.NoError(t, w.Close())
			in = b.Bytes()
		}
		o := &store.ImportOptions{BatchSize: int(batch), OnBad: store.GoOn, MaxBytes: 1 << 20}
		var done store.Imported
		asked := allocated(func() { done, err = do(context.Background(), bytes.NewReader(in), o) })
		require.LessOrEqual(t, asked, uint64(min(len(text), 1<<20)<<10+16<<20))
		if err != nil {
			require.ErrorIs(t, err, store.ErrUnreadable)
		}
		require.LessOrEqual(t, done.Committed+done.Repeated+done.Refused, done.Lines)
		require.Len(t, done.Bad, int(min(done.Refused, store.MaxRefusals)))
		require.NoError(t, s.Check(context.Background()))
		if !people {
			require.Equal(t, done.Committed, s.View().Len())
		}
		stopped, err := do(context.Background(), bytes.NewReader(in), &store.ImportOptions{MaxBytes: 1 << 20})
		if done.Refused > 0 {
			require.Error(t, err)
			require.Equal(t, done.Bad[0].Line, stopped.Lines)
		}
		require.NoError(t, s.Check(context.Background()))
	})
}
