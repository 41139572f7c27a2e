package value

import (
	"unicode"
	"unicode/utf8"
)

// The case-blind forms compare rune by rune under Unicode simple folding, as strings.EqualFold does: K, k and the Kelvin sign are one
// letter, ß and ss are not. They walk both texts side by side instead of folding them first, for that would allocate for every row.

func containsFold(s, sub string) bool {
	for {
		if startsFold(s, sub) {
			return true
		}
		if s == "" {
			return false
		}
		_, n := utf8.DecodeRuneInString(s)
		s = s[n:]
	}
}

func startsFold(s, prefix string) bool {
	for prefix != "" {
		if s == "" {
			return false
		}
		a, n := utf8.DecodeRuneInString(s)
		b, m := utf8.DecodeRuneInString(prefix)
		if !sameLetter(a, b) {
			return false
		}
		s, prefix = s[n:], prefix[m:]
	}
	return true
}

func endsFold(s, suffix string) bool {
	for suffix != "" {
		if s == "" {
			return false
		}
		a, n := utf8.DecodeLastRuneInString(s)
		b, m := utf8.DecodeLastRuneInString(suffix)
		if !sameLetter(a, b) {
			return false
		}
		s, suffix = s[:len(s)-n], suffix[:len(suffix)-m]
	}
	return true
}

// sameLetter reports whether two runes are equal under simple folding.
func sameLetter(a, b rune) bool {
	if a == b {
		return true
	}
	if a < utf8.RuneSelf && b < utf8.RuneSelf {
		return 'a' <= a|0x20 && a|0x20 <= 'z' && a|0x20 == b|0x20
	}
	// SimpleFold walks the ring of the runes that fold together.
	for r := unicode.SimpleFold(a); r != a; r = unicode.SimpleFold(r) {
		if r == b {
			return true
		}
	}
	return false
}
