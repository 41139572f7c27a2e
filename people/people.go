package people

import (
	"iter"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/footfall-go/footfall/people/value"
)

// Number is a person's dense number: 0, 1, 2 ... in order of arrival. A number is never used again while the store lives.
type Number uint32

// ShardSize is the number of people in a shard: one roaring container. Person n lives in shard n / ShardSize.
const ShardSize = 1 << 16

// Attributes are a person's attributes by name.
type Attributes map[string]value.Value

// Registry is the mutable state of people: who they are, what is known of them, their tags. The store owns one and drives it under its lock; a Registry by itself is not safe
// for concurrent use, but its Views are.
type Registry struct{}

func NewRegistry() *Registry { panic("todo") }

// Intern gives the number of the living person that the ID (or alias) names, making a new person where there is none. The caller has checked the ID.
func (r *Registry) Intern(id string) (n Number, fresh bool) { panic("todo") }

// Find is Intern without making.
func (r *Registry) Find(id string) (Number, bool) { panic("todo") }

// Len is the number of numbers given out, dead ones included.
func (r *Registry) Len() int { panic("todo") }

// Declare fixes an attribute's kind. ErrKind if people already hold another kind. Indexed keeps an ordered index.
func (r *Registry) Declare(attribute string, d Declaration) error { panic("todo") }

// Declaration is what is declared of an attribute.
type Declaration struct {
	Kind    value.Kind // its type: another one is refused
	Indexed bool       // keep a B-tree of (value, person), for narrow ranges
}

// Declared gives the declaration of an attribute, and whether it has one.
func (r *Registry) Declared(attribute string) (Declaration, bool) { panic("todo") }

func (r *Registry) Set(n Number, attribute string, v value.Value) { panic("todo") } // checked by the caller; replaces
func (r *Registry) Remove(n Number, attribute string) bool        { panic("todo") } // reports whether it was there
func (r *Registry) Get(n Number, attribute string) value.Value    { panic("todo") } // zero: absent

func (r *Registry) HasTag(tag string) bool                                          { panic("todo") }
func (r *Registry) CreateTag(tag string) bool                                       { panic("todo") } // false: was there
func (r *Registry) DeleteTag(tag string) bool                                       { panic("todo") }
func (r *Registry) RenameTag(from, to string) bool                                  { panic("todo") } // false: no from, or to is there
func (r *Registry) AddToTag(tag string, bits *roaring.Bitmap) (added uint64)        { panic("todo") } // makes the tag; living people only; bits is not kept
func (r *Registry) RemoveFromTag(tag string, bits *roaring.Bitmap) (removed uint64) { panic("todo") }

// Merge makes from an alias of into: tags unite, attributes of into win, from's number is dead from now on. Both are living and different: checked by the caller.
func (r *Registry) Merge(from, into Number) { panic("todo") }

// Delete makes the person's number dead: attributes and tags go, and no later view finds the ID or its aliases.
func (r *Registry) Delete(n Number) { panic("todo") }

// View is an immutable state of the people. Taking one is O(1) amortised.
func (r *Registry) View() *View { panic("todo") }

// View is the state of the people at one moment. It is immutable and safe for concurrent use.
type View struct{}

func (v *View) Len() int                                    { panic("todo") } // numbers given out: every Number of this view is below it
func (v *View) Count() int                                  { panic("todo") } // living people
func (v *View) Everyone() Set                               { panic("todo") }
func (v *View) Find(id string) (Number, bool)               { panic("todo") } // aliases lead to their person
func (v *View) ID(n Number) (string, bool)                  { panic("todo") }
func (v *View) Alive(n Number) bool                         { panic("todo") }
func (v *View) Attributes(n Number) Attributes              { panic("todo") } // a fresh map
func (v *View) Attribute(n Number, name string) value.Value { panic("todo") }
func (v *View) TagsOf(n Number) []string                    { panic("todo") } // sorted

// Matching is the set of living people whose attribute meets the test (Missing: those without it). An attribute that nobody has gives nobody (Missing: everyone).
// Where the attribute is declared and the test cannot suit its kind, the error is value.ErrKind. Cost: a scan of the attribute's column, 1 ms a million people; with an index O(matches) for narrow ranges.
func (v *View) Matching(attribute string, t value.Test, f value.Frame) (Set, error) { panic("todo") }

func (v *View) Tagged(tag string) (Set, bool)   { panic("todo") }
func (v *View) Tags() []TagInfo                 { panic("todo") } // sorted by name
func (v *View) AttributeNames() []AttributeInfo { panic("todo") }

// Values are an attribute's values with the number of people, most frequent first, ties by value, at most limit; distinct is the number of distinct values.
func (v *View) Values(attribute string, limit int) (top []ValueCount, distinct int) { panic("todo") }

type TagInfo struct {
	Name   string
	People int
}
type AttributeInfo struct {
	Name        string
	Declared    bool
	Declaration Declaration
	Kinds       []value.Kind
	People      int
}
type ValueCount struct {
	Value value.Value
	Count int
}

// Carry brings a set of an earlier view to this one: merged people are followed, deleted people left out.
func (v *View) Carry(s Set) (carried Set, merged, deleted int) { panic("todo") }

// Adopt makes a set of the living people among the bits, and takes the bitmap over: the caller must not use it again. The one way in.
func (v *View) Adopt(b *roaring.Bitmap) Set { panic("todo") }

// Set is an immutable set of people of one view. The zero Set is empty. Sets of two views of the same store may be combined; the result belongs to the receiver's view (the other's where the receiver is zero).
type Set struct{}

func (s Set) And(o Set) Set             { panic("todo") }
func (s Set) Or(o Set) Set              { panic("todo") }
func (s Set) AndNot(o Set) Set          { panic("todo") }
func (s Set) Len() int                  { panic("todo") } // O(containers)
func (s Set) AndLen(o Set) int          { panic("todo") } // without building
func (s Set) IsEmpty() bool             { panic("todo") }
func (s Set) Has(n Number) bool         { panic("todo") }
func (s Set) Equal(o Set) bool          { panic("todo") } // the same numbers
func (s Set) Numbers() iter.Seq[Number] { panic("todo") } // ascending
func (s Set) IDs() iter.Seq[string]     { panic("todo") } // in order of number
// FillMask sets bit in mask[i] for every person of the shard, i being the number's low 16 bits; mask holds ShardSize bytes. It is how a scan tests many sets at once.
func (s Set) FillMask(shard int, bit byte, mask []byte) { panic("todo") }

// Bits is a copy of the set as a bitmap of numbers. The one way out.
func (s Set) Bits() *roaring.Bitmap { panic("todo") }

// Stats is the memory of a registry in bytes, by kind.
type Stats struct {
	Identity   int64 // IDs, their table, aliases
	Attributes int64
	Indexes    int64
	Tags       int64
}

func (v *View) Stats() Stats { panic("todo") }

// Check verifies every internal promise and reports the first one broken.
func (v *View) Check() error { panic("todo") }
