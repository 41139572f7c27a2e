package people

import "iter"

// Aliases yields the IDs that lead to somebody with another ID, because people were merged, each with the person that it names now: in order of the numbers
// that they had.
func (v *View) Aliases() iter.Seq2[string, Number] {
	return func(yield func(string, Number) bool) {
		for n := range v.dead.each {
			if person, ok := v.living(n); ok && !yield(string(v.ids.text(uint32(n))), person) {
				return
			}
		}
	}
}
