package people

import (
	"cmp"
	"slices"

	"github.com/footfall-go/footfall/people/value"
)

// AttributeInfo is an attribute of a view.
type AttributeInfo struct {
	Name        string
	Declared    bool
	Declaration Declaration  // zero where it is not declared
	Kinds       []value.Kind // the kinds that people hold, ascending
	People      int          // how many people have it
}

// ValueCount is a value and how many people have it.
type ValueCount struct {
	Value value.Value
	Count int
}

// AttributeNames are the attributes that somebody has or that are declared, sorted by name.
func (v *View) AttributeNames() []AttributeInfo {
	infos := make([]AttributeInfo, 0, len(v.columns))
	for _, c := range v.columns {
		info := AttributeInfo{Name: c.name, Declared: c.declared, Declaration: c.declaration, People: c.people()}
		for kind, people := range c.kinds {
			if people > 0 {
				info.Kinds = append(info.Kinds, value.Kind(kind))
			}
		}
		if info.Declared || info.People > 0 {
			infos = append(infos, info)
		}
	}
	return infos
}

// Values are an attribute's values with the exact number of people, most frequent first, ties by value (value.Compare), at most limit of
// them; distinct is the number of distinct values. 1 and 1.0 are one value; a list counts once for each of its different elements, and an
// empty one not at all. It reads the whole column.
func (v *View) Values(attribute string, limit int) (top []ValueCount, distinct int) {
	c := v.column(attribute)
	if c == nil {
		return nil, 0
	}
	best := ranking{limit: max(limit, 0)}
	for x, count := range c.count() {
		best.add(ValueCount{x, count})
		distinct++
	}
	return best.top(), distinct
}

// count is the people of each distinct value.
func (c *column) count() map[value.Value]int {
	texts, lists := make([]int, c.texts.n), make([]int, c.texts.n)
	numbers := map[uint64]int{}
	counts := map[value.Value]int{}
	for kind, people := range c.kinds {
		if people == 0 {
			continue
		}
		kind := value.Kind(kind)
		c.cells.all(func(_ Number, p *page) {
			for _, x := range p.numbers(kind) {
				switch kind {
				case value.Text:
					texts[x]++
				case value.Texts:
					lists[x]++
				default:
					numbers[x]++
				}
			}
		})
		for x, count := range numbers {
			counts[c.value(kind, x).Canonical()] += count
		}
		clear(numbers)
	}
	for code, count := range texts {
		if count > 0 {
			counts[c.value(value.Text, uint64(code))] += count
		}
	}
	for code, count := range lists {
		if count == 0 {
			continue
		}
		elements, _ := c.value(value.Texts, uint64(code)).Texts()
		slices.Sort(elements)
		for _, text := range slices.Compact(elements) {
			counts[value.Of(text)] += count
		}
	}
	return counts
}

// ranking keeps the most frequent of many values in memory for about twice as many as it is asked for.
type ranking struct {
	limit int
	kept  []ValueCount
}

func (r *ranking) add(vc ValueCount) {
	if r.limit == 0 {
		return
	}
	r.kept = append(r.kept, vc)
	if len(r.kept) >= 1024 && len(r.kept)/2 >= r.limit {
		r.kept = r.top()
	}
}

func (r *ranking) top() []ValueCount {
	slices.SortFunc(r.kept, func(a, b ValueCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), value.Compare(a.Value, b.Value))
	})
	return r.kept[:min(len(r.kept), r.limit)]
}
