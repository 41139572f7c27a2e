package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/footfall-go/footfall/people"
	"github.com/footfall-go/footfall/people/value"
	"github.com/footfall-go/footfall/store"
)

// machine drives a Store and its slow twin through random changes. At every step the view of it and one taken up to five steps earlier are compared with the twin as it was
// when they were taken, and all that are held with their own bytes from then: also those of a store that was closed.
type machine struct {
	store  *store.Store
	model  *naive
	held   []heldView
	closed []heldView // of stores before this one
	steps  int
	most   store.Limits // of the store
}

type heldView struct {
	view  *store.View
	model *naive
	bytes []byte // the snapshot of it, when it was taken; nil: not looked at
}

func zone(t interface{ Fatal(...any) }, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

var zones = []string{"UTC", "Europe/Zagreb", "America/New_York", "Pacific/Honolulu", "Asia/Kathmandu", "Pacific/Apia"}

func randomTime(t *rapid.T) time.Time {
	base := time.Date(2011, 12, 1, 0, 0, 0, 0, time.UTC)
	switch rapid.IntRange(0, 5).Draw(t, "scale") {
	case 0:
		return base.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "minutes")) * time.Minute)
	case 1:
		return base.Add(time.Duration(rapid.Int64Range(0, int64(400*24*time.Hour)).Draw(t, "far")))
	case 2:
		return time.Unix(rapid.Int64Range(-62135596799, 253402300799).Draw(t, "any"), 0)
	default:
		return base.Add(time.Duration(rapid.IntRange(0, 60*24).Draw(t, "hours")) * time.Hour)
	}
}

func randomValue(t *rapid.T) value.Value {
	switch rapid.IntRange(0, 7).Draw(t, "kind") {
	case 0:
		return value.Of(rapid.SampledFrom([]string{"rock", "pop", "", "žđ"}).Draw(t, "text"))
	case 1:
		return value.Of(rapid.Int64().Draw(t, "int"))
	case 2:
		return value.Of(rapid.Float64Range(-1e12, 1e12).Draw(t, "float"))
	case 3:
		return value.Of(float64(rapid.IntRange(-500, 500).Draw(t, "cents")) / 100)
	case 4:
		return value.Of(rapid.Bool().Draw(t, "bool"))
	case 5:
		return value.Of(value.NewDate(2020, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 3))
	case 6:
		return value.Of(randomTime(t))
	default:
		return value.Of(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 3).Draw(t, "texts"))
	}
}

var personIDs = []string{"ana", "bo", "cy", "di", "ed", "flo"}

func randomEvent(t *rapid.T) store.Event {
	e := store.Event{
		Person: rapid.SampledFrom(personIDs).Draw(t, "person"),
		Name:   rapid.SampledFrom([]string{"play", "pay", "join"}).Draw(t, "name"),
		Time:   randomTime(t),
	}
	if rapid.IntRange(0, 3).Draw(t, "hasID") == 0 {
		e.ID = rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "id")
	}
	for _, name := range []string{"genre", "price"} {
		if rapid.Bool().Draw(t, "has") {
			e.Properties = append(e.Properties, store.Property{Name: name, Value: randomValue(t)})
		}
	}
	return e
}

func (m *machine) append(t *rapid.T) {
	events := rapid.SliceOfN(rapid.Custom(randomEvent), 1, 12).Draw(t, "events")
	if m.model.dropped != 0 {
		events = slices.DeleteFunc(events, func(e store.Event) bool { return value.DateOf(e.Time, m.model.location) < m.model.dropped })
	}
	got, err := m.store.Append(events...)
	require.NoError(t, err)
	want := store.Appended{}
	for _, e := range events {
		if m.model.add(e) {
			want.Added++
		} else {
			want.Repeated++
		}
	}
	require.Equal(t, want, got)
}

func (m *machine) attribute(t *rapid.T) {
	id, name, v := rapid.SampledFrom(personIDs).Draw(t, "person"), rapid.SampledFrom([]string{"country", "age"}).Draw(t, "name"), randomValue(t)
	require.NoError(t, m.store.SetAttributes(id, people.Attributes{name: v}))
	m.model.person(id).attrs[name] = v
}

