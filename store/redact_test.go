package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// A redacted person is counted as before, and is nobody: what is left is what was done when.
func TestRedact(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	noon := time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
	play := store.Event{Person: "ana", Name: "play", Time: noon, ID: "1", Properties: []store.Property{store.Prop("genre", "rock")}}
	_, err = s.Append(play, store.Event{Person: "bo", Name: "pay", Time: noon.Add(time.Hour)})
	require.NoError(t, err)
	require.NoError(t, s.Merge("bo", "ana"))
	require.NoError(t, s.SetAttributes("ana", people.Attributes{"country": value.Of("HR")}))
	_, err = s.TagPeople("vip", "ana", "cy")
	require.NoError(t, err)
	before := s.View()
	position := before.Position()

	require.NoError(t, s.Redact("bo"), "an alias redacts the person it names")
	require.NoError(t, s.Check(context.Background()))
	v := s.View()
	require.Equal(t, position+1, v.Position())
	require.Equal(t, 2, v.People().Count())
	require.EqualValues(t, 2, v.Len())
	oldest, newest, _ := v.Extent()
	require.Equal(t, noon.UnixMilli(), oldest)
	require.Equal(t, noon.Add(time.Hour).UnixMilli(), newest)
	for _, id := range []string{"ana", "bo", ""} {
		_, known := v.People().Find(id)
		require.False(t, known, id)
	}
	nameless := slices.Collect(v.People().Nameless().Numbers())
	require.Len(t, nameless, 1)
	require.Equal(t, []store.Event{{Name: "play", Time: noon}, {Name: "pay", Time: noon.Add(time.Hour)}}, v.Log(nameless[0]))
	who, err := v.Who(context.Background(), store.On("play"), store.AllTime())
	require.NoError(t, err)
	require.Equal(t, 1, who.Len())
	require.Empty(t, slices.Collect(who.IDs()))
	rock, err := v.Who(context.Background(), store.On("play", store.If("genre", value.Exists())), store.AllTime())
	require.NoError(t, err)
	require.True(t, rock.IsEmpty())
	vip, _ := v.People().Tagged("vip")
	require.Equal(t, []string{"cy"}, slices.Collect(vip.IDs()))
	known, err := v.People().Matching("country", value.IsNot("SI"), v.Frame())
	require.NoError(t, err)
	require.True(t, known.IsEmpty())
	absent, err := v.People().Matching("country", value.Missing(), v.Frame())
	require.NoError(t, err)
	require.Equal(t, 2, absent.Len(), "an attribute that is not there is not known of them either")

	// Whom a set has: the person of before is gone, the one without a name takes no tag.
	tagged, err := s.Tag("seen", before.People().Everyone())
	require.NoError(t, err)
	require.Equal(t, store.Tagged{Given: 2, Added: 1, Deleted: 1, Total: 1}, tagged)
	tagged, err = s.Tag("seen", who.Or(vip))
	require.NoError(t, err)
	require.Equal(t, store.Tagged{Given: 2, Already: 1, Nameless: 1, Total: 1}, tagged)

	// A later write to the ID makes a new person, and an event that comes again counts again.
	require.ErrorIs(t, s.Redact("ana"), store.ErrNoPerson)
	require.ErrorIs(t, s.Delete("bo"), store.ErrNoPerson)
	appended, err := s.Append(play, play)
	require.NoError(t, err)
	require.Equal(t, store.Appended{Added: 1, Repeated: 1}, appended)
	require.NoError(t, s.Merge("bo", "ana"))
	require.NoError(t, s.Redact("ana"))
	require.Equal(t, 3, s.View().People().Count())
	require.Equal(t, 2, s.View().People().Nameless().Len())
	_, err = s.DropBefore(value.NewDate(2026, 5, 4))
	require.NoError(t, err)
	require.Equal(t, 3, s.View().People().Count(), "people stay known")
	require.NoError(t, s.Check(context.Background()))

	n, ok := before.People().Find("bo")
	require.True(t, ok)
	require.Len(t, before.Log(n), 2, "a view keeps what it holds")
	require.Equal(t, "1", before.Log(n)[0].ID)
	require.Equal(t, []string{"vip"}, before.People().TagsOf(n))
}

