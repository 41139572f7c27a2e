package store

import (
	"slices"
	"strings"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/people/value"
)

// eventBlock writes the rows of a block of events. A block stands by itself: what a row shares with an earlier one of the block it names by number.
//
//	person    how many people further than the row before (in the block)
//	shape     0: a new one follows (event name, number of properties, of each its name and kind); n: the n-th of the block
//	time      milliseconds from the row before
//	ID        a text, empty where there is none
//	values    of the shape's properties, by name; a text is 0 and the text, or n: the n-th text of the block
type eventBlock struct {
	names  *known
	orders [][]int // of each shape's slots by property name, made when met
	texts  []texts // of each property, as far as there are any

	place  uint32
	ms     int64
	shapes map[uint32]uint64
	coded  map[textKey]uint64
}

type textKey struct{ property, code uint32 }

func newEventBlock(names *known) *eventBlock {
	b := &eventBlock{names: names, orders: make([][]int, len(names.shapes)), texts: make([]texts, len(names.properties))}
	for i, p := range names.properties {
		b.texts[i] = p.texts.snapshot()
	}
	b.reset()
	return b
}

func (b *eventBlock) reset() {
	b.place, b.ms = 0, 0
	if b.shapes == nil {
		b.shapes, b.coded = map[uint32]uint64{}, map[textKey]uint64{}
	}
	clear(b.shapes)
	clear(b.coded)
}

func (b *eventBlock) add(e *encoder, place uint32, ms int64, r runRow) {
	e.number(uint64(place - b.place))
	b.place = place
	code := r.shape()
	order := b.shape(e, code)
	e.signed(ms - b.ms)
	b.ms = ms
	e.bytes(r.id())
	slots := b.names.shapes[code].slots
	for _, i := range order {
		b.number(e, slots[i], r.num(i))
	}
}

func (b *eventBlock) shape(e *encoder, code uint32) []int {
	order := b.orders[code]
	sh := b.names.shapes[code]
	if order == nil {
		order = make([]int, len(sh.slots))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(i, j int) int {
			return strings.Compare(b.names.properties[sh.slots[i].property].name, b.names.properties[sh.slots[j].property].name)
		})
		b.orders[code] = order
	}
	if n, ok := b.shapes[code]; ok {
		e.number(n)
		return order
	}
	b.shapes[code] = uint64(len(b.shapes) + 1)
	e.number(0)
	e.text(b.names.events[sh.event])
	e.count(len(order))
	for _, i := range order {
		e.text(b.names.properties[sh.slots[i].property].name)
		e.byte(byte(sh.slots[i].storage.kind()))
	}
	return order
}

func (b *eventBlock) number(e *encoder, s slot, u uint64) {
	if s.storage != asText && s.storage != asTexts {
		e.content(unpack(s.storage, u, nil).Raw())
		return
	}
	key := textKey{s.property, uint32(u)}
	if n, ok := b.coded[key]; ok {
		e.number(n)
		return
	}
	b.coded[key] = uint64(len(b.coded) + 1)
	e.number(0)
	e.bytes(b.texts[s.property].text(uint32(u)))
}

// eventReader reads a block of events.
type eventReader struct {
	decoder
	place  uint64
	ms     int64
	shapes []blockShape
	texts  []string
}

type blockShape struct {
	event string
	slots []blockSlot
}

type blockSlot struct {
	property string
	kind     value.Kind
}

// next reads a row into e; its properties are appended to the given slice.
func (r *eventReader) next(e *Event, properties []Property) []Property {
	r.place += r.number()
	code := r.number()
	if code == 0 {
		r.newShape()
		code = uint64(len(r.shapes))
	}
	if code > uint64(len(r.shapes)) {
		r.fail("shape %d of %d", code, len(r.shapes))
	}
	r.ms += r.signed()
	e.ID = r.text()
	if r.err != nil {
		return properties
	}
	sh := &r.shapes[code-1]
	e.Name, e.Time = sh.event, storedTime(r.ms)
	for i := range sh.slots {
		properties = append(properties, Property{sh.slots[i].property, r.property(sh.slots[i].kind)})
	}
	return properties
}

func (r *eventReader) newShape() {
	sh := blockShape{event: r.name()}
	n := r.count(2)
	for range n {
		s := blockSlot{r.name(), r.kind()}
		if r.err != nil {
			return
		}
		if k := len(sh.slots); k > 0 && sh.slots[k-1].property >= s.property {
			r.fail("property %s out of order", strict.Quote(s.property))
			return
		}
		sh.slots = append(sh.slots, s)
	}
	r.shapes = append(r.shapes, sh)
}

func (r *eventReader) property(kind value.Kind) value.Value {
	if kind != value.Text && kind != value.Texts {
		return r.content(kind)
	}
	n := r.number()
	if n == 0 {
		r.texts = append(r.texts, r.text())
		n = uint64(len(r.texts))
	}
	if n > uint64(len(r.texts)) {
		r.fail("text %d of %d", n, len(r.texts))
		return value.Value{}
	}
	return value.FromRaw(kind, 0, r.texts[n-1])
}
