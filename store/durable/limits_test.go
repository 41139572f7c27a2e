package durable_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// What a policy dropped stays dropped when the folder is opened again, from the tail as from a snapshot, with the policy or without; and the drop is made once.
func TestRetainedInAFolder(t *testing.T) {
	for _, policy := range policies() {
		path := filepath.Join(t.TempDir(), "store")
		now := time.Unix(1_700_000_000, 0)
		retained := &durable.Options{Sync: policy, Store: store.Options{Retain: 2, Now: func() time.Time { return now }}}
		s := open(t, path, retained)
		for range 5 {
			require.NoError(t, second(s.Append(play("ana", int(now.Unix()-1_700_000_000)))))
			now = now.AddDate(0, 0, 1)
		}
		require.EqualValues(t, 2, s.View().Len())
		want := contents(t, s.View())
		require.NoError(t, s.Close())
		for _, o := range []*durable.Options{{Sync: policy}, retained} {
			s = open(t, path, o)
			require.Equal(t, want, contents(t, s.View()))
			require.NoError(t, s.Snapshot(context.Background()))
			require.NoError(t, s.Close())
		}
		s = open(t, path, retained)
		require.Equal(t, want, contents(t, s.View()))
		require.NoError(t, s.CreateTag("the first change of a day"))
		require.EqualValues(t, 1, s.View().Len())
		require.Equal(t, value.DateOf(now, time.UTC)-1, s.View().DroppedBefore())
		require.NoError(t, s.Close())
	}
}

// A folder that holds more than its new limits opens, answers, and takes what adds nothing.
func TestLimitsUnderWhatThereIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store")
	s := open(t, path, nil)
	for i := range 10 {
		require.NoError(t, second(s.Append(play("ana", i), play("bo", i))))
		if i == 5 {
			require.NoError(t, s.Snapshot(context.Background()))
		}
	}
	want := contents(t, s.View())
	require.NoError(t, s.Close())
	s = open(t, path, &durable.Options{Store: store.Options{Limits: store.Limits{People: 1, Events: 5, Names: 1, Texts: 1}}})
	defer s.Close()
	require.Equal(t, want, contents(t, s.View()))
	require.ErrorIs(t, second(s.Append(play("ana", 11))), store.ErrFull)
	require.ErrorIs(t, s.SetAttributes("cy", nil), store.ErrFull)
	require.Equal(t, want, contents(t, s.View()))
	require.NoError(t, s.SetAttributes("bo", nil))
	require.NoError(t, s.Delete("bo"))
	require.NoError(t, second(s.DropBefore(value.DateOf(time.Unix(1_700_000_000, 0), time.UTC)+1)))
	require.NoError(t, second(s.Append(store.Event{Person: "ana", Name: "play", Time: time.Unix(1_700_100_000, 0), ID: "99"})))
}

// Status counts every fsync, and says when and how long the last one was.
func TestSyncsAreCounted(t *testing.T) {
	for policy, syncs := range map[durable.Policy]int64{durable.EveryCommit: 3, durable.EveryInterval: 0, durable.Never: 0} {
		s := open(t, t.TempDir(), &durable.Options{Sync: policy, Interval: time.Hour})
		began := time.Now()
		for _, tag := range []string{"a", "b", "c"} {
			require.NoError(t, s.CreateTag(tag))
		}
		st := s.Status()
		require.Equal(t, syncs, st.Syncs)
		require.Equal(t, syncs > 0, st.SyncTook > 0 && !st.Synced.Before(began))
		require.NoError(t, s.Close())
	}
}
