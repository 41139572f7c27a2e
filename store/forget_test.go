package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// forgetter counts how often it is told to forget.
type forgetter struct {
	memoryJournal
	told atomic.Int64
	err  error
}

func (f *forgetter) Forget(context.Context) error {
	f.told.Add(1)
	return f.err
}

func song(i int) string { return fmt.Sprintf("a song of a long name, which is that of number %08d", i) }

// guests makes a store of people who have everything that is to be forgotten.
func guests(t *testing.T, journal store.Journal, n int) *store.Store {
	s, err := store.New(&store.Options{Journal: journal})
	require.NoError(t, err)
	for i := range n {
		var c store.Changes
		id := fmt.Sprint("guest ", i)
		c.SetAttributes(id, people.Attributes{"mail": value.Of(id + "@example.org"), "age": value.Of(i)})
		for k := range 3 {
			c.Append(store.Event{Person: id, Name: "play", Time: time.Unix(int64(i*1000+k), 0), ID: fmt.Sprint(k),
				Properties: []store.Property{store.Prop("song", song(i)), store.Prop("genre", "rock")}})
		}
		_, err := s.Commit(&c)
		require.NoError(t, err)
	}
	return s
}

// waits is a journal that forgets in an hour, or not.
type waits struct {
	forgetter
}

func (w *waits) Forget(ctx context.Context) error {
	select {
	case <-time.After(time.Hour):
		return w.forgetter.Forget(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A Compact that comes to nothing does not take the place of the compaction in the background, although that found it at work.
func TestACancelledCompactIsMadeUpFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := &waits{}
		s := guests(t, journal, 10)
		require.NoError(t, s.Delete("guest 1"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		require.ErrorIs(t, s.Compact(ctx), context.DeadlineExceeded)
		require.Zero(t, journal.told.Load())
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		require.EqualValues(t, 1, journal.told.Load())

		ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		require.ErrorIs(t, s.Compact(ctx), context.DeadlineExceeded) // of nothing
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		require.EqualValues(t, 1, journal.told.Load())
	})
}

// Nobody who comes while the deleted are forgotten is taken for one of them.
func TestForgettingSparesNewcomers(t *testing.T) {
	s := guests(t, nil, 50)
	done := make(chan error)
	go func() {
		var err error
		for i := 0; i < 80 && err == nil; i++ {
			batch := make([]store.Event, 5000) // more than a head
			for k := range batch {
				batch[k] = store.Event{Person: fmt.Sprint("new ", i, " ", k%50), Name: "play", Time: time.Unix(int64(k), 0)}
			}
			_, err = s.Append(batch...)
		}
		done <- err
	}()
	var err error
	for i, busy := 0, true; busy; i++ {
		select {
		case err = <-done:
			busy = false
		default:
			require.NoError(t, second(s.Append(store.Event{Person: "gone", Name: "play", Time: time.Unix(int64(i), 0)})))
			require.NoError(t, s.Delete("gone"))
			require.NoError(t, s.Forget(t.Context()))
		}
	}
	require.NoError(t, err)
	require.NoError(t, s.Check(t.Context()))
	require.EqualValues(t, 150+80*5000, s.View().Len())
}

// Deletions start a compaction by themselves: a while after the first of them, one for all.
func TestDeletionsAreForgottenTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := &forgetter{}
		s := guests(t, journal, 200)
		before := s.Stats()
		for i := range 100 {
			if i%2 == 0 {
				require.NoError(t, s.Delete(fmt.Sprint("guest ", i)))
			} else {
				require.NoError(t, s.Redact(fmt.Sprint("guest ", i)))
			}
			time.Sleep(time.Millisecond)
		}
		require.Equal(t, before.Stored+150, s.Stats().Stored, "the rows of the dead are there, and those of the nameless")
		require.Zero(t, journal.told.Load())
		held := s.View()
		want := dump(held)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		after := s.Stats()
		require.Equal(t, before.Stored-150, after.Stored)
		require.Equal(t, after.Events, after.Stored)
		require.EqualValues(t, 1, journal.told.Load())
		require.Equal(t, want, dump(s.View()), "no answer has changed")
		require.Equal(t, want, dump(held))
		require.NoError(t, s.Check(context.Background()))
		time.Sleep(time.Hour)
		require.EqualValues(t, 1, journal.told.Load(), "there is nothing more to do")

		require.NoError(t, s.Compact(context.Background()))
		require.EqualValues(t, 2, journal.told.Load())
		require.NoError(t, s.Delete("guest 150"))
		require.NoError(t, s.Compact(context.Background()))
		require.EqualValues(t, 3, journal.told.Load())
		time.Sleep(time.Hour)
		require.EqualValues(t, 3, journal.told.Load(), "Compact has done what the background was going to do")
		_, err := s.DropBefore(value.NewDate(1970, 1, 2))
		require.NoError(t, err)
		time.Sleep(time.Hour)
		require.EqualValues(t, 4, journal.told.Load())
	})
}

