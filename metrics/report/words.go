package report

import (
	"fmt"
	"strings"
	"time"
)

// TableWidth is the width in terminal columns that the tables of reports keep to where their names let them.
const TableWidth = 120

// Labels names the audiences in heads, titles and rows, in their order, each by its Label. Of two that are called the same the second has its number
// behind it: "Fans", "Fans (2)".
func (h *Header) Labels() []string {
	labels, taken := make([]string, len(h.Audiences)), make(map[string]bool, len(h.Audiences))
	for i, a := range h.Audiences {
		labels[i] = a.Label()
		for n := 2; taken[labels[i]]; n++ {
			labels[i] = fmt.Sprintf("%s (%d)", a.Label(), n)
		}
		taken[labels[i]] = true
	}
	return labels
}

// Captions says who the audiences are and how many, in their order, each as Caption does but by its name among Labels.
func (h *Header) Captions() []string {
	captions := h.Labels()
	for i, a := range h.Audiences {
		captions[i] = a.caption(captions[i])
	}
	return captions
}

// Label names the audience by itself: its name, or its sentence where it has none. See Header.Labels.
func (a Audience) Label() string {
	if a.Name != "" {
		return a.Name
	}
	return a.Sentence
}

// Caption says who the audience is and how many: "Fans (country is HR): 65 people".
func (a Audience) Caption() string { return a.caption(a.Label()) }

func (a Audience) caption(who string) string {
	if !strings.EqualFold(who, a.Sentence) {
		who += " (" + a.Sentence + ")"
	}
	if a.People == 1 {
		return who + ": 1 person"
	}
	return fmt.Sprintf("%s: %d people", who, a.People)
}

// When says the timeframe for people, in the report's location and with its name: "in the last 7 days (2026-05-06 to 2026-05-12), Europe/Zagreb", "from
// 2026-05-03 12:00 to before 2026-05-03 14:00, UTC".
func (h *Header) When() string { return h.Timeframe.words(h) + ", " + h.Location }

// AsBefore says the timeframe of the period before another one, for a title that names that one and the location already: "before: 2026-05-02", "before:
// 2026-05-05 to 2026-05-09".
func (h *Header) AsBefore() string {
	words := h.Timeframe.words(h)
	for _, first := range []string{"on ", "from "} {
		words = strings.TrimPrefix(words, first)
	}
	return "before: " + words
}

func (t Timeframe) words(h *Header) string {
	asked := t.Asked
	since, until := !asked.Since.IsZero() && t.From != nil, !asked.Until.IsZero() && t.To != nil
	switch {
	case since && until:
		return "from " + h.Local(*t.From) + " to before " + h.Local(*t.To)
	case since:
		return "from " + h.Local(*t.From) + " on"
	case until:
		return "before " + h.Local(*t.To)
	case h.byClock() && t.From != nil && t.To != nil:
		first, last := h.local(*t.From).Format(time.DateOnly), h.local(t.To.Add(-1)).Format(time.DateOnly)
		if first == last {
			return asked.String() + " (" + first + ")"
		}
		return asked.String() + " (" + first + " to " + last + ")"
	}
	return asked.String()
}

// byClock reports a timeframe that the clock decided.
func (h *Header) byClock() bool {
	return h.Timeframe.Asked.LastDays != 0 || h.Timeframe.Asked.Week != ""
}

// Local writes an instant as the clocks of the report's location show it, to the second, or the millisecond where there is more: "2026-05-12 19:00".
func (h *Header) Local(t time.Time) string {
	t = h.local(t)
	switch {
	case t.Nanosecond() != 0:
		return t.Format("2006-01-02 15:04:05.000")
	case t.Second() != 0:
		return t.Format(time.DateTime)
	}
	return t.Format("2006-01-02 15:04")
}

// local brings an instant to the report's location. One that only a caller knows by its name is found in the timeframe, which is in it.
func (h *Header) local(t time.Time) time.Time {
	for _, end := range []*time.Time{h.Timeframe.From, h.Timeframe.To} {
		if end != nil && end.Location().String() == h.Location {
			return t.In(end.Location())
		}
	}
	if loc, err := time.LoadLocation(h.Location); err == nil {
		return t.In(loc)
	}
	return t.UTC()
}

// Notes are the lines that end the tables and pictures of any report: the clock, where the timeframe was asked by it or decides says that it decides
// numbers, and the warnings.
func (h *Header) Notes(decides bool) []string {
	var notes []string
	if decides || h.byClock() {
		notes = append(notes, "Clock: "+h.Local(h.Clock)+", "+h.Location)
	}
	for _, w := range h.Warnings {
		notes = append(notes, "Warning: "+w.Text)
	}
	return notes
}
