package durable_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

func open(t require.TestingT, path string, o *durable.Options) *durable.Store {
	s, err := durable.Open(context.Background(), path, o)
	require.NoError(t, err)
	require.NoError(t, s.Check(context.Background()))
	return s
}

// contents is all there is in a view, in bytes: two states are the same if these are.
func contents(t require.TestingT, v *store.View) []byte {
	var b bytes.Buffer
	require.NoError(t, v.WriteSnapshot(context.Background(), &b, nil))
	return b.Bytes()
}

func play(person string, i int) store.Event {
	return store.Event{
		Person: person, Name: "play", Time: time.Unix(1_700_000_000+int64(i), 0).UTC(), ID: fmt.Sprint(i),
		Properties: []store.Property{store.Prop("genre", "rock"), store.Prop("n", i)},
	}
}

var errNone = errors.New("none")

func policies() []durable.Policy {
	return []durable.Policy{durable.EveryCommit, durable.EveryInterval, durable.Never}
}

func names(t *testing.T, path string) (out []string) {
	entries, err := os.ReadDir(path)
	require.NoError(t, err)
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestSnapshotBoundsTheTail(t *testing.T) {
	path := t.TempDir()
	s := open(t, path, &durable.Options{TailBytes: 10_000, Sync: durable.Never})
	for i := range 2000 {
		_, err := s.Append(play("ana", i))
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool { return s.Status().Snapshot > 0 && s.Status().TailBytes < 100_000 }, 10*time.Second, time.Millisecond)
	require.NoError(t, s.Snapshot(context.Background()))
	require.EqualValues(t, 2000, s.Status().Snapshot)
	require.Zero(t, s.Status().TailBytes)
	require.Equal(t, []string{"lock.db", "snapshot-00000000000000002000", "tail-00000000000000002000.db"}, names(t, path))
	require.NoError(t, s.CreateTag("one more"))
	require.NoError(t, s.Close())
	s = open(t, path, nil)
	defer s.Close()
	require.EqualValues(t, 1, s.Recovery().Replayed)
	require.EqualValues(t, 2000, s.Recovery().Snapshot)
	require.EqualValues(t, 2000, s.View().Len())
}

func TestOneAtATime(t *testing.T) {
	path := t.TempDir()
	s := open(t, path, nil)
	for _, wait := range []time.Duration{-1, 50 * time.Millisecond} {
		_, err := durable.Open(context.Background(), path, &durable.Options{LockTimeout: wait})
		require.ErrorIs(t, err, durable.ErrLocked)
		require.ErrorContains(t, err, path)
	}
	require.ErrorIs(t, durable.Restore(context.Background(), path, nil, nil), durable.ErrNotEmpty)
	require.NoError(t, s.Close())
	require.NoError(t, open(t, path, nil).Close())
}

func TestOptions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new")
	for name, o := range map[string]durable.Options{
		"Store.Journal": {Store: store.Options{Journal: refusing{errNone}}},
		"Sync":          {Sync: 3},
		"Interval":      {Interval: -1},
	} {
		_, err := durable.Open(context.Background(), path, &o)
		require.ErrorIs(t, err, store.ErrInvalid)
		require.ErrorContains(t, err, "options: "+name)
		require.NoDirExists(t, path)
	}
	s := open(t, path, nil)
	require.NoError(t, s.Close())
	_, err := durable.Open(context.Background(), path, &durable.Options{Store: store.Options{Location: time.FixedZone("Europe/Zagreb", 3600)}})
	require.ErrorIs(t, err, store.ErrInvalid)
	stop, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = durable.Open(stop, path, nil)
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, open(t, path, nil).Close())
}

// refusing is a journal of its own.
type refusing struct{ err error }

func (r refusing) Append([][]byte) error        { return r.err }
func (r refusing) Forget(context.Context) error { return r.err }

