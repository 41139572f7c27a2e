package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// memoryJournal keeps records in memory; where fail is set it refuses them.
type memoryJournal struct {
	mu      sync.Mutex
	records [][]byte
	calls   int
	before  func()
	fail    error
}

func (j *memoryJournal) Append(records [][]byte) error {
	if j.before != nil {
		j.before()
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.calls++
	if j.fail != nil {
		return j.fail
	}
	for _, r := range records {
		j.records = append(j.records, bytes.Clone(r))
	}
	return nil
}

func (j *memoryJournal) Forget(context.Context) error { return nil }

// snapshotOf is all there is in a view, in bytes: two states are the same if these are.
func snapshotOf(t require.TestingT, v *store.View) []byte {
	var b bytes.Buffer
	require.NoError(t, v.WriteSnapshot(context.Background(), &b, nil))
	return b.Bytes()
}

// reopened is a store made of a snapshot (nil: none) and records, as a start-up does.
func reopened(t require.TestingT, o *store.Options, snapshot []byte, records [][]byte) *store.Store {
	s, err := store.New(o)
	if snapshot != nil {
		s, err = store.Load(context.Background(), bytes.NewReader(snapshot), o)
	}
	require.NoError(t, err)
	have := s.View().Commits()
	for i, r := range records {
		done, err := s.Replay(r)
		require.NoError(t, err)
		require.Equal(t, uint64(i+1) > have, done)
	}
	require.NoError(t, s.Check(context.Background()))
	return s
}

// everyKind makes random changes of all kinds, those that are refused among them.
func everyKind(t *rapid.T, s *store.Store, sets *[]people.Set) {
	person := func() string { return rapid.SampledFrom(personIDs).Draw(t, "person") }
	tag := func() string { return rapid.SampledFrom([]string{"vip", "staff", "new"}).Draw(t, "tag") }
	attribute := func() string { return rapid.SampledFrom([]string{"country", "age", "score"}).Draw(t, "attribute") }
	set := func() people.Set { return rapid.SampledFrom(*sets).Draw(t, "set") }
	switch rapid.IntRange(0, 20).Draw(t, "what") {
	case 0:
		_, _ = s.TagPeople(tag(), person(), person())
	case 1:
		_, _ = s.Tag(tag(), set())
	case 2:
		_, _ = s.Untag(tag(), set())
	case 3:
		_ = s.CreateTag(tag())
	case 4:
		_ = s.RenameTag(tag(), tag())
	case 5:
		_ = s.DeleteTag(tag())
	case 6:
		_ = s.DeclareAttribute(attribute(), people.Declaration{Kind: value.Kind(rapid.IntRange(1, 7).Draw(t, "kind")), Indexed: rapid.Bool().Draw(t, "indexed")})
	case 7:
		_ = s.DeclareProperty(rapid.SampledFrom([]string{"genre", "price"}).Draw(t, "property"), value.Kind(rapid.IntRange(1, 7).Draw(t, "kind")))
	case 8:
		_, _ = s.RemoveAttributes(person(), attribute(), attribute())
	case 9:
		revision := s.View().NotesRevision() + uint64(rapid.IntRange(0, 1).Draw(t, "stale"))
		_ = s.PutNote(store.Note{Kind: store.NoteSegment, Name: tag(), Body: []byte(`{"a":1}`), Uses: []string{tag()}}, revision)
	case 10:
		_ = s.RemoveNote(store.NoteSegment, tag(), s.View().NotesRevision())
	case 11:
		_ = s.Delete(person())
	case 12:
		_ = s.Merge(person(), person())
	case 13:
		_, _ = s.DropBefore(value.NewDate(2011, 12, rapid.IntRange(1, 20).Draw(t, "day")))
	case 14, 15:
		var c store.Changes
		c.SetAttributes(person(), people.Attributes{attribute(): randomValue(t)})
		c.Append(randomEvent(t), randomEvent(t))
		c.TagPeople(tag(), person())
		c.RemoveAttributes(person(), attribute())
		if rapid.Bool().Draw(t, "deletes") {
			c.Delete(person())
			c.Append(randomEvent(t))
		}
		if rapid.Bool().Draw(t, "redacts") {
			c.Redact(person())
			c.SetAttributes(person(), nil)
		}
		_, _ = s.Commit(&c)
	case 16, 17:
		_, _ = s.AppendEach(rapid.SliceOfN(rapid.Custom(randomEvent), 1, 12).Draw(t, "events")...)
	case 18:
		_ = s.SetAttributes(person(), people.Attributes{attribute(): randomValue(t), attribute(): randomValue(t)})
	case 20:
		_ = s.Redact(person())
	case 19:
		_ = s.SetAttributes(fmt.Sprintf("new-%d", rapid.IntRange(0, 9).Draw(t, "n")), nil)
	}
	*sets = append(*sets, s.View().People().Everyone())
	if tagged, ok := s.View().People().Tagged("vip"); ok {
		*sets = append(*sets, tagged)
	}
	*sets = (*sets)[max(0, len(*sets)-8):]
}

// What the journal and a snapshot of any moment say is, byte for byte, the state that they were written of: after replaying all, after loading, and after loading and replaying
// the rest. Stores go on from what was reopened.
func TestReopenedIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		journal := &memoryJournal{}
		o := &store.Options{Location: loc, Journal: journal}
		s, err := store.New(o)
		require.NoError(t, err)
		sets := []people.Set{{}}
		saved := snapshotOf(t, s.View())
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			everyKind(t, s, &sets)
			if rapid.IntRange(0, 9).Draw(t, "save") == 0 {
				saved = snapshotOf(t, s.View())
			}
			switch rapid.IntRange(0, 19).Draw(t, "compact") {
			case 0:
				require.NoError(t, s.Compact(context.Background()))
			case 1, 2:
				require.NoError(t, s.Forget(context.Background()))
			}
			if rapid.IntRange(0, 9).Draw(t, "reopen") == 0 {
				want := snapshotOf(t, s.View())
				s = reopened(t, o, saved, journal.records)
				require.Equal(t, want, snapshotOf(t, s.View()))
				sets = []people.Set{s.View().People().Everyone()}
			}
		}
		want := snapshotOf(t, s.View())
		for _, again := range []*store.Store{
			reopened(t, &store.Options{Location: loc}, nil, journal.records), reopened(t, nil, saved, journal.records), reopened(t, nil, want, nil),
		} {
			v := again.View()
			require.Equal(t, want, snapshotOf(t, v))
			require.Equal(t, s.View().Position(), v.Position())
			require.Equal(t, s.Stats().Repeated, again.Stats().Repeated)
			require.Equal(t, dump(s.View()), dump(v))
		}
	})
}