func (m *machine) tag(t *rapid.T) {
	held := m.held[rapid.IntRange(0, len(m.held)-1).Draw(t, "view")]
	name := rapid.SampledFrom([]string{"vip", "staff"}).Draw(t, "tag")
	set := held.view.People().Everyone()
	got, err := m.store.Tag(name, set)
	require.NoError(t, err)
	require.Equal(t, got.Given, got.Added+got.Already+got.Merged+got.Deleted+got.Nameless)
	require.Equal(t, set.And(held.view.People().Nameless()).Len(), got.Nameless)
	total := 0
	for id, p := range m.model.people {
		for _, old := range held.model.ids() {
			if n, ok := held.view.People().Find(old); ok && m.same(held, n, id) {
				p.tags[name] = true
			}
		}
		if p.tags[name] {
			total++
		}
	}
	require.Equal(t, total, got.Total)
}

// same reports whether a number of an old view is now the person of that ID.
func (m *machine) same(h heldView, n people.Number, id string) bool {
	now := m.store.View().People()
	carried, _, _ := now.Carry(h.view.People().Gather([]people.Number{n}))
	want, ok := now.Find(id)
	return ok && carried.Has(want)
}

func (m *machine) merge(t *rapid.T) {
	from, into := rapid.SampledFrom(personIDs).Draw(t, "from"), rapid.SampledFrom(personIDs).Draw(t, "into")
	err := m.store.Merge(from, into)
	switch {
	case from == into:
		require.ErrorIs(t, err, store.ErrSelfMerge)
	case m.model.alias[into] == from:
		require.ErrorIs(t, err, store.ErrAliasCycle)
	default:
		require.NoError(t, err)
		m.model.merge(from, into)
	}
}

func (m *machine) delete(t *rapid.T) {
	id := rapid.SampledFrom(personIDs).Draw(t, "person")
	_, known := m.model.people[m.model.who(id)]
	if err := m.store.Delete(id); known {
		require.NoError(t, err)
		m.model.delete(id)
	} else {
		require.ErrorIs(t, err, store.ErrNoPerson)
	}
}

func (m *machine) redact(t *rapid.T) {
	id := rapid.SampledFrom(personIDs).Draw(t, "person")
	_, known := m.model.people[m.model.who(id)]
	if err := m.store.Redact(id); known {
		require.NoError(t, err)
		m.model.redact(id)
	} else {
		require.ErrorIs(t, err, store.ErrNoPerson)
	}
}

// together makes several changes as one. Whether they can be made is up to what was known before them all; what they do is up to those before each.
func (m *machine) together(t *rapid.T) {
	var c store.Changes
	var apply []func(*naive)
	var refused []error
	known := func(id string) bool { return m.model.people[m.model.who(id)] != nil }
	for range rapid.IntRange(2, 6).Draw(t, "changes") {
		id, other := rapid.SampledFrom(personIDs).Draw(t, "person"), rapid.SampledFrom(personIDs).Draw(t, "other")
		switch rapid.IntRange(0, 5).Draw(t, "change") {
		case 0, 1:
			e := randomEvent(t)
			if m.model.dropped != 0 && value.DateOf(e.Time, m.model.location) < m.model.dropped {
				continue
			}
			c.Append(e)
			apply = append(apply, func(n *naive) { n.add(e) })
		case 2:
			v := randomValue(t)
			c.SetAttributes(id, people.Attributes{"country": v})
			apply = append(apply, func(n *naive) { n.person(id).attrs["country"] = v })
		case 3:
			c.Merge(id, other)
			if id == other {
				refused = append(refused, store.ErrSelfMerge)
			} else if m.model.alias[other] == id {
				refused = append(refused, store.ErrAliasCycle)
			}
			apply = append(apply, func(n *naive) { n.merge(id, other) })
		case 4:
			c.Delete(id)
			if !known(id) {
				refused = append(refused, store.ErrNoPerson)
			}
			apply = append(apply, func(n *naive) { n.delete(id) })
		case 5:
			c.Redact(id)
			if !known(id) {
				refused = append(refused, store.ErrNoPerson)
			}
			apply = append(apply, func(n *naive) {
				if n.people[n.who(id)] != nil {
					n.redact(id)
				}
			})
		}
	}
	before := m.store.View().Position()
	after := m.model.clone()
	for _, change := range apply {
		change(after)
	}
	_, err := m.store.Commit(&c)
	if errors.Is(err, store.ErrFull) && m.most.People > 0 {
		require.Equal(t, before, m.store.View().Position())
		return // what is deleted makes no room
	}
	for _, is := range refused {
		require.ErrorIs(t, err, is)
		require.Equal(t, before, m.store.View().Position())
	}
	if refused == nil {
		require.NoError(t, err)
		m.model = after
	}
}

