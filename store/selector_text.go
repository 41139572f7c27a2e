package store

import (
	"strings"
	"unicode"
)

// String is the selector in plain English: "Song Played where genre is rock and length is more than 300", "Song Played or Album Played", "any event".
// A name that would not read as one (spaces at its ends, quotes, control characters, the words where, and, or, not in it) stands in quotes, and a quote in it
// is doubled. Nothing is escaped: what shows a sentence to people does that once, as tables and pictures do (see report.Printable for a line of your own).
func (s Selector) String() string {
	var b strings.Builder
	if len(s.Events) == 0 {
		b.WriteString("any event")
	}
	for i, name := range s.Events {
		if i > 0 {
			b.WriteString(" or ")
		}
		b.WriteString(plain(name))
	}
	if s.Where != nil {
		b.WriteString(" where ")
		writeCondition(&b, s.Where, false)
	}
	return b.String()
}

// writeCondition writes a condition; inside says that it stands within another one, so that a joined one needs brackets.
func writeCondition(b *strings.Builder, c Condition, inside bool) {
	switch c := c.(type) {
	case PropertyTest:
		b.WriteString(plain(c.Property))
		b.WriteByte(' ')
		b.WriteString(c.Test.String())
	case All:
		writeJoined(b, c, " and ", "always", inside)
	case Any:
		writeJoined(b, c, " or ", "never", inside)
	case Not:
		b.WriteString("not (")
		writeCondition(b, c.Of, false)
		b.WriteByte(')')
	default:
		b.WriteString("no condition")
	}
}

func writeJoined(b *strings.Builder, cs []Condition, word, none string, inside bool) {
	switch {
	case len(cs) == 0:
		b.WriteString(none)
		return
	case len(cs) == 1:
		writeCondition(b, cs[0], inside)
		return
	}
	if inside {
		b.WriteByte('(')
	}
	for i, c := range cs {
		if i > 0 {
			b.WriteString(word)
		}
		writeCondition(b, c, true)
	}
	if inside {
		b.WriteByte(')')
	}
}

// plain gives a name as it is where a sentence cannot be misread for it, else in quotes.
func plain(name string) string {
	clear := name != "" && name == strings.TrimSpace(name) && !strings.ContainsAny(name, `"(),`)
	for _, r := range name {
		clear = clear && r != unicode.ReplacementChar && (unicode.IsPrint(r) || r == joiner)
	}
	for word := range strings.FieldsSeq(name) {
		switch word {
		case "where", "and", "or", "not", "is":
			clear = false
		}
	}
	if clear {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// joiner makes one emoji of several. It shows nothing, but belongs to what is shown.
const joiner = '\u200d'
