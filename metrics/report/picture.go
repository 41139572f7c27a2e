package report

import (
	"errors"
	"fmt"
	"io"
)

// ErrPicture says that a picture cannot be drawn: options out of bounds, parts that do not fit each other, or bars that do not fit the width.
var ErrPicture = errors.New("report: cannot be drawn")

// PictureOptions say how a picture is drawn; nil is the defaults. The height follows from the content, so that no legend is cut off.
type PictureOptions struct {
	Width int // pixels, MinPictureWidth to MaxPictureWidth; 0: DefaultPictureWidth. An SVG scales: it is the size that text is set for
}

// The widths of a picture, in pixels.
const (
	MinPictureWidth     = 320
	DefaultPictureWidth = 800
	MaxPictureWidth     = 4000
)

func (o *PictureOptions) width() (int, error) {
	if o == nil || o.Width == 0 {
		return DefaultPictureWidth, nil
	}
	if o.Width < MinPictureWidth || o.Width > MaxPictureWidth {
		return 0, fmt.Errorf("%w: width: %d is not in %d to %d", ErrPicture, o.Width, MinPictureWidth, MaxPictureWidth)
	}
	return o.Width, nil
}

// Scale says what the ratios of a picture are, and so how they are written.
type Scale uint8

// The scales.
const (
	Counts   Scale = iota // Num, whole; Den is 1
	Percents              // "12.5% (1/8)"
	Decimals              // "1.25 (10/8)"
)

// show writes a ratio with its parts.
func (s Scale) show(r Ratio) string {
	switch {
	case s == Counts && r.defined():
		return fmt.Sprint(r.Num)
	case s == Counts:
		return NotDefined
	case s == Percents:
		return r.Percent() + " (" + r.String() + ")"
	}
	return r.Decimal() + " (" + r.String() + ")"
}

// hue is a colour on white and on black. The darker one has a contrast of at least 3 to 1 on the background of light pages, the brighter one on that of
// dark ones; tests hold that, and that neighbours stay apart for people who do not see red, green or blue.
type hue struct{ light, dark string }

// hues are a table, never changed: the colours of lines and bars in the order in which they are given out.
var hues = [...]hue{
	{"#005eb8", "#528ed7"},
	{"#d55e00", "#f18c48"},
	{"#009f6b", "#45d593"},
	{"#aa4f8e", "#e2b0de"},
	{"#6b5a00", "#e3cf57"},
	{"#4d4d4d", "#d0d0d0"},
	{"#37288f", "#9a86ff"},
}

// The other colours, of the page itself.
const (
	backLight, backDark = "#ffffff", "#161b22"
	inkLight, inkDark   = "#1f2328", "#e6edf3" // titles, names, numbers
	paleLight, paleDark = "#59636e", "#9ea7b3" // what is said beside: axes, notes
	gridLight, gridDark = "#d8dde3", "#353c46"
)

// writeWhole writes a finished picture.
func writeWhole(w io.Writer, s *svg) error {
	_, err := w.Write(s.Bytes())
	return err
}