// The one without a name gets the next number, which may lie in the next shard.
func TestRedactAtTheEdgeOfAShard(t *testing.T) {
	for before := people.ShardSize - 4; before <= people.ShardSize; before++ {
		s, err := store.New(nil)
		require.NoError(t, err)
		ids := make([]string, before-2)
		for i := range ids {
			ids[i] = fmt.Sprint("idle ", i)
		}
		_, err = s.TagPeople("idle", ids...)
		require.NoError(t, err)
		for i, id := range []string{"ana", "bo"} {
			for hour := range 5 {
				_, err = s.Append(store.Event{Person: id, Name: fmt.Sprint("event ", hour), Time: time.Unix(int64(hour*3600+i), 0).UTC(), ID: fmt.Sprint(hour),
					Properties: []store.Property{store.Prop("n", hour)}})
				require.NoError(t, err)
			}
		}
		require.NoError(t, s.Redact("ana"))
		require.NoError(t, s.Redact("bo"))
		require.NoError(t, s.Redact("idle 7"))
		v := s.View()
		require.Equal(t, []people.Number{people.Number(before), people.Number(before + 1), people.Number(before + 2)}, slices.Collect(v.People().Nameless().Numbers()))
		require.Equal(t, before, v.People().Count())
		require.EqualValues(t, 10, v.Len())
		who, err := v.Who(context.Background(), store.On("event 3"), store.AllTime())
		require.NoError(t, err)
		require.Equal(t, []people.Number{people.Number(before), people.Number(before + 1)}, slices.Collect(who.Numbers()))
		require.Len(t, v.Log(people.Number(before+1)), 5)
		require.NoError(t, s.Check(context.Background()))
		require.NoError(t, s.Compact(context.Background()))
		require.Equal(t, dump(v), dump(s.View()))
		require.NoError(t, s.Check(context.Background()))
		again := reopened(t, nil, snapshotOf(t, s.View()), nil)
		require.Equal(t, snapshotOf(t, s.View()), snapshotOf(t, again.View()))
	}
}

// Event names that were met with properties alone need room for themselves.
func TestRedactNeedsRoom(t *testing.T) {
	s, err := store.New(nil)
	require.NoError(t, err)
	var events []store.Event
	for i := range store.MaxNames {
		e := store.Event{Person: "ana", Name: fmt.Sprint("event ", i%300), Time: time.Unix(0, 0)}
		for bit := range 10 {
			if (i/300+1)>>bit&1 == 1 {
				e.Properties = append(e.Properties, store.Prop(fmt.Sprint("p", bit), 1))
			}
		}
		events = append(events, e)
	}
	_, err = s.Append(events...)
	require.NoError(t, err)
	require.ErrorIs(t, s.Redact("ana"), store.ErrFull)
	require.NoError(t, s.Check(context.Background()))
	require.NoError(t, s.Delete("ana"))
}

// What a commit appends to somebody, and what it merges, is without properties too once the commit redacts them.
func TestRedactNeedsRoomForTheChangesBeforeIt(t *testing.T) {
	event := func(i int) store.Event {
		e := store.Event{Person: "ana", Name: fmt.Sprint("event ", i%300), Time: time.Unix(0, 0)}
		for bit := range 10 {
			if (i/300+1)>>bit&1 == 1 {
				e.Properties = append(e.Properties, store.Prop(fmt.Sprint("p", bit), 1))
			}
		}
		return e
	}
	for name, add := range map[string]func(*store.Changes){
		"appended": func(c *store.Changes) {
			for i := range 300 {
				e := event(i)
				e.Person = "bo"
				c.Append(e)
			}
		},
		"merged": func(c *store.Changes) { c.Merge("ana", "bo") },
		"new": func(c *store.Changes) {
			c.Append(store.Event{Person: "bo", Name: "new", Time: time.Unix(0, 0), Properties: []store.Property{store.Prop("p0", 1)}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := store.New(nil)
			require.NoError(t, err)
			var events []store.Event
			for i := range store.MaxNames - 1 {
				events = append(events, event(i))
			}
			_, err = s.Append(events...)
			require.NoError(t, err)
			require.NoError(t, s.SetAttributes("bo", nil))
			var c store.Changes
			add(&c)
			c.Redact("bo")
			before := s.View().Position()
			_, err = s.Commit(&c)
			require.ErrorIs(t, err, store.ErrFull)
			require.Equal(t, before, s.View().Position())
			require.NoError(t, s.Redact("bo"), "who has done nothing")
			require.NoError(t, s.Check(t.Context()))
		})
	}
}
