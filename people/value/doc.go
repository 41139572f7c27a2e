// Package value holds typed values and the one list of tests on them, for attributes of people, properties of events, and counts.
package value
