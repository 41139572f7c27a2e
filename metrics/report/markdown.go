package report

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// WriteMarkdown writes the table in the Markdown of GitHub: the title in bold, the table with numbers to the right, the notes as a list. The
// source is aligned too, so that it can be read in a mail that nothing renders. Rules are left out. Cells wider than MaxCellWidth lose their middle to
// "…", as in WriteText.
//
// Names are shown as WriteText shows them and then escaped: pipes, backslashes, backticks, HTML, links, emphasis and mentions of Markdown stand as they are
// spelled, and a name can neither end a cell nor begin another.
//
// ErrTable names the first row that does not fit, and then nothing is written; else the error is the writer's. It makes one call of Write.
func (t Table) WriteMarkdown(w io.Writer) error {
	if err := t.check(); err != nil {
		return err
	}
	var b bytes.Buffer
	if t.Title != "" {
		b.WriteString("**" + markdown(shown(glyphs(strings.TrimSpace(t.Title)))) + "**\n")
	}
	if len(t.Columns) > 0 {
		if t.Title != "" {
			b.WriteByte('\n')
		}
		t.writePipes(&b)
	}
	if len(t.Notes) > 0 {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		for _, note := range t.Notes {
			b.WriteString("- " + markdownStart(markdown(shown(glyphs(note)))) + "\n")
		}
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := w.Write(b.Bytes())
	return err
}

// writePipes writes the heads, their alignment and the rows.
func (t Table) writePipes(b *bytes.Buffer) {
	head := make([]cell, len(t.Columns))
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = markdownCell(c.Name)
		widths[i] = max(3, head[i].width) // of "---"
	}
	var rows [][]cell
	for _, row := range t.Rows {
		if row == nil {
			continue
		}
		cells := make([]cell, len(row))
		for i, text := range row {
			cells[i] = markdownCell(text)
			widths[i] = max(widths[i], cells[i].width)
		}
		rows = append(rows, cells)
	}
	rule := make([]cell, len(widths))
	for i, n := range widths {
		rule[i] = cell{text: strings.Repeat("-", n), width: n}
		if t.Columns[i].Right {
			rule[i].text = strings.Repeat("-", n-1) + ":"
		}
	}
	for _, row := range append([][]cell{head, rule}, rows...) {
		for i, c := range row {
			pad := strings.Repeat(" ", widths[i]-c.width)
			if t.Columns[i].Right {
				b.WriteString("| " + pad + c.text + " ")
			} else {
				b.WriteString("| " + c.text + pad + " ")
			}
		}
		b.WriteString("|\n")
	}
}

func markdownCell(s string) cell {
	gs := cut(glyphs(s), MaxCellWidth)
	text := markdown(shown(gs))
	plain := shown(gs)
	return cell{text: text, width: width(gs) + utf8.RuneCountInString(text) - utf8.RuneCountInString(plain)}
}

// markdown escapes what means something within a line of Markdown. Angle brackets and ampersands become entities, since some renderers that keep
// HTML do not know a backslash before it; a mention becomes one too, which GitHub looks for in the text as it was written.
func markdown(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '<':
			b.WriteString("&lt;")
		case c == '>':
			b.WriteString("&gt;")
		case c == '&':
			b.WriteString("&amp;")
		case c == '@':
			b.WriteString("&#64;")
		case c == '_' && i > 0 && i+1 < len(s) && isWord(s[i-1]) && isWord(s[i+1]):
			b.WriteByte(c) // snake_case is no emphasis
		case strings.IndexByte("\\`*_[]|~#$", c) >= 0,
			c == ':' && strings.HasPrefix(s[i:], "://"), c == '.' && i >= 3 && strings.EqualFold(s[i-3:i], "www"): // links without brackets
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// markdownStart escapes what means something only where a line begins: a list, a rule, a heading underlined.
func markdownStart(s string) string {
	s = strings.TrimLeft(s, " ")
	if s != "" && strings.IndexByte("-+=", s[0]) >= 0 {
		return `\` + s
	}
	some, rest := digits(s)
	if some && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, ")")) {
		return s[:len(s)-len(rest)] + `\` + rest
	}
	return s
}
