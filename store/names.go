package store

import (
	"encoding/binary"
	"sync"

	"github.com/footfall-go/footfall/people/value"
)

// storage is how a property's value is kept in a row: a value's kind, with a shorter form for floats that are exact hundredths (most prices are).
type storage uint8

const (
	asText  storage = iota + 1 // code in the property's dictionary
	asInt                      // zigzag
	asFloat                    // bits
	asCents                    // a float that is exactly n/100: zigzag n
	asBool                     // 0 or 1
	asDay                      // days
	asTime                     // zigzag of Unix milliseconds
	asTexts                    // code of the list's canonical encoding in the property's dictionary
)

func zigzag(n int64) uint64   { return uint64(n<<1) ^ uint64(n>>63) }
func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

// maxCents keeps hundredths within the integers that a float64 holds exactly.
const maxCents = 1 << 53

// pack gives the storage and the number that a value is kept as; a text is coded in the dictionary.
func pack(v value.Value, code func(string) uint32) (storage, uint64) {
	kind, num, text := v.Raw()
	switch kind {
	case value.Text:
		return asText, uint64(code(text))
	case value.Texts:
		return asTexts, uint64(code(text))
	case value.Int:
		return asInt, zigzag(int64(num))
	case value.Float:
		f, _ := v.Float()
		if c := f * 100; c > -maxCents && c < maxCents {
			if n := int64(c + 0.5); c >= 0 && float64(n)/100 == f {
				return asCents, zigzag(n)
			} else if n := int64(c - 0.5); c < 0 && float64(n)/100 == f {
				return asCents, zigzag(n)
			}
		}
		return asFloat, num
	case value.Bool:
		return asBool, num
	case value.Day:
		return asDay, num
	default:
		return asTime, zigzag(int64(num))
	}
}

// unpack is the value that pack kept.
func unpack(s storage, u uint64, t *texts) value.Value {
	switch s {
	case asText:
		return value.FromRaw(value.Text, 0, string(t.text(uint32(u))))
	case asTexts:
		return value.FromRaw(value.Texts, 0, string(t.text(uint32(u))))
	case asInt:
		return value.FromRaw(value.Int, uint64(unzigzag(u)), "")
	case asFloat:
		return value.FromRaw(value.Float, u, "")
	case asCents:
		return value.Of(float64(unzigzag(u)) / 100)
	case asBool:
		return value.FromRaw(value.Bool, u, "")
	case asDay:
		return value.FromRaw(value.Day, u, "")
	default:
		return value.FromRaw(value.Time, uint64(unzigzag(u)), "")
	}
}

func (s storage) kind() value.Kind {
	return [...]value.Kind{0, value.Text, value.Int, value.Float, value.Float, value.Bool, value.Day, value.Time, value.Texts}[s]
}

// property is a property name with the texts that its values have had.
type property struct {
	name  string
	texts *dictionary
}

// slot is one property of a shape.
type slot struct {
	property uint32
	storage  storage
}

// shape is what rows of one event with the same properties of the same storage share: a row keeps its shape's number and one number a slot.
type shape struct {
	event uint32
	slots []slot // by property code
}

// names codes event names, property names and shapes. The lists are only ever extended, so that a view holds them as they were.
type names struct {
	events     []string
	properties []*property
	shapes     []*shape
	mostTexts  int     // how many texts a property has had, at most
	habits     []habit // by event; the writer's own, as are the next
	slots      int     // of all shapes

	eventCode    map[string]uint32
	propertyCode map[string]uint32
	shapeCode    map[string]uint32
	key          []byte
}

func newNames() *names {
	return &names{eventCode: map[string]uint32{}, propertyCode: map[string]uint32{}, shapeCode: map[string]uint32{}}
}

func (n *names) event(name string) uint32 {
	c, ok := n.eventCode[name]
	if !ok {
		c = uint32(len(n.events))
		n.events, n.habits = append(n.events, name), append(n.habits, habit{})
		n.eventCode[name] = c
	}
	return c
}

func (n *names) property(name string) uint32 {
	c, ok := n.propertyCode[name]
	if !ok {
		c = uint32(len(n.properties))
		n.properties = append(n.properties, &property{name: name, texts: newDictionary()})
		n.propertyCode[name] = c
	}
	return c
}

// shape codes an event with its slots, which are sorted by property code; slots is not kept.
func (n *names) shape(event uint32, slots []slot) uint32 {
	n.shapeKey(event, slots)
	c, ok := n.shapeCode[string(n.key)]
	if !ok {
		c = uint32(len(n.shapes))
		n.shapes = append(n.shapes, &shape{event: event, slots: append([]slot(nil), slots...)})
		n.shapeCode[string(n.key)] = c
		n.slots += len(slots)
	}
	return c
}

// shapeKey makes key that of a shape.
func (n *names) shapeKey(event uint32, slots []slot) {
	n.key = binary.LittleEndian.AppendUint32(n.key[:0], event)
	for _, s := range slots {
		n.key = binary.LittleEndian.AppendUint32(n.key, s.property)
		n.key = append(n.key, byte(s.storage))
	}
}

// known is the names as a view holds them.
type known struct {
	events     []string
	properties []*property
	shapes     []*shape

	once         sync.Once
	eventCode    map[string]uint32
	propertyCode map[string]uint32
}

func (n *names) known() *known {
	return &known{events: n.events, properties: n.properties, shapes: n.shapes}
}

func (k *known) index() {
	k.once.Do(func() {
		k.eventCode = make(map[string]uint32, len(k.events))
		for c, name := range k.events {
			k.eventCode[name] = uint32(c)
		}
		k.propertyCode = make(map[string]uint32, len(k.properties))
		for c, p := range k.properties {
			k.propertyCode[p.name] = uint32(c)
		}
	})
}

// event and property look a name up; false where the view has not seen it.
func (k *known) event(name string) (uint32, bool) {
	k.index()
	c, ok := k.eventCode[name]
	return c, ok
}

func (k *known) property(name string) (uint32, bool) {
	k.index()
	c, ok := k.propertyCode[name]
	return c, ok
}