func (m *machine) drop(t *rapid.T) {
	day := value.DateOf(randomTime(t), m.model.location)
	if !day.Valid() || day > value.NewDate(2011, 12, 20) || rapid.IntRange(0, 3).Draw(t, "rare") > 0 {
		return
	}
	n, err := m.store.DropBefore(day)
	require.NoError(t, err)
	require.EqualValues(t, m.model.drop(day), n)
}

func (m *machine) compact(t *rapid.T) { require.NoError(t, m.store.Compact(context.Background())) }

func (m *machine) forget(t *rapid.T) { require.NoError(t, m.store.Forget(context.Background())) }

func (m *machine) view(t *rapid.T) {
	v := m.store.View()
	m.held = append(m.held, heldView{v, m.model.clone(), snapshotOf(t, v)})
}

func (m *machine) check(t *rapid.T) {
	m.steps++
	require.NoError(t, m.store.Check(context.Background()))
	m.view(t)
	m.held[len(m.held)-1].compare(t)
	m.held[0].compare(t)
	for _, h := range slices.Concat(m.held, m.closed) {
		require.True(t, bytes.Equal(h.bytes, snapshotOf(t, h.view)), "a view has changed")
	}
	if len(m.held) > 5 {
		m.held = m.held[1:]
	}
}

// reopen goes on with another store of the same contents.
func (m *machine) reopen(t *rapid.T, s *store.Store) {
	m.store = s
	m.closed = slices.Concat(m.closed, m.held)
	m.closed = m.closed[max(0, len(m.closed)-3):]
	m.held = nil
	m.check(t)
}

// names tells who the numbers are: those without a name by their order, as the twin calls them.
func (h heldView) names() map[people.Number]string {
	p, nameless, names := h.view.People(), 0, map[people.Number]string{}
	for n := range p.Everyone().Numbers() {
		id, named := p.ID(n)
		if !named {
			id = fmt.Sprint("?", nameless)
			nameless++
		}
		names[n] = id
	}
	return names
}

func (h heldView) compare(t *rapid.T) {
	names := h.names()
	var ids []string
	total := 0
	for n := range h.view.People().Everyone().Numbers() {
		id := names[n]
		own, _ := h.view.People().ID(n)
		ids = append(ids, id)
		var lines []string
		for _, e := range h.view.Log(n) {
			lines = append(lines, eventLine(e))
			require.Equal(t, own, e.Person)
		}
		require.Equal(t, h.model.log(id), lines, id)
		total += len(lines)
		p := h.model.people[id]
		require.Equal(t, people.Attributes(p.attrs), h.view.People().Attributes(n))
		require.Equal(t, len(p.tags), len(h.view.People().TagsOf(n)))
	}
	sort.Strings(ids)
	require.Equal(t, h.model.ids(), ids)
	require.EqualValues(t, total, h.view.Len())
	for alias, own := range h.model.alias {
		if h.model.people[own] == nil {
			continue
		}
		a, _ := h.view.People().Find(alias)
		b, _ := h.view.People().Find(own)
		require.Equal(t, b, a)
	}
	day := value.NewDate(2011, 12, 10)
	for _, sel := range []store.Selector{store.On("play"), store.OnEvery(), store.On("pay", store.If("genre", value.Is("rock"))),
		store.OnEvery(store.Not{Of: store.If("price", value.AtLeast(1))}), store.On("unheard")} {
		for _, span := range []store.Span{store.AllTime(), store.Dates(day, day+7).Span(h.view.Frame(), time.Monday),
			{From: time.Date(2011, 12, 2, 3, 0, 0, 0, time.UTC).UnixMilli(), To: store.End}} {
			h.scan(t, names, sel, span)
		}
	}
}

