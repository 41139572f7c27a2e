package people

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/footfall-go/footfall/people/value"
)

// Each promise is broken from inside, and Check has to see it.
func TestCheckSeesEveryBrokenPromise(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(r *Registry)
		want   string
	}{
		{"nothing", func(*Registry) {}, ""},
		{"an ID without a slot", func(r *Registry) { r.ids.keep("lost") }, `ID "lost" of number 6`},
		{"an alias that leads elsewhere", func(r *Registry) { r.ids.repeats = true; r.ids.add("p4") }, `alias "p4" of number 4 leads to 6 (true), not to 3`},
		{"the dead counted wrongly", func(r *Registry) { r.dead.count++ }, "the dead: 2 members are counted as 3"},
		{"a dead number never given out", func(r *Registry) { r.dead.add(77, r.epoch) }, "number 77 should not be in it"},
		{"a number in another shard's bitmap", func(r *Registry) { r.dead.own(0, r.epoch).Add(70_000); r.dead.count++ }, "shard 0 holds"},
		{"the dead with a tag", func(r *Registry) { r.tag(0).members.add(5, r.epoch) }, `tag "fans": number 5 should not be in it`},
		{"tags out of order", func(r *Registry) { r.tag(0).name = "z" }, `tag "staff" is out of order`},
		{"the nameless with a tag", func(r *Registry) { r.tag(0).members.add(r.AddNameless(), r.epoch) }, `tag "fans": number 6 should not be in it`},
		{"the nameless with a value", func(r *Registry) { r.write("city").set(r.AddNameless(), value.Of("Pula"), r.epoch) }, `attribute "city": number 6 has no name, but a value`},
		{"the nameless with an ID", func(r *Registry) { r.unnamed.add(1, r.epoch) }, `number 1 has no name, but the ID "p1"`},
		{"an alias of the nameless", func(r *Registry) { r.unnamed.add(3, r.epoch) }, `number 3 has no name, but the ID "p3"`},
		{"a value whose text is gone", func(r *Registry) { r.write("city").texts.blank([]uint32{1}) }, "number 1 has code 1, whose text is gone"},
		{"attributes out of order", func(r *Registry) { r.write("age").name = "z" }, `attribute "city" is out of order`},
		{"the dead with a value", func(r *Registry) { r.write("city").set(5, value.Of("Pula"), r.epoch) }, `attribute "city": the dead number 5 has a value`},
		{"a count", func(r *Registry) { r.write("city").kinds[value.Int]++ }, "people by kind are"},
		{"a code without a text", func(r *Registry) { r.write("city").cells.own(0, r.epoch, clonePage).put(0, value.Text, 99) }, "has code 99 of 2"},
		{"a text without a slot", func(r *Registry) { r.write("city").texts.keep("lost") }, "text 2 of the dictionary"},
		{"a kind that is not declared", func(r *Registry) { r.write("age").cells.own(0, r.epoch, clonePage).put(0, value.Bool, 1) }, "holds boolean, declared is integer"},
		{"a kind that there is not", func(r *Registry) { r.write("city").cells.own(0, r.epoch, clonePage).put(0, 77, 1) }, "a value of kind 77"},
		{"a value that none may be", func(r *Registry) {
			r.write("city").cells.own(0, r.epoch, clonePage).put(0, value.Day, 1<<30)
		}, "year"},
		{"an entry missing in the index", func(r *Registry) { r.write("age").index.Delete(entry{33, 0}) }, "number 0 is missing in the index"},
		{"an entry too many in the index", func(r *Registry) { r.write("age").index.ReplaceOrInsert(entry{34, 0}) }, "the index has 3 people, the column 2"},
		{"no index where one is declared", func(r *Registry) { r.write("age").index = nil }, "indexed is true, but"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := NewRegistry()
			for i := range 6 {
				r.Intern(fmt.Sprint("p", i))
			}
			require.NoError(t, r.Declare("age", Declaration{Kind: value.Int, Indexed: true}))
			r.Set(0, "age", value.Of(33))
			r.Set(2, "age", value.Of(33))
			r.Set(0, "city", value.Of("Pula"))
			r.Set(1, "city", value.Of("Split"))
			r.AddToTag("fans", r.View().Gather([]Number{1, 2, 3}))
			r.CreateTag("staff")
			r.Delete(5)
			r.Merge(4, 3)
			require.NoError(t, r.View().Check())

			c.damage(r)
			r.last = nil
			err := r.View().Check()
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrCorrupt)
			require.ErrorContains(t, err, c.want)
		})
	}
}
