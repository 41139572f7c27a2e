package strict

import (
	"bytes"
	"encoding/json"
)

// Marshal is json.Marshal without its escapes for HTML, so that a definition reads "op":">=" and not "op":"\u003e=". An encoder around it that
// escapes for HTML, as json.Marshal itself does, still has its way; one with SetEscapeHTML(false) shows what was meant.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), nil
}