func (h heldView) scan(t *rapid.T, names map[people.Number]string, sel store.Selector, span store.Span) {
	wantPeople, wantLines := h.model.matching(sel, h.view.Frame(), span)
	who, err := h.view.Who(context.Background(), sel, span)
	require.NoError(t, err)
	var got, named []string
	for n := range who.Numbers() {
		got = append(got, names[n])
	}
	slices.Sort(got)
	require.Equal(t, wantPeople, got, "%v %v", sel, span)
	for _, id := range got {
		if id[0] != '?' {
			named = append(named, id)
		}
	}
	require.Equal(t, named, slices.Sorted(who.IDs()))
	var lines []string
	var mu sync.Mutex
	err = h.view.Scan(context.Background(), store.Scan{Selectors: []store.Selector{store.On("join"), sel}, Span: span, Property: "genre"}, func(b *store.Batch) error {
		mu.Lock()
		defer mu.Unlock()
		for i := range b.Low {
			if i > 0 && (b.Low[i-1] > b.Low[i] || b.Low[i-1] == b.Low[i] && b.Times[i-1] > b.Times[i]) {
				return errors.New("rows out of order")
			}
			if b.Hits[i] == 0 || len(b.Values) != len(b.Low) {
				return errors.New("a row without hits or value")
			}
			if b.Hits[i]&2 != 0 {
				id := names[b.Person(i)]
				lines = append(lines, fmt.Sprintf("%s %d", id, b.Times[i]))
			}
		}
		return nil
	})
	require.NoError(t, err)
	sort.Strings(lines)
	require.Equal(t, wantLines, lines, "%v %v", sel, span)
	h.scanDays(t, names, sel, span)
}

func (h heldView) scanDays(t *rapid.T, names map[people.Number]string, sel store.Selector, span store.Span) {
	type row struct {
		id    string
		day   value.Date
		genre string
	}
	want, got := map[row]int{}, map[row]int{}
	for _, id := range h.model.ids() {
		for _, e := range h.model.people[id].events {
			if ms := e.Time.UnixMilli(); span.Has(ms) && sel.Match(&e, h.view.Frame()) {
				want[row{id, value.DateOf(e.Time, h.model.location), e.Property("genre").String()}]++
			}
		}
	}
	var mu sync.Mutex
	q := store.Scan{Selectors: []store.Selector{store.On("join"), sel}, Span: span, Property: "genre"}
	err := h.view.ScanDays(context.Background(), q, func(b *store.DayBatch) error {
		mu.Lock()
		defer mu.Unlock()
		for i, low := range b.Low {
			if i > 0 && b.Low[i-1] > low || len(b.Codes) != len(b.Low) || int(b.Codes[i]) >= b.CodeLimit() {
				return errors.New("rows out of order or without code")
			}
			if b.Selector == 1 {
				id := names[people.Number(b.Shard*people.ShardSize+int(low))]
				got[row{id, b.Day, b.Value(b.Codes[i]).String()}]++
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, want, got, "%v %v", sel, span)
}

// TestTogetherKeepsToTheLimits: whatever changes delete and bring at once, there is never more than there may be.
func TestTogetherKeepsToTheLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, "UTC")
		most := store.Limits{People: rapid.IntRange(1, 4).Draw(t, "people"), Events: rapid.Int64Range(2, 12).Draw(t, "events")}
		s, err := store.New(&store.Options{Location: loc, Limits: most})
		require.NoError(t, err)
		m := &machine{store: s, model: newNaive(loc), most: most}
		m.view(t)
		t.Repeat(map[string]func(*rapid.T){"together": m.together, "": func(t *rapid.T) {
			m.check(t)
			require.LessOrEqual(t, s.View().People().Count(), most.People)
			require.LessOrEqual(t, s.View().Len(), most.Events)
		}})
	})
}

func TestStoreIsItsSlowTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		s, err := store.New(&store.Options{Location: loc, Projections: rapid.SampledFrom([]int64{0, -1, 2000, 1 << 20}).Draw(t, "projections")})
		require.NoError(t, err)
		m := &machine{store: s, model: newNaive(loc)}
		m.view(t)
		t.Repeat(map[string]func(*rapid.T){
			"append": m.append, "append2": m.append, "attribute": m.attribute, "tag": m.tag, "merge": m.merge,
			"delete": m.delete, "redact": m.redact, "together": m.together, "together2": m.together, "drop": m.drop, "compact": m.compact, "forget": m.forget, "view": m.view, "": m.check,
		})
	})
}
