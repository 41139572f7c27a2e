package report

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/footfall-go/footfall/people/strict"
	"github.com/footfall-go/footfall/segment"
	"github.com/footfall-go/footfall/store"
)

// Version is the version of the form of reports that this package writes, in Header.Version.
const Version = 1

// Header says what a report is about, so that a stored number can be read years later: the state and the clock it was taken at, the
// calendar, the timeframe as asked and as resolved, and the audiences as they were then. Make it with NewHeader; its slices are never nil,
// so its JSON has [] and never null.
type Header struct {
	Version   int             `json:"version"`    // of the report's form: 1
	Position  uint64          `json:"position"`   // of the view: number of accepted changes
	Clock     time.Time       `json:"clock"`      // "now" of the report, UTC
	Location  string          `json:"location"`   // IANA name of the report's location
	ZoneData  string          `json:"zone_data"`  // version of the zone data that the days were built with
	WeekStart string          `json:"week_start"` // "monday" ... "sunday", as queries spell it
	Timeframe Timeframe       `json:"timeframe"`
	Audiences []Audience      `json:"audiences"` // the segments in the order asked for; everyone where none was
	Warnings  []store.Warning `json:"warnings"`  // in order of discovery, each once
}

// Timeframe is a resolved timeframe beside its definition.
type Timeframe struct {
	Asked store.Timeframe `json:"asked"`
	From  *time.Time      `json:"from,omitempty"` // first instant, in the report's location; absent: open
	To    *time.Time      `json:"to,omitempty"`   // the instant after the last, in the report's location; absent: open
}

// Audience is one segment of a report.
type Audience struct {
	Name       string          `json:"name"`       // as the caller named it; may be empty
	People     int             `json:"people"`     // how many it had
	Sentence   string          `json:"sentence"`   // in plain English
	Definition json.RawMessage `json:"definition"` // with saved segments written out
}

// NewHeader writes the header of a report on a view with its clock and location: weekStart is the first day of its weeks, asked and span are its
// timeframe as asked and as resolved, ev its segments as segment.Evaluate gave them (none: everyone the view knows). The warnings are that the view holds no event, that
// events of the timeframe were dropped, and those of ev; add others with Warn. It keeps nothing of its arguments.
func NewHeader(v *store.View, weekStart time.Weekday, asked store.Timeframe, span store.Span, ev []segment.Evaluated) Header {
	f := v.Frame()
	h := Header{
		Version:   Version,
		Position:  v.Position(),
		Clock:     f.Clock.UTC(),
		Location:  f.Location.String(),
		ZoneData:  v.ZoneData(),
		WeekStart: strings.ToLower(weekStart.String()),
		Timeframe: Timeframe{Asked: asked},
		Audiences: make([]Audience, 0, max(1, len(ev))),
		Warnings:  []store.Warning{},
	}
	if span.From != store.Beginning {
		t := time.UnixMilli(span.From).In(f.Location)
		h.Timeframe.From = &t
	}
	if span.To != store.End {
		t := time.UnixMilli(span.To).In(f.Location)
		h.Timeframe.To = &t
	}
	if _, _, some := v.Extent(); !some {
		h.Warn(store.Warning{Code: store.WarnNoEvents, Text: "there are no events yet"})
	}
	h.Warn(v.DroppedWarnings(span)...)
	for _, e := range ev {
		h.Audiences = append(h.Audiences, audience(e.Segment, e.People.Len()))
		h.Warn(e.Warnings...)
	}
	if len(ev) == 0 {
		h.Audiences = append(h.Audiences, audience(segment.Segment{}, v.People().Count()))
	}
	return h
}

// Warn adds warnings in their order, but none of a code and subject that the header warns of already.
func (h *Header) Warn(ws ...store.Warning) {
	for _, w := range ws {
		known := slices.ContainsFunc(h.Warnings, func(had store.Warning) bool {
			return had.Code == w.Code && had.Subject == w.Subject
		})
		if !known {
			h.Warnings = append(h.Warnings, w)
		}
	}
}

// Fields are the header's fields in the JSON of a report, for strict.Object on one that embeds it; all of them have to be there. They are decoded into h.
func (h *Header) Fields() []strict.Field {
	version := strict.Version(Version)
	check := version.Into.(func([]byte) error)
	version.Required = true
	version.Into = func(data []byte) error {
		if err := check(data); err != nil {
			return err
		}
		return json.Unmarshal(data, &h.Version)
	}
	return []strict.Field{
		version,
		{Name: "position", Into: &h.Position, Required: true},
		{Name: "clock", Into: &h.Clock, Required: true},
		{Name: "location", Into: &h.Location, Required: true},
		{Name: "zone_data", Into: &h.ZoneData, Required: true},
		{Name: "week_start", Into: &h.WeekStart, Required: true},
		{Name: "timeframe", Into: &h.Timeframe, Required: true},
		{Name: "audiences", Into: &h.Audiences, Required: true},
		{Name: "warnings", Into: &h.Warnings, Required: true},
	}
}

// audience describes a segment. Evaluate has checked it with its saved segments written out, so that it is known to have a JSON.
func audience(s segment.Segment, people int) Audience {
	definition, err := strict.Marshal(s)
	if err != nil {
		definition = nil // only of a segment that did not come from Evaluate
	}
	return Audience{Name: s.Name, People: people, Sentence: s.String(), Definition: definition}
}
