package store

// Warning says that a number is right but may not mean what the reader expects.
type Warning struct {
	Code    string `json:"code"`    // one of the Warn constants: stable, for programs
	Subject string `json:"subject"` // the event, property, tag, attribute ... it is about
	Text    string `json:"text"`    // a sentence for people, names in it as they are: see report.Printable for a line of your own
}

// The warnings. Packages segment, metrics and funnel add none of their own outside this list.
const (
	WarnUnknownEvent      = "unknown_event"       // no data has brought this event yet
	WarnUnknownProperty   = "unknown_property"    // no data has brought this property yet
	WarnUnknownAttribute  = "unknown_attribute"   // nobody has this attribute yet
	WarnUnknownTag        = "unknown_tag"         // there is no such tag yet
	WarnNotByRegistration = "not_by_registration" // adoption or engagement of an audience that may include people who had not registered yet
	WarnDropped           = "dropped_before"      // the timeframe begins before the day before which events were dropped
	WarnList              = "list_breakdown"      // a list value counts once in each of its elements' series
	WarnNoEvents          = "no_events"           // the view holds no event: the clock defaults to 1970-01-01
)
