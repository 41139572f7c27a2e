package strict

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxShown is the most bytes of a text from outside that an error shows: one bad name of a megabyte should make no megabyte of log.
const MaxShown = 100

// Quote is a text from outside as every error of this module shows it: quoted as %q does, whole up to MaxShown bytes; a longer one is cut where a
// character begins, and its length stands behind: "Song Pla"… (1048576 bytes).
func Quote[T ~string | ~[]byte](text T) string {
	shown, behind := clip(text)
	return strconv.Quote(shown) + behind
}

// Clip is Quote without the quotes, for numbers and for pieces of JSON. What is not valid UTF-8 is a question mark.
func Clip[T ~string | ~[]byte](text T) string {
	shown, behind := clip(text)
	return strings.ToValidUTF8(shown, "?") + behind
}

// Name is a name from outside as a part of a path to a field, properties.genre: itself, but Quote of one that is longer than MaxShown bytes or cannot be
// printed as it is.
func Name(name string) string {
	if len(name) > MaxShown {
		return Quote(name)
	}
	for _, r := range name {
		if !strconv.IsPrint(r) || r == utf8.RuneError {
			return Quote(name)
		}
	}
	return name
}

// clip gives what is shown of a text, and what stands behind it.
func clip[T ~string | ~[]byte](text T) (shown, behind string) {
	if len(text) <= MaxShown {
		return string(text), ""
	}
	cut := MaxShown
	for cut > MaxShown-utf8.UTFMax && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return string(text[:cut]), "… (" + strconv.Itoa(len(text)) + " bytes)"
}
