package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How wide a text stands in a terminal. This is a small rule of our own and not a library (rivo/uniseg, mattn/go-runewidth): the module that
// people import for counting should not bring a grapheme segmenter of 200 KB of tables for the sake of an aligned column, and no library
// can be exact either, since terminals disagree about emoji. The rule: a rune is one column wide, East Asian wide ones and emoji are two, marks
// stand on the rune before them; emoji joined by U+200D are one, flags are a pair. Checked against Unicode 14's EastAsianWidth (see wide).

// maxAttached is the most marks and joined emoji that stand on one rune; the next is escaped, or stands by itself. Ten is a family of four, each
// with a skin tone; a stack of marks over a name could otherwise paint over the rows above it.
const maxAttached = 10

const (
	joinNot     = '\u200C' // zero width non-joiner
	join        = '\u200D' // zero width joiner
	textStyle   = '\uFE0E' // variation selector 15: the symbol before it as text
	emojiStyle  = '\uFE0F' // variation selector 16: the symbol before it as an emoji, two columns wide
	graphJoiner = '\u034F' // shows nothing
	firstFlag   = '\U0001F1E6'
	lastFlag    = '\U0001F1FF'
	firstTone   = '\U0001F3FB' // skin tones
	lastTone    = '\U0001F3FF'
	firstJoined = '\u0590' // letters from here on belong to scripts that use joiners within words (Hebrew, Arabic, those of India ...)
)

// glyph is a piece of a text that is never cut: a rune with what stands on it, or an escape.
type glyph struct {
	text     string
	width    int
	base     rune // 0: an escape, which nothing stands on
	attached int
}

// glyphs cuts a text into what a terminal shows, with what it would obey or hide written as escapes of Go: \n, \x1b, \u202e. A backslash is
// doubled, so that an escape cannot be forged by a name that holds one.
func glyphs(s string) []glyph {
	gs := make([]glyph, 0, len(s))
	joined := false // the rune before is a joiner between emoji
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		text := s[:size]
		s = s[size:]
		var on *glyph // what the rune may stand on
		if n := len(gs); n > 0 && gs[n-1].base != 0 && gs[n-1].attached < maxAttached {
			on = &gs[n-1]
		}
		wasJoined := joined
		joined = false
		switch {
		case r == utf8.RuneError && size == 1:
			gs = append(gs, escape(fmt.Sprintf(`\x%02x`, text[0])))
		case r == '\\':
			gs = append(gs, glyph{text: `\\`, width: 2})
		case attaches(r, on):
			on.attach(text)
			joined = r == join
			if r == emojiStyle {
				on.width = 2
			}
		case on != nil && wasJoined && unicode.Is(unicode.So, r):
			on.attach(text)
		case on != nil && isFlag(r) && isFlag(on.base) && on.attached == 0:
			on.attach(text)
			on.width = 2
		case isMark(r) || isBlank(r) || !strconv.IsGraphic(r):
			gs = append(gs, escape(escaped(r)))
		case unicode.Is(wide, r):
			gs = append(gs, glyph{text: text, width: 2, base: r})
		default:
			gs = append(gs, glyph{text: text, width: 1, base: r})
		}
	}
	return gs
}

// Printable is a text as WriteText shows it, but never cut: for names and sentences in a line of a terminal or a log, where a control character must not be
// obeyed and two names must not look alike. What a terminal would obey or hide stands as an escape of Go (\n, \x1b, \u202e), a backslash is doubled.
func Printable(text string) string { return shown(glyphs(text)) }

func escape(text string) glyph { return glyph{text: text, width: len(text)} }

