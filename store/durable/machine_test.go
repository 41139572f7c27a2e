package durable_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

// machine drives a folder and a store in memory, whose own tests hold it against a slow twin, through the same random changes. What each has is compared byte for byte, at each step, as are all views that
// are held with what they were: also those of a store that was closed.
type machine struct {
	path   string
	policy durable.Policy
	tail   int64
	store  *durable.Store
	memory *store.Store
	held   []heldView
}

// heldView is a moment of both.
type heldView struct {
	durable, memory *store.View
	closed          bool // the folder was: sets of the view mean nothing to the store of now
	bytes           []byte
}

func (m *machine) open(t *rapid.T) {
	m.policy = rapid.SampledFrom(policies()).Draw(t, "policy")
	m.store = open(t, m.path, &durable.Options{Sync: m.policy, Interval: time.Hour, TailBytes: m.tail})
}

// both makes a change on either side: it is refused on both or on neither.
func (m *machine) both(t *rapid.T, change func(s *store.Store, view func(heldView) *store.View) error) {
	one := change(m.store.Store, func(h heldView) *store.View { return h.durable })
	other := change(m.memory, func(h heldView) *store.View { return h.memory })
	require.Equal(t, fmt.Sprint(other), fmt.Sprint(one))
}

// on is a change that needs no view.
func (m *machine) on(draw func(t *rapid.T) func(s *store.Store) error) func(*rapid.T) {
	return func(t *rapid.T) {
		change := draw(t)
		m.both(t, func(s *store.Store, _ func(heldView) *store.View) error { return change(s) })
	}
}

func person(t *rapid.T) string {
	return rapid.SampledFrom([]string{"ana", "bo", "cy", "di", "eve"}).Draw(t, "person")
}

func tag(t *rapid.T) string { return rapid.SampledFrom([]string{"vip", "staff"}).Draw(t, "tag") }

// event is of any time within some days, often late, and often a repeat.
func event(t *rapid.T) store.Event {
	return play(person(t), rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(0, 1_000_000)).Draw(t, "second"))
}

func (m *machine) append(t *rapid.T) func(*store.Store) error {
	events := rapid.SliceOfN(rapid.Custom(event), 1, 5).Draw(t, "events")
	return func(s *store.Store) error {
		got, err := s.AppendEach(events...)
		return errors.Join(err, fmt.Errorf("%+v", got))
	}
}

func (m *machine) attribute(t *rapid.T) func(*store.Store) error {
	id, text := person(t), rapid.SampledFrom([]string{"HR", "SI", ""}).Draw(t, "country")
	if rapid.IntRange(0, 3).Draw(t, "remove") == 0 {
		return func(s *store.Store) error { return second(s.RemoveAttributes(id, "country")) }
	}
	return func(s *store.Store) error { return s.SetAttributes(id, people.Attributes{"country": value.Of(text)}) }
}

func (m *machine) together(t *rapid.T) func(*store.Store) error {
	e, id, name := event(t), person(t), tag(t)
	takes, gone := rapid.IntRange(0, 2).Draw(t, "takes"), person(t)
	return func(s *store.Store) error {
		var c store.Changes
		c.Append(e)
		c.SetAttributes(id, people.Attributes{"age": value.Of(30)})
		c.TagPeople(name, id, e.Person)
		c.Merge(id, e.Person)
		switch takes {
		case 1:
			c.Delete(gone)
			c.Append(e)
		case 2:
			c.Redact(gone)
			c.SetAttributes(gone, people.Attributes{"age": value.Of(31)})
		}
		return second(s.Commit(&c))
	}
}

func (m *machine) tag(t *rapid.T) {
	open := slices.DeleteFunc(slices.Clone(m.held), func(h heldView) bool { return h.closed })
	if len(open) == 0 {
		t.Skip("no view")
	}
	h, name, off := rapid.SampledFrom(open).Draw(t, "view"), tag(t), rapid.IntRange(0, 3).Draw(t, "untag") == 0
	m.both(t, func(s *store.Store, view func(heldView) *store.View) error {
		set := view(h).People().Everyone()
		if off {
			n, err := s.Untag(name, set)
			return errors.Join(err, fmt.Errorf("%d", n))
		}
		tagged, err := s.Tag(name, set)
		return errors.Join(err, fmt.Errorf("%+v", tagged))
	})
}

