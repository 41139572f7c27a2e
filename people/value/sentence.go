package value

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// String shows the value to a person: the bare text, 3, 3.5 (3.0 as 3), true, 2026-05-03, 2026-05-03T10:00:00Z, [a, b]; "" for the absent
// value. It cannot be read back: see MarshalJSON.
func (v Value) String() string {
	switch v.kind {
	case Text:
		return v.text
	case Int:
		return strconv.FormatInt(v.int(), 10)
	case Float:
		f := v.float()
		if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
			return strconv.FormatFloat(f, 'g', -1, 64)
		}
		return strconv.FormatFloat(f, 'f', -1, 64)
	case Bool:
		return strconv.FormatBool(v.num != 0)
	case Day:
		return v.day().String()
	case Time:
		return string(appendTime(nil, v.int()))
	case Texts:
		list := unpackList(v.text)
		for i, s := range list {
			list[i] = legibleText(s)
		}
		return "[" + strings.Join(list, ", ") + "]"
	}
	return ""
}

// String is the test in plain English, to stand behind a name: "is HR", "is one of HR, SI", "is at least 3", "is between 1 and 5",
// "contains rock (any case)", "is in the last 30 days", "is known", "is not known". A text stands bare where that is clear, and quoted
// where it is empty, starts or ends with a space, holds a comma, a quote, a backslash, a bracket, " and " or what cannot be seen, or would
// read as a number, a truth value or a date. A quote within quotes is doubled; nothing else is escaped, which is for what shows the sentence to do, once.
func (t Test) String() string {
	s := t.sentence()
	if t.Fold {
		s += " (any case)"
	}
	return s
}

func (t Test) sentence() string {
	list := make([]string, len(t.Args))
	for i, a := range t.Args {
		list[i] = legible(a)
	}
	all := strings.Join(list, ", ")
	switch t.Op {
	case OpExists:
		return "is known"
	case OpMissing:
		return "is not known"
	case OpIs:
		return "is " + all
	case OpIsNot:
		return "is not " + all
	case OpIn:
		return "is one of " + all
	case OpNotIn:
		return "is none of " + all
	case OpLess, OpAtMost, OpMore, OpAtLeast:
		return t.orderWords() + " " + all
	case OpBetween:
		return "is between " + strings.Join(list, " and ")
	case OpContains, OpStartsWith, OpEndsWith:
		return string(t.Op) + " " + all
	case OpNotContains:
		return "does not contain " + all
	case OpNotStartsWith:
		return "does not start with " + all
	case OpNotEndsWith:
		return "does not end with " + all
	case OpBefore, OpOn, OpAfter:
		return "is " + string(t.Op) + " " + all
	case OpLastDays:
		return "is in the last " + t.daysWords()
	case OpMoreDaysAgo:
		return "is more than " + t.daysWords() + " ago"
	}
	return strings.TrimSpace(strconv.Quote(string(t.Op)) + " " + all) // Check refuses it
}

func (t Test) daysWords() string {
	if len(t.Args) == 1 && t.Args[0] == Of(1) {
		return "1 day"
	}
	if len(t.Args) != 1 {
		return "? days"
	}
	return t.Args[0].String() + " days"
}

// orderWords says <, <=, > and >= of the kind of thing that is compared.
func (t Test) orderWords() string {
	words := [4]string{"is less than", "is at most", "is more than", "is at least"}
	if len(t.Args) == 1 {
		switch t.Args[0].kind {
		case Day:
			words = [4]string{"is before", "is on or before", "is after", "is on or after"}
		case Time:
			words = [4]string{"is before", "is at or before", "is after", "is at or after"}
		case Text:
			words = [4]string{"sorts before", "sorts at or before", "sorts after", "sorts at or after"}
		}
	}
	switch t.Op {
	case OpLess:
		return words[0]
	case OpAtMost:
		return words[1]
	case OpMore:
		return words[2]
	}
	return words[3]
}

// legible is a value as it stands in a sentence.
func legible(v Value) string {
	if v.kind == Text {
		return legibleText(v.text)
	}
	return v.String()
}

func legibleText(s string) string {
	clear := s != "" && strings.TrimSpace(s) == s && !strings.ContainsAny(s, `,"\[]()`) && !strings.Contains(s, " and ") &&
		strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) && r != joiner }) < 0
	for _, k := range []Kind{Int, Float, Bool, Day, Time} {
		if _, err := Parse(k, s); err == nil {
			clear = false
		}
	}
	if clear {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// joiner makes one emoji of several. It shows nothing, but belongs to what is shown.
const joiner = '\u200d'