// A journal that cannot forget is asked again by the next deletion, and its error is that of Compact.
func TestForgettingFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := &forgetter{err: errors.New("disk full")}
		s := guests(t, journal, 3)
		require.NoError(t, s.Delete("guest 0"))
		time.Sleep(time.Hour)
		require.EqualValues(t, 1, journal.told.Load())
		require.NoError(t, s.Delete("guest 1"))
		time.Sleep(time.Hour)
		require.EqualValues(t, 2, journal.told.Load())
		require.ErrorIs(t, s.Compact(context.Background()), journal.err)
		stop, cancel := context.WithCancel(context.Background())
		cancel()
		require.ErrorIs(t, s.Compact(stop), context.Canceled)
		require.EqualValues(t, 3, journal.told.Load())
		require.NoError(t, s.Check(context.Background()))
	})
}

// slow is a journal that fails, after a minute.
type slow struct {
	forgetter
}

func (s *slow) Forget(ctx context.Context) error {
	time.Sleep(time.Minute)
	return s.forgetter.Forget(ctx)
}

// A compaction in the background that fails does not take with it what was deleted while it was at work: that has its own.
func TestWhatIsDeletedBesideAFailingCompactionIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := &slow{forgetter{err: errors.New("disk full")}}
		s := guests(t, journal, 3)
		require.NoError(t, s.Delete("guest 0"))
		time.Sleep(30 * time.Second)
		require.NoError(t, s.Delete("guest 1")) // the compaction is at work
		stored := s.Stats().Stored
		time.Sleep(time.Hour)
		require.EqualValues(t, 2, journal.told.Load())
		require.Equal(t, stored-3, s.Stats().Stored)
		require.NoError(t, s.Check(context.Background()))
	})
}

// What only the deleted had gives its memory and its codes back, and what others have stays as it is.
func TestTextsAreForgotten(t *testing.T) {
	s := guests(t, nil, 5000)
	held := s.View()
	want := dump(held)
	full := s.Stats().Bytes
	for i := range 4900 {
		require.NoError(t, s.Delete(fmt.Sprint("guest ", i)))
	}
	require.NoError(t, s.Compact(context.Background()))
	less := s.Stats().Bytes
	require.Less(t, less.Texts, full.Texts/2)
	top, distinct, err := s.View().PropertyValues(context.Background(), "play", "song", 3)
	require.NoError(t, err)
	require.Equal(t, 100, distinct)
	require.Equal(t, value.Of(song(4900)), top[0].Value)
	for round := range 5 { // codes are given again
		var events []store.Event
		for i := range 4900 {
			events = append(events, store.Event{Person: "eve", Name: "play", Time: time.Unix(int64(i), 0), Properties: []store.Property{store.Prop("song", song(round*10_000+i))}})
		}
		_, err := s.Append(events...)
		require.NoError(t, err)
		who, err := s.View().Who(context.Background(), store.On("play", store.If("song", value.Is(song(round*10_000+77)))), store.AllTime())
		require.NoError(t, err)
		require.Equal(t, []string{"eve"}, slices.Collect(who.IDs()))
		require.NoError(t, s.Check(context.Background()))
		require.NoError(t, s.Delete("eve"))
		require.NoError(t, s.Compact(context.Background()))
		require.Less(t, s.Stats().Bytes.Texts, full.Texts)
	}
	require.NoError(t, s.Check(context.Background()))
	require.Equal(t, want, dump(held))
}

// Texts come, go and come again while the background looks which are needed: what is written is what is read.
func TestWritingBesideForgetting(t *testing.T) {
	s := guests(t, nil, 3000)
	done, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			select {
			case <-done:
				close(failed)
				return
			default:
			}
			if err := s.Forget(context.Background()); err != nil {
				failed <- err
			}
		}
	}()
	text := func(i int) string { return fmt.Sprint("text ", i%13) }
	play := func(person string, i int) store.Event {
		return store.Event{Person: person, Name: "play", Time: time.Unix(int64(i), 0).UTC(), ID: fmt.Sprint(i), Properties: []store.Property{store.Prop("song", text(i)), store.Prop("unheard", fmt.Sprint("never again ", i))}}
	}
	for i := range 3000 {
		_, err := s.Append(play("guest", i))
		require.NoError(t, err)
		require.NoError(t, s.SetAttributes("guest", people.Attributes{"mail": value.Of(text(i))}))
		require.NoError(t, s.Delete("guest"))
		if i%3 == 0 {
			_, err = s.Append(play("host", i))
			require.NoError(t, err)
			require.NoError(t, s.SetAttributes(fmt.Sprint("friend ", i), people.Attributes{"mail": value.Of(text(i))}))
		}
	}
	close(done)
	require.NoError(t, <-failed)
	require.NoError(t, s.Check(context.Background()))
	v := s.View()
	host, _ := v.People().Find("host")
	log := v.Log(host)
	require.Len(t, log, 1000)
	for i, e := range log {
		want := play("host", 3*i)
		require.Equal(t, want, e)
		friend, _ := v.People().Find(fmt.Sprint("friend ", 3*i))
		require.Equal(t, value.Of(text(3*i)), v.People().Attribute(friend, "mail"))
	}
}