func (m *machine) merge(t *rapid.T) func(*store.Store) error {
	from, into := person(t), person(t)
	return func(s *store.Store) error { return s.Merge(from, into) }
}

func (m *machine) delete(t *rapid.T) func(*store.Store) error {
	id := person(t)
	return func(s *store.Store) error { return s.Delete(id) }
}

func (m *machine) redact(t *rapid.T) func(*store.Store) error {
	id := person(t)
	return func(s *store.Store) error { return s.Redact(id) }
}

func (m *machine) drop(t *rapid.T) func(*store.Store) error {
	day := value.NewDate(2023, 11, rapid.IntRange(14, 20).Draw(t, "day"))
	return func(s *store.Store) error {
		n, err := s.DropBefore(day)
		return errors.Join(err, fmt.Errorf("%d", n))
	}
}

func (m *machine) note(t *rapid.T) func(*store.Store) error {
	name := tag(t)
	return func(s *store.Store) error {
		return s.PutNote(store.Note{Kind: store.NoteSegment, Name: name, Body: []byte(`{}`)}, s.View().NotesRevision())
	}
}

func (m *machine) view(t *rapid.T) {
	v := m.store.View()
	m.held = append(m.held, heldView{durable: v, memory: m.memory.View(), bytes: contents(t, v)})
	m.held = m.held[max(0, len(m.held)-4):]
}

func (m *machine) files(t *rapid.T) {
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		require.NoError(t, m.store.Snapshot(context.Background()))
	case 1:
		require.NoError(t, m.store.Compact(context.Background()))
	case 2:
		m.restore(t)
	default:
		m.reopen(t)
	}
}

func (m *machine) reopen(t *rapid.T) {
	status, commits := m.store.Status(), m.store.View().Commits()
	require.NoError(t, m.store.Close())
	require.ErrorIs(t, m.store.CreateTag("late"), durable.ErrClosed)
	require.ErrorIs(t, m.store.Snapshot(context.Background()), durable.ErrClosed)
	m.closeViews()
	m.open(t)
	require.Equal(t, status.Commits, m.store.Status().Commits)
	require.Equal(t, commits, m.store.View().Commits())
	require.False(t, m.store.Recovery().Fresh)
	require.Zero(t, m.store.Recovery().Torn)
	require.Equal(t, "Europe/Zagreb", m.store.View().DayLocation().String())
}

func (m *machine) closeViews() {
	for i := range m.held {
		m.held[i].closed = true
	}
}

// restore goes on in another folder, made of a backup.
func (m *machine) restore(t *rapid.T) {
	var backup bytes.Buffer
	require.NoError(t, m.store.Backup(context.Background(), &backup))
	require.NoError(t, m.store.Close())
	m.closeViews()
	m.path = filepath.Join(m.path, "restored")
	require.NoError(t, durable.Restore(context.Background(), m.path, &backup, nil))
	m.open(t)
}

func (m *machine) check(t *rapid.T) {
	require.NoError(t, m.store.Check(context.Background()))
	require.True(t, bytes.Equal(contents(t, m.memory.View()), contents(t, m.store.View())), "not what a store in memory has")
	for _, h := range m.held {
		require.True(t, bytes.Equal(h.bytes, contents(t, h.durable)), "a view has changed")
	}
}

func TestFolderIsAStoreInMemory(t *testing.T) {
	zagreb, err := time.LoadLocation("Europe/Zagreb")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		top, err := os.MkdirTemp("", "footfall")
		require.NoError(t, err)
		defer os.RemoveAll(top)
		m := &machine{path: filepath.Join(top, "store"), tail: rapid.SampledFrom([]int64{-1, 200}).Draw(t, "tail")}
		m.memory, err = store.New(&store.Options{Location: zagreb})
		require.NoError(t, err)
		first := open(t, m.path, &durable.Options{Store: store.Options{Location: zagreb}})
		require.True(t, first.Recovery().Fresh)
		require.NoError(t, first.Close())
		m.open(t)
		defer func() { _ = m.store.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"append": m.on(m.append), "append more": m.on(m.append), "attribute": m.on(m.attribute), "together": m.on(m.together), "tag": m.tag, "merge": m.on(m.merge),
			"delete": m.on(m.delete), "redact": m.on(m.redact), "drop": m.on(m.drop), "note": m.on(m.note), "view": m.view, "files": m.files,
			"": m.check,
		})
		m.reopen(t)
		m.check(t)
	})
}
