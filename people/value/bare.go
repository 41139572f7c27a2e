package value

import "strings"

// Bare is an error of this package as it reads behind the name of the field that it is about: "value: wrong type: not a date: x" becomes "not a
// date: x". It is still whatever err is, for errors.Is and errors.As. Errors of other packages, and nil, come back as they are.
func Bare(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	for _, front := range []string{ErrTest.Error() + ": ", ErrKind.Error() + ": ", "value: "} {
		if rest, ok := strings.CutPrefix(text, front); ok {
			return bare{rest, err}
		}
	}
	return err
}

type bare struct {
	text string
	err  error
}

func (b bare) Error() string { return b.text }
func (b bare) Unwrap() error { return b.err }