// escaped is a rune as strconv.Quote writes it, and those that it would leave as they are.
func escaped(r rune) string {
	q := strings.Trim(strconv.QuoteRuneToASCII(r), "'")
	if strings.HasPrefix(q, `\`) {
		return q
	}
	return fmt.Sprintf(`\u%04x`, r)
}

func (g *glyph) attach(text string) {
	g.text += text
	g.attached++
}

// attaches reports whether the rune stands on the glyph without a column of its own. Joiners and selectors of style, which show nothing
// themselves, do so only where they have a meaning: elsewhere they are a way to give two names one look.
func attaches(r rune, on *glyph) bool {
	if on == nil {
		return false
	}
	switch {
	case r == join:
		return on.base >= firstJoined && (unicode.IsLetter(on.base) || unicode.Is(unicode.So, on.base))
	case r == joinNot:
		return on.base >= firstJoined && unicode.IsLetter(on.base)
	case r == textStyle || r == emojiStyle:
		return !unicode.IsLetter(on.base) && !unicode.IsSpace(on.base)
	case unicode.Is(unicode.Variation_Selector, r):
		return unicode.In(on.base, unicode.Han, unicode.Mongolian)
	case r >= firstTone && r <= lastTone:
		return unicode.Is(unicode.So, on.base)
	case isJamo(r):
		return unicode.Is(unicode.Hangul, on.base)
	}
	return isMark(r) && r != graphJoiner
}

// isMark reports runes without a column of their own.
func isMark(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me) || isJamo(r) }

// isJamo reports the vowels and finals of Hangul written in parts, which stand in the syllable that a consonant began.
func isJamo(r rune) bool { return r >= 0x1160 && r <= 0x11FF || r >= 0xD7B0 && r <= 0xD7FF }

// isBlank reports letters and symbols that show nothing, and so would let two names look alike: fillers of Hangul, the empty Braille pattern.
func isBlank(r rune) bool {
	return r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0 || r == 0x2800
}

func isFlag(r rune) bool { return r >= firstFlag && r <= lastFlag }

// width is the columns of some glyphs.
func width(gs []glyph) int {
	n := 0
	for i := range gs {
		n += gs[i].width
	}
	return n
}

// shown joins glyphs to a text again.
func shown(gs []glyph) string {
	var b strings.Builder
	for i := range gs {
		b.WriteString(gs[i].text)
	}
	return b.String()
}

// cut takes glyphs out of the middle until at most limit columns are left, the ellipsis among them.
func cut(gs []glyph, limit int) []glyph {
	if width(gs) <= limit {
		return gs
	}
	left, right := limit/2, (limit-1)/2 // with the ellipsis: limit
	head := 0
	for w := 0; head < len(gs) && w+gs[head].width <= left; head++ {
		w += gs[head].width
	}
	tail := len(gs)
	for w := 0; tail > head && w+gs[tail-1].width <= right; tail-- {
		w += gs[tail-1].width
	}
	out := append([]glyph(nil), gs[:head]...)
	out = append(out, glyph{text: "…", width: 1})
	return append(out, gs[tail:]...)
}

// wide is a table, never changed: the assigned runes of EastAsianWidth W and F, gaps of unassigned ones closed.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, {0x231a, 0x231b, 1}, {0x2329, 0x232a, 1}, {0x23e9, 0x23ec, 1}, {0x23f0, 0x23f0, 1}, {0x23f3, 0x23f3, 1},
		{0x25fd, 0x25fe, 1}, {0x2614, 0x2615, 1}, {0x2648, 0x2653, 1}, {0x267f, 0x267f, 1}, {0x2693, 0x2693, 1}, {0x26a1, 0x26a1, 1},
		{0x26aa, 0x26ab, 1}, {0x26bd, 0x26be, 1}, {0x26c4, 0x26c5, 1}, {0x26ce, 0x26ce, 1}, {0x26d4, 0x26d4, 1}, {0x26ea, 0x26ea, 1},
		{0x26f2, 0x26f3, 1}, {0x26f5, 0x26f5, 1}, {0x26fa, 0x26fa, 1}, {0x26fd, 0x26fd, 1}, {0x2705, 0x2705, 1}, {0x270a, 0x270b, 1},
		{0x2728, 0x2728, 1}, {0x274c, 0x274c, 1}, {0x274e, 0x274e, 1}, {0x2753, 0x2755, 1}, {0x2757, 0x2757, 1}, {0x2795, 0x2797, 1},
		{0x27b0, 0x27b0, 1}, {0x27bf, 0x27bf, 1}, {0x2b1b, 0x2b1c, 1}, {0x2b50, 0x2b50, 1}, {0x2b55, 0x2b55, 1}, {0x2e80, 0x303e, 1},
		{0x3041, 0x3247, 1}, {0x3250, 0x4dbf, 1}, {0x4e00, 0xa4c6, 1}, {0xa960, 0xa97c, 1}, {0xac00, 0xd7a3, 1}, {0xf900, 0xfad9, 1},
		{0xfe10, 0xfe19, 1}, {0xfe30, 0xfe6b, 1}, {0xff01, 0xff60, 1}, {0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{
		{0x16fe0, 0x1b2fb, 1}, {0x1f004, 0x1f004, 1}, {0x1f0cf, 0x1f0cf, 1}, {0x1f18e, 0x1f18e, 1}, {0x1f191, 0x1f19a, 1},
		{0x1f200, 0x1f320, 1}, {0x1f32d, 0x1f335, 1}, {0x1f337, 0x1f37c, 1}, {0x1f37e, 0x1f393, 1}, {0x1f3a0, 0x1f3ca, 1},
		{0x1f3cf, 0x1f3d3, 1}, {0x1f3e0, 0x1f3f0, 1}, {0x1f3f4, 0x1f3f4, 1}, {0x1f3f8, 0x1f43e, 1}, {0x1f440, 0x1f440, 1},
		{0x1f442, 0x1f4fc, 1}, {0x1f4ff, 0x1f53d, 1}, {0x1f54b, 0x1f54e, 1}, {0x1f550, 0x1f567, 1}, {0x1f57a, 0x1f57a, 1},
		{0x1f595, 0x1f596, 1}, {0x1f5a4, 0x1f5a4, 1}, {0x1f5fb, 0x1f64f, 1}, {0x1f680, 0x1f6c5, 1}, {0x1f6cc, 0x1f6cc, 1},
		{0x1f6d0, 0x1f6d2, 1}, {0x1f6d5, 0x1f6df, 1}, {0x1f6eb, 0x1f6ec, 1}, {0x1f6f4, 0x1f6fc, 1}, {0x1f7e0, 0x1f7f0, 1},
		{0x1f90c, 0x1f93a, 1}, {0x1f93c, 0x1f945, 1}, {0x1f947, 0x1f9ff, 1}, {0x1fa70, 0x1faff, 1}, {0x20000, 0x3fffd, 1},
	},
}
