package strict

import "strings"

// Meant gives the one of the known names that somebody who wrote name probably meant: the same letters in another case or with other
// separators, or else the nearest within two letters wrong, missing, or too many (one, where the known name has four or fewer). Of equally
// near ones it is the first; "" where none is near.
func Meant(name string, known []string) string {
	best, least := "", 0
	plain := strings.NewReplacer("_", "", "-", "", " ", "")
	name = plain.Replace(name)
	for _, k := range known {
		letters := plain.Replace(k)
		if strings.EqualFold(letters, name) {
			return k
		}
		most := 2
		if len(letters) <= 4 {
			most = 1
		}
		if len(name) > len(letters)+most || len(letters) > len(name)+most {
			continue // also bounds the work by the names that are known
		}
		if n := edits(strings.ToLower(name), letters); n <= most && (best == "" || n < least) {
			best, least = k, n
		}
	}
	return best
}

// edits is the number of bytes to change, insert or delete to make b of a.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := diagonal
			if a[i] != b[j] {
				changed++
			}
			diagonal = row[j+1]
			row[j+1] = min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