// dump tells a view's people, in order, and what is known of them, by other ways than snapshots go.
func dump(v *store.View) []string {
	var out []string
	p := v.People()
	for n := range p.Everyone().Numbers() {
		id, _ := p.ID(n)
		out = append(out, fmt.Sprint(id, p.Attributes(n), p.TagsOf(n)))
		for _, e := range v.Log(n) {
			out = append(out, eventLine(e))
		}
	}
	for _, a := range p.AttributeNames() {
		out = append(out, fmt.Sprintf("%+v", a))
	}
	oldest, newest, ok := v.Extent()
	return append(out, fmt.Sprint(p.Tags(), v.Notes(), v.NotesRevision(), v.DroppedBefore(), v.Len(), oldest, newest, ok))
}

// Against the slow twin: the machine of the store's own test, reopened now and then.
func TestReopenedStoreIsItsSlowTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		journal := &memoryJournal{}
		o := &store.Options{Location: loc, Journal: journal}
		s, err := store.New(o)
		require.NoError(t, err)
		m := &machine{store: s, model: newNaive(loc)}
		m.view(t)
		var saved []byte
		t.Repeat(map[string]func(*rapid.T){
			"append": m.append, "attribute": m.attribute, "tag": m.tag, "merge": m.merge, "delete": m.delete, "redact": m.redact, "drop": m.drop, "forget": m.forget,
			"save": func(t *rapid.T) { saved = snapshotOf(t, m.store.View()) },
			"reopen": func(t *rapid.T) {
				m.reopen(t, reopened(t, o, saved, journal.records))
			},
			"load": func(t *rapid.T) {
				saved = snapshotOf(t, m.store.View())
				s, err := store.Load(context.Background(), bytes.NewReader(saved), o)
				require.NoError(t, err)
				m.reopen(t, s)
			},
			"": func(t *rapid.T) {
				if m.steps++; m.steps%8 == 0 { // each step is checked by the machine's own test
					m.check(t)
				}
			},
		})
		m.check(t)
	})
}

func TestJournalRefuses(t *testing.T) {
	full := errors.New("disk full")
	journal := &memoryJournal{fail: full}
	s, err := store.New(&store.Options{Journal: journal})
	require.NoError(t, err)
	_, err = s.Append(store.Event{Person: "ana", Name: "play", Time: time.Unix(1e9, 0)})
	require.ErrorIs(t, err, store.ErrJournal)
	require.ErrorIs(t, err, full)
	require.Zero(t, s.View().Position())
	require.Zero(t, s.View().People().Count())
	journal.fail = nil
	require.NoError(t, s.SetAttributes("ana", nil))
	_, err = s.Untag("vip", people.Set{})
	require.ErrorIs(t, err, store.ErrNoTag)
	require.Len(t, journal.records, 1, "what check refuses is not journaled")
	require.EqualValues(t, 1, s.View().Commits())
}

