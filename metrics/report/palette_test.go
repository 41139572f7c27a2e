package report_test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// rgb is a colour in linear light.
type rgb [3]float64

func parseColour(t require.TestingT, s string) (c rgb) {
	for i := range c {
		n, err := strconv.ParseUint(s[1+2*i:3+2*i], 16, 8)
		require.NoError(t, err)
		if f := float64(n) / 255; f <= 0.04045 {
			c[i] = f / 12.92
		} else {
			c[i] = math.Pow((f+0.055)/1.055, 2.4)
		}
	}
	return c
}

func luminance(c rgb) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// contrast is that of WCAG 2.
func contrast(a, b rgb) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// lacking are how people see who lack a kind of cone: the matrices of Machado, Oliveira and Fernandes (2009) for the full severity, in linear light.
var lacking = map[string][3][3]float64{
	"nothing": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"red":     {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"green":   {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"blue":    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func seen(c rgb, m [3][3]float64) (out rgb) {
	for i := range out {
		for j := range c {
			out[i] += m[i][j] * c[j]
		}
		out[i] = math.Min(1, math.Max(0, out[i]))
	}
	return out
}

// lab is a colour in CIE Lab, in which a distance of 2 is just seen.
func lab(c rgb) rgb {
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124*c[0] + 0.3576*c[1] + 0.1805*c[2]) / 0.9505)
	y := f(0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2])
	z := f((0.0193*c[0] + 0.1192*c[1] + 0.9505*c[2]) / 1.089)
	return rgb{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func distance(a, b rgb) float64 {
	a, b = lab(a), lab(b)
	return math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2])
}

// coloursOf reads the colours of lines out of a picture, in their order, and the backgrounds.
func coloursOf(t *testing.T) (light, dark []rgb, white, black rgb) {
	picture := lines(t, graph(7, 4, 100, false), 0)
	for i := range 7 {
		found := regexp.MustCompile(fmt.Sprintf(`class="ff-s%d" stroke="(#[0-9a-f]{6})"`, i)).FindStringSubmatch(picture)
		require.NotNil(t, found)
		light = append(light, parseColour(t, found[1]))
		found = regexp.MustCompile(fmt.Sprintf(`\.ff-s%d\{stroke:(#[0-9a-f]{6})\}`, i)).FindStringSubmatch(picture)
		require.NotNil(t, found)
		dark = append(dark, parseColour(t, found[1]))
	}
	white = parseColour(t, regexp.MustCompile(`class="ff-back" .*fill="(#[0-9a-f]{6})"`).FindStringSubmatch(picture)[1])
	black = parseColour(t, regexp.MustCompile(`\.ff-back\{fill:(#[0-9a-f]{6})\}`).FindStringSubmatch(picture)[1])
	return light, dark, white, black
}

func TestColoursStandOutAndApart(t *testing.T) {
	light, dark, white, black := coloursOf(t)
	for page, colours := range map[string][]rgb{"light": light, "dark": dark} {
		back := map[string]rgb{"light": white, "dark": black}[page]
		for i, c := range colours {
			require.Greater(t, contrast(c, back), 3.0, "%s: colour %d on its page", page, i)
			for what, m := range lacking {
				for j := range i {
					least := 12.0 // any two; marks tell them apart as well
					if i < 4 {
						least = 20 // the four lines and two segments that most reports have
					}
					require.Greater(t, distance(seen(c, m), seen(colours[j], m)), least, "%s: colours %d and %d to who lacks %s", page, i, j, what)
				}
			}
		}
	}
}