// What a journal refuses is not made, whatever kind of change it is.
func TestAJournalThatFails(t *testing.T) {
	s, err := store.New(&store.Options{Journal: refusing{errNone}})
	require.NoError(t, err)
	before := contents(t, s.View())
	for name, err := range map[string]error{
		"append":    second(s.Append(play("ana", 1))),
		"attribute": s.SetAttributes("ana", people.Attributes{"a": value.Of(1)}),
		"tag":       second(s.TagPeople("vip", "ana")),
		"create":    s.CreateTag("vip"),
		"drop":      second(s.DropBefore(value.NewDate(2026, 1, 1))),
		"note":      s.PutNote(store.Note{Kind: store.NoteSegment, Name: "a", Body: []byte(`{}`)}, 0),
	} {
		require.ErrorIs(t, err, store.ErrJournal, name)
		require.ErrorIs(t, err, errNone, name)
		require.Equal(t, before, contents(t, s.View()), name)
	}
	require.NoError(t, s.Check(context.Background()))
}

func second[T any](_ T, err error) error { return err }

// A process that was killed under EveryInterval, before any fsync: a copy of the folder has all.
func TestRecentIsReadAgain(t *testing.T) {
	path, other := t.TempDir(), t.TempDir()
	s := open(t, path, &durable.Options{Sync: durable.EveryInterval, Interval: time.Hour})
	defer s.Close()
	for i := range 10 {
		require.NoError(t, second(s.Append(play("ana", i))))
	}
	require.Equal(t, 10, s.Status().Waiting)
	recent, err := os.ReadFile(filepath.Join(path, "recent"))
	require.NoError(t, err)
	for _, cut := range []int{len(recent), len(recent) - 1, len(recent) / 2, 3, 0} {
		require.NoError(t, os.RemoveAll(other))
		require.NoError(t, os.CopyFS(other, os.DirFS(path)))
		require.NoError(t, os.WriteFile(filepath.Join(other, "recent"), recent[:cut], 0o600))
		for range 2 {
			again := open(t, other, nil)
			want := cut * 10 / len(recent)
			require.EqualValues(t, want, again.View().Len())
			require.NoFileExists(t, filepath.Join(other, "recent"))
			require.NoError(t, again.Close())
		}
	}
}

// The interval goes by: nothing waits any more.
func TestIntervalSyncs(t *testing.T) {
	s := open(t, t.TempDir(), &durable.Options{Sync: durable.EveryInterval, Interval: 5 * time.Millisecond})
	defer s.Close()
	require.NoError(t, s.CreateTag("vip"))
	require.Eventually(t, func() bool { return s.Status().Waiting == 0 && !s.Status().Synced.IsZero() }, 5*time.Second, time.Millisecond)
	require.Positive(t, s.Status().SyncTook)
	require.Positive(t, s.Status().Syncs)
}

// Writers, a reader, snapshots and backups together.
func TestTogether(t *testing.T) {
	for _, policy := range policies() {
		path := t.TempDir()
		s := open(t, path, &durable.Options{Sync: policy, Interval: time.Millisecond, TailBytes: 2000})
		var wait sync.WaitGroup
		for w := range 4 {
			wait.Go(func() {
				for i := range 50 {
					if _, err := s.Append(play(fmt.Sprint("p", w), i), play("ana", 1000*w+i)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Go(func() {
			for range 5 {
				var b bytes.Buffer
				if err := errors.Join(s.Snapshot(context.Background()), s.Backup(context.Background(), &b)); err != nil {
					t.Error(err)
				}
				if _, err := store.Load(context.Background(), &b, nil); err != nil {
					t.Error(err)
				}
			}
		})
		wait.Wait()
		want := contents(t, s.View())
		require.NoError(t, s.Close())
		s = open(t, path, nil)
		require.Equal(t, want, contents(t, s.View()))
		require.EqualValues(t, 400, s.View().Len())
		require.NoError(t, s.Close())
		require.False(t, strings.Contains(fmt.Sprint(names(t, path)), ".tmp"))
	}
}