// A panic of the journal is the caller's; nothing was changed, and the next change finds a store that works and a journal that is told of nothing twice.
func TestJournalPanics(t *testing.T) {
	journal := &memoryJournal{before: func() { panic("out of order") }}
	s, err := store.New(&store.Options{Journal: journal})
	require.NoError(t, err)
	require.PanicsWithValue(t, "out of order", func() { _ = s.SetAttributes("ana", nil) })
	require.Zero(t, s.View().People().Count())
	journal.before = nil
	require.NoError(t, s.SetAttributes("bo", nil))
	require.Len(t, journal.records, 1)
	require.Equal(t, snapshotOf(t, s.View()), snapshotOf(t, reopened(t, nil, nil, journal.records).View()))
}

// The clock of ingest is asked when an event comes in, and not when it is replayed.
func TestReplayAsksNoClock(t *testing.T) {
	journal, now := &memoryJournal{}, time.Unix(1e9, 0)
	s, err := store.New(&store.Options{Journal: journal, Now: func() time.Time { return now }})
	require.NoError(t, err)
	_, err = s.Append(store.Event{Person: "ana", Name: "play", Time: now})
	require.NoError(t, err)
	again := reopened(t, &store.Options{Now: func() time.Time { return now.Add(-time.Hour) }}, nil, journal.records)
	require.EqualValues(t, 1, again.View().Len())
}

func TestReplayNoticesGaps(t *testing.T) {
	journal := &memoryJournal{}
	s, err := store.New(&store.Options{Journal: journal})
	require.NoError(t, err)
	for _, id := range personIDs {
		require.NoError(t, s.SetAttributes(id, nil))
	}
	for i, r := range journal.records {
		number, err := store.RecordNumber(r)
		require.NoError(t, err)
		require.EqualValues(t, i+1, number)
		_, err = store.RecordNumber(r[:len(r)-1])
		require.ErrorIs(t, err, store.ErrDamaged)
	}
	again, err := store.New(nil)
	require.NoError(t, err)
	_, err = again.Replay(journal.records[1])
	require.ErrorIs(t, err, store.ErrDamaged)
	done, err := again.Replay(journal.records[0])
	require.NoError(t, err)
	require.True(t, done)
	done, err = again.Replay(journal.records[0])
	require.NoError(t, err)
	require.False(t, done)
	// A record of another store does not fit: a person that is not there cannot be deleted.
	other := &memoryJournal{}
	o, err := store.New(&store.Options{Journal: other})
	require.NoError(t, err)
	require.NoError(t, o.SetAttributes("zoe", nil))
	require.NoError(t, o.Delete("zoe"))
	_, err = again.Replay(other.records[1])
	require.ErrorIs(t, err, store.ErrDamaged)
	require.ErrorIs(t, err, store.ErrNoPerson)
	require.EqualValues(t, 1, again.View().Commits())
}

// While the journal is at work views can be taken, and what writers bring meanwhile goes in together; each gets its own answer.
func TestCommitsGoIntoTheJournalTogether(t *testing.T) {
	const writers, valid = 50, 45
	entered, release := make(chan struct{}, writers), make(chan struct{})
	journal := &memoryJournal{before: func() {
		entered <- struct{}{}
		<-release
	}}
	s, err := store.New(&store.Options{Journal: journal})
	require.NoError(t, err)
	var wait sync.WaitGroup
	write := func(i int) {
		wait.Go(func() {
			e := store.Event{Person: fmt.Sprint("p", i), Name: "play", Time: time.Unix(int64(i), 0), ID: "1"}
			if i%10 == 3 {
				e.Name = "" // refused by itself, whatever becomes of the others
			}
			got, err := s.Append(e, e)
			if i%10 == 3 {
				require.ErrorIs(t, err, store.ErrInvalid)
				return
			}
			require.NoError(t, err)
			require.Equal(t, store.Appended{Added: 1, Repeated: 1}, got)
		})
	}
	write(0)
	<-entered
	for i := 1; i < writers; i++ {
		write(i)
	}
	require.Zero(t, s.View().Len(), "nothing is seen before it is journaled")
	require.Eventually(t, func() bool { return s.Queued() == writers-1 }, time.Minute, time.Millisecond)
	close(release)
	wait.Wait()
	require.EqualValues(t, valid, s.View().Len())
	require.Len(t, journal.records, valid)
	require.Equal(t, 2, journal.calls, "the first, and all that waited")
	require.Equal(t, snapshotOf(t, s.View()), snapshotOf(t, reopened(t, nil, nil, journal.records).View()))
	require.True(t, slices.IsSortedFunc(journal.records, func(a, b []byte) int { return int(a[2]) - int(b[2]) }), "numbered in order")
}
